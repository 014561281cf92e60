"""Characters of strings that nobody sees: soft hyphens, zero-width spaces and joiners, marks of direction."""

import pyarrow as pa
import pyarrow.compute as pc

# Unicode's category of them; a few signs of Arabic are of it too.
INVISIBLE = r"\p{Cf}"


def drop_invisible(texts: pa.StringArray) -> pa.StringArray:
    r"""Return the texts without invisible characters; a null stays.

    >>> drop_invisible(pa.array(["Soft\u00adly", "zero\u200bwidth \ufeffspace", None])).to_pylist()
    ['Softly', 'zerowidth space', None]
    """
    # A search is quick, a replacement is not, and few texts have such characters.
    has_some = pc.fill_null(pc.match_substring_regex(texts, INVISIBLE), False)
    if not pc.any(has_some).as_py():
        return texts
    cleaned = pc.replace_substring_regex(texts.filter(has_some), INVISIBLE, "")
    return pc.replace_with_mask(texts, has_some, cleaned)
