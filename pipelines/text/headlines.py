"""Headlines: found above the body of a bare text, and dropped where the body repeats its title."""

import functools
import re

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.strings.invisible import drop_invisible, list_invisible

FIRST_LINE = r"\A[^\r\n]*"
# Most characters of a headline, white space in front included: a longer first line is a paragraph.
MOST_CHARACTERS = 200
# White space and signs at the end of a title, which its repetition may lack.
END = r"[\s\p{Z}\p{P}]+\z"
# Invisible characters in front of a title or body that are looked past.
MOST_INVISIBLE = 8


def find_headline(text: str) -> int:
    r"""Return the code points from the start of a text to the end of its headline, 0 without one.

    A headline is a first line above an empty line, with the white space in front of it, as `headline_length` of
    schemas.ARTICLES. A line that ends after more than MOST_CHARACTERS is none. Invisible characters are white space.

    >>> [find_headline(text) for text in ("Rain on café\n\nIt rained.", "It rained.\nAnd how.", "It rained.\n\n")]
    [12, 0, 0]
    """
    white, line, below = _read_lines()
    start = len(text) - len(text.lstrip(white))
    found = line.match(text, start, start + MOST_CHARACTERS + 1)
    end = len(text[: found.end()].rstrip(white)) if found else 0
    return end if end <= MOST_CHARACTERS and below.match(text, end) else 0


@functools.cache
def _read_lines() -> tuple[str, re.Pattern[str], re.Pattern[str]]:
    """White space, a line with text, and what is below a headline: an empty line, and text after it."""
    blanks = f" \t\f{list_invisible()}"
    white, between = f"{blanks}\r\n", rf"[{blanks}\v]*"
    line = rf"[^\r\n{white}][^\r\n]*"
    below = rf"{between}(?:\r?\n{between}\r?\n|\r{between}\r)[{white}]*[^{white}]"
    return white, re.compile(line), re.compile(below)


def drop_repeated_titles(titles: pa.StringArray, bodies: pa.StringArray) -> tuple[pa.StringArray, pa.StringArray]:
    r"""Return titles and bodies without the title that the body repeats as its first line.

    Case, white space, invisible characters and signs at the end do not count. A body that holds nothing else stays,
    without the title. Both arrays have no white space around their texts, and no nulls.

    >>> titles, bodies = drop_repeated_titles(pa.array(["Rain", "Sun"]), pa.array(["RAIN.\n\nIt fell.", "Sun"]))
    >>> titles.to_pylist(), bodies.to_pylist()
    (['Rain', ''], ['It fell.', 'Sun'])
    """
    # Folding whole first lines, which may be whole bodies, takes long: only those that begin as the title does.
    is_alike = pc.equal(_initials(titles), _initials(bodies))
    is_repeated = _are_repeated(titles.filter(is_alike), bodies.filter(is_alike))
    if not pc.any(is_repeated).as_py():
        return titles, bodies
    is_repeated = pc.replace_with_mask(is_alike, is_alike, is_repeated)
    rest = pc.utf8_ltrim_whitespace(pc.replace_substring_regex(bodies.filter(is_repeated), FIRST_LINE, ""))
    is_all = pc.equal(rest, "")
    left = pc.if_else(is_all, bodies.filter(is_repeated), rest)
    named = pc.if_else(is_all, "", titles.filter(is_repeated))
    return pc.replace_with_mask(titles, is_repeated, named), pc.replace_with_mask(bodies, is_repeated, left)


def _initials(texts: pa.StringArray) -> pa.StringArray:
    heads = drop_invisible(pc.utf8_slice_codeunits(texts, 0, MOST_INVISIBLE + 1))
    return pc.utf8_lower(pc.utf8_slice_codeunits(pc.utf8_ltrim_whitespace(heads), 0, 1))


def _are_repeated(titles: pa.StringArray, bodies: pa.StringArray) -> pa.BooleanArray:
    first = pc.struct_field(pc.extract_regex(bodies, rf"(?P<line>{FIRST_LINE})"), "line")
    folded = _fold(titles)
    return pc.and_(pc.equal(folded, _fold(first)), pc.not_equal(folded, ""))


def _fold(texts: pa.StringArray) -> pa.StringArray:
    spaced = pc.replace_substring_regex(pc.utf8_lower(drop_invisible(texts)), r"[\s\p{Z}]+", " ")
    return pc.utf8_ltrim_whitespace(pc.replace_substring_regex(spaced, END, ""))
