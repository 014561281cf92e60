"""Two releases compared, for those who train on one and consider the other: rows, splits, rates, swaps, settings.

A pair is the same in both releases if it has the same article_id, profile and variant. It is unchanged if its pair_id
(a hash of the seed, variant, profile, article_id and spun text), its split and group, its counts and rates, and its
source, url, license, language and published_at are equal. Clean texts and edits are not read: the hashes of the texts
in `quality/groups.arrow` name the articles with another text, and a pair with an equal spun text and equal counts is
unchanged even if the kind or origin of an edit differs.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from pipelines.errors import StorageError
from pipelines.release.comparison.changes import (
    ArticleChanges,
    RateChange,
    RowChanges,
    compare_dates,
    compare_rates,
    count_articles,
    count_by,
    count_pairs,
    count_reasons,
    count_repeated,
    list_kept_articles,
    match_pairs,
)
from pipelines.release.comparison.manifests import Difference, SwapChange, compare_manifests, compare_swaps
from pipelines.release.comparison.pair_rows import DataFile, list_files, read_releases
from pipelines.release.comparison.places import CHANGED, Differences, find_differences
from pipelines.release.comparison.text_hash import find_other_texts
from pipelines.release.contents import Tally
from pipelines.release.find import Release, find_release, order_splits, read_manifest
from pipelines.release.layout import name_origins
from pipelines.release.presence import check_data_files
from pipelines.storage.places import Place
from pipelines.storage.tables import read_tables


@dataclass(frozen=True)
class Comparison:
    """The differences between two releases.

    reasons    reason of REASONS -> changed pairs; they add up to pairs.changed
    splits     split -> pairs, in the order of splits
    profiles, sources, licenses, languages  name -> pairs, most frequent first; "" for pairs without a value
    rates      sums by profile and split
    swaps      frequent swaps whose share changed most; empty if a release has no quality results
    settings   entries of the manifests that differ
    dates      "before" and "after" -> earliest and latest published_at (ISO 8601), None if no pair has one
    n_files, n_shared_files  data files of the second release, and those that the first has too

    A pair that moved to another split, or has another source, licence or language, counts there as removed from one
    name and added to the other; in `pairs` it is a changed pair.
    """

    before: Release
    after: Release
    pairs: RowChanges
    articles: ArticleChanges
    reasons: dict[str, int]
    splits: dict[str, RowChanges]
    profiles: dict[str, RowChanges]
    sources: dict[str, RowChanges]
    licenses: dict[str, RowChanges]
    languages: dict[str, RowChanges]
    rates: list[RateChange]
    swaps: list[SwapChange]
    settings: list[Difference]
    dates: dict[str, tuple[str | None, str | None]]
    n_files: int
    n_shared_files: int

    @property
    def is_identical(self) -> bool:
        """True if both releases have the same pairs in the same splits."""
        return self.pairs.is_identical

    @property
    def n_moved(self) -> int:
        """Number of articles that are in another split."""
        return sum(self.articles.moved.values())

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON; moved articles as a list of {from, to, articles}."""
        value = asdict(self)
        value["articles"]["moved"] = [
            {"from": old, "to": new, "articles": number} for (old, new), number in self.articles.moved.items()
        ]
        value["rates"] = [
            {
                "profile": change.profile,
                "split": change.split,
                "before": _rates_of(change.before),
                "after": _rates_of(change.after),
            }
            for change in self.rates
        ]
        value["dates"] = {name: list(dates) for name, dates in self.dates.items()}
        return {"identical": self.is_identical} | value


@dataclass(frozen=True)
class ChangedPair:
    """A changed pair: its reason of REASONS, and its place in both releases: data file and row."""

    reason: str
    before: tuple[DataFile, int]
    after: tuple[DataFile, int]


def compare_releases(before: Place | str, after: Place | str) -> Comparison:
    """Compare two releases, each the folder of a version or of a dataset, whose LATEST is taken.

    Raise ConfigError if a path is neither, StorageError if a release is damaged.
    """
    return compare_pairs(find_release(before), find_release(after))[0]


def compare_pairs(before: Release, after: Release, *, n_examples: int = 0) -> tuple[Comparison, list[ChangedPair]]:
    """Compare two releases; return also `n_examples` changed pairs, spread evenly over all of them."""
    comparison, differences = find_all_differences(before, after)
    return comparison, _find_examples(differences, n_examples)


def find_all_differences(
    before: Release, after: Release, *, on_file: Callable[[int, int], None] | None = None
) -> tuple[Comparison, Differences]:
    """Compare two releases; return also the places of all pairs that differ.

    on_file  called with the number of data files that are read, and of all
    Digests stand for data files, and a file of both releases is read once: so all data files are looked for first.
    Raise StorageError if one is missing or has another size.
    """
    manifests = [read_manifest(release.folder) for release in (before, after)]
    for release, manifest in zip((before, after), manifests, strict=True):
        check_data_files(release.folder, manifest)
    files = [list_files(release.folder, manifest) for release, manifest in zip((before, after), manifests, strict=True)]
    two = read_releases(*files, on_file=on_file)
    _check_keys(before, count_repeated(two, two.before))
    _check_keys(after, count_repeated(two, two.after))
    other_texts = find_other_texts(before.folder, after.folder, list_kept_articles(two))
    match = match_pairs(two, other_texts)
    splits = count_by(two, match, "split")
    comparison = Comparison(
        before=before,
        after=after,
        pairs=count_pairs(two, match),
        articles=count_articles(two, match, other_texts),
        reasons=count_reasons(match),
        splits={name: splits[name] for name in order_splits(splits)},
        profiles=count_by(two, match, "profile"),
        sources=count_by(two, match, "source"),
        licenses=count_by(two, match, "license"),
        languages=count_by(two, match, "language"),
        rates=compare_rates(two),
        swaps=compare_swaps(before, after),
        settings=compare_manifests(*manifests),
        dates=compare_dates(two),
        n_files=len(files[1]),
        n_shared_files=two.n_shared_files,
    )
    return comparison, find_differences(two, match, *files)


def read_pair(place: tuple[DataFile, int]) -> dict[str, Any]:
    """Return the pair at a place of ChangedPair, with all columns of schemas.PAIRS and its `split`.

    Raises StorageError if its file has become shorter.
    """
    file, row = place
    for table in read_tables(file.path):
        if row < len(table):
            return name_origins(table.slice(row, 1)).to_pylist()[0] | {"split": file.split}
        row -= len(table)
    raise StorageError(f"expected more pairs in {file.path}: it changed while it was read; try again")


def _check_keys(release: Release, n_repeated: int) -> None:
    if n_repeated:
        raise StorageError(
            f"expected each article, profile and variant once in {release.path}, but {n_repeated:,} pairs repeat one: "
            "the release is damaged, `spindle verify` names its faults"
        )


def _find_examples(differences: Differences, n_examples: int) -> list[ChangedPair]:
    n_changed = differences.count(CHANGED)
    chosen = np.linspace(0, n_changed - 1, min(n_examples, n_changed)).astype(np.int64)
    before, after = differences.before.take(chosen), differences.after.take(chosen)
    return [
        ChangedPair(
            differences.reason(number),
            (differences.before_files[before.files[at]], int(before.rows[at])),
            (differences.after_files[after.files[at]], int(after.rows[at])),
        )
        for at, number in enumerate(chosen.tolist())
    ]


def _rates_of(tally: Tally) -> dict[str, float]:
    return {
        "pairs": tally.rows,
        "words": tally.words,
        "swaps": tally.swaps,
        "asked": round(tally.asked_rate, 6),
        "achieved": round(tally.swap_rate, 6),
    }
