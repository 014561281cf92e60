"""The dialect of a delimited file: the characters that separate, quote and escape its fields."""

from dataclasses import dataclass

# Bytes of the letters after a backslash in files without quoting, as MySQL and PostgreSQL write them -> their meaning.
LETTERS = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"b": b"\b", b"f": b"\f", b"v": b"\v", b"0": b"\0", b"Z": b"\x1a"}


@dataclass(frozen=True)
class Dialect:
    r"""The characters of a file's structure, all ASCII.

    delimiter  between two fields
    quote      around a field; "" if a quote is a character like others
    escape     before a quote or itself in a quoted field; without quoting, before any other character, and LETTERS then
               stand for control characters; "" for none: a quote in a quoted field is doubled
    newline    end of a row: "\n" (also after a carriage return, which is dropped), "\r\n" or "\r"
    blanks     True if blanks between a delimiter and a quote belong to no field
    doubt      "quote" or "escape" if the sample does not decide this character: a row that needs it is refused
    """

    delimiter: str
    quote: str = '"'
    escape: str = ""
    newline: str = "\n"
    blanks: bool = False
    doubt: frozenset[str] = frozenset()
