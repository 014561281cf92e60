"""Markup in clean texts, and edits that touch it.

The engine finds markup with regular expressions on whole texts. These rules are independent of them: they start from an
edit and look at the bytes around it. They report only plain cases, so that no correct row fails.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.quality.pairs.edits import TableEdits, count_matches
from pipelines.quality.pairs.texts import LETTERS, Flags, Ints, last_before

Bytes = NDArray[np.uint8]

ELEMENTS = (
    "a|abbr|article|aside|b|big|blockquote|body|br|caption|center|cite|code|dd|div|dl|dt|em|figure|figcaption|font|footer|"
    "form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|del|li|link|meta|nav|ol|p|pre|q|s|script|section|small|span|"
    "strike|strong|style|sub|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|video"
)
# Tags, comments and declarations; entities; entities that lost their ampersand, as in "Fed#39;s" and "AT amp;T".
TEXT_MARKUP = (
    rf"(?i)</?(?:{ELEMENTS})(?:\s+[^<>]*=[^<>]*)?\s*/?>|</[a-z][a-z0-9:]*\s*>|<[a-z][a-z0-9:]*\s+[a-z:-]+=[\"'\\]"
    r"|<!--|<!doctype|<!\[cdata\[|<\?(?:xml|php)\b"
    r"|&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|quot|apos|amp|lt|gt|nbsp|[a-z]{2,6}(?:acute|grave|circ|uml|tilde|cedil|ring|slash|lig)|"
    r"[a-z](?:acute|grave|circ|uml|tilde|cedil|ring|slash)|(?:aeo|sz|ae|oe)lig|[nm]dash|[lrsb][sd]quo|[lr]aquo|hellip|bull|"
    r"middot|deg|ord[mf]|sup[123]|frac[134][24]|pound|euro|yen|cent|copy|reg|trade|sect|para|times|shy|iexcl|iquest);"
    r"|#0*(?:3[4689]|6[02]|1[3-9][0-9]|2[0-4][0-9]|25[0-5]|8[2-4][0-9][0-9]);|#x[0-9a-f]{2,4};"
    r"|\b(?:quot|nbsp|apos|amp|lt|gt);"
)
TEXT_MARKUP_BYTES = np.isin(np.arange(256), np.frombuffer(b"<;", np.uint8))
ALPHANUMERIC = LETTERS | np.isin(np.arange(256), np.frombuffer(b"0123456789", np.uint8))
TAG_STARTS = LETTERS | np.isin(np.arange(256), np.frombuffer(b"/!?", np.uint8))
# Lengths of the names of entities, from "lt" to the longest of HTML.
NAME_LENGTHS = 2, 32
RESTS = pa.array(["quot", "nbsp", "apos", "amp", "lt", "gt"])
FAR = np.iinfo(np.int64).max


def has_markup(texts: pa.StringArray) -> Flags:
    """Bool [n]: the text has tags, comments, entities or rests of entities."""
    found: Flags = count_matches(texts, TEXT_MARKUP, TEXT_MARKUP_BYTES) > 0
    return found


def touches_markup(edits: TableEdits) -> Flags:
    """Bool [e]: the edit is inside a tag, comment, script, style sheet or entity of the clean text."""
    touched = np.zeros(len(edits), bool)
    if not len(edits):
        return touched
    if len(edits.find_byte("<")):
        touched |= _in_tag(edits) | _in_comment(edits) | _in_script(edits)
    if len(edits.find_byte(";")):
        touched |= _in_entity(edits)
    return touched & (edits.starts < edits.ends)


def _in_tag(edits: TableEdits) -> Flags:
    """Bool [e]: between a < before a letter, /, ! or ? and a >, with no other < or > between."""
    data, (low, high) = edits.clean.data, _limits(edits)
    opens, closes = (_find(data, edits, mark) for mark in (b"<", b">"))
    begin, end = last_before(opens, edits.starts), _next(closes, edits.ends)
    begins_tag = (
        TAG_STARTS[data.take(begin + 1, mode="clip")] & (begin >= low) & (begin > last_before(closes, edits.starts))
    )
    return begins_tag & (end < high) & (end < _next(opens, edits.ends))


def _in_comment(edits: TableEdits) -> Flags:
    """Bool [e]: between <!-- and -->."""
    low, high = _limits(edits)
    opens, closes = (_find(edits.clean.data, edits, mark) for mark in (b"<!--", b"-->"))
    begin = last_before(opens, edits.starts)
    return (begin >= low) & (begin > last_before(closes, edits.starts)) & (_next(closes, edits.ends) < high)


def _in_script(edits: TableEdits) -> Flags:
    """Bool [e]: between <script and </script, or <style and </style."""
    low, high = _limits(edits)
    inside = np.zeros(len(edits), bool)
    for name in (b"script", b"style"):
        opens, closes = (_find(edits.clean.data, edits, mark + name) for mark in (b"<", b"</"))
        # Neither <stylesheet nor <scripture.
        opens = opens[~ALPHANUMERIC[edits.clean.data.take(opens + len(name) + 1, mode="clip")]]
        closes = closes[~ALPHANUMERIC[edits.clean.data.take(closes + len(name) + 2, mode="clip")]]
        begin = last_before(opens, edits.starts)
        inside |= (begin >= low) & (begin > last_before(closes, edits.starts)) & (_next(closes, edits.ends) < high)
    return inside


def _in_entity(edits: TableEdits) -> Flags:
    """Bool [e]: all of the alphanumeric characters between & or &# and a semicolon, or a known name before one."""
    touched = np.zeros(len(edits), bool)
    data, (low, high) = edits.clean.data, _limits(edits)
    near = np.flatnonzero(_next(_find(data, edits, b";"), edits.ends) - edits.ends <= NAME_LENGTHS[1])
    low, high, starts, ends = low[near], high[near], edits.starts[near], edits.ends[near]
    steps = np.arange(NAME_LENGTHS[1] + 1)
    left, right = starts[:, None] - 1 - steps, ends[:, None] + steps
    begin = starts - 1 - _run(ALPHANUMERIC[data.take(left, mode="clip")] & (left >= low[:, None]))
    end = ends + _run(ALPHANUMERIC[data.take(right, mode="clip")] & (right < high[:, None]))
    sign, before, first = (data.take(begin + step, mode="clip") for step in (0, -1, 1))
    length = end - begin - 1
    is_named = (sign == ord("&")) & (begin >= low) & LETTERS[first]
    is_named &= (length >= NAME_LENGTHS[0]) & (length <= NAME_LENGTHS[1])
    is_numbered = (sign == ord("#")) & (before == ord("&")) & (begin > low)
    is_rest = pc.is_in(edits.originals.distinct, value_set=RESTS).to_numpy(zero_copy_only=False)
    is_rest = is_rest[edits.originals.ids[near]] & (begin == starts - 1) & (end == ends)
    ends_well = (end < high) & (data.take(end, mode="clip") == ord(";"))
    touched[near] = ends_well & (is_named | is_numbered | is_rest)
    return touched


def _run(found: Flags) -> Ints:
    """int64 [k]: the number of true values at the start of each row of a matrix."""
    return np.argmin(np.column_stack([found, np.zeros(len(found), bool)]), axis=1)


def _limits(edits: TableEdits) -> tuple[Ints, Ints]:
    """The start and the end of the text of each edit."""
    return edits.clean.offsets[edits.owners], edits.clean.offsets[edits.owners + 1]


def _find(data: Bytes, edits: TableEdits, mark: bytes) -> Ints:
    """int64: positions of a mark in the clean texts, letters in any case."""
    at, last = edits.find_byte(chr(mark[0])), edits.clean.offsets[-1]
    for step, byte in enumerate(mark[1:], 1):
        found = data.take(at + step, mode="clip")
        at = at[((found == byte) | (LETTERS[found] & (found | 0x20 == byte))) & (at + step < last)]
    return at


def _next(marks: Ints, at: Ints) -> Ints:
    """int64: the first mark from each position on, FAR without one."""
    return np.append(marks, FAR)[np.searchsorted(marks, at)]
