"""The figures of the corpus that the suite `corpus` checks: each has a value, and a detail for readers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.parts.part import Corpus, Part
from pipelines.parts.rejects import add_up
from pipelines.quality.corpus.audit_files import SKETCHES_FILE, VOCABULARY_FILE
from pipelines.quality.corpus.drift import DISTRIBUTIONS, name_bin
from pipelines.quality.corpus.near import count_copies, find_near
from pipelines.quality.corpus.shortcuts import MIN_TEXTS, Shortcuts
from pipelines.quality.corpus.statistics import Json
from pipelines.quality.corpus.unseen import SWAPS_FILE, find_seen, name_seen
from pipelines.quality.corpus.vocabulary import add_vocabularies
from schemas import SPLITS, UNSEEN

CONCENTRATED = 100
NO_PAIRS, NO_UNSEEN = "no pair is accepted", f"no pair of {UNSEEN} is accepted"


@dataclass(frozen=True)
class Figure:
    """One figure of the corpus, named as the column that its check judges; None, with the reason, if it is unknown."""

    name: str
    value: float | None
    detail: str = ""


def check_names(figures: Sequence[Figure]) -> None:
    """Raise ValueError if two figures have the same name, because a check would read only one of them."""
    twice = [name for name, number in Counter(figure.name for figure in figures).items() if number > 1]
    if twice:
        raise ValueError(f"expected each figure once, got several of {', '.join(twice)}")


def measure_yield(corpus: Corpus, statistics: Json) -> list[Figure]:
    """Return accepted pairs by split, number of lost pairs, and shares of quarantined and rejected variants."""
    n_pairs = dict.fromkeys(SPLITS, 0) | {split: sums["pairs"] for split, sums in statistics["splits"].items()}
    quarantined, rejected = statistics["quarantined"], add_up([part.rejected for part in corpus.pairs])
    n_spun, n_rejected = sum(part.n_rows for part in corpus.pairs), sum(rejected.values())
    return [
        *(Figure(f"{split}_pairs", number) for split, number in n_pairs.items()),
        Figure("lost_pairs", n_spun - sum(n_pairs.values()) - quarantined["pairs"]),
        Figure(
            "quarantine_share",
            quarantined["pairs"] / max(1, n_spun),
            _list_reasons(quarantined["reasons"], "quarantine/validate_pairs/"),
        ),
        Figure(
            "reject_share",
            n_rejected / max(1, n_spun + n_rejected),
            _list_reasons(rejected, "rejects/spin_articles/"),
        ),
    ]


def measure_input(corpus: Corpus) -> list[Figure]:
    """Return the largest share of a column's values that had no reading, and that of the articles lost to shared ids.

    An article is lost to a shared id if another one with this id and a different text is kept.
    """
    n_articles, unread = sum(part.n_rows for part in corpus.articles), count_unread(corpus)
    n_lost = [
        sum(part.statistics.get("n_other_texts", 0) for part in parts) for parts in (corpus.articles, [corpus.groups])
    ]
    n_all = n_articles + n_lost[0]
    unread_detail = ", ".join(f"{name} {number:,}" for name, number in unread.items())
    return [
        Figure(
            "unread_share",
            max(unread.values(), default=0) / max(1, n_articles),
            f"{unread_detail}; null in these of {n_articles:,} articles" if unread else "",
        ),
        Figure(
            "shared_id_share",
            sum(n_lost) / max(1, n_all),
            f"{sum(n_lost):,} of {n_all:,} articles are rejected as duplicate_id" if sum(n_lost) else "",
        ),
    ]


def count_unread(corpus: Corpus) -> dict[str, int]:
    """Return the number of values without a reading, by column."""
    return add_up([part.statistics.get("n_unread", {}) for part in corpus.articles])


def measure_rates(statistics: Json) -> list[Figure]:
    """Return the mean distance between achieved and asked rate, of the worst profile and of the split UNSEEN."""
    errors = {name: sums["rate_error"] / sums["pairs"] for name, sums in statistics["profiles"].items()}
    unseen = statistics["splits"].get(UNSEEN)
    detail = ", ".join(f"{name} {error:.4f}" for name, error in errors.items())
    return [
        Figure("rate_error", max(errors.values()), detail) if errors else Figure("rate_error", None, NO_PAIRS),
        Figure("unseen_rate_error", unseen["rate_error"] / unseen["pairs"])
        if unseen and unseen["pairs"]
        else Figure("unseen_rate_error", None, NO_UNSEEN),
    ]


def measure_swaps(edits: Json, parts: Sequence[Part]) -> list[Figure]:
    """Return the concentration of the swaps, and their coverage of the vocabulary.

    parts  the validated parts
    """
    counts, n_edits = add_up([edits["top_swaps"]]), edits["n_edits"]
    top_swap, top_count = next(iter(counts.items()), ("", 0))
    top = sum(list(counts.values())[:CONCENTRATED])
    vocabulary = add_vocabularies([part.file(VOCABULARY_FILE) for part in parts])
    swapped, words = vocabulary["swapped"], vocabulary["words"]
    return [
        Figure(
            "top_swap_share",
            top_count / max(1, n_edits),
            f"{top_swap}, {top_count:,} of {n_edits:,} edits" if top_count else "",
        ),
        Figure("top_100_share", top / max(1, n_edits), f"{top:,} of {n_edits:,} edits"),
        Figure("vocabulary_coverage", swapped / max(1, words), f"{swapped:,} of {words:,} different words"),
    ]


def measure_unseen(corpus: Corpus) -> list[Figure]:
    """Return the number of swaps of UNSEEN that are also in another split."""
    if not any(part.rows.get(UNSEEN) for part in corpus.validated):
        return [Figure("unseen_swaps_seen", None, NO_UNSEEN)]
    seen = find_seen([part.file(SWAPS_FILE) for part in corpus.validated])
    return [
        Figure("unseen_swaps_seen", len(seen), ", ".join(name_seen([part.files for part in corpus.validated], seen)))
    ]


def measure_copies(parts: Sequence[Part], *, similarity: float) -> list[Figure]:
    """Return the exact copies and near-duplicates among the clean texts.

    similarity  least similarity of near-duplicates in different splits, 0-1
    """
    paths = [part.file(SKETCHES_FILE) for part in parts]
    copies, near = count_copies(paths), find_near(paths, at_least=similarity)
    within, articles = copies["within"], copies["articles"]
    return [
        Figure("copies_across_splits", copies["across"]),
        Figure("copy_share", within / max(1, articles), f"{within:,} of {articles:,} articles"),
        Figure("near_duplicates", near.n_pairs, "; ".join(near.examples)),
    ]


def measure_shortcuts(shortcuts: Shortcuts) -> list[Figure]:
    """Return the AUROC of surface features for both of its checks."""
    if shortcuts.auroc is None:
        detail = f"too few texts to tell: {shortcuts.n_texts:,}, at least {MIN_TEXTS:,} are needed"
    else:
        strongest = ", ".join(f"{feature['name']} {feature['auroc']:.3f}" for feature in shortcuts.features[:3])
        detail = f"{shortcuts.n_texts:,} texts; strongest alone: {strongest}"
    return [Figure(name, shortcuts.auroc, detail) for name in ("shortcut_auroc", "shortcut_auroc_critical")]


def measure_drift(distances: Sequence[Json], against: str | None) -> list[Figure]:
    """Return the distances from an earlier release; unknown if there is none.

    distances  results of quality.corpus.drift.find_distances
    against    version of the earlier release
    """
    if not distances:
        return [Figure(f"drift_{name}", None, "there is no earlier release to compare with") for name in DISTRIBUTIONS]
    return [
        Figure(
            f"drift_{entry['name']}",
            entry["distance"],
            _biggest_change(entry["name"], entry["now"], entry["before"], against),
        )
        for entry in distances
    ]


def average_rates(profiles: Mapping[str, Json]) -> Json:
    """Return the mean asked and achieved rate of each profile."""
    return {
        name: {
            "asked": round(sums["asked_rate"] / sums["pairs"], 6),
            "achieved": round(sums["swap_rate"] / sums["pairs"], 6),
            "pairs": sums["pairs"],
        }
        for name, sums in profiles.items()
    }


def _biggest_change(distribution: str, now: Mapping[str, int], before: Mapping[str, int], against: str | None) -> str:
    """Describe the bin whose share changed most."""
    totals = [max(1, sum(side.values())) for side in (before, now)]
    shares = {name: (before.get(name, 0) / totals[0], now.get(name, 0) / totals[1]) for name in {*now, *before}}
    if not shares:
        return f"nothing to compare with {against}"
    name = max(sorted(shares), key=lambda name: abs(shares[name][1] - shares[name][0]))
    before_share, share = shares[name]
    return f"{name_bin(distribution, name)} made up {before_share:.1%} in {against}, now {share:.1%}"


def _list_reasons(counts: Mapping[str, int], folder: str) -> str:
    """List the reasons with their counts, and the dataset's subfolder that contains the rows."""
    reasons = ", ".join(f"{reason} {number:,}" for reason, number in counts.items())
    return f"{reasons}; the rows are in {folder}" if reasons else ""
