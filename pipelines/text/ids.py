"""Content ids: 32 hex digits hashed from a text, the same on any machine and in any order."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.strings.hashes import Hashes, hash_strings
from pipelines.strings.spaces import join_spaces

# Keys of the two halves of an id or hash, of texts, pairs, negatives and folded texts: any different siphash keys of 16
# bytes.
KEYS = ("spindle text id1", "spindle text id2")
PAIR_KEYS = ("spindle pair id1", "spindle pair id2")
NEGATIVE_KEYS = ("spindle negativ1", "spindle negativ2")
FOLDED_KEYS = ("spindle text n 1", "spindle text n 2")
# Columns that name a pair, besides the seed.
NAMES_PAIR = ("variant", "profile", "article_id", "spun")


def name_texts(texts: pa.Array | pa.ChunkedArray, keys: tuple[str, str] = KEYS) -> pa.StringArray:
    """Return 32 hex digits for each of `texts`, none of them null; they sort as the hashes do.

    keys  16 bytes each: different keys give different ids, so that ids of different kinds do not collide

    >>> name_texts(pa.array(["Rain.", "Snow."])).to_pylist()
    ['5f96c066bd8604322a8ef96b09cf1d8e', '95080a314b22115e08598d9bfd146a57']
    """
    return hex_names(_hash_texts(texts, keys))


def name_pairs(pairs: pa.Table, seed: int) -> pa.StringArray:
    """Return the `pair_id` of each row: a hash of the seed and the columns NAMES_PAIR, not of its position.

    A row with a null among them gets the id of an empty text.
    """
    columns = [pairs[name].cast(pa.string()) for name in NAMES_PAIR]
    return name_texts(pc.fill_null(pc.binary_join_element_wise(str(seed), *columns, "\x1f"), ""), PAIR_KEYS)


def hash_folded(texts: pa.StringArray, keys: tuple[str, ...] = FOLDED_KEYS) -> Hashes:
    """uint64 [n, len(keys)]: equal for texts that differ only in case and white space; none of `texts` is null."""
    return _hash_texts(pc.utf8_trim_whitespace(join_spaces(pc.utf8_lower(texts))), keys)


def _hash_texts(texts: pa.Array | pa.ChunkedArray, keys: tuple[str, ...]) -> Hashes:
    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    return np.stack([hash_strings(whole, key) for key in keys], axis=1)


def hex_names(hashes: Hashes) -> pa.StringArray:
    """Return 32 hex digits for each row of uint64 [n, 2]."""
    borders = np.arange(0, 32 * len(hashes) + 1, 32, dtype=np.int32)
    digits = hashes.astype(">u8").tobytes().hex().encode()
    return pa.StringArray.from_buffers(len(hashes), pa.py_buffer(borders), pa.py_buffer(digits))
