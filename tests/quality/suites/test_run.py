import dataclasses
import logging
import warnings

import pyarrow as pa
import pytest
from corpus import make_config

from pipelines.errors import ConfigError
from pipelines.quality.suites import run
from pipelines.quality.suites.checks import Check, load_suite
from pipelines.quality.suites.run import run_suite

TABLE = pa.table({"id": ["a", "b", "c", "d"], "ok": [True, False, True, False], "x": [0.5, 2.0, None, float("nan")]})


def between(column="x", name="x", **kwargs):
    return Check("tiny", name, "expect_column_values_to_be_between", {"column": column, **kwargs}, "critical", "Small.")


def in_set(column, name="ok"):
    kwargs = {"column": column, "value_set": [True]}
    return Check("tiny", name, "expect_column_values_to_be_in_set", kwargs, "critical", "True.")


def test_run_suite_names_the_rows(capfd, caplog):
    caplog.set_level(logging.INFO)
    ok, x = run_suite([in_set("ok"), between(max_value=1)], TABLE, id_column="id")
    assert (ok.n_rows, ok.unexpected.tolist()) == (4, [1, 3])
    assert ok.examples == [{"id": "b", "value": False}, {"id": "d", "value": False}]
    assert x.unexpected.tolist()[0] == 1
    assert x.examples[0] == {"id": "b", "value": 2.0}
    assert capfd.readouterr() == ("", "")
    assert [record.message for record in caplog.records if record.name.startswith("great_expectations")] == []


def test_run_suite_ignores_null_but_not_nan():
    (outcome,) = run_suite([between(max_value=9)], TABLE, id_column="id")
    assert outcome.unexpected.tolist() == [3]


def test_run_suite_keeps_five_examples_and_all_rows():
    table = pa.table({"id": [str(i) for i in range(1000)], "x": pa.array([5.0] * 1000)})
    (outcome,) = run_suite([between(max_value=1)], table, id_column="id")
    assert len(outcome.examples) == 5
    assert outcome.unexpected.tolist() == list(range(1000))


def test_run_suite_finds_rows_after_nulls():
    table = pa.table({"id": ["a", None, "b", "b"], "v": [0, 0, 1, 1]})
    unique = Check("tiny", "u", "expect_column_values_to_be_unique", {"column": "id"}, "critical", "")
    present = Check("tiny", "p", "expect_column_values_to_not_be_null", {"column": "id"}, "critical", "")
    both = Check("tiny", "c", "expect_compound_columns_to_be_unique", {"column_list": ["id", "v"]}, "critical", "")
    outcomes = run_suite([unique, present, both], table, id_column="id")
    assert [outcome.unexpected.tolist() for outcome in outcomes] == [[2, 3], [1], [2, 3]]


def test_articles_need_an_id_of_their_own(tmp_path):
    findings = pa.table({"article_id": ["a", None, "b", "b"]})
    suite = load_suite("articles", make_config(tmp_path))
    checks = [check for check in suite if check.kwargs["column"] == "article_id"]
    found = {each.check.name: each.unexpected.tolist() for each in run_suite(checks, findings, id_column="article_id")}
    assert found == {
        "article_id_present": [1],
        "article_id_unique": [2, 3],
    }


def test_run_suite_of_no_rows_finds_nothing():
    (outcome,) = run_suite([in_set("ok")], TABLE.slice(0, 0), id_column="id")
    assert outcome.to_json() == {"rows": 0, "unexpected": 0, "examples": []}


@pytest.mark.parametrize(
    "check",
    [
        in_set("nowhere", "lost"),
        dataclasses.replace(between(name="lost", max_value=1), type="expect_column_mean_to_be_between"),
    ],
)
def test_run_suite_raises_for_a_check_without_row_results(check):
    with pytest.raises(ConfigError, match=r"'lost' of schemas/expectations/tiny\.json .*mend the check"):
        run_suite([in_set("ok"), check], TABLE, id_column="id")


def test_warnings_of_the_import_end_no_run_where_warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with run._without_errors():
            warnings.warn("deprecated", DeprecationWarning, stacklevel=1)
        with pytest.raises(DeprecationWarning):
            warnings.warn("deprecated", DeprecationWarning, stacklevel=1)
