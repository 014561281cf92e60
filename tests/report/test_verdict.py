import pytest
from report.results import make_check

from pipelines.report.verdict import attention, by_suite, sentence

FINE, WARNED, STOPPED = make_check("a"), make_check("b", effect="warning"), make_check("c", effect="stop")
HELD = make_check("d", suite="pairs", effect="quarantine")


@pytest.mark.parametrize(
    ("verdict", "checks", "says"),
    [
        ("passed", [FINE], "1,200 pairs are good to publish: every one of 1 checks holds."),
        ("passed with warnings", [FINE, HELD], "1,200 pairs are good to publish; 1 of 2 checks asks for attention."),
        ("passed with warnings", [WARNED, HELD], "1,200 pairs are good to publish; 2 of 2 checks ask for attention."),
        ("failed", [FINE, STOPPED], "Nothing is published: 1 of 2 checks stops the release."),
        (
            "failed",
            [STOPPED, STOPPED, WARNED],
            "Nothing is published: 2 of 3 checks stop the release, and 1 more asks for attention.",
        ),
    ],
)
def test_sentence(verdict, checks, says):
    assert sentence({"verdict": verdict, "checks": checks, "counts": {"pairs": 1200}}) == says


def test_attention_begins_with_what_stops():
    assert attention([FINE, WARNED, HELD, STOPPED]) == [STOPPED, HELD, WARNED]


def test_suites_and_checks_with_findings_come_first():
    other = make_check("e", suite="articles")
    grouped = by_suite([other, HELD, FINE, WARNED])
    assert list(grouped.items()) == [("pairs", [HELD]), ("corpus", [WARNED, FINE]), ("articles", [other])]


def test_a_suite_that_is_not_known_is_shown():
    assert list(by_suite([make_check("x", suite="semantics"), FINE])) == ["corpus", "semantics"]
