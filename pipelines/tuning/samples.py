"""The user's samples of several files, with clean texts to compare them with, and their folds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from pipelines.errors import InputError
from pipelines.probe.metrics import Flags, Ints
from pipelines.probe.real import RealFile, RealSamples, read_real
from pipelines.probe.texts import ARTICLE_WORDS, count_words, first_words
from pipelines.tuning.folds import group_copies, halve, make_folds

# Spun texts that a gain can be measured on at all.
LEAST_SPUN = 20


@dataclass(frozen=True)
class TuningSamples:
    """n texts, spun ones and clean ones.

    texts     string [n], of at most ARTICLE_WORDS words
    is_spun   bool [n]
    file      int64 [n]: number of the file; only texts of one file are compared with each other
    clusters  int64 [n]: equal for near-copies, and for the texts of a pair
    fold      int64 [n]: the fold, or folds.CHOOSING or folds.SCORING for clean texts without a spun partner
    families  names of all spinners, sorted
    names     names of the files
    """

    texts: pa.StringArray
    is_spun: Flags
    file: Ints
    clusters: Ints
    fold: Ints
    families: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def n_spun(self) -> int:
        return int(self.is_spun.sum())

    @property
    def n_folds(self) -> int:
        return int(self.fold.max()) + 1


def read_files(files: Sequence[RealFile]) -> dict[str, RealSamples]:
    """Return the samples of each file by its name.

    Raises InputError for a faulty file, and for fewer than LEAST_SPUN spun texts in all of them.
    """
    found = {file.name: read_real(file) for file in files}
    n_spun = sum(sum(each.is_spun) for each in found.values())
    if n_spun < LEAST_SPUN:
        raise InputError(
            f"expected at least {LEAST_SPUN} spun texts in the files of --real, got {n_spun}: a gain on fewer cannot "
            "be told from chance, so add samples"
        )
    return found


def join_samples(files: Mapping[str, RealSamples], clean: pa.StringArray, seed: int) -> TuningSamples:
    """Join the samples of all files; a file without clean texts of its own is compared with those of `clean`."""
    found = [_with_clean(each, clean) for each in files.values()]
    texts = first_words(pa.array([text for each in found for text in each.texts], pa.string()), ARTICLE_WORDS)
    is_spun = np.array([spun for each in found for spun in each.is_spun])
    file = np.repeat(np.arange(len(found)), [len(each.texts) for each in found])
    families = [family for each in found for family in each.families]
    clusters = group_copies(texts, _number_owners(found))
    fold = _fold(is_spun, clusters, families, seed)
    named = tuple(sorted({family for family, spun in zip(families, is_spun, strict=True) if spun and family}))
    return TuningSamples(texts, is_spun, file, clusters, fold, named, tuple(files))


def _with_clean(samples: RealSamples, clean: pa.StringArray) -> RealSamples:
    """Return the samples of a file, with clean texts of the news if it has none.

    Each clean text is cut to the length of one of the spun texts: scores of shorter texts scatter more.
    """
    if not all(samples.is_spun):
        return samples
    joined = RealSamples(*(list(getattr(samples, each.name)) for each in fields(RealSamples)))
    lengths = count_words(first_words(pa.array(samples.texts, pa.string()), ARTICLE_WORDS))
    for length in np.unique(lengths):
        at = np.flatnonzero(lengths[np.arange(len(clean)) % len(lengths)] == length)
        for text in first_words(clean.take(pa.array(at)), int(length)).to_pylist():
            joined.add(text, is_spun=False, pair=-1, family=None)
    return joined


def _number_owners(found: Sequence[RealSamples]) -> Ints:
    """int64 [n]: a number for each pair and for each text without a partner."""
    owners, first = [], 0
    for samples in found:
        pair = np.array(samples.pair, np.int64)
        rows = np.arange(len(pair)) - ((pair >= 0) & np.array(samples.is_spun))  # an original precedes its spun text
        owners.append(rows + first)
        first += len(pair)
    return np.concatenate(owners)


def _fold(is_spun: Flags, clusters: Ints, families: Sequence[str | None], seed: int) -> Ints:
    """int64 [n]: folds of the spun texts; a clean text is in that of a spun one of its cluster, or in one half."""
    at = np.flatnonzero(is_spun)
    fold = np.zeros(len(is_spun), np.int64)
    fold[at] = make_folds(clusters[at], [families[row] for row in at.tolist()], seed)
    order = at[np.argsort(clusters[at], kind="stable")]
    place = np.searchsorted(clusters[order], clusters)
    partner = order[np.minimum(place, len(order) - 1)]
    has_partner = clusters[partner] == clusters
    alone = np.flatnonzero(~is_spun & ~has_partner)
    fold[~is_spun] = fold[partner[~is_spun]]
    fold[alone] = halve(clusters[alone])
    return fold
