"""One column per rule on a row: what the suites `pairs` and `articles` are run on.

Great Expectations never sees a text, only what was found out about it: booleans where a rule either holds or
does not, the number itself where the number says more. That is fast, and keeps Data Docs readable.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.quality.replay import all_in_row, edit_owners, replay
from pipelines.quality.texts import Flags, Ints
from schemas import EDIT, KINDS, PAIRS

# Columns of the pairs that the suite, the statistics or a reader of Data Docs needs as they are.
KEPT = ["pair_id", "article_id", "profile", "variant", "n_words", "swap_rate", "asked_rate", "language"]
CONTROL = r"[\p{Cc}\x{FEFF}\x{FFFD}]"
# The bytes of UTF-8 that such a character begins with, or is: without them there is none.
CONTROL_BYTES = np.isin(np.arange(256), [*range(0x20), 0x7F, 0xC2, 0xEF])
# Two steps of a float32 just below 1.
RATE_PRECISION = 2.0**-23


def check_pairs(pairs: pa.Table, *, n_words: Ints, edit_words: Ints, clean_is_article: Flags) -> pa.Table:
    """What the rules say of each row of schemas.PAIRS, as one row of plain columns.

    n_words           int64 [n]: tokens of each clean text
    edit_words        int64 [e]: tokens of the original of each edit, in the order of the rows
    clean_is_article  bool [n]: the article that the row names has this very text
    """
    edits = pairs["edits"].combine_chunks()
    flat, owners, n_rows = edits.flatten(), edit_owners(edits), len(pairs)
    swapped = np.bincount(owners, edit_words, minlength=n_rows).astype(np.int64)
    clean_length, spun_length = (pc.fill_null(pc.utf8_length(pairs[side]), 0) for side in ("clean", "spun"))
    changes = _holds(pc.not_equal(pc.struct_field(flat, "original"), pc.struct_field(flat, "replacement")))
    kind_known = _holds(pc.is_in(pc.struct_field(flat, "kind"), value_set=pa.array([*KINDS, None])))
    rate = pc.fill_null(pairs["swap_rate"], np.nan).to_numpy().astype(np.float64)
    columns = {
        **{name: pairs[name] for name in KEPT},
        **replay(pairs),
        "pair_id_form": _holds(pc.match_substring_regex(pairs["pair_id"], r"\A[0-9a-f]{32}\z")),
        "n_missing": _n_missing(pairs, flat, owners),
        "edits_change": all_in_row(changes, owners, n_rows),
        "kinds_known": all_in_row(kind_known, owners, n_rows),
        "no_control_characters": all_in_row(~_brings_control(flat), owners, n_rows),
        "min_passes": _min_passes(flat, owners, n_rows),
        "texts_differ": _holds(pc.not_equal(pairs["clean"], pairs["spun"])),
        "clean_is_article": clean_is_article,
        "n_words_exact": _numbers(pairs["n_words"]) == n_words,
        "n_swaps_exact": _numbers(pairs["n_swaps"]) == np.bincount(owners, minlength=n_rows),
        "swap_rate_exact": np.abs(rate - swapped / np.maximum(1, n_words)) <= RATE_PRECISION,
        "length_ratio": _numbers(spun_length) / np.maximum(1, _numbers(clean_length)),
        "n_swapped_words": swapped,
    }
    return pa.table(
        {name: pa.array(value) if isinstance(value, np.ndarray) else value for name, value in columns.items()}
    )


def check_articles(articles: pa.Table) -> pa.Table:
    """What the rules say of each row of schemas.ARTICLES, as one row of plain columns."""
    text_length = pc.utf8_length(articles["text"])
    fits = pc.and_(
        pc.greater_equal(articles["headline_length"], 0), pc.less_equal(articles["headline_length"], text_length)
    )
    published = articles["published_at"]
    epoch = pa.scalar(0, pa.timestamp("us", tz="UTC")), pa.scalar(31 * 86_400_000_000, pa.timestamp("us", tz="UTC"))
    in_january_1970 = pc.and_(pc.greater_equal(published, epoch[0]), pc.less(published, epoch[1]))
    year = pc.year(published)
    in_range = pc.and_(pc.greater_equal(year, 1800), pc.less(year, 2100))
    return pa.table(
        {
            "article_id": articles["article_id"],
            "text_length": text_length,
            "headline_in_text": fits,
            "language": articles["language"],
            "license": articles["license"],
            "published_at_plausible": pc.and_(in_range, pc.invert(in_january_1970)),
        }
    )


def _holds(condition: pa.Array | pa.ChunkedArray) -> Flags:
    """A condition as booleans; where it is null, something is missing, and `n_missing` says so."""
    holds: Flags = np.array(pc.fill_null(condition, fill_value=True).to_numpy(zero_copy_only=False), bool)
    return holds


def _numbers(column: pa.Array | pa.ChunkedArray) -> Ints:
    numbers: Ints = pc.fill_null(column, -1).to_numpy().astype(np.int64)
    return numbers


def _n_missing(pairs: pa.Table, flat: pa.StructArray, owners: Ints) -> Ints:
    """How many of the fields that must be there are null: the schema's, and all of an edit."""
    n_missing = np.zeros(len(pairs), np.int64)
    for field in PAIRS:
        if not field.nullable and pairs[field.name].null_count:
            n_missing += pc.is_null(pairs[field.name]).to_numpy()
    for field in EDIT:
        values = pc.struct_field(flat, field.name)
        if values.null_count:
            missing = pc.is_null(values).to_numpy(zero_copy_only=False)
            n_missing += np.bincount(owners[missing], minlength=len(pairs))
    return n_missing


def _min_passes(flat: pa.StructArray, owners: Ints, n_rows: int) -> Ints:
    """The least `passes` of each row's edits; 1 where there is none."""
    passes = pc.fill_null(pc.struct_field(flat, "passes"), 1).to_numpy().astype(np.int64)
    least = np.full(n_rows, np.iinfo(np.int64).max)
    np.minimum.at(least, owners, passes)
    least[least == np.iinfo(np.int64).max] = 1
    return least


def _brings_control(flat: pa.StructArray) -> Flags:
    """Whether each edit's replacement has more control characters than its original."""
    replacement = pc.fill_null(pc.struct_field(flat, "replacement"), "")
    data = replacement.buffers()[2]
    if data is None or not CONTROL_BYTES[np.frombuffer(data, np.uint8)].any():
        return np.zeros(len(flat), bool)
    original = pc.fill_null(pc.struct_field(flat, "original"), "")
    counts = [_numbers(pc.count_substring_regex(text, CONTROL)) for text in (replacement, original)]
    return counts[0] > counts[1]
