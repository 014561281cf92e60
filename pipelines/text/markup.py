"""Markup in texts: entities and tags, whole or broken, mended where they plainly are markup.

A regular expression finds the few texts that may have some; only these are looked at one by one.
"""

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.text.entities import ACCENTS, resolve_entities
from pipelines.text.tags import remove_tags

SIGNS = [
    r"&[#A-Za-z]",
    r"#[xX]?[0-9A-Fa-f]{2,5};",
    r"<[A-Za-z/!?]",
    rf"(?:quot|nbsp|apos|squo|dquo|dash|hellip|szlig|lig|{ACCENTS});",
    r"\b(?:lt|gt|amp);",
    r"(?:br|hr|p|a|b|i|em|strong|font|span|div|center|td|tr|table) ?/?>",
]
SUSPICIOUS = "|".join(SIGNS)


SHOWN_CHARACTERS = 60


def mend_markup(texts: pa.StringArray) -> pa.StringArray:
    r"""Return the texts without markup: entities as characters, tags gone, paragraphs and line breaks in their place.

    What is meant stays: `a < b`, `AT&T`, code. A text without markup, or null, is unchanged.

    >>> texts = pa.array(["<p>Rain &amp; wind<br>all day", "a < b, AT&T", "Fed #39;s &lt;b&gt;rate&lt;/b&gt;"])
    >>> mend_markup(texts).to_pylist()
    ['Rain & wind\nall day', 'a < b, AT&T', "Fed's rate"]
    """
    is_suspicious = pc.fill_null(pc.match_substring_regex(texts, SUSPICIOUS), False)
    suspects = texts.filter(is_suspicious).to_pylist()
    mended = pa.array([remove_tags(resolve_entities(text)) for text in suspects], pa.string())
    return pc.replace_with_mask(texts, is_suspicious, mended)


def show_markup(texts: pa.StringArray, mended: pa.StringArray) -> pa.StringArray:
    """Return the first piece of markup of each text, at most SHOWN_CHARACTERS long; null for texts without.

    mended  the same texts, as mend_markup returns them
    """
    has_some = pc.fill_null(pc.not_equal(texts, mended), False)
    pairs = zip(texts.filter(has_some).to_pylist(), mended.filter(has_some).to_pylist(), strict=True)
    shown = pa.array([_first_difference(*pair) for pair in pairs], pa.string())
    return pc.replace_with_mask(pa.nulls(len(texts), pa.string()), has_some, shown)


def _first_difference(text: str, mended: str) -> str:
    same = next((at for at, (one, other) in enumerate(zip(text, mended, strict=False)) if one != other), len(mended))
    start = text.rfind(" ", 0, same + 1) + 1  # the whole word or sign that differs
    return " ".join(text[start : start + SHOWN_CHARACTERS].split())
