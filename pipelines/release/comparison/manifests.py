"""Differences between two releases in settings, code and lexicons (their manifests) and in swaps (their results)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.release.find import Release
from pipelines.release.layout import RESULTS_FILE
from pipelines.storage.json_files import read_json

Json = Mapping[str, Any]

# Entries of a manifest that say how its release was judged.
JUDGEMENTS = ("verdict", "probe")
# Those that decide the rows of the release, those that say how it is stored, and JUDGEMENTS.
SECTIONS = ("config", "profiles", "lexicons", "code", "packages", "format", *JUDGEMENTS)
# The figures of the probe in words.
SENTENCE = "probe.says"
MOST_SWAPS = 20
PER = 1000


@dataclass(frozen=True)
class Difference:
    """An entry of the manifests that differs.

    name           dotted path, such as "config.spin_articles.rate"
    before, after  values as the manifests have them, None for an entry that a manifest lacks
    """

    name: str
    before: Any
    after: Any

    @property
    def is_setting(self) -> bool:
        """False for a judgement on the release, which is a result and no setting."""
        return self.name.partition(".")[0] not in JUDGEMENTS


@dataclass(frozen=True)
class SwapChange:
    """A frequent swap that became more or less common.

    before, after  edits with this swap per 1,000 edits of the release
    unlisted       "before" or "after": the release whose list of frequent swaps lacks it, so that its share is an upper
                   bound, the least share listed; "" if both list it
    """

    swap: str
    before: float
    after: float
    unlisted: str


@dataclass(frozen=True)
class FrequentSwaps:
    """The most frequent swaps of a release, as edits per 1,000 edits, and the share that no unlisted swap exceeds."""

    shares: Mapping[str, float]
    least: float

    def share(self, swap: str) -> float:
        """The share of a swap, or the highest that it can have if it is not listed."""
        return self.shares.get(swap, self.least)


def compare_manifests(before: Json, after: Json) -> list[Difference]:
    """Return the differences between two manifests in SECTIONS, by section, then by name."""
    return [
        difference
        for section in SECTIONS
        for difference in list_differences(before.get(section), after.get(section), section)
        if difference.name != SENTENCE
    ]


def list_differences(before: Any, after: Any, name: str) -> list[Difference]:
    """Return the differences between two JSON values; objects are compared entry by entry, all else as a whole.

    >>> list_differences({"rate": 0.2, "csv": {"quote": None}}, {"rate": 0.3, "csv": {"quote": None}}, "config")
    [Difference(name='config.rate', before=0.2, after=0.3)]
    """
    if before == after:
        return []
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        return [Difference(name, before, after)]
    return [
        difference
        for key in sorted(before.keys() | after.keys())
        for difference in list_differences(before.get(key), after.get(key), f"{name}.{key}")
    ]


def compare_swaps(before: Release, after: Release) -> list[SwapChange]:
    """Return the MOST_SWAPS frequent swaps whose share changed most, greatest change first.

    The shares are those of the quality results, which list the most frequent swaps of a release. A swap that only one
    release lists has changed at least by its distance from the least share that the other lists.
    """
    swaps = [read_swaps(release) for release in (before, after)]
    if not all(found.shares for found in swaps):
        return []
    change = {
        swap: abs(swaps[1].share(swap) - swaps[0].share(swap))
        for swap in swaps[0].shares.keys() | swaps[1].shares.keys()
    }
    most = sorted((swap for swap in change if change[swap] > 0), key=lambda swap: (-change[swap], swap))[:MOST_SWAPS]
    return [_change(swap, *swaps) for swap in most]


def read_swaps(release: Release) -> FrequentSwaps:
    """Return the frequent swaps of a release, none if it has no quality results or no edits in them."""
    path = release.folder / RESULTS_FILE
    if not path.is_file():
        return FrequentSwaps({}, 0.0)
    try:
        edits = read_json(path)["statistics"]["edits"]
        n_edits, n_others = edits["n_edits"], edits["n_other_swaps"]
        shares = {entry["swap"]: PER * entry["count"] / max(1, n_edits) for entry in edits["top_swaps"]}
    except (KeyError, TypeError):  # results of a version of Spindle that listed no swaps
        return FrequentSwaps({}, 0.0)
    return FrequentSwaps(shares, min(shares.values(), default=0.0) if n_others else 0.0)


def _change(swap: str, before: FrequentSwaps, after: FrequentSwaps) -> SwapChange:
    unlisted = [name for name, found in (("before", before), ("after", after)) if swap not in found.shares]
    return SwapChange(swap, round(before.share(swap), 3), round(after.share(swap), 3), "".join(unlisted))
