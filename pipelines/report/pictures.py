"""The plots of a results.json, for the report and the page of a release.

Plots without data, such as drift without an earlier release, are omitted.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipelines.quality.suites.results import read_checks
from pipelines.report.distributions import (
    DISTRIBUTIONS,
    KIND_CLASSES,
    MOST,
    descending,
    draw_change,
    draw_histogram,
    edits_of,
    in_order,
    most,
    title_of,
)
from pipelines.report.plots import bars
from pipelines.report.scales import percent

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Picture:
    """A plot with a note below it."""

    svg: Markup
    note: str = ""


@dataclass(frozen=True)
class PlotSection:
    """Plots on one question; `name` is for links into the page."""

    name: str
    title: str
    pictures: list[Picture]


def sections_of(results: Json) -> list[PlotSection]:
    """Return the plots of a results.json in reading order, without empty sections."""
    asked = {
        ("written", "Output"): _written,
        ("dropped", "Dropped rows"): _dropped,
        ("drift", "Drift since the previous release"): _drift,
        ("shortcuts", "Shortcuts: spun or clean by surface features alone"): _shortcuts,
        ("time", "Time"): _time,
    }
    sections = [PlotSection(*names, list(pictures(results))) for names, pictures in asked.items()]
    return [section for section in sections if section.pictures]


def rates_of(results: Json) -> dict[str, dict[str, float]]:
    """Profile -> mean rates {"asked", "achieved"} over its pairs."""
    if results.get("rates"):
        return dict(results["rates"])
    profiles = results.get("statistics", {}).get("profiles", {})
    return {
        name: {"asked": sums["asked_rate"] / sums["pairs"], "achieved": sums["swap_rate"] / sums["pairs"]}
        for name, sums in profiles.items()
        if sums["pairs"]
    }


def _written(results: Json) -> Iterator[Picture]:
    statistics = results.get("statistics", {})
    splits = results.get("counts", {}).get("splits", {})
    if splits:
        yield Picture(bars("Pairs by split", in_order(splits)))
    rates = rates_of(results)
    if rates:
        achieved = {name: rate["achieved"] for name, rate in rates.items()}
        asked = {name: rate["asked"] for name, rate in rates.items()}
        legend = "bar: achieved; line: asked"
        plot = bars("Swap rate by profile", achieved, unit="%", limits=asked, limit_name="asked", legend=legend)
        yield Picture(plot, "Mean share of swapped words over the pairs of a profile.")
    histograms = statistics.get("histograms", {})
    for name in sorted(histograms, key=[*DISTRIBUTIONS, *histograms].index):
        if histograms[name]:
            yield Picture(draw_histogram(name, histograms[name]))
    edits = edits_of(results)
    if edits.get("kinds"):
        yield Picture(bars(title_of("kinds"), descending(edits["kinds"]), classes=KIND_CLASSES))
    if edits.get("origins"):
        yield Picture(
            bars(title_of("origins"), most(edits["origins"])),
            "The table of the lexicon that an edit's replacement comes from.",
        )
    if edits.get("passes"):
        yield Picture(
            bars(title_of("passes"), {_passes(name): count for name, count in sorted(edits["passes"].items())})
        )
    top = {entry["swap"]: entry["count"] for entry in edits.get("top_swaps", [])[:MOST]}
    if top:
        together = percent(sum(top.values()) / max(1, edits["n_edits"]))
        yield Picture(bars(title_of("top_swaps"), top), f"Together {together} of {edits['n_edits']:,} edits.")


def _dropped(results: Json) -> Iterator[Picture]:
    rejected = results.get("rejected") or {"spin_articles": results.get("counts", {}).get("rejected", {})}
    reasons = {f"{reason} ({stage})": n for stage, counts in rejected.items() for reason, n in counts.items()}
    if reasons:
        yield Picture(bars("Rejected rows by reason", most(reasons)), "The rows are in rejects/ of the dataset.")
    quarantined = results.get("quarantined") or results.get("statistics", {}).get("quarantined", {}).get("reasons", {})
    if quarantined:
        note = "The rows are in quarantine/ of the dataset, with every reason."
        yield Picture(bars("Quarantined pairs by reason", most(quarantined)), note)


def _drift(results: Json) -> Iterator[Picture]:
    drift = results.get("drift") or {}
    distances = drift.get("distances", [])
    if not drift.get("against") or not distances:
        return
    far = {title_of(entry["name"]): entry["distance"] for entry in distances}
    limits = {title_of(entry["name"]): entry["threshold"] for entry in distances}
    over = {name: "over" for name, distance in far.items() if distance > limits[name]}
    legend = "line: limit"
    unit = distances[0].get("unit", "Distance")
    against = f"{'the baseline ' if drift.get('baseline') else ''}{drift['against']}"
    note = f"Against {against}. {unit}: 0 is the same, 1 has nothing in common."
    plot = bars("Distance of distributions", far, limits=limits, limit_name="at most", classes=over, legend=legend)
    yield Picture(plot, note)
    for entry in distances:
        if entry.get("now") and entry.get("before"):
            yield Picture(draw_change(entry["name"], entry["now"], entry["before"]))


def _shortcuts(results: Json) -> Iterator[Picture]:
    shortcuts = results.get("shortcuts") or {}
    features = shortcuts.get("features", [])[:MOST]
    if not features or shortcuts.get("auroc") is None:
        return
    together = "all of them together"
    areas = {together: shortcuts["auroc"]} | {entry["name"]: _side(entry["auroc"]) for entry in features}
    limit = _limit(results, "shortcut_auroc")
    classes = {together: "over" if areas[together] > limit else "whole"}
    plot = bars(
        "Telling spun from clean by surface features",
        areas,
        start=0.5,
        limits={together: limit} if limit < math.inf else {},
        limit_name="at most",
        classes=classes,
        legend="AUROC; bars begin at 0.5, chance",
    )
    n_texts = f"Measured on {shortcuts['n_texts']:,} texts."
    yield Picture(
        plot,
        f"{n_texts} A model that can use such features learns them instead of swaps, and fails on other spun text.",
    )


def _time(results: Json) -> Iterator[Picture]:
    stages = results.get("stages") or []
    took = {stage["stage"]: stage["seconds"] for stage in stages}
    speed = {stage["stage"]: stage["words_per_second"] for stage in stages if stage.get("words_per_second")}
    if took:
        note = "Summed over the parts, which run in parallel, including parts of earlier runs."
        yield Picture(bars("Time by stage", took, unit="s"), note)
    if speed:
        yield Picture(bars("Words per second by stage", speed), "For one process.")


def _limit(results: Json, check: str) -> float:
    """The upper limit of a check of the corpus; infinity without such a check."""
    found = [result.expectation.get("kwargs", {}) for result in read_checks(results) if result.check == check]
    return float(min((kwargs["max_value"] for kwargs in found if "max_value" in kwargs), default=math.inf))


def _passes(name: str) -> str:
    return "one pass" if name == "1" else f"{name} passes"


def _side(auroc: float) -> float:
    """The AUROC of a feature used in the better of its two directions."""
    return max(auroc, 1 - auroc)
