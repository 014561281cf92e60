"""Drop lines that belong to the web page and not to the article.

Each pattern must match a whole line, and no reporter writes such a line: losing a line of an article is worse than
keeping one too many.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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
# (?m) makes ^ and $ match at line ends; the line is dropped with the empty lines after it, so that no gap is left.
LINE = rf"(?im)^[ \t]*(?:{'|'.join(PATTERNS)})[ \t]*\r?$(?:\n[ \t\r]*$)*\n?"


def drop_boilerplate(texts: pa.StringArray) -> tuple[pa.StringArray, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    r"""Return the texts without such lines, and the number of lines dropped from each (int64 [n]).

    >>> texts, n_dropped = drop_boilerplate(pa.array(["Rain fell.\n\nAdvertisement\n\nIt stopped."]))
    >>> texts.to_pylist(), n_dropped.tolist()
    (['Rain fell.\n\nIt stopped.'], [1])
    """
    counts = pc.fill_null(pc.count_substring_regex(texts, LINE), 0).to_numpy().astype(np.int64)
    if not counts.any():
        return texts, counts
    has_some = pa.array(counts > 0)
    cleaned = pc.replace_substring_regex(texts.filter(has_some), LINE, "")
    return pc.replace_with_mask(texts, has_some, cleaned), counts
