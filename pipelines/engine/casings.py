"""The casings of replacements: which letters of a candidate become capitals."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Array, Bools, Ints, Texts, cut, repeat_index, view_texts
from pipelines.engine.splice import Replacements, cut_out, splice
from pipelines.engine.vocabulary import UPPER

# As in the lexicon, but for I; with a capital; in capitals; with a capital for each word but small ones; for each word.
AS_IS, CAPITALISED, CAPITALS, TITLED, EACH = range(5)
N_CASINGS = 5
# Words that names and headlines have in small letters: Bank of England.
SMALL_WORDS = pa.array(
    "a an and as at but by for from if in into nor of off on onto or out over per than the to up upon via with".split()  # noqa: SIM905
)
# I in small letters, as the lexicon has it, in front of a space, an apostrophe or the end; and what is put for it.
SMALL_I = ("(^| )i($|[ '\u2019])", r"\1I\2")
# When a word behind the first one of a candidate gets a capital: never, if each word does, or in titles too.
NEVER, IN_EACH, IN_TITLES = 0, 1, 2


def is_small_word(words: pa.StringArray) -> Bools:
    """Bool [n]: one of SMALL_WORDS; words are in lower case."""
    return np.asarray(pc.is_in(words, value_set=SMALL_WORDS).to_numpy(zero_copy_only=False))


def find_rising(texts: Texts, starts: Ints, counts: Ints, is_small: Bools) -> Array:
    """int8 [w]: NEVER, IN_EACH or IN_TITLES, of the words of m texts.

    starts    int64 [w]: the first byte of each word in its text
    counts    int64 [m]: the words of each text
    is_small  bool [w]: see `is_small_word`
    Only words one space behind another rise, not the second half of a compound (self-made).
    """
    before = np.repeat(texts.offsets[:-1], counts) + starts - 1
    follows_space = (starts > 0) & (texts.data.take(before, mode="clip") == ord(" "))
    is_first = np.zeros(len(starts), bool)
    is_first[(np.cumsum(counts) - counts)[counts > 0]] = True
    return np.where(follows_space & ~is_first, np.where(is_small, IN_EACH, IN_TITLES), NEVER).astype(np.int8)


def write_casings(texts: pa.StringArray, starts: Ints, counts: Ints, rising: Array) -> pa.StringArray:
    """String [N_CASINGS * m]: the m texts in each casing, one after the other; the words are those of `find_rising`.

    I is a capital in all casings.
    """
    texts = pc.replace_substring_regex(texts, *SMALL_I)
    initial = pc.utf8_upper(pc.utf8_slice_codeunits(texts, 0, 1))
    capitalised = pc.binary_join_element_wise(initial, pc.utf8_slice_codeunits(texts, 1), "")
    viewed, text_index = view_texts(texts), repeat_index(counts)
    risen = [_raise_words(viewed, starts[mask], text_index[mask]) for mask in (rising >= IN_TITLES, rising >= IN_EACH)]
    return pa.concat_arrays([texts, capitalised, pc.utf8_upper(texts), *risen])


def _raise_words(texts: Texts, starts: Ints, text_index: Ints) -> pa.StringArray:
    """The texts with a capital at their beginning and at those of some words, none of which begins its text."""
    filled = np.flatnonzero(np.diff(texts.offsets))
    places = np.append(texts.offsets[filled], texts.offsets[text_index] + starts)
    order = np.argsort(places)
    places, text_index = places[order], np.append(filled, text_index)[order]
    first = texts.data[places]
    ends = places + 1 + (first >= 0xC0) + (first >= 0xE0) + (first >= 0xF0)
    letters = view_texts(pc.utf8_upper(cut_out(texts.data, places, ends)))
    risen = splice(texts, places, ends, text_index, Replacements(letters, np.arange(len(places)))).texts
    return cut(risen.data, risen.offsets)


def cases_of_words(lower: int, title: int) -> tuple[Array, Array]:
    """The cases by casing of a replacement's first word, int8 [N_CASINGS], and of its others, int8 [3, N_CASINGS].

    lower  the case of a word in small letters
    title  the case of a word with a capital
    The others are in rows by NEVER, IN_EACH and IN_TITLES.
    """
    first = [lower, title, UPPER, title, title]
    others = [[lower, lower, UPPER, *risen] for risen in ((lower, lower), (lower, title), (title, title))]
    return np.array(first, np.int8), np.array(others, np.int8)
