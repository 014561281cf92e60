"""Drop lines that belong to the web page and not to the article.

Each pattern must match a whole line, and no reporter writes such a line: losing a line of an article is worse than
keeping one too many. In a line any space is like that of ASCII, and invisible characters do not count.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.strings.invisible import plain_blanks

PATTERNS = (
    r"advertisements?",
    r"(?:article|story) continues (?:below|after) (?:this |the )?(?:ad|advertisement|advert)",
    r"(?:please )?share (?:this|the) (?:article|story|page|post)(?: (?:on|via|with) .{1,40})?[.!:]?",
    r"share on (?:facebook|twitter|x|whatsapp|linkedin|reddit|email)",
    r"(?:read|see|find out) more(?: (?:here|about this|on this story))?[.:»>… ]*",
    r"(?:read more|see also|related(?: (?:articles?|stories|news|topics|content))?|more on this story)(?::.{0,200})?",
    r"(?:please )?sign up (?:for|to) (?:our|the|your) .{0,80}newsletters?.{0,80}",
    r"subscribe (?:to|for) our .{0,80}(?:newsletters?|channel).{0,80}",
    r"subscribe (?:now|today|here)[.!]?",
    r"(?:please )?click (?:here|on the link|the link)(?: (?:to|for|below) .{0,120}|[.!]?)",
    r"follow (?:us|bbc news) on (?:facebook|twitter|x|instagram).{0,80}",
    r"(?:copyright|©|\(c\)|copyright ©) ?(?:19|20)[0-9]{2}\b.{0,80}",
    r"all rights reserved\.?.{0,40}",
    r"this material may not be published, broadcast, rewritten.{0,60}",
    r"image (?:source|copyright|caption)[,:].{0,120}",
    r"scroll down for videos?",
    r"continue reading the main story",
    r"(?:jump|skip) to (?:main )?(?:content|comments|navigation)",
    r"(?:leave|post|add) a (?:comment|reply)",
)
LINE = rf"^[ \t]*(?:{'|'.join(PATTERNS)})[ \t]*\r?$"
# (?m) makes ^ and $ match at line ends.
SOME_LINE = rf"(?im){LINE}"
BLANK = r"^[ \t\r]*$"

Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]


def drop_boilerplate(texts: pa.StringArray) -> tuple[pa.StringArray, Ints]:
    r"""Return the texts without such lines, and the number of lines dropped from each (int64 [n]).

    The blank lines after such a line are dropped with it, so that no gap is left, and are not counted.

    >>> texts, n_dropped = drop_boilerplate(pa.array(["Rain fell.\n\nAdvertisement\n\nIt stopped."]))
    >>> texts.to_pylist(), n_dropped.tolist()
    (['Rain fell.\n\nIt stopped.'], [1])
    """
    counts = np.zeros(len(texts), np.int64)
    has_some = pc.fill_null(pc.match_substring_regex(plain_blanks(texts), SOME_LINE), False)
    if not pc.any(has_some).as_py():
        return texts, counts
    cleaned, counts[np.asarray(has_some)] = _drop_lines(texts.filter(has_some))
    return pc.replace_with_mask(texts, has_some, cleaned), counts


def _drop_lines(texts: pa.StringArray) -> tuple[pa.StringArray, Ints]:
    """Drop lines of texts that have some, line by line: a search is quick, but where a match ends is slow to find."""
    split = pc.split_pattern(texts, "\n")
    offsets, lines = split.offsets.to_numpy(), split.flatten()
    folded = plain_blanks(lines)
    is_page = np.asarray(pc.match_substring_regex(folded, f"(?i){LINE}"))
    text_index = np.repeat(np.arange(len(texts)), np.diff(offsets))
    is_dropped = _with_blanks(is_page, np.asarray(pc.match_substring_regex(folded, BLANK)), text_index)
    ends = np.full(len(lines), "\n", object)
    ends[offsets[1:] - 1] = ""
    whole = pc.binary_join_element_wise(lines, pa.array(ends, pa.string()), "").filter(pa.array(~is_dropped))
    n_dropped, n_page = (np.bincount(text_index, mask, len(texts)).astype(np.int64) for mask in (is_dropped, is_page))
    borders = np.concatenate([[0], np.cumsum(np.diff(offsets) - n_dropped)])
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(borders, pa.int32()), whole), ""), n_page


def _with_blanks(is_page: Bools, is_blank: Bools, text_index: Ints) -> Bools:
    """Bool [n_lines]: the line, or the last one before it in its text that is not blank, is of the page."""
    rows = np.arange(len(is_page))
    last = np.maximum.accumulate(np.where(is_blank, 0, rows))
    return is_page[last] & (text_index[last] == text_index)
