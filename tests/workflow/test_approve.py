"""The question before a release is published."""

from probed import make_figures

from pipelines.quality.corpus.probe_figures import summarise_probe
from pipelines.workflow.approve import describe
from pipelines.workflow.links import release_page, run_page

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


def test_the_question_says_what_a_model_can_do(tmp_path):
    text = describe({**FOUND, "probe": summarise_probe(make_figures())}, tmp_path, "x")
    assert "finds 71% of spun sentences at 1% false alarms, and 43% where the replacement words are new" in text
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines()]
    assert ["test_unseen, by sentence", "0.900", "43%", "0.550"] in rows
    switched_off = describe({**FOUND, "probe": summarise_probe(None)}, tmp_path, "x")
    assert "Not run: probe_corpus.train_words is 0." in switched_off


def test_a_link_to_a_release_leads_to_its_page_if_that_is_shown(tmp_path, monkeypatch):
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "http://airflow:8080/")
    monkeypatch.setenv("AIRFLOW__SPINDLE__ROOTS", f"{tmp_path}/other,{tmp_path}/my corpora")
    release = f"{tmp_path}/my corpora/news/20261124T083000Z-abcdef123456"
    page = "http://airflow:8080/spindle/corpora/my%20corpora/news/20261124T083000Z-abcdef123456"
    assert release_page(release) == page
    assert release_page(f"{tmp_path}/elsewhere/news/v") == ""
    assert run_page("a b", "x/y+z") == "http://airflow:8080/spindle/run/a%20b/x%2Fy%2Bz"
