"""The findings on each row, one column per rule: the tables that the suites `pairs` and `articles` judge.

The suites see only the findings, never a text: a boolean says that a rule holds, a number is compared with a threshold.
That is fast, and keeps Data Docs readable. schemas/expectations/ describes each column.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.quality.pairs.articles import KnownArticles, compare_with_articles
from pipelines.quality.pairs.edits import TableEdits, all_in_row, as_ints
from pipelines.quality.pairs.intrusions import find_intrusions
from pipelines.quality.pairs.markup import has_markup, touches_markup
from pipelines.quality.pairs.promises import Promises, check_promises, find_promised
from pipelines.quality.pairs.replay import replay_edits
from pipelines.quality.pairs.texts import Flags, Ints
from pipelines.strings.points import count_points
from schemas import EDIT, KINDS, PAIRS

CountWords = Callable[[pa.StringArray], Ints]

# Columns of the pairs that the suite, the statistics or readers of Data Docs need unchanged.
KEPT = ["pair_id", "article_id", "profile", "variant", "n_words", "swap_rate", "asked_rate", "language"]
# Two steps of a float32 just below 1.
RATE_PRECISION = 2.0**-23


def check_pairs(
    edits: TableEdits,
    *,
    count_words: CountWords,
    articles: KnownArticles,
    promises: Mapping[str, Promises],
) -> pa.Table:
    """Return the findings on each row of a table of schemas.PAIRS: one row of plain columns for each.

    A promise that the profile of a row does not make is null there: it is not judged.

    count_words  int64 [n]: tokens of each of n strings, as the engine counts them
    articles     the articles of the part
    promises     of each profile of the run, by its name
    """
    pairs, rows = edits.pairs, articles.find(edits.pairs["article_id"])
    headlines, compared = articles.headlines[rows], compare_with_articles(edits.pairs, rows, articles)
    n_words = _count_clean(pairs, rows, compared["clean_is_article"], articles, count_words)
    edit_words = count_words(edits.originals.distinct)[edits.originals.ids]
    columns = {
        **{name: pairs[name] for name in KEPT},
        "pair_id_form": _holds(pc.match_substring_regex(pairs["pair_id"], r"\A[0-9a-f]{32}\z")),
        **replay_edits(edits),
        **_check_edits(pairs, edits),
        **_check_counts(pairs, edits, n_words, edit_words),
        **compared,
        **check_promises(pairs, edits, promises, headlines),
        **find_intrusions(edits, n_words),
        "markup_kept": all_in_row(~touches_markup(edits), edits.owners, edits.n_rows),
    }
    promised = find_promised(pairs, promises, headlines)
    idle = {name: ~rows for name, rows in promised.items()}
    return pa.table(
        {
            name: pa.array(value, mask=idle.get(name)) if isinstance(value, np.ndarray) else value
            for name, value in columns.items()
        }
    )


def _count_clean(
    pairs: pa.Table, rows: Ints, is_article: Flags, articles: KnownArticles, count_words: CountWords
) -> Ints:
    """int64 [n]: words of each clean text; all variants of an article share its own text, which is counted once."""
    n_words = np.zeros(len(pairs), np.int64)
    used, at = np.unique(rows[is_article], return_inverse=True)
    n_words[is_article] = count_words(articles.texts.take(pa.array(used)))[at]
    n_words[~is_article] = count_words(pc.fill_null(pairs["clean"].filter(pa.array(~is_article)), "").combine_chunks())
    return n_words


def _check_edits(pairs: pa.Table, edits: TableEdits) -> dict[str, Flags | Ints]:
    flat, owners, n_rows = edits.flat, edits.owners, edits.n_rows
    changes = _holds(pc.not_equal(pc.struct_field(flat, "original"), pc.struct_field(flat, "replacement")))
    kind_known = _holds(pc.is_in(edits.kinds.distinct, value_set=pa.array([*KINDS, ""])))[edits.kinds.ids]
    return {
        "n_missing": _n_missing(pairs, flat, owners),
        "edits_change": all_in_row(changes, owners, n_rows),
        "kinds_known": all_in_row(kind_known, owners, n_rows),
        "min_passes": _min_passes(flat, owners, n_rows),
        "texts_differ": _holds(pc.not_equal(pairs["clean"], pairs["spun"])),
    }


def _check_counts(
    pairs: pa.Table, edits: TableEdits, n_words: Ints, edit_words: Ints
) -> dict[str, Flags | Ints | NDArray[np.float64]]:
    swapped = np.bincount(edits.owners, edit_words, minlength=edits.n_rows).astype(np.int64)
    rate, asked = (_rates(pairs[name]) for name in ("swap_rate", "asked_rate"))
    return {
        "n_words_exact": as_ints(pairs["n_words"]) == n_words,
        "n_swaps_exact": as_ints(pairs["n_swaps"]) == np.bincount(edits.owners, minlength=edits.n_rows),
        "swap_rate_exact": np.abs(rate - swapped / np.maximum(1, n_words)) <= RATE_PRECISION,
        "length_ratio": edits.spun.n_points / np.maximum(1, edits.clean.n_points),
        "n_swapped_words": swapped,
        "words_over": np.nan_to_num(swapped - asked * n_words),
        "rate_reached": np.nan_to_num(swapped / np.maximum(1, asked * n_words), nan=1.0),
    }


def _rates(column: pa.ChunkedArray) -> NDArray[np.float64]:
    rates: NDArray[np.float64] = pc.fill_null(column, np.nan).to_numpy().astype(np.float64)
    return rates


def check_articles(articles: pa.Table) -> pa.Table:
    """Return the findings on each row of schemas.ARTICLES: one row of plain columns for each."""
    text_length = pa.array(count_points(articles["text"].combine_chunks()))
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
            "text_without_markup": ~has_markup(articles["text"].combine_chunks()),
            "published_at_plausible": pc.and_(in_range, pc.invert(in_january_1970)),
        }
    )


def _holds(condition: pa.Array | pa.ChunkedArray) -> Flags:
    """A condition as booleans; true where it is null, since `n_missing` reports missing fields."""
    holds: Flags = np.array(pc.fill_null(condition, fill_value=True).to_numpy(zero_copy_only=False), bool)
    return holds


def _n_missing(pairs: pa.Table, flat: pa.StructArray, owners: Ints) -> Ints:
    """Number of required fields that are null: those of the schema, and all fields of each edit."""
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
    """The least `passes` of each row's edits; 1 for a row without edits."""
    passes = pc.fill_null(pc.struct_field(flat, "passes"), 1).to_numpy().astype(np.int64)
    least = np.full(n_rows, np.iinfo(np.int64).max)
    np.minimum.at(least, owners, passes)
    least[least == np.iinfo(np.int64).max] = 1
    return least
