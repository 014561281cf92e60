"""Edits that overlap a word or phrase of a profile's glossary."""

import re
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.quality.pairs.edits import TableEdits, has_bytes
from pipelines.quality.pairs.texts import Flags, Ints, view_bytes

# Characters of a word, and characters that join two halves of one.
WORD = r"\pL\pM\pN'\x{AD}\x{200C}\x{200D}\x{2019}\x{2060}"
OPEN, CLOSE = 1, 2


def overlaps_glossary(clean: pa.ChunkedArray, edits: TableEdits, entries: Iterable[str], asked: Flags) -> Flags:
    """Bool [e]: the edit overlaps an entry, in any case and with anything but letters and digits between its words.

    asked  bool [n]: rows to search; the edits of others overlap nothing
    """
    touched = np.zeros(len(edits), bool)
    pattern = _pattern(entries)
    texts = pc.fill_null(clean.combine_chunks(), "")
    if pattern is None or not asked.any():
        return touched
    found = pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False)
    # Texts that contain the marks are skipped; ingest_articles removes such characters.
    rows = np.flatnonzero(asked & found & ~has_bytes(texts, np.isin(np.arange(256), [OPEN, CLOSE])))
    if not len(rows):
        return touched
    text, starts, ends = _find_entries(texts.take(pa.array(rows)), pattern)
    starts, ends = (at + edits.clean.offsets[rows[text]] for at in (starts, ends))
    before_end = np.searchsorted(starts, edits.ends) - 1
    return (before_end >= 0) & (ends[before_end] > edits.starts) & (edits.starts < edits.ends)


def _pattern(entries: Iterable[str]) -> str | None:
    """A regular expression for all entries as whole words, longest first; None without any word."""
    words = [re.findall(r"[^\W_]+(?:['\u2019][^\W_]+)*", entry) for entry in entries]
    found = sorted({r"[^\pL\pM\pN]+".join(map(re.escape, each)) for each in words if each}, key=len, reverse=True)
    if not found:
        return None
    return rf"(?i)(^|[^{WORD}\x{{{OPEN}}}])({'|'.join(found)})($|[^{WORD}\x{{{CLOSE}}}])"


def _find_entries(texts: pa.StringArray, pattern: str) -> tuple[Ints, Ints, Ints]:
    """The text of each entry found, and the bytes in that text at which it begins and ends, in order.

    Arrow finds only the first match of a regular expression, but replaces all matches, so each match is enclosed in two
    marks. The second pass finds matches that share a space with the match before.
    """
    marked = texts
    for _ in range(2):
        marked = pc.replace_substring_regex(marked, pattern, rf"\1{chr(OPEN)}\2{chr(CLOSE)}\3")
    data, offsets = view_bytes(marked).data, view_bytes(texts).offsets
    opening, closing = np.flatnonzero(data == OPEN), np.flatnonzero(data == CLOSE)
    earlier = 2 * np.arange(len(opening))  # marks before each opening one
    starts, ends = opening - earlier + offsets[0], closing - earlier - 1 + offsets[0]
    text = np.searchsorted(offsets, starts, side="right") - 1
    return text, starts - offsets[text], ends - offsets[text]
