"""The suites are data that people edit: a mistake in one should show here, not in a run."""

import re

import numpy as np
import pyarrow as pa
import pytest
from corpus import make_articles, make_config
from pairs import make_pairs

from pipelines.config.stages import PROBE_CHECKS
from pipelines.quality.pairs.articles import gather_articles
from pipelines.quality.pairs.edits import view_edits
from pipelines.quality.pairs.rows import check_articles, check_pairs
from pipelines.quality.pairs.sampled import SAMPLE, check_sample, compare_meaning, detect_language
from pipelines.quality.suites.checks import FOLDER, load_suite
from pipelines.quality.suites.results import FIGURE_SUITES
from pipelines.quality.suites.run import gx_configuration
from pipelines.storage.json_files import read_json

SUITES = sorted(path.stem for path in FOLDER.glob("*.json"))


def columns_of(suite):
    pairs = make_pairs()
    if suite == "articles":
        return check_articles(make_articles(pairs)).column_names
    findings = check_pairs(
        view_edits(pairs),
        count_words=lambda texts: np.zeros(len(texts), np.int64),
        articles=gather_articles([]),
        promises={},
    )
    sampled = [detect_language(0, expected="en"), compare_meaning(0, measure=None)]
    return check_sample(findings, SAMPLE.empty_table(), sampled).column_names


def test_there_are_four_suites():
    assert SUITES == ["articles", "corpus", "pairs", "probe"]


@pytest.mark.parametrize("suite", SUITES)
def test_checks_have_a_name_a_severity_and_notes(suite):
    content = read_json(FOLDER / f"{suite}.json")
    assert content["name"] == suite
    names = [entry["name"] for entry in content["checks"]]
    assert len(names) == len(set(names))
    for entry in content["checks"]:
        wanted = {"name", "type", "kwargs", "severity", "notes", "fails"}
        assert set(entry) - {"switch", "empty", "made_critical_by"} == wanted, entry["name"]
        assert entry["severity"] in {"critical", "warning"}
        assert entry["notes"].endswith(".")


@pytest.mark.parametrize("suite", SUITES)
def test_checks_say_what_happened_if_they_fail(suite):
    """Below a failed check, the sentence on what is expected would read as if it were true."""
    for entry in read_json(FOLDER / f"{suite}.json")["checks"]:
        fails, hoped = entry["fails"], entry["notes"].split(". ")[0].split(", so that")[0].split(", since")[0]
        assert re.fullmatch(r"[A-Za-z].{15,}[^.:,]", fails), entry["name"]
        assert fails.lower().rstrip(".") not in hoped.lower(), entry["name"]
        assert hoped.lower().rstrip(".") not in fails.lower(), entry["name"]
        assert not fails.startswith(("Every ", "No ")), entry["name"]


@pytest.mark.parametrize("suite", SUITES)
def test_great_expectations_knows_the_checks(suite, tmp_path):
    for check in load_suite(suite, make_config(tmp_path)):
        expectation = gx_configuration(check).to_domain_obj()
        assert (expectation.severity, expectation.notes) == (check.severity, check.notes)


@pytest.mark.parametrize("suite", ["articles", "pairs"])
def test_checks_are_on_existing_columns(suite, tmp_path):
    checks = load_suite(suite, make_config(tmp_path))
    used = {name for check in checks for name in check.kwargs.get("column_list", [check.kwargs.get("column")])}
    assert used - set(columns_of(suite)) == set()


def test_every_finding_on_a_pair_is_judged(tmp_path):
    """A rule that is computed and never checked would be a hole."""
    used = {check.kwargs.get("column") for check in load_suite("pairs", make_config(tmp_path))}
    only_shown = {"article_id", "profile", "n_words", "n_swapped_words"}
    assert set(columns_of("pairs")) - used == only_shown


@pytest.mark.parametrize("suite", FIGURE_SUITES)
def test_a_check_on_a_figure_is_named_as_its_figure(suite, tmp_path):
    """The detail of a figure is found by the name of the check."""
    checks = load_suite(suite, make_config(tmp_path))
    assert [check.name for check in checks] == [check.kwargs["column"] for check in checks]


def test_every_check_on_the_probe_can_be_made_critical(tmp_path):
    names = [check.name for check in load_suite("probe", make_config(tmp_path))]
    assert names == list(PROBE_CHECKS)
    for name in names:
        made = load_suite("probe", make_config(tmp_path, probe_corpus={"critical": [name]}))
        assert [check.name for check in made if check.severity == "critical"] == [name]


def test_arrow_types_of_findings_are_plain():
    table = check_articles(make_articles(make_pairs()))
    assert not any(pa.types.is_nested(field.type) for field in table.schema)
