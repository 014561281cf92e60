"""The words of a search: runs of letters, digits and marks, in any case.

Looser than the engine's tokens on purpose: "won't" is `won` and `t`, and is found with any apostrophe. The index and
the search use the same rule, so the index misses nothing that the search would find.
"""

import pyarrow as pa
import pyarrow.compute as pc

# RE2 syntax, as Arrow uses it.
BETWEEN = r"[^\p{L}\p{N}\p{M}]"


def distinct_words(texts: pa.Array) -> pa.Array:
    """Return the distinct words of lower-case texts, in any order.

    >>> sorted(distinct_words(pa.array(["prime minister", "well-known", None, "minister"])).to_pylist())
    ['known', 'minister', 'prime', 'well']
    """
    texts = pc.unique(pc.drop_null(texts))
    is_word = pc.ascii_is_alnum(texts)  # true for most texts, and splitting is slow
    split = pc.split_pattern_regex(pc.filter(texts, pc.invert(is_word)), BETWEEN + "+").flatten()
    words = pa.chunked_array([pc.filter(texts, is_word), pc.filter(split, pc.not_equal(split, ""))], pa.string())
    return pc.unique(words)


def asked_words(asked: str) -> list[str]:
    """Return the words of a search, in lower case and in order.

    >>> asked_words("  Prime-Minister ")
    ['prime', 'minister']
    """
    lower = pc.utf8_lower(pa.array([asked], pa.string()))
    return [word for word in pc.split_pattern_regex(lower, BETWEEN + "+")[0].as_py() if word]


def words_pattern(words: list[str]) -> str:
    r"""Return a pattern for these words in sequence in a lower-case text, with anything but words between them.

    >>> words_pattern(["prime", "minister"]).replace(BETWEEN, "-")
    '(?:^|-)prime-+minister(?:-|$)'
    """
    return f"(?:^|{BETWEEN}){f'{BETWEEN}+'.join(words)}(?:{BETWEEN}|$)"
