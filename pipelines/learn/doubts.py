"""Doubts about samples that can be learned from, but may not be what they are taken for."""

from collections import Counter
from collections.abc import Iterator, Sequence

import pyarrow as pa

from pipelines.learn.estimate import Estimate
from pipelines.learn.samples import Pair
from pipelines.text.language import detect_languages

# Language of the lexicon, and the share of originals that are in it from which on there is no doubt.
LANGUAGE, MOST = "en", 0.5
# Originals that the language is told by.
LOOKED_AT = 500
# Spinners take rarer words, or as common ones: the frequency of a replacement against its unit, in powers of ten, was
# between -.52 and +.04 for four real spinners, and its interval between .23 and .69 for three of them turned round (of
# the fourth, with 12 pairs, it was around 0 either way).
COMMONER = 0.1


def find_doubts(pairs: Sequence[Pair], frequency: Estimate) -> Iterator[str]:
    """Yield each doubt about the samples as a sentence.

    frequency  the habit of this name
    """
    texts = pa.array([pair.original for pair in pairs[:LOOKED_AT]], pa.string())
    counts = Counter(detect_languages(texts, LANGUAGE)[0].to_pylist())
    if counts[LANGUAGE] < MOST * counts.total():
        (language, number), *_ = counts.most_common(1)
        yield (
            f"expected originals in English, the language of the lexicon, but {number:,} of {counts.total():,} look "
            f"like {language!r}: the profile will find few of their words"
        )
    if frequency.is_known and frequency.low > COMMONER:
        yield (
            f"the replacements are {10**frequency.value:.1f} times as common as the words that they replace, those of "
            "spinners are rarer: original and spun may be the wrong way round"
        )
