"""The pairs of a block of rows that match a search, found from as few columns as possible, cheap conditions first."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property, partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.browse.blocks import SIDES
from pipelines.browse.index import Term
from pipelines.browse.search_terms import asked_words, words_pattern
from pipelines.release.layout import ORIGIN

Flags = NDArray[np.bool_]
TEXTS = ("clean", "spun")
IDS = ("pair_id", "article_id")
# Columns whose whole value a search may be, besides words of a text: articles keep the ids of their input.
NAMES = ("article_id", "url")
# The form of all ids of pairs, and of the ids of articles whose input had none: they are no words of a text.
ID = re.compile("[0-9a-f]{32}", re.IGNORECASE)


@dataclass(frozen=True)
class Wanted:
    """A search: pairs that meet all conditions; None sets none.

    kind, origin, word  of one edit: `word` is one or more consecutive words of its original or of its replacement
    source              of the article
    since, until        first and last day of publication, in UTC; pairs without a date do not match
    least_rate, most_rate    swap rate, 0-1
    least_words, most_words  words of the clean text
    text                consecutive words of the clean or of the spun text; or, in full, the id of a pair or article, or
                        the url of an article
    article             the id of an article, in its own case

    The words are split once: each block of a search asks for them, and a split takes a tenth of a search in a block.
    """

    profile: str | None = None
    kind: str | None = None
    origin: str | None = None
    word: str | None = None
    source: str | None = None
    since: date | None = None
    until: date | None = None
    least_rate: float | None = None
    most_rate: float | None = None
    least_words: int | None = None
    most_words: int | None = None
    text: str | None = None
    article: str | None = None

    @cached_property
    def words(self) -> list[str]:
        return asked_words(self.word) if self.word else []

    @cached_property
    def id(self) -> str | None:
        """The id that is searched for; None if `text` does not look like one."""
        asked = (self.text or "").strip()
        return asked if ID.fullmatch(asked) else None

    @cached_property
    def text_words(self) -> list[str]:
        return asked_words(self.text) if self.text and not self.id else []

    @property
    def terms(self) -> list[Term]:
        """The terms of the index that every block with a matching pair has."""
        named = {"profile": self.profile, "kind": self.kind, "origin": self.origin}
        terms = [(what, value) for what, value in named.items() if value is not None]
        return terms + [("word", word) for word in self.words]

    @property
    def has_edits(self) -> bool:
        """True if the edits are searched."""
        return bool(self.kind or self.origin or self.words)

    @property
    def figures(self) -> list[str]:
        """The columns of figures that are searched: profile, source, date, rate and length."""
        return [column for column, names in FIGURES.items() if any(getattr(self, name) is not None for name in names)]

    @property
    def is_all(self) -> bool:
        """True if every pair matches."""
        return self == Wanted()


# Column -> the conditions on it.
FIGURES = {
    "profile": ("profile",),
    "source": ("source",),
    "published_at": ("since", "until"),
    "swap_rate": ("least_rate", "most_rate"),
    "n_words": ("least_words", "most_words"),
}


def match_figures(table: pa.Table, wanted: Wanted) -> Flags:
    """Bool for each row of a table with the columns `wanted.figures`: does it match?"""
    holds = np.ones(len(table), bool)
    for name in table.column_names:
        for condition, flags in _conditions(table[name], name, wanted):
            if getattr(wanted, condition) is not None:
                holds &= flags()
    return holds


def _conditions(values: pa.ChunkedArray, name: str, wanted: Wanted) -> list[tuple[str, Callable[[], Flags]]]:
    """The conditions on a column, each with the function that finds the values that meet it."""
    if name in ("profile", "source"):
        return [(name, lambda: _true(pc.equal(values, getattr(wanted, name))))]
    least, most = FIGURES[name]
    if name == "published_at":
        return [
            (least, lambda: _true(pc.greater_equal(values, _midnight(wanted.since)))),
            (most, lambda: _true(pc.less(values, _midnight(wanted.until, days=1)))),
        ]
    numbers = values.to_numpy()
    # A bound is compared as rates are stored: 0.3 asked for is 0.3 as a 32-bit float.
    kind = numbers.dtype.type if name == "swap_rate" else int
    return [
        (least, lambda: numbers >= kind(getattr(wanted, least))),
        (most, lambda: numbers <= kind(getattr(wanted, most))),
    ]


def match_ids(table: pa.Table, wanted: Wanted) -> Flags:
    """Bool for each row of a table with the columns IDS: is its pair or its article asked for?"""
    asked = wanted.id or ""
    return _true(pc.or_(*(pc.is_in(table[name], pa.array([asked, asked.lower()])) for name in IDS)))


def match_article(table: pa.Table, wanted: Wanted) -> Flags:
    """Bool for each row of a table with the column article_id: is it of the article asked for?"""
    return _true(pc.equal(table["article_id"], wanted.article))


def match_edits(edits: pa.ListArray, wanted: Wanted) -> Flags:
    """Bool for each row: has it an edit that matches? The edits need only the fields that are searched."""
    owners = pc.list_parent_indices(edits).to_numpy()
    found: Flags = np.bincount(owners[matching_edits(edits.flatten(), wanted)], minlength=len(edits)) > 0
    return found


def match_texts(table: pa.Table, wanted: Wanted) -> Flags:
    """Bool for each row of a table with the columns TEXTS and NAMES: has one of its texts the words, or that name?"""
    words = wanted.text_words
    holds = _true(pc.or_kleene(*(pc.equal(table[name], (wanted.text or "").strip()) for name in NAMES)))
    for side in TEXTS:
        # The longest word alone is quicker than the pattern, and few texts have it.
        near = _true(pc.match_substring(table[side], max(words, key=len), ignore_case=True)) & ~holds
        if near.any():
            few = table[side].filter(pa.array(near))
            holds[near] = _true(pc.match_substring_regex(few, words_pattern(words), ignore_case=True))
    return holds


def matching_edits(flat: pa.StructArray, wanted: Wanted) -> Flags:
    """Bool for each edit: does it match kind, origin and word? Only the fields searched need exist."""
    holds = np.ones(len(flat), bool)
    for name in ("kind", ORIGIN):
        value = getattr(wanted, name)
        if value is not None:
            holds &= _where(flat, name, partial(pc.equal, value))
    if wanted.words:
        pattern = words_pattern(wanted.words)
        sides = [_where(flat, side, lambda texts: _has(texts, wanted.words, pattern)) for side in SIDES]
        holds &= sides[0] | sides[1]
    return holds


def _has(texts: pa.Array, words: list[str], pattern: str) -> pa.Array:
    lower = pc.utf8_lower(texts)
    near = pc.match_substring(lower, max(words, key=len))  # quicker than the pattern, and rarely true
    return pc.if_else(near, pc.match_substring_regex(lower, pattern), near) if pc.any(near).as_py() else near


def _where(flat: pa.StructArray, name: str, holds: Callable[[pa.Array], pa.Array]) -> Flags:
    """Bool for each value of a field: a condition, evaluated once for each distinct text; false for null."""
    column = pc.struct_field(flat, name)
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    found = pc.fill_null(holds(coded.dictionary), fill_value=False).to_numpy(zero_copy_only=False)
    codes = pc.fill_null(coded.indices, len(found)).to_numpy()
    flags: Flags = np.append(found, [False])[codes]
    return flags


def _true(values: pa.ChunkedArray) -> Flags:
    """Flags of a column of bools; null is false."""
    flags: Flags = pc.fill_null(values, fill_value=False).to_numpy()
    return flags


def _midnight(day: date | None, days: int = 0) -> pa.Scalar:
    """The beginning of a day, or of one some days later; the last one that there is for a day after it."""
    since = (day or date.min).toordinal() + days
    moment = datetime.combine(date.fromordinal(min(since, date.max.toordinal())), time(), UTC)
    return pa.scalar(moment, pa.timestamp("us", "UTC"))
