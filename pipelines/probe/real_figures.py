"""Detection of a user's own samples, by file and by family, with intervals."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.probe.detection import CleanTexts, Row
from pipelines.probe.metrics import (
    ALARMS,
    Flags,
    Floats,
    Ints,
    ScoredTexts,
    bootstrap,
    measure_auroc,
    measure_paired,
    measure_tpr,
)
from pipelines.probe.real import RealSamples
from pipelines.probe.sample import hash_keys
from pipelines.probe.texts import ARTICLE_WORDS, Scorer, count_words, first_words

# Median of the words of a file's texts below which they are treated as sentences: clean texts of the release are then
# sentences too. Sentences of news have some 25 words.
SENTENCE_WORDS = 50
# Texts of each class: intervals show how little a few of them say.
LEAST = 1

Families = npt.NDArray[np.object_]


@dataclass(frozen=True)
class ScoredReal:
    """The n texts of a file with their scores, ordered by key.

    file      its name in the figures
    words     median of the words of a text, of its first ARTICLE_WORDS
    texts     texts with one original, or equal texts, are a cluster
    pair      int64 [n]: number of the pair, -1 for texts without a partner
    families  [n]: names of spinners, or None
    """

    file: str
    words: float
    texts: ScoredTexts
    pair: Ints
    families: Families

    @property
    def granularity(self) -> str:
        return "sentence" if self.words < SENTENCE_WORDS else "article"


def score_real(file: str, samples: RealSamples, score: Scorer) -> ScoredReal:
    """Score the first ARTICLE_WORDS words of each text."""
    texts, is_spun = pa.array(samples.texts, pa.string()), np.array(samples.is_spun)
    pair = np.array(samples.pair, np.int64)
    keys = hash_keys(texts, 0)
    owners = keys[np.arange(len(pair)) - ((pair >= 0) & is_spun)]  # an original stands before its spun text
    order = np.lexsort((keys, owners))
    texts = first_words(texts, ARTICLE_WORDS)
    scores = score(texts)
    families = np.array([*samples.families, None], object)[:-1]
    scored = ScoredTexts(scores[order], is_spun[order], owners[order])
    return ScoredReal(file, float(np.median(count_words(texts))), scored, pair[order], families[order])


def real_rows(real: ScoredReal, release: Mapping[str, CleanTexts], seed: int) -> list[Row]:
    """The figures of a file: of all of it, and of each family if families are named.

    release  granularity -> clean texts of the release, for files without clean texts of their own
    """
    rows = []
    for family, mask in _families(real):
        texts, clean = _with_clean(real, mask, release[real.granularity].like(real.words))
        about = {"file": real.file, "family": family, "granularity": real.granularity}
        counts = {"n_clean": len(texts.clean), "n_spun": len(texts.spun), "clean": clean}
        figures: Row = {"auroc": measure_auroc(texts, LEAST)}
        figures |= {name: measure_tpr(texts, per_alarm, LEAST) for name, per_alarm in ALARMS.items()}
        intervals = {f"{name}_interval": ends for name, ends in bootstrap(texts, seed).items()}
        rows.append(about | counts | figures | intervals | {"paired": measure_paired(*_pairs(real, mask))})
    return rows


def _with_clean(real: ScoredReal, mask: Flags, release: ScoredTexts) -> tuple[ScoredTexts, str]:
    """Return the texts of a mask with clean ones, and "own" or "release", by where these are from.

    A family without clean texts is compared with all clean texts of its file, and if there are none, of the release.
    """
    texts, own = real.texts.where(mask), real.texts.where(~real.texts.is_spun)
    if len(texts.clean):
        return texts, "own"
    return (_join(texts, own), "own") if len(own.scores) else (_join(texts, release), "release")


def _join(texts: ScoredTexts, others: ScoredTexts) -> ScoredTexts:
    columns = zip(*((each.scores, each.is_spun, each.clusters) for each in (texts, others)), strict=True)
    return ScoredTexts(*(np.concatenate(column) for column in columns))


def _pairs(real: ScoredReal, mask: Flags) -> tuple[Floats, Floats]:
    """Scores of the originals and of the spun texts of the pairs in a mask."""
    at = np.flatnonzero(mask & (real.pair >= 0))
    at = at[np.lexsort((real.texts.is_spun[at], real.pair[at]))]
    return real.texts.scores[at[0::2]], real.texts.scores[at[1::2]]


def _families(real: ScoredReal) -> Iterator[tuple[str | None, Flags]]:
    """Yield each family with its texts, None with all of them first."""
    yield None, np.ones(len(real.families), bool)
    for family in sorted({each for each in real.families if each is not None}):
        yield family, real.families == family
