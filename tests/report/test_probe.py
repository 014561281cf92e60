from probed import make_figures
from report.results import EVIL, make_probe_entry, make_results

from pipelines.quality.corpus.probe_figures import summarise_probe
from pipelines.report.probe import auroc_of, view_probe


def view(**changes):
    return view_probe({"probe": make_probe_entry(make_figures(**changes))})


def test_a_release_without_a_probe_has_no_view():
    assert view_probe({}) is None
    assert auroc_of({}, "test") is None


def test_a_probe_that_did_not_run_is_a_sentence():
    found = view_probe({"probe": summarise_probe(None) | {"figures": None}})
    assert (found.sentence, found.tables, found.plot) == ("Not run: probe_corpus.train_words is 0.", [], None)


def test_a_view_has_a_sentence_a_plot_and_tables():
    found = view()
    assert found.sentence.startswith("A detector trained on this release finds 71% of spun sentences")
    assert found.trained_on == "Trained on 2,000,000 words of 10,295 pairs of train."
    assert "test_unseen, by sentence: 43.0%" in found.plot
    assert [table.title.partition(":")[0] for table in found.tables] == [
        "Detection",
        "Tagging",
        "Restoration",
        "Real samples",
    ]
    assert all(len(row) == len(table.columns) for table in (*found.tables, *found.breakdown) for row in table.rows)
    detection = {row[0]: row[1:] for row in found.tables[0].rows}
    assert detection["test_unseen, by sentence"] == ("900 + 900", "0.900", "43.0%", "88.0%", "0.030", "0.550")
    assert [table.title for table in found.breakdown] == [
        "By profile",
        "By share of words swapped",
        "By length in words",
        "By source",
    ]


def test_figures_that_were_not_measured_are_dashes():
    figures = make_figures()
    figures["detection"] = [row | dict.fromkeys(("auroc", "tpr_1pct"), None) for row in figures["detection"]]
    figures["real"][0] |= dict.fromkeys(("auroc", "auroc_interval"), None)
    found = view_probe({"probe": make_probe_entry(figures)})
    assert found.plot is None
    assert found.tables[0].rows[0][2:4] == ("-", "-")
    assert found.tables[3].rows[0][3:] == ("-", "90.0% (80.0% to 100.0%)", "-")


def test_a_breakdown_leaves_out_rows_without_figures():
    rows = make_figures()["breakdown"]
    rows[0] |= dict.fromkeys(("auroc", "tpr_1pct", "f1"), None)
    assert [table.title for table in view(breakdown=rows[:2]).breakdown] == ["By share of words swapped"]


def test_kinds_of_figures_without_rows_have_no_table():
    assert [table.title for table in view(real=[], breakdown=[]).tables][-1].startswith("Restoration")


def test_the_trend_is_the_auroc_by_sentence():
    results = make_results(EVIL)
    assert (auroc_of(results, "test"), auroc_of(results, "test_unseen")) == (0.96, 0.9)
