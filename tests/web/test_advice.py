import json
import re
from pathlib import Path

import pytest

from pipelines.quality.suites.results import CheckResult
from pipelines.web.advice import ON_FIGURES, OTHER_FIGURE, advise

EXPECTATIONS = Path(__file__).parents[2] / "schemas" / "expectations"


def names_of(suite):
    return [check["name"] for check in json.loads((EXPECTATIONS / f"{suite}.json").read_text())["checks"]]


@pytest.mark.parametrize("suite", ["corpus", "probe"])
def test_every_check_on_a_figure_has_advice_of_its_own(suite):
    names = names_of(suite)
    assert names
    assert [name for name in names if advise(CheckResult(name, suite=suite)) == OTHER_FIGURE] == []


def test_every_pattern_of_the_advice_matches_a_check():
    names = [*names_of("corpus"), *names_of("probe")]
    assert [pattern for pattern, _ in ON_FIGURES if not any(re.match(pattern, name) for name in names)] == []


def test_rows_have_advice_by_where_they_are():
    assert "quarantine" in advise(CheckResult("a", suite="pairs", effect="quarantine"))
    assert "articles" in advise(CheckResult("a", suite="articles", effect="warning"))
    assert "release contains" in advise(CheckResult("a", suite="pairs", effect="warning"))
