"""Small words inside names: the bin of Osama bin Laden, the al of al-Qaeda, the moon of Ban Ki-moon.

They are few and closed classes, and no list of names has them, since they are words of their own too.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.analysis import Analysis
from pipelines.engine.buffers import Bools, Ints
from pipelines.engine.gaps import TEXT_START
from pipelines.engine.vocabulary import LOWER

# fmt: off
# In front of a family name or a place.
PARTICLES = pa.array([
    "af", "al", "av", "ben", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "des", "di", "dos",
    "du", "el", "ibn", "la", "las", "le", "les", "los", "san", "st", "ten", "ter", "van", "vom", "von", "zu", "zum",
    "zur",
])
# Second syllables of Chinese and Korean given names that are English words, too.
SYLLABLES = pa.array([
    "bin", "bum", "fan", "fat", "fun", "ha", "ho", "hun", "hung", "il", "in", "jin", "kin", "king", "kit",
    "long", "lung", "man", "min", "ming", "moon", "pan", "ping", "sang", "sin", "sing", "son", "song",
    "sun", "sung", "tan", "tin", "ting", "un", "wing", "won", "ye", "ying", "young",
])
# fmt: on
PARTICLE, SYLLABLE = 1, 2
WORDS = pc.unique(pa.concat_arrays([PARTICLES, SYLLABLES]))
# The bits of each of WORDS, and none for all other words.
KINDS = np.zeros(len(WORDS) + 1, np.uint8)
for words, bit in ((PARTICLES, PARTICLE), (SYLLABLES, SYLLABLE)):
    KINDS[pc.index_in(words, value_set=WORDS).to_numpy()] |= bit
# Longest row of particles: Oscar de la Hoya has two.
MOST_PARTICLES = 3


def is_name_part(analysis: Analysis) -> Bools:
    """Bool [n]: a particle or a syllable of a name.

    Both sides of a particle are words with a capital or further particles, one space or hyphen away. In front of a
    hyphen, or with a capital of its own, it needs no word before it (the al-Qaeda leader, Van Persie).
    A syllable follows a hyphen and a word with a capital, and that follows another one (Kim Jong-un).
    """
    vocabulary = analysis.vocabulary
    found = np.zeros(len(analysis.tokens), bool)
    particle, syllable = _find_words(analysis)
    if len(particle):
        hyphen, space = _is_joined(analysis, particle, "-"), _is_joined(analysis, particle, " ")
        is_capital = vocabulary.case[vocabulary.ids[particle]] != LOWER
        before = _has_capital(analysis, particle - 1) & (
            _is_joined(analysis, particle - 1, " ") | _is_joined(analysis, particle - 1, "-")
        )
        behind = _has_capital(analysis, particle + 1) & (hyphen | space)
        follows = np.append(False, (np.diff(particle) == 1) & (hyphen | space)[:-1])
        for _ in range(MOST_PARTICLES - 1):
            before[1:] |= follows[1:] & before[:-1]
            behind[:-1] |= follows[1:] & behind[1:]
        found[particle] = behind & (before | is_capital | hyphen)
    if len(syllable):
        is_part = _is_joined(analysis, syllable - 1, "-") & _has_capital(analysis, syllable - 1)
        found[syllable] |= is_part & _is_joined(analysis, syllable - 2, " ") & _has_capital(analysis, syllable - 2)
    return found


def _find_words(analysis: Analysis) -> tuple[Ints, Ints]:
    """The tokens that are PARTICLES, and those that are SYLLABLES behind a hyphen, in any case."""
    tokens, vocabulary = analysis.tokens, analysis.vocabulary
    number = pc.fill_null(pc.index_in(vocabulary.lower, value_set=WORDS), len(WORDS)).to_numpy()
    kinds = vocabulary.gather_lower(KINDS[number])
    at = np.flatnonzero(kinds)
    # Most are "in", which no hyphen stands in front of.
    is_behind = analysis.texts.data.take(tokens.starts[at] - 1, mode="clip") == ord("-")
    return at[kinds[at] & PARTICLE != 0], at[is_behind & (kinds[at] & SYLLABLE != 0)]


def _has_capital(analysis: Analysis, at: Ints) -> Bools:
    """Bool [len(at)]: the token has a capital; anything where there is no such token."""
    vocabulary = analysis.vocabulary
    return vocabulary.case[vocabulary.ids.take(at, mode="clip")] != LOWER


def _is_joined(analysis: Analysis, at: Ints, mark: str) -> Bools:
    """Bool [len(at)]: exactly this mark is between the token and the next one of its text."""
    tokens, data = analysis.tokens, analysis.texts.data
    exists = (at >= 0) & (at < len(tokens) - 1)
    at = np.where(exists, at, 0)
    behind = np.minimum(at + 1, len(tokens) - 1)
    ends = tokens.ends[at]
    is_next = (tokens.starts[behind] == ends + 1) & (analysis.gaps[behind] & TEXT_START == 0)
    return exists & is_next & (data.take(ends, mode="clip") == ord(mark))
