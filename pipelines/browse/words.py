"""What a word is when a person looks for one: letters, digits and marks without anything else between, in any case.

Looser than the engine's tokens on purpose: "won't" is `won` and `t`, and is found with any apostrophe. The index and
the search use the same rule, so that nothing that the search would find is missing from the index.
"""

import pyarrow as pa
import pyarrow.compute as pc

# In the syntax of RE2, which Arrow uses.
BETWEEN = r"[^\p{L}\p{N}\p{M}]"


def distinct_words(texts: pa.Array) -> pa.Array:
    """The distinct words of lower-case texts, in no promised order.

    >>> sorted(distinct_words(pa.array(["prime minister", "well-known", None, "minister"])).to_pylist())
    ['known', 'minister', 'prime', 'well']
    """
    texts = pc.unique(pc.drop_null(texts))
    is_word = pc.ascii_is_alnum(texts)  # most are, and splitting is slow
    split = pc.split_pattern_regex(pc.filter(texts, pc.invert(is_word)), BETWEEN + "+").flatten()
    words = pa.chunked_array([pc.filter(texts, is_word), pc.filter(split, pc.not_equal(split, ""))], pa.string())
    return pc.unique(words)


def asked_words(asked: str) -> list[str]:
    """The words of what somebody looks for, in lower case and in order.

    >>> asked_words("  Prime-Minister ")
    ['prime', 'minister']
    """
    lower = pc.utf8_lower(pa.array([asked], pa.string()))
    return [word for word in pc.split_pattern_regex(lower, BETWEEN + "+")[0].as_py() if word]


def words_pattern(words: list[str]) -> str:
    r"""The pattern that finds these words one after the other in a lower-case text, with anything but words between.

    >>> words_pattern(["prime", "minister"]).replace(BETWEEN, "-")
    '(?:^|-)prime-+minister(?:-|$)'
    """
    return f"(?:^|{BETWEEN}){f'{BETWEEN}+'.join(words)}(?:{BETWEEN}|$)"
