"""What is asked before a release is published."""

from pipelines.airflow_bridge.approve import describe

FOUND = {
    "verdict": "passed with warnings",
    "counts": {
        "articles": 1200,
        "pairs": 1100,
        "n_words": 1000,
        "n_swapped_words": 250,
        "quarantined": 3,
        "splits": {"train": 1000, "test": 100},
    },
    "checks": [
        {
            "suite": "corpus",
            "check": "top|swap",
            "effect": "warning",
            "observed": 0.31,
            "rows": 1,
            "threshold": "at most 0.2",
        },
        {"suite": "corpus", "check": "leaks", "effect": "none", "observed": 0, "rows": 1, "threshold": "at most 0"},
    ],
}


def test_the_question_shows_verdict_figures_and_what_does_not_hold(tmp_path):
    text = describe(FOUND, tmp_path, "http://airflow/spindle/run/a/b")
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines()]
    assert ["verdict", "passed with warnings"] in rows
    assert ["swap rate", "25.0%"] in rows
    assert "top\\|swap" in text
    assert "leaks" not in text
    assert "(http://airflow/spindle/run/a/b)" in text


def test_the_question_says_that_every_check_holds(tmp_path):
    assert "Every check holds." in describe({**FOUND, "checks": []}, tmp_path, "x")
