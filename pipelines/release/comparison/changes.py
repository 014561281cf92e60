"""Pairs of two releases matched and counted: added, removed, changed; moved articles; rates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.release.comparison.id_hashes import Hashes
from pipelines.release.comparison.pair_rows import (
    Bools,
    Ints,
    TwoReleases,
    distinct,
    find_ascending,
    find_rows,
    is_among,
)
from pipelines.release.contents import Tally
from pipelines.release.find import order_splits

DATE = pa.timestamp("us", tz="UTC")
# Reasons of a changed pair; the first that holds counts.
REASONS = {
    "split": "in another split",
    "article": "with another text of the article",
    "spun": "with another spun text",
    "group": "in another group of near-duplicates",
    "measures": "with another number of words or swaps, or another rate",
    "facts": "with another source, url, licence, language or date",
}


@dataclass(frozen=True)
class RowChanges:
    """Numbers of pairs; before - removed + added = after."""

    before: int = 0
    after: int = 0
    added: int = 0
    removed: int = 0
    changed: int = 0

    @property
    def unchanged(self) -> int:
        return self.before - self.removed - self.changed

    @property
    def is_identical(self) -> bool:
        return not (self.added or self.removed or self.changed)


@dataclass(frozen=True)
class ArticleChanges:
    """Numbers of articles that have pairs.

    other_text  articles in both releases with another text; None if a release lacks the hashes of its texts
    regrouped   articles in both releases with another group_id
    moved       (split before, split after) -> articles in both releases
    pairs_added, pairs_removed  added and removed pairs of articles in both releases: of another profile or variant
    """

    before: int
    after: int
    added: int
    removed: int
    other_text: int | None
    regrouped: int
    pairs_added: int
    pairs_removed: int
    moved: dict[tuple[str, str], int]


@dataclass(frozen=True)
class RateChange:
    """Sums over the pairs of a profile in a split."""

    profile: str
    split: str
    before: Tally
    after: Tally


@dataclass(frozen=True)
class Match:
    """The pairs of the files that only one of two releases has, matched by their keys.

    partner  int64 [n after]: row of TwoReleases.before with the same key, -1 for none
    reason   int64 [n after]: index into REASONS of a pair that changed, -1 for all others
    """

    partner: Ints
    reason: Ints

    @property
    def is_kept(self) -> Bools:
        """Bool [n after]: True for pairs that both releases have."""
        return self.partner >= 0


def match_pairs(two: TwoReleases, other_texts: Hashes | None) -> Match:
    """Match pairs; `other_texts` are the articles with another text, ascending, None if that is not known."""
    partner = find_rows(_numbers(two.before, "key"), _numbers(two.after, "key"))
    new = np.flatnonzero(partner >= 0)
    old = partner[new]
    articles = _numbers(two.after, "article")[new]

    def differ(name: str) -> Bools:
        return _numbers(two.before, name)[old] != _numbers(two.after, name)[new]

    is_other = {
        "split": _codes(two.before, "split")[old] != _codes(two.after, "split")[new],
        "article": np.zeros(len(new), bool) if other_texts is None else is_among(articles, other_texts),
        "spun": differ("pair"),
        **{name: differ(name) for name in ("group", "measures", "facts")},
    }
    reason = np.full(len(partner), -1)
    reason[new] = np.select([is_other[name] for name in REASONS], range(len(REASONS)), -1)
    return Match(partner, reason)


def count_pairs(two: TwoReleases, match: Match) -> RowChanges:
    """Count all pairs."""
    n_shared, n_kept = len(two.shared), int(match.is_kept.sum())
    return RowChanges(
        before=n_shared + len(two.before),
        after=n_shared + len(two.after),
        added=len(two.after) - n_kept,
        removed=len(two.before) - n_kept,
        changed=int((match.reason >= 0).sum()),
    )


def count_reasons(match: Match) -> dict[str, int]:
    """Reason -> changed pairs, in the order of REASONS, without reasons that no pair has."""
    counts = np.bincount(match.reason[match.reason >= 0], minlength=len(REASONS)).tolist()
    return {name: number for name, number in zip(REASONS, counts, strict=True) if number}


def count_by(two: TwoReleases, match: Match, column: str) -> dict[str, RowChanges]:
    """Count the pairs by a column of names, most frequent first.

    A pair whose name changed counts as removed from one and added to the other.
    """
    shared, old, new = (_codes(rows, column) for rows in (two.shared, two.before, two.after))
    stays = match.is_kept
    stays[stays] = old[match.partner[stays]] == new[stays]
    goes = np.ones(len(old), bool)
    goes[match.partner[stays]] = False
    groups = (
        np.concatenate([shared, old]),
        np.concatenate([shared, new]),
        new[~stays],
        old[goes],
        new[stays & (match.reason >= 0)],
    )
    names = two.names[column]
    counts = [np.bincount(codes, minlength=len(names)).tolist() for codes in groups]
    found = {name: RowChanges(*numbers) for name, *numbers in zip(names, *counts, strict=True) if any(numbers)}
    return dict(sorted(found.items(), key=lambda item: (-max(item[1].before, item[1].after), item[0])))


def count_articles(two: TwoReleases, match: Match, other_texts: Hashes | None) -> ArticleChanges:
    """Count the articles that have pairs; an article has the split and the group of the first of its pairs."""
    shared = distinct(_numbers(two.shared, "article"))
    # An article of a shared file is in both releases and does not move.
    (old, old_rows), (new, new_rows) = (_first_rows(rows, shared) for rows in (two.before, two.after))
    partner = find_ascending(old, new)
    is_kept = partner >= 0
    places = (two.before, old_rows[partner[is_kept]]), (two.after, new_rows[is_kept])
    groups = [_numbers(rows, "group")[at] for rows, at in places]
    splits = [_codes(rows, "split")[at] for rows, at in places]
    n_kept = int(is_kept.sum())
    both = np.sort(np.concatenate([shared, new[is_kept]]))
    added = _numbers(two.after, "article")[~match.is_kept]
    removed = np.delete(_numbers(two.before, "article"), match.partner[match.is_kept])
    return ArticleChanges(
        before=len(shared) + len(old),
        after=len(shared) + len(new),
        added=len(new) - n_kept,
        removed=len(old) - n_kept,
        other_text=None if other_texts is None else len(other_texts),
        regrouped=int((groups[0] != groups[1]).sum()),
        pairs_added=int(is_among(added, both).sum()),
        pairs_removed=int(is_among(removed, both).sum()),
        moved=_count_moves(splits, two.names["split"]),
    )


def list_kept_articles(two: TwoReleases) -> Hashes:
    """uint64, ascending: the articles that both releases have in files that only one of them has."""
    old, new = (distinct(_numbers(rows, "article")) for rows in (two.before, two.after))
    return new[is_among(new, old)]


def compare_rates(two: TwoReleases) -> list[RateChange]:
    """Return the sums of each profile in each split, by profile, then by split."""
    shared, old, new = (_sum_rates(two, rows) for rows in (two.shared, two.before, two.after))
    none = Tally()
    return [
        RateChange(
            profile,
            split,
            before=shared.get((profile, split), none) + old.get((profile, split), none),
            after=shared.get((profile, split), none) + new.get((profile, split), none),
        )
        for profile in sorted(two.names["profile"])
        for split in order_splits(two.names["split"])
        if any((profile, split) in sums for sums in (shared, old, new))
    ]


def compare_dates(two: TwoReleases) -> dict[str, tuple[str | None, str | None]]:
    """Earliest and latest published_at (ISO 8601) before and after, None if no pair has one."""
    return {
        name: _range_of(pa.chunked_array([*two.shared["published_at"].chunks, *rows["published_at"].chunks], DATE))
        for name, rows in (("before", two.before), ("after", two.after))
    }


def count_repeated(two: TwoReleases, rows: pa.Table) -> int:
    """Number of pairs of a release whose key another of its pairs has; `rows` are those of its own files."""
    keys = np.sort(np.concatenate([_numbers(two.shared, "key"), _numbers(rows, "key")]))
    return int((keys[1:] == keys[:-1]).sum())


def _range_of(times: pa.ChunkedArray) -> tuple[str | None, str | None]:
    found = pc.min_max(times).as_py()
    first, last = (time.isoformat() if time is not None else None for time in (found["min"], found["max"]))
    return first, last


def _sum_rates(two: TwoReleases, rows: pa.Table) -> dict[tuple[str, str], Tally]:
    """(profile, split) -> sums over the pairs of a table of ROWS."""
    profiles, splits = two.names["profile"], two.names["split"]
    codes = _codes(rows, "profile").astype(np.int64) * len(splits) + _codes(rows, "split")
    words, swaps, achieved, asked = (
        _numbers(rows, name).astype(np.float64) for name in ("n_words", "n_swaps", "swap_rate", "asked_rate")
    )
    size = len(profiles) * len(splits)
    totals = [
        np.bincount(codes, weights, minlength=size).tolist()
        for weights in (None, words, swaps, np.rint(words * achieved), words * asked)
    ]
    return {
        (profiles[place // len(splits)], splits[place % len(splits)]): Tally(
            rows=n_rows, words=int(n_words), swaps=int(n_swaps), swapped_words=int(n_swapped), asked_words=n_asked
        )
        for place, (n_rows, n_words, n_swaps, n_swapped, n_asked) in enumerate(zip(*totals, strict=True))
        if n_rows
    }


def _count_moves(splits: Sequence[NDArray[np.int32]], names: Sequence[str]) -> dict[tuple[str, str], int]:
    moves = np.bincount(splits[0] * len(names) + splits[1])
    counts = {divmod(code, len(names)): number for code, number in enumerate(moves.tolist()) if number}
    rank = {name: number for number, name in enumerate(order_splits(names))}
    found = {(names[a], names[b]): number for (a, b), number in counts.items() if a != b}
    return dict(sorted(found.items(), key=lambda item: (rank[item[0][0]], rank[item[0][1]])))


def _numbers(rows: pa.Table, column: str) -> NDArray[Any]:
    return np.asarray(rows[column].to_numpy())


def _codes(rows: pa.Table, column: str) -> NDArray[np.int32]:
    return np.asarray(rows[column].combine_chunks().indices.to_numpy())


def _first_rows(rows: pa.Table, shared: Hashes) -> tuple[Hashes, Ints]:
    """The articles that are not in `shared`, ascending, and the first row of each."""
    # Arrow numbers the distinct values as they come; np.unique, which sorts stably, takes four times as long.
    coded = pa.array(_numbers(rows, "article")).dictionary_encode()
    codes, found = coded.indices.to_numpy(), coded.dictionary.to_numpy()
    first = np.zeros(len(found), np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    order = np.argsort(found)
    articles, first = found[order], first[order]
    is_own = ~is_among(articles, shared)
    return articles[is_own], first[is_own]
