"""The indefinite article, `a` or `an`, that a text needs in front of it: by first letter, with the common exceptions.

A few patterns replace a pronouncing dictionary: the article is found once per candidate, when a lexicon is loaded.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Array, Bools

# The codes of the indefinite articles; NEITHER is the code of all other words.
INDEFINITE = ("a", "an")
NEITHER, A, AN = 0, 1, 2
VOWELS = "aeiouàáâãäåæèéêëìíîïòóôõöøœùúûü"
# Begin with a vowel letter but a consonant sound: European, ewe, one, once, unit, use, utility, uranium, UK, U-turn.
NO_VOWEL = (
    r"e(?:u\w|we)|on(?:e|es|ness|eself|ce)\b|ouija|u\b|"
    r"u(?:[knsv]\b|kr|kul|ke\b|fo|gand|biq|efa\b|lyss|ni[cflqostv]|nanim|rethr|ra[nl]|ri[anc]|rls?\b|rol|rug|s[aeiu]|t[eio]|tah)"
)
# Begin with a consonant letter or a digit but a vowel sound: hour, honest, heir, 8, 11, 18, X-ray, MP, FBI.
VOWEL = (
    r"hours?\b|hour[lg]|honest|honou?r|heir|8|1[18]\b|11th|18th|nth\b|"
    r"[fhlmnrsx]\b|f(?:aq|bi|da)s?\b|h(?:bo|iv|md|r|tml)s?\b|l(?:cd|dl|ed|p)s?\b|m(?:ba|p|ri|v)s?\b|"
    r"n(?:ba|bc|fl|go|hl|hs)s?\b|rpms?\b|r(?:fid|na)s?\b|s(?:ms|os|uv)s?\b|xl\b"
)
# Leading punctuation is silent.
FRONT = r"(?i)^[^\pL\pN]*"


def begins_with_vowel(texts: pa.StringArray) -> Bools:
    """Bool [n]: the text begins with a vowel sound and needs `an`."""
    by_letter = _matches(texts, f"(?:[{VOWELS}])") & ~_matches(texts, f"(?:{NO_VOWEL})")
    return by_letter | _matches(texts, f"(?:{VOWEL})")


def _matches(texts: pa.StringArray, pattern: str) -> Bools:
    return np.asarray(pc.match_substring_regex(texts, FRONT + pattern).to_numpy(zero_copy_only=False))


def needed_indefinite(texts: pa.StringArray) -> Array:
    """int8 [n]: the code of the indefinite article that each text needs, A or AN."""
    return np.where(begins_with_vowel(texts), AN, A).astype(np.int8)


def indefinite_codes(words: pa.StringArray) -> Array:
    """int8 [n]: A for the word `a`, AN for `an`, NEITHER for all others; words are in lower case."""
    index = pc.fill_null(pc.index_in(words, value_set=pa.array(INDEFINITE)), -1)
    return (index.to_numpy() + A).astype(np.int8)
