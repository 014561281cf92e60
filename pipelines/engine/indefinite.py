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
# Begin with a vowel letter but a consonant sound: European, ewe, one, once, unit, UK, U-turn; and u in front of one
# consonant and a vowel: use, utility, uranium, Utah, but not uber.
NO_VOWEL = (
    r"e(?:u\w|we)|on(?:e|es|ness|eself|ce)\b|ouija|u\b|"
    r"u(?:[knsv]\b|b[aiou]|[fgkrstv][aeiou]|kr|efa\b|lyss|ni[cflqostv]|nanim|(?:rl|sb)s?\b)"
)
# Begin with a consonant letter or a digit but a vowel sound: hour, honest, heir, 8, 18, 1800s, 11pm, X-ray, MP, FBI.
VOWEL = (
    r"hour|honest|honou?r|heir|8|1[18]\b|1[18][a-z]|18\d\d(?:s|\b)|nth\b|"
    r"[fhlmnrsx]\b|f(?:aq|bi|da)s?\b|h(?:bo|iv|md|r|tml)s?\b|l(?:cd|dl|ed|p)s?\b|m(?:ba|p|ri|v)s?\b|"
    r"n(?:ba|bc|fl|go|hl|hs)s?\b|rpms?\b|r(?:fid|na)s?\b|s(?:ms|os|uv)s?\b|xl\b"
)
# Words of several capitals are spelt, so the name of their first letter decides (an SUV, a UEFA club), but for those
# that are read.
SPELT = r"[A-Z]{2}[A-Z0-9]*s?\b"
READ = r"(?:FARC|FEMA|FIFA|HAMAS|LASER|LASIK|MERS|NAFTA|NASA|NASCAR|NASDAQ|NATO|RADAR|RAM|ROM|SARS|SIM|SWAT)s?\b"
SPELT_VOWEL = r"[AEFHILMNORSX]"
# Leading punctuation is silent.
FRONT = r"^[^\pL\pN]*"


def begins_with_vowel(texts: pa.StringArray) -> Bools:
    """Bool [n]: the text begins with a vowel sound and needs `an`."""
    by_letter = _matches(texts, f"(?i:[{VOWELS}])") & ~_matches(texts, f"(?i:{NO_VOWEL})")
    is_spelt = _matches(texts, SPELT) & ~_matches(texts, READ)
    return np.where(is_spelt, _matches(texts, SPELT_VOWEL), by_letter | _matches(texts, f"(?i:{VOWEL})"))


def _matches(texts: pa.StringArray, pattern: str) -> Bools:
    return _finds(texts, FRONT + pattern)


def _finds(texts: pa.StringArray, pattern: str) -> Bools:
    return np.asarray(pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False))


def has_wrong_indefinite(texts: pa.StringArray) -> Bools:
    """Bool [n]: the first `a` or `an` in the text, in small letters, is not the one that the word behind it needs."""
    is_wrong = _finds(texts, r"\ban? \S")
    parts = pc.extract_regex(texts.filter(pa.array(is_wrong)), r"\b(?P<article>an?) (?P<rest>\S.*)")
    is_an = pc.equal(pc.struct_field(parts, "article"), "an").to_numpy(zero_copy_only=False)
    is_wrong[is_wrong] = is_an != begins_with_vowel(pc.struct_field(parts, "rest"))
    return is_wrong


def needed_indefinite(texts: pa.StringArray) -> Array:
    """int8 [n]: the code of the indefinite article that each text needs, A or AN."""
    return np.where(begins_with_vowel(texts), AN, A).astype(np.int8)


def indefinite_codes(words: pa.StringArray) -> Array:
    """int8 [n]: A for the word `a`, AN for `an`, NEITHER for all others; words are in lower case."""
    index = pc.fill_null(pc.index_in(words, value_set=pa.array(INDEFINITE)), -1)
    return (index.to_numpy() + A).astype(np.int8)
