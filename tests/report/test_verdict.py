import pytest
from report.results import make_record

from pipelines.report.verdict import by_suite, sentence

IDLE = make_record("f", effect="not run", observed=None)
FINE, WARNED, STOPPED = make_record("a"), make_record("b", effect="warning"), make_record("c", effect="stop")
HELD = make_record("d", suite="pairs", effect="quarantine")


@pytest.mark.parametrize(
    ("verdict", "checks", "says"),
    [
        ("passed", [FINE], "1,200 pairs are good to publish: every check holds."),
        ("passed with warnings", [FINE, HELD], "1,200 pairs are good to publish; 1 of 2 checks needs attention."),
        ("passed with warnings", [WARNED, HELD], "1,200 pairs are good to publish; 2 of 2 checks need attention."),
        ("passed", [FINE, IDLE, FINE], "1,200 pairs are good to publish: 2 of 3 checks hold, 1 not run."),
        (
            "passed with warnings",
            [FINE, WARNED, IDLE],
            "1,200 pairs are good to publish; 1 of 3 checks needs attention; 1 was not run.",
        ),
        ("failed", [FINE, STOPPED], "Nothing is published: 1 of 2 checks stops the release."),
        (
            "failed",
            [STOPPED, STOPPED, WARNED],
            "Nothing is published: 2 of 3 checks stop the release, and 1 more needs attention.",
        ),
    ],
)
def test_sentence(verdict, checks, says):
    assert (
        sentence({"verdict": verdict, "checks": [check.to_json() for check in checks], "counts": {"pairs": 1200}})
        == says
    )


def test_suites_and_checks_with_findings_come_first():
    other = make_record("e", suite="articles")
    grouped = by_suite([other, HELD, FINE, WARNED])
    assert list(grouped.items()) == [("pairs", [HELD]), ("corpus", [WARNED, FINE]), ("articles", [other])]


def test_a_suite_that_is_not_known_is_shown():
    assert list(by_suite([make_record("x", suite="semantics"), FINE])) == ["corpus", "semantics"]
