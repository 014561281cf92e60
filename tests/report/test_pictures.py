import re

from report.results import make_results

from pipelines.report.distributions import MOST, in_order
from pipelines.report.pictures import rates_of, sections_of


def titles(results):
    return {section.name: [title_of(picture) for picture in section.pictures] for section in sections_of(results)}


def title_of(picture):
    return re.search("<title>(.*?)</title>", picture.svg)[1]


def picture(results, title):
    return next(p for section in sections_of(results) for p in section.pictures if title_of(p) == title)


def test_all_there_is_is_drawn():
    assert titles(make_results()) == {
        "written": [
            "Pairs by split",
            "Swap rate by profile",
            "Swap rate of a pair",
            "Words of an article",
            "Length, spun against clean",
            "Kinds of edits",
            "Origins of edits",
            "Passes over an edit",
            "Most frequent swaps",
        ],
        "dropped": ["Rejected rows by reason", "Quarantined pairs by reason"],
        "drift": ["Distance of distributions", "Swap rate of a pair", "Kinds of edits", "Most frequent swaps"],
        "shortcuts": ["Telling spun from clean by surface features"],
        "time": ["Time by stage", "Words per second by stage"],
    }


def test_what_is_not_there_is_not_drawn():
    assert titles({"verdict": "failed"}) == {}
    assert "drift" not in titles(make_results(drift={"against": None, "distances": []}))
    old = {"counts": {"rejected": {"no_swaps": 2}}, "statistics": {"histograms": {"swap_rate": {}}, "profiles": {}}}
    assert titles(old) == {"dropped": ["Rejected rows by reason"]}


def test_what_could_not_be_measured_is_not_drawn():
    little = {"auroc": None, "n_texts": 12, "features": []}
    drift = {"against": "earlier", "distances": [{"name": "kinds", "distance": 0.1, "threshold": 0.2, "before": {}}]}
    drawn = titles(make_results(shortcuts=little, drift=drift))
    assert "shortcuts" not in drawn
    assert drawn["drift"] == ["Distance of distributions"]


def test_rates_come_from_the_statistics_where_there_are_no_others():
    assert rates_of(make_results(rates=None)) == {"light": {"asked": 0.25, "achieved": 0.225}}


def test_a_distribution_that_moved_too_far_is_marked():
    moved = picture(make_results(), "Distance of distributions")
    assert moved.svg.count('class="over"') == 1
    assert "Swap rate of a pair: 0.15, at most 0.1" in moved.svg
    assert "20261110T090000Z-plain" in moved.note


def test_names_are_compared_as_shares():
    kinds = sections_of(make_results())[2].pictures[2]
    assert "word: 75.0%, before 75.0%" in kinds.svg
    assert "phrase: 0.0%, before 25.0%" in kinds.svg


def test_a_feature_that_tells_backwards_tells_as_well():
    form = picture(make_results("commas"), "Telling spun from clean by surface features")
    assert "commas: 0.53" in form.svg
    assert "all of them together: 0.55, at most 0.6" in form.svg
    assert 'class="over"' not in form.svg


def test_a_shortcut_is_marked():
    results = make_results()
    results["shortcuts"]["auroc"] = 0.9
    assert 'class="over"' in picture(results, "Telling spun from clean by surface features").svg


def test_many_reasons_are_added_up():
    reasons = {f"reason_{i:03}": 500 - i for i in range(40)}
    plot = picture(make_results(rejected={"ingest_articles": reasons}), "Rejected rows by reason")
    rest = sum(sorted(reasons.values())[: 40 - MOST])
    assert f"{40 - MOST} others: {rest:,}" in plot.svg


def test_splits_that_are_not_known_come_last():
    assert list(in_order({"extra": 1, "test": 1, "train": 1})) == ["train", "test", "extra"]
