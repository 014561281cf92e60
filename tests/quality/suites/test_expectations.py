import numpy as np
import pyarrow as pa
import pytest

from pipelines.quality.suites.checks import FOLDER, Check
from pipelines.quality.suites.expectations import EXPECTATIONS, judge_rows
from pipelines.quality.suites.run import run_by_great_expectations, run_suite
from pipelines.storage.json_files import read_json

IN_SET, BETWEEN = "expect_column_values_to_be_in_set", "expect_column_values_to_be_between"
KWARGS = [
    ("expect_column_values_to_not_be_null", {"column": "name"}),
    ("expect_column_values_to_not_be_null", {"column": "x"}),
    (IN_SET, {"column": "ok", "value_set": [True], "mostly": 0.9}),
    (IN_SET, {"column": "name", "value_set": ["a"]}),
    (BETWEEN, {"column": "n", "min_value": 1}),
    (BETWEEN, {"column": "n", "max_value": 0}),
    (BETWEEN, {"column": "n", "min_value": 0.5, "max_value": 2.5}),
    (BETWEEN, {"column": "x", "min_value": 0, "max_value": 1, "mostly": 0.99}),
    (BETWEEN, {"column": "small", "min_value": 0, "max_value": 1}),
    (BETWEEN, {"column": "small", "min_value": 0.1}),
    ("expect_column_values_to_be_unique", {"column": "name"}),
    ("expect_column_values_to_be_unique", {"column": "n"}),
    ("expect_compound_columns_to_be_unique", {"column_list": ["name", "n"]}),
    ("expect_compound_columns_to_be_unique", {"column_list": ["name", "n", "ok"]}),
]
CHECKS = [Check("tiny", f"check {i}", *about, "critical", "Fine.") for i, about in enumerate(KWARGS)]
FLOATS = [-1.0, 0.0, 0.1, 1.0, np.nextafter(1.0, 2), float("nan"), float("inf"), None]
VALUES = (["a", "b", "", None], [True, False, None], [-1, 0, 1, 2, 3, None], FLOATS, FLOATS)
TYPES = [pa.string(), pa.bool_(), pa.int16(), pa.float64(), pa.float32()]
NAMES = ["name", "ok", "n", "x", "small"]


def make_table(rows):
    columns = zip(*rows, strict=True) if rows else [[]] * len(NAMES)
    table = pa.table({name: pa.array(column, kind) for name, kind, column in zip(NAMES, TYPES, columns, strict=True)})
    return table.append_column("id", pa.array([f"row {i}" for i in range(len(rows))]))


def describe(outcome):
    examples = [f"{example['id']}: {example['value']}" for example in outcome.examples]
    return outcome.check.name, outcome.n_rows, outcome.unexpected.tolist(), examples


@pytest.mark.parametrize("n_rows", [0, 1, 2, 4, 8, 16, 64])
def test_judge_rows_agrees_with_great_expectations(n_rows):
    draw = np.random.default_rng(n_rows)
    table = make_table([[values[draw.integers(len(values))] for values in VALUES] for _ in range(n_rows)])
    assert all(judge_rows(check.type, check.kwargs, table) for check in CHECKS)
    slow = run_by_great_expectations(CHECKS, table, id_column="id")
    assert list(map(describe, run_suite(CHECKS, table, id_column="id"))) == list(map(describe, slow))


def test_judge_rows_does_not_depend_on_chunks():
    whole = make_table([("a", True, 1, 0.5, 0.5), ("a", None, 1, 2.0, 2.0), (None, False, 2, None, None)])
    cut = pa.concat_tables([whole.slice(0, 1), whole.slice(1, 0), whole.slice(1)])
    for check in CHECKS:
        found = [judge_rows(check.type, check.kwargs, table) for table in (whole, cut)]
        assert found[0].unexpected.tolist() == found[1].unexpected.tolist()
        assert found[0].n_rows == found[1].n_rows


@pytest.mark.parametrize(
    ("expectation", "kwargs"),
    [
        ("expect_column_values_to_match_regex", {"column": "name", "regex": "a"}),
        (BETWEEN, {"column": "n", "min_value": 1, "strict_min": True}),
        (BETWEEN, {"column": "n"}),
        (BETWEEN, {"column": "name", "min_value": 1}),
        (BETWEEN, {"column": "lost", "min_value": 1}),
        (IN_SET, {"column": "n", "value_set": ["1"]}),
        (IN_SET, {"column": "ok", "value_set": [True], "row_condition": "n > 1"}),
    ],
)
def test_judge_rows_leaves_the_rest_to_great_expectations(expectation, kwargs):
    assert judge_rows(expectation, kwargs, make_table([("a", True, 1, 0.5, 0.5)])) is None


@pytest.mark.parametrize("suite", ["articles", "pairs", "corpus", "probe"])
def test_no_check_of_the_suites_needs_great_expectations(suite):
    for entry in read_json(FOLDER / f"{suite}.json")["checks"]:
        assert entry["type"] in EXPECTATIONS
        assert entry["kwargs"].keys() - {"mostly"} <= EXPECTATIONS[entry["type"]][1]
