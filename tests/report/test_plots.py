import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from pipelines.report.plots import bars, histogram, trend

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '<script>alert("x")</script>'


def parse(plot):
    return ET.fromstring(str(plot))  # noqa: S314 - our own


def marks(plot, tag, kind):
    return [mark for mark in parse(plot).iter(f"{SVG}{tag}") if mark.get("class") == kind]


def texts(plot, kind):
    return [mark.text for mark in marks(plot, "text", kind)]


def says(plot):
    return [title.text for title in parse(plot).iter(f"{SVG}title")][1:]


@pytest.mark.parametrize(
    "plot",
    [
        bars(EVIL, {EVIL: 3, "b": 0}, unit=EVIL, limits={EVIL: 2}, limit_name=EVIL, legend=EVIL),
        histogram(EVIL, {"0": 3, "1": 5}, before={"0": 2}, unit=EVIL),
        trend(EVIL, [EVIL, "b"], {EVIL: [1, 2]}, unit=EVIL),
        bars("nothing", {}),
        histogram("nothing", {}),
        histogram("nothing", {}, before={}),
        trend("nothing", [], {}),
        trend("nothing", ["a"], {"x": [None]}),
    ],
)
def test_a_plot_is_an_image_with_a_title_and_nothing_that_runs_or_loads(plot):
    root = parse(plot)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text in (EVIL, "nothing")
    assert {mark.tag.removeprefix(SVG) for mark in root.iter()} <= {
        *("svg", "title", "desc", "text", "g", "rect", "line", "polyline", "circle")
    }
    attributes = {name for mark in root.iter() for name in mark.attrib}
    assert not {name for name in attributes if name.startswith("on") or name in ("style", "href")}


def test_bars_are_as_long_as_their_numbers():
    plot = bars("Kinds", {"word": 1200, "phrase": 300, "none": 0})
    lengths = [float(mark.get("width")) for mark in marks(plot, "rect", "bar")]
    assert lengths[0] / lengths[1] == pytest.approx(4, rel=0.01)
    assert lengths[2] < 1
    assert texts(plot, "label") == ["word", "phrase", "none"]
    assert texts(plot, "value") == ["1,200", "300", "0"]
    assert says(plot) == ["word: 1,200", "phrase: 300", "none: 0"]


def test_bars_mark_a_limit_where_it_is():
    plot = bars("Rate", {"light": 0.1, "heavy": 0.2}, limits={"light": 0.15}, limit_name="asked", unit="%")
    (limit,) = marks(plot, "line", "limit")
    light, heavy = marks(plot, "rect", "bar")
    left, tenth = float(light.get("x")), float(light.get("width"))
    assert float(limit.get("x1")) == pytest.approx(left + 1.5 * tenth, abs=0.2)
    assert float(heavy.get("width")) == pytest.approx(2 * tenth, abs=0.2)
    assert says(plot) == ["light: 10.0%, asked 15.0%", "heavy: 20.0%"]


def test_bars_may_start_elsewhere():
    plot = bars("AUROC", {"a": 0.75, "b": 0.625, "c": 0.4}, start=0.5)
    lengths = [float(mark.get("width")) for mark in marks(plot, "rect", "bar")]
    assert lengths[0] / lengths[1] == pytest.approx(2, rel=0.01)
    assert lengths[2] == 0.5


def test_bars_stay_inside_whatever_the_labels():
    plot = bars("Long", {"x" * 200: 5, "漢字" * 50: 1_000_000_000}, unit="words/s")
    for bar in marks(plot, "rect", "bar"):
        assert 0 < float(bar.get("x")) + float(bar.get("width")) < 560
    assert all(text.endswith("…") for text in texts(plot, "label"))
    assert says(plot)[0].startswith("x" * 200)


def test_bars_take_classes():
    assert marks(bars("Kinds", {"word": 1}, classes={"word": "k-word"}), "rect", "k-word")


def test_histogram_keeps_the_empty_bins_between():
    plot = histogram("Rate", {"0.1": 2, "0.4": 8}, borders=[0, 0.1, 0.2, 0.3, 0.4, 0.5], unit="%")
    heights = [float(mark.get("height")) for mark in marks(plot, "rect", "bar")]
    assert len(heights) == 4
    assert heights[1:3] == [0, 0]
    assert heights[3] / heights[0] == pytest.approx(4, rel=0.01)
    assert says(plot)[0] == "10% and more: 2"


def test_histogram_sorts_bins_as_numbers():
    assert says(histogram("Words", {"1000": 1, "200": 2})) == ["200 and more: 2", "1,000 and more: 1"]


def test_histogram_compares_shares_with_before():
    plot = histogram("Words", {"0": 10, "1": 30}, before={"1": 4, "2": 4})
    assert says(plot) == [
        "0 and more: 25.0%, before 0.0%",
        "1 and more: 75.0%, before 50.0%",
        "2 and more: 0.0%, before 50.0%",
    ]
    (line,) = marks(plot, "polyline", "before")
    heights = {point.split(",")[1] for point in line.get("points").split()}
    assert len(heights) == 2


def test_a_scale_ends_at_the_greatest_number_that_there_can_be():
    levels = re.compile(r"<text[^>]*>(0\.\d+|1|1\.\d+)</text>")
    same = trend("AUROC", ["a", "b"], {"test": [1.0, 1.0]}, top=1)
    assert max(map(float, levels.findall(same))) == 1
    assert "105%" not in trend("Lost", ["a", "b"], {"rows": [1.0, 1.0]}, unit="%")
    above = trend("AUROC", ["a", "b"], {"test": [1.0, 1.2]}, top=1)
    assert max(map(float, levels.findall(above))) >= 1.2, "a number that cannot be is drawn all the same"


def test_trend_leaves_gaps_and_names_its_lines():
    plot = trend("Pairs", ["a", "b", "c", "d"], {"one": [1, 2, None, 4], "two": [3, 3, 3, 3]}, unit="%")
    points = [line.get("points").split() for line in parse(plot).iter(f"{SVG}polyline")]
    assert [len(run) for run in points] == [2, 4]
    assert says(plot)[0] == "a, one: 100.0%"
    assert {mark.text for mark in parse(plot).iter(f"{SVG}text") if "name" in mark.get("class")} == {
        "one 400.0%",
        "two 300.0%",
    }


def test_names_of_lines_do_not_lie_on_each_other():
    plot = trend("Same", ["a", "b"], {name: [1, 1] for name in "wxyz"})
    heights = sorted(float(mark.get("y")) for mark in parse(plot).iter(f"{SVG}text") if "name" in mark.get("class"))
    assert all(below - above >= 14 for above, below in pairwise(heights))


def test_labels_below_do_not_touch():
    plot = trend("Many", [f"2026-11-{day:02}" for day in range(1, 31)], {"x": list(range(30))})
    shown = [mark for mark in marks(plot, "text", "tick") if re.match("2026", mark.text)]
    at = [float(mark.get("x")) for mark in shown]
    assert len(at) > 2
    assert min(b - a for a, b in pairwise(at)) > 60


def test_the_same_numbers_give_the_same_plot():
    assert bars("Kinds", {"a": 1}) == bars("Kinds", {"a": 1})
