from report.results import make_probe_entry, make_results

from pipelines.report.probe_headline import headline


def test_the_figures_are_those_of_test_and_of_new_words():
    figures = {figure.name: figure for figure in headline(make_results())}
    found = figures["Spun sentences found, at 1% false alarms"]
    assert (found.value, found.unseen) == ("71.0%", "43.0%")
    assert {"Spun told from clean, by sentence (AUROC)", "Swapped words marked (F1)"} <= figures.keys()
    assert "Original word ranked first" in figures


def test_without_a_model_there_are_none():
    assert headline({}) == []
    assert headline(make_results(probe=None)) == []
    assert headline(make_results(probe=make_probe_entry(None))) == []
