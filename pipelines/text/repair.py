"""Repair damaged texts: wrongly decoded bytes, HTML entities, stray control characters.

ftfy does the repair, line by line, and is asked only about lines that it would change. An expression over all texts
finds those with a sign of damage: 8 % of 13,732 articles of real news. Of the lines of these, ftfy's own heuristic and
a second expression leave 14 %.
"""

import re
from unicodedata import is_normalized

import ftfy
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ftfy.badness import is_bad
from ftfy.chardata import ALTERED_UTF8_RE
from ftfy.fixes import unescape_html

from pipelines.strings.buffers import cut_bytes, view_bytes
from pipelines.text import controls
from pipelines.text.controls import keep_apart

# Curly quotes and line breaks stay: they are the author's, and a spinner leaves them alone.
CONFIG = ftfy.TextFixerConfig(uncurl_quotes=False, fix_line_breaks=False, explain=False)
WITHOUT_ENTITIES = CONFIG._replace(unescape_html=False)
# Characters that ftfy replaces or removes wherever they are.
CHANGED = (
    r"\x00-\x08\x0b\x0e-\x1f\x7f-\x{9f}"  # control characters; C1 ones are cp1252 read as Latin-1
    r"\x{132}\x{133}\x{149}\x{1c4}-\x{1cc}\x{1f1}-\x{1f3}\x{fb00}-\x{fb06}"  # ligatures of Latin letters
    r"\x{206a}-\x{206f}\x{feff}\x{fff9}-\x{fffc}"  # obsolete format characters, byte order marks
    r"\x{3000}\x{ff01}-\x{ffef}"  # wide and narrow forms
)
# Characters beside marks that NFC may change: they have another form, or combine with the one before.
NOT_NORMAL = (
    r"\x{374}\x{37e}\x{387}\x{958}-\x{95f}\x{9dc}\x{9dd}\x{9df}\x{a33}\x{a36}\x{a59}-\x{a5b}\x{a5e}\x{b5c}\x{b5d}"
    r"\x{f43}\x{f4d}\x{f52}\x{f57}\x{f5c}\x{f69}\x{1161}-\x{1175}\x{11a8}-\x{11c2}\x{1f71}\x{1f73}\x{1f75}\x{1f77}"
    r"\x{1f79}\x{1f7b}\x{1f7d}\x{1fbb}\x{1fbe}\x{1fc9}\x{1fcb}\x{1fd3}\x{1fdb}\x{1fe3}\x{1feb}\x{1fee}\x{1fef}\x{1ff9}"
    r"\x{1ffb}\x{1ffd}\x{2000}\x{2001}\x{2126}\x{212a}\x{212b}\x{2329}\x{232a}\x{2adc}\x{f900}-\x{fad9}"
    r"\x{fb1d}-\x{fb4e}\x{1d15e}-\x{1d1c0}\x{2f800}-\x{2fa1d}"
)
SIGNS = (
    r"[^\x00-\x7f]{2}",  # UTF-8 decoded as another encoding gives at least two such characters
    r"[ÂÃŒœ][^A-Za-z]",  # the same, with its no-break space turned into a space
    r"&[#a-zA-Z0-9]{2,25};",  # HTML entities
    rf"[{CHANGED}]",
    rf"[\p{{M}}{NOT_NORMAL}]",
)
SUSPICIOUS = "|".join((*SIGNS, *controls.SIGNS))
IS_CHANGED = re.compile("[" + re.sub(r"\\x\{(\w+)\}", lambda match: rf"\u{int(match[1], 16):04x}", CHANGED) + "]")
MAY_BE_BAD = re.compile("[^\\x00-\\x7f](?:[^\\x00-\\x7f]|(?<=[ÂÃŒœ])[^A-Za-z]|(?<=[\\x80-\\x9f]))")
ENTITY = re.compile(SIGNS[2])
NEW_LINE, MARKUP = ord("\n"), ord("<")
LOST = "\ufffd"


def find_lost(texts: pa.StringArray) -> pa.BooleanArray:
    """The texts with U+FFFD, which stands for a character that is lost.

    >>> find_lost(pa.array(["Rain", "caf\ufffd", None])).to_pylist()
    [False, True, None]
    """
    if (view_bytes(texts)[0] == LOST.encode()[0]).any():  # a tenth of the time of searching each text
        return pc.match_substring(texts, LOST)
    return pc.if_else(texts.is_valid(), pa.scalar(False), None)


def repair_texts(texts: pa.StringArray, *, entities: bool = True) -> pa.StringArray:
    r"""Return the texts as they were meant; a text with nothing to repair, or null, is unchanged.

    entities  False: HTML entities stay

    >>> repair_texts(pa.array(["It cost Â£600m, â€œa lotâ€\x9d.", "“A lot” &amp; more", "naïve"])).to_pylist()
    ['It cost £600m, “a lot”.', '“A lot” & more', 'naïve']
    """
    is_suspicious = pc.fill_null(pc.match_substring_regex(texts, SUSPICIOUS), False)
    suspects = texts.filter(is_suspicious)
    if not len(suspects):
        return texts
    # Entities may be control characters.
    repaired = keep_apart(_repair(keep_apart(suspects), entities=entities))
    return pc.replace_with_mask(texts, is_suspicious, repaired)


def _repair(texts: pa.StringArray, *, entities: bool) -> pa.StringArray:
    """Return what ftfy.fix_text(text, CONFIG) returns for each text: it repairs each line by itself.

    The one thing that it carries on: from the first "<" on, entities stay, since the text may be HTML.
    """
    data, offsets = view_bytes(texts)
    ends_line = data == NEW_LINE
    ends_line[offsets[1:][np.diff(offsets) > 0] - 1] = True
    borders = np.append(0, np.flatnonzero(ends_line) + 1)
    lines = cut_bytes(data, borders)
    is_suspicious = pc.match_substring_regex(lines, SUSPICIOUS)
    ends = borders[1:][is_suspicious.to_numpy(zero_copy_only=False)]
    markup = np.append(np.flatnonzero(data == MARKUP), len(data))
    first = markup[np.searchsorted(markup, offsets[np.searchsorted(offsets, ends) - 1])]
    has_entities = ((ends <= first) & entities).tolist()
    # ftfy takes one line at a time: this loop is over the suspects only.
    repaired = [
        _repair_line(line, CONFIG if mends else WITHOUT_ENTITIES)
        for line, mends in zip(lines.filter(is_suspicious).to_pylist(), has_entities, strict=True)
    ]
    data, starts = view_bytes(pc.replace_with_mask(lines, is_suspicious, pa.array(repaired, pa.string())))
    return cut_bytes(data, starts[np.searchsorted(borders, offsets)])


def _repair_line(line: str, config: ftfy.TextFixerConfig) -> str:
    """Return what ftfy.fix_text returns for one line, by a shorter way for the two most frequent kinds of damage."""
    if len(line) > config.max_decode_length:
        return str(ftfy.fix_text(line, config))
    repaired = line
    if config.unescape_html and ENTITY.search(line):
        repaired = unescape_html(line)
    elif _is_bad(line):
        repaired = _decode_again(line)
    if repaired == line:
        return line if _is_sound(line) else str(ftfy.fix_text(line, config))
    if _is_sound(repaired) and not (config.unescape_html and ENTITY.search(repaired)):
        return repaired
    return str(ftfy.fix_text(line, config))


def _decode_again(line: str) -> str:
    """Return UTF-8 that was decoded as Latin-1 as ftfy does it; a line that is anything else is unchanged."""
    try:
        encoded = line.encode("latin-1")
        is_plain = not (ALTERED_UTF8_RE.search(encoded) or 0xED in encoded or 0xC0 in encoded)
        return encoded.decode() if is_plain else line
    except UnicodeError:
        return line


def _is_sound(line: str) -> bool:
    """True if ftfy changes nothing in a line but entities."""
    if IS_CHANGED.search(line):
        return False
    return line.isascii() or (not _is_bad(line) and is_normalized("NFC", line))


def _is_bad(line: str) -> bool:
    """Return ftfy's judgement, that a line looks wrongly decoded, the quick way for most lines."""
    return MAY_BE_BAD.search(line) is not None and is_bad(line)
