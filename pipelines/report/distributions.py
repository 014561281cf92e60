"""The distributions of a results.json: named, ordered, and drawn alone or against earlier ones."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from pipelines.quality.corpus.statistics import BINS, name_origins
from pipelines.report.plots import bars, histogram
from schemas import SPLITS
from schemas.pairs import KINDS

# Greatest number of bars in a plot.
MOST = 15
KIND_CLASSES = {kind: f"k-{kind}" for kind in KINDS}
# Name of a distribution -> its title, and the unit of its borders.
DISTRIBUTIONS = {
    "swap_rate": ("Swap rate of a pair", "%"),
    "n_words": ("Words of an article", "words"),
    "length_ratio": ("Length, spun against clean", "times as long"),
    "kinds": ("Kinds of edits", ""),
    "origins": ("Origins of edits", ""),
    "sources": ("Origins of edits", ""),  # former name, in the drift of releases of format 1
    "passes": ("Passes over an edit", ""),
    "top_swaps": ("Most frequent swaps", ""),
}


def title_of(name: str) -> str:
    return DISTRIBUTIONS.get(name, (name, ""))[0]


def edits_of(results: Mapping[str, Any]) -> Mapping[str, Any]:
    """Counts of the edits of a results.json, of releases of any format; empty if it has none."""
    edits: Mapping[str, Any] = name_origins(results.get("statistics", {})).get("edits", {})
    return edits


def draw_histogram(name: str, now: Mapping[str, int], before: Mapping[str, int] | None = None) -> Markup:
    title, unit = DISTRIBUTIONS.get(name, (name, ""))
    return histogram(title, now, before=before, unit=unit, borders=BINS.get(name, ()))


def draw_change(name: str, now: Mapping[str, int], before: Mapping[str, int]) -> Markup:
    """Draw two distributions as shares: columns for numbers, bars for names."""
    if name in BINS:
        return draw_histogram(name, now, before)
    shares, earlier = _shares(now), _shares(before)
    labels = sorted({*shares, *earlier}, key=lambda label: (-max(shares.get(label, 0), earlier.get(label, 0)), label))
    shown = {label: shares.get(label, 0.0) for label in labels[:MOST]}
    limits = {label: earlier.get(label, 0.0) for label in shown}
    legend = "bar: now; line: before"
    return bars(title_of(name), shown, unit="%", limits=limits, limit_name="before", legend=legend)


def in_order(splits: Mapping[str, int]) -> dict[str, int]:
    """Sort splits: train, validation, test, then others.

    >>> in_order({"test": 1, "train": 8})
    {'train': 8, 'test': 1}
    """
    return {split: splits[split] for split in sorted(splits, key=[*SPLITS, *splits].index)}


def descending(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def most(counts: Mapping[str, int]) -> dict[str, int]:
    """The greatest counts in order, and the sum of the others."""
    ordered = list(descending(counts).items())
    rest: Sequence[tuple[str, int]] = ordered[MOST:]
    others = {f"{len(rest):,} others": sum(n for _, n in rest)} if rest else {}
    return dict(ordered[:MOST]) | others


def _shares(counts: Mapping[str, int]) -> dict[str, float]:
    total = sum(counts.values()) or 1
    return {name: count / total for name, count in counts.items()}
