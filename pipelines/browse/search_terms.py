"""The words of a search: runs of letters, digits and marks, in any case.

Looser than the engine's tokens on purpose: "won't" is `won` and `t`, and is found with any apostrophe. The index and
the search use the same rule, so the index misses nothing that the search would find.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

# RE2 syntax, as Arrow uses it.
BETWEEN = r"[^\p{L}\p{N}\p{M}]"


def distinct_words(texts: pa.Array) -> pa.Array:
    """Return the distinct words of lower-case texts, in any order.

    >>> sorted(distinct_words(pa.array(["prime minister", "well-known", None, "minister"])).to_pylist())
    ['known', 'minister', 'prime', 'well']
    """
    return pc.unique(split_words(pc.unique(pc.drop_null(texts)))[0])


def split_words(texts: pa.Array) -> tuple[pa.Array, NDArray[np.int64]]:
    """Return the words of lower-case texts, and the text of each, in any order.

    >>> words, texts = split_words(pa.array(["prime minister", "rain"]))
    >>> words.to_pylist(), texts.tolist()
    (['rain', 'prime', 'minister'], [1, 0, 0])
    """
    is_word = pc.fill_null(pc.ascii_is_alnum(texts), fill_value=False)  # true for most texts, and splitting is slow
    whole, others = (np.flatnonzero(each) for each in (is_word, pc.invert(is_word)))
    lists = pc.split_pattern_regex(texts.take(pa.array(others)), BETWEEN + "+")
    split, owners = lists.flatten(), others[pc.list_parent_indices(lists).to_numpy()]
    is_some = pc.not_equal(split, "")
    words = pa.concat_arrays([texts.take(pa.array(whole)), split.filter(is_some)])
    return words, np.concatenate([whole, owners[np.array(is_some, bool)]])


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
