"""Drift: distances between the distributions of a corpus and those of an earlier release, from both results.json."""

from collections.abc import Mapping

import numpy as np

from pipelines.errors import StorageError
from pipelines.quality.corpus.statistics import BINS, Json, name_origins
from pipelines.storage.json_files import read_json
from pipelines.storage.places import Place

RESULTS = "quality/results.json"
UNIT = "Jensen-Shannon distance"
# Distribution of each check on drift -> path of its counts in the statistics of results.json.
DISTRIBUTIONS = {
    "swap_rate": ("histograms", "swap_rate"),
    "n_words": ("histograms", "n_words"),
    "length_ratio": ("histograms", "length_ratio"),
    "profiles": ("profiles",),
    "kinds": ("edits", "kinds"),
    "origins": ("edits", "origins"),
    "top_swaps": ("edits", "top_swaps"),
}
# Name of the edits of no frequent swap, in the distribution `top_swaps`.
OTHER = "other"
# Distribution -> the things that a bin of it counts; {} is the name of the bin, or its borders.
BIN_WORDS = {
    "swap_rate": "pairs with a swap rate of {}",
    "n_words": "articles of {} words",
    "length_ratio": "spun texts {} times as long as the clean ones",
    "profiles": "pairs of the profile {}",
    "kinds": "edits of the kind {}",
    "origins": "edits of the origin {}",
    "top_swaps": "the swap {}",
}


def find_earlier(releases: Mapping[str, Place], corpus_key: str, baseline: str | None = None) -> str | None:
    """Return the version to compare a corpus with: the newest, or the one before the corpus was first published.

    releases  version -> folder, oldest first
    baseline  the version that people have accepted as the baseline: taken if it is older than the corpus
    So a corpus that is run again is compared with the same release, its audit is reused, and its verdict stays; and the
    release that was accepted keeps the finding that was. Raises StorageError for damaged results.
    """
    earlier = accepted = None
    for version, folder in releases.items():
        path = folder / RESULTS
        if not path.is_file():
            continue
        if not isinstance(results := read_json(path), dict):
            raise StorageError(f"expected an object of JSON in {path}, but there is none: the file is damaged")
        if results.get("corpus_key") == corpus_key:
            break
        earlier = version
        if version == baseline:
            accepted = version
    return accepted or earlier


def find_distances(now: Json, before: Json) -> list[Json]:
    """Return the distance (0-1) of each of DISTRIBUTIONS, with the counts of both sides, from two `statistics`."""
    found = []
    for name, path in DISTRIBUTIONS.items():
        sides = [_counts(statistics, path) for statistics in (now, name_origins(before))]
        entry: Json = {"name": name, "distance": distance(*sides), "unit": UNIT}
        found.append(entry | {"now": sides[0], "before": sides[1]})
    return found


def distance(now: Mapping[str, float], before: Mapping[str, float]) -> float:
    """Return the Jensen-Shannon distance of two distributions, given as counts: 0 if equal, 1 if disjoint.

    The mean divergence of two samples of these sizes from one distribution is subtracted: in bits,
    (bins - 1) / (8 ln 2) * (1 / n + 1 / m), the expansion around equal shares. 0 if one side is empty.

    >>> distance({"a": 1000}, {"a": 10}), distance({"a": 1000}, {"b": 1000})
    (0.0, 0.9998)
    """
    from scipy.spatial.distance import jensenshannon  # noqa: PLC0415 - readers of releases have no scipy

    names = sorted({*now, *before})
    counts = np.array([[side.get(name, 0) for name in names] for side in (now, before)], float)
    totals = counts.sum(axis=1)
    if not totals.all():
        return 0.0
    by_chance = (len(names) - 1) / (8 * np.log(2)) * (1 / totals).sum()
    divergence = float(jensenshannon(*(counts / totals[:, None]), base=2)) ** 2
    return round(float(np.sqrt(max(0.0, divergence - by_chance))), 4)


def _counts(statistics: Json, path: tuple[str, ...]) -> dict[str, int]:
    for step in path[:-1]:
        statistics = statistics.get(step, {})
    counts = statistics.get(path[-1], {})
    if path[-1] == "top_swaps":
        return {entry["swap"]: entry["count"] for entry in counts} | {OTHER: statistics.get("n_other_swaps", 0)}
    return {name: value["pairs"] if isinstance(value, dict) else value for name, value in counts.items()}


def name_bin(distribution: str, name: str) -> str:
    """Say for readers which pairs or edits a bin of a distribution counts.

    >>> name_bin("n_words", "128"), name_bin("swap_rate", "0.2"), name_bin("n_words", "131072")
    ('articles of 128 to 256 words', 'pairs with a swap rate of 0.2 to 0.22', 'articles of 131072 words or more')
    >>> name_bin("kinds", "phrase"), name_bin("top_swaps", "other")
    ('edits of the kind "phrase"', 'swaps that are not among the most frequent ones')
    """
    if distribution in BINS:
        borders = [f"{border:g}" for border in BINS[distribution]]
        above = borders[borders.index(name) + 1 :] if name in borders else []
        return BIN_WORDS[distribution].format(f"{name} to {above[0]}" if above else name) + " or more" * (not above)
    if (distribution, name) == ("top_swaps", OTHER):
        return "swaps that are not among the most frequent ones"
    return BIN_WORDS.get(distribution, "{}").format(f'"{name}"')
