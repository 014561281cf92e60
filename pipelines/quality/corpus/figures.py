"""The figures of the suite `corpus` that come from merged statistics and from the parts' traces."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipelines.quality.corpus.drift import DISTRIBUTIONS, measure_drift
from pipelines.quality.corpus.near import count_copies, find_near
from pipelines.quality.corpus.shortcuts import MIN_TEXTS, Shortcuts
from pipelines.quality.corpus.statistics import Json
from pipelines.quality.corpus.traces import SKETCHES_FILE, VOCABULARY_FILE
from pipelines.quality.corpus.vocabulary import add_vocabularies

CONCENTRATED = 100
# What the AUROC is taken for when there are too few texts to train on: guessing.
UNKNOWN_AUROC = 0.5
Figures = tuple[dict[str, float], dict[str, str]]


def measure_swaps(edits: Json, folders: Sequence[Path]) -> Figures:
    """How concentrated the swaps are and how much of the vocabulary they cover, with what there is to say of it."""
    counts = sorted(edits["top_swaps"].values(), reverse=True)
    top, n_edits = sum(counts[:CONCENTRATED]), edits["n_edits"]
    vocabulary = add_vocabularies([folder / VOCABULARY_FILE for folder in folders])
    figures = {
        "top_100_share": top / max(1, n_edits),
        "vocabulary_coverage": vocabulary["swapped"] / max(1, vocabulary["words"]),
    }
    return figures, {
        "top_100_share": f"{top:,} of {n_edits:,} edits",
        "vocabulary_coverage": f"{vocabulary['swapped']:,} of {vocabulary['words']:,} different words",
    }


def measure_copies(folders: Sequence[Path], *, similarity: float) -> Figures:
    """Exact and near-duplicates of clean texts."""
    paths = [folder / SKETCHES_FILE for folder in folders]
    copies, near = count_copies(paths), find_near(paths, at_least=similarity)
    figures = {
        "copies_across_splits": copies["across"],
        "copy_share": copies["within"] / max(1, copies["articles"]),
        "near_duplicates": near.n_pairs,
    }
    return figures, {
        "copy_share": f"{copies['within']:,} of {copies['articles']:,} articles",
        "near_duplicates": "; ".join(near.examples),
    }


def judge_shortcuts(shortcuts: Shortcuts) -> Figures:
    """The AUROC under the names of both checks; an unknown one fails none, and says so."""
    if shortcuts.auroc is None:
        says = f"too few texts to tell: {shortcuts.n_texts:,}, at least {MIN_TEXTS:,} are needed"
    else:
        strongest = ", ".join(f"{feature['name']} {feature['auroc']:.3f}" for feature in shortcuts.features[:3])
        says = f"{shortcuts.n_texts:,} texts; strongest alone: {strongest}"
    names = ("shortcut_auroc", "shortcut_auroc_critical")
    auroc = UNKNOWN_AUROC if shortcuts.auroc is None else shortcuts.auroc
    return dict.fromkeys(names, auroc), dict.fromkeys(names, says)


def judge_drift(now: Json, before: Json | None, against: str | None) -> tuple[Figures, list[Json]]:
    """The distances as figures, and the records of results.json without their thresholds.

    now, before  the `statistics` of both results.json; before is None where there is no earlier release
    """
    found = measure_drift(now, before) if before is not None else []
    distances = {f"drift_{entry['name']}": entry["distance"] for entry in found}
    figures = {f"drift_{name}": 0.0 for name in DISTRIBUTIONS} | distances
    details = {
        f"drift_{entry['name']}": f"against {against}; {_biggest_change(entry['now'], entry['before'])}"
        for entry in found
    }
    return (figures, details or dict.fromkeys(figures, "there is no earlier release to compare with")), found


def average_rates(profiles: Mapping[str, Json]) -> Json:
    """Mean rate asked for and achieved by profile."""
    return {
        name: {
            "asked": round(sums["asked_rate"] / sums["pairs"], 6),
            "achieved": round(sums["swap_rate"] / sums["pairs"], 6),
            "pairs": sums["pairs"],
        }
        for name, sums in profiles.items()
    }


def _biggest_change(now: Mapping[str, int], before: Mapping[str, int]) -> str:
    """The bin whose share changed most, in words."""
    totals = [max(1, sum(side.values())) for side in (before, now)]
    shares = {name: (before.get(name, 0) / totals[0], now.get(name, 0) / totals[1]) for name in {*now, *before}}
    if not shares:
        return "nothing to compare"
    name = max(sorted(shares), key=lambda name: abs(shares[name][1] - shares[name][0]))
    return f"{name} from {shares[name][0]:.1%} to {shares[name][1]:.1%}"
