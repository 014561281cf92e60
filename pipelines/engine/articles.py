"""Whether `a` or `an` goes before a text: by its first letter, with the common exceptions of English.

A rule of this size, not a dictionary of sounds: it decides once per candidate, when a lexicon is loaded.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Array, Bools

ARTICLES = ("a", "an")
VOWELS = "aeiouàáâãäåæèéêëìíîïòóôõöøœùúûü"
# Written with a vowel, said with a consonant: European, ewe, one, once, unit, use, utility, uranium, UK, U-turn.
NO_VOWEL = (
    r"e(?:u\w|we)|on(?:e|es|ness|eself|ce)\b|ouija|u\b|"
    r"u(?:[kns]\b|kr|kul|fo|gand|biq|ni[cflqostv]|nanim|rethr|ra[nl]|ri[nc]|rol|s[aeiu]|t[eio])"
)
# Written with a consonant or a digit, said with a vowel: hour, honest, heir, 8, 11, 18, X-ray, MP, FBI.
VOWEL = (
    r"hours?\b|hourly|hourglass|honest|honou?r|heir|8|1[18]\b|11th|18th|"
    r"[fhlmnrsx]\b|mps?\b|mri|fbi|nhs|nba|nfl|ngo"
)
# Punctuation in front has no sound.
FRONT = r"(?i)^[^\pL\pN]*"


def begins_with_vowel(texts: pa.StringArray) -> Bools:
    """Bool [n]: is the first sound a vowel, so that `an` goes before it?"""
    by_letter = _matches(texts, f"(?:[{VOWELS}])") & ~_matches(texts, f"(?:{NO_VOWEL})")
    return by_letter | _matches(texts, f"(?:{VOWEL})")


def _matches(texts: pa.StringArray, pattern: str) -> Bools:
    return np.asarray(pc.match_substring_regex(texts, FRONT + pattern).to_numpy(zero_copy_only=False))


def article_codes(words: pa.StringArray) -> Array:
    """int8 [n]: 1 for `a`, 2 for `an`, 0 for all other words; lower case."""
    return (pc.fill_null(pc.index_in(words, value_set=pa.array(ARTICLES)), -1).to_numpy() + 1).astype(np.int8)
