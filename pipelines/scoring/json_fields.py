"""Fields cut out of the text of a JSON object, so that all others stay as they were written: 1.10 or 1e400."""

import json
import re
from collections.abc import Collection, Iterator
from itertools import pairwise

# Strings as a whole, and the signs that structure an object; numbers and words lie between.
TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\],]', re.DOTALL)
KEY = re.compile(rf"\s*({TOKEN.pattern})", re.DOTALL)
BLANK = re.compile(r"\s*")


def drop_fields(line: str, names: Collection[str]) -> str:
    """Return a line that holds a JSON object without the fields of these names; those of nested objects stay.

    >>> drop_fields('{"a": 1.10, "b": 2, "c": {"b": 3} }', ["b"])
    '{"a": 1.10, "c": {"b": 3} }'
    """
    borders = list(_find_borders(line))
    fields = [line[before + 1 : after] for before, after in pairwise(borders)]
    kept = [field for field in fields if (key := KEY.match(field)) is None or json.loads(key[1]) not in names]
    if len(kept) == len(fields):
        return line
    if kept and kept[0] is not fields[0]:
        kept[0] = BLANK.match(fields[0])[0] + kept[0].lstrip()  # type: ignore[index]
    return line[: borders[0] + 1] + ",".join(kept) + line[borders[-1] :]


def _find_borders(line: str) -> Iterator[int]:
    """Yield the places of the braces around the fields of the object, and of the commas between them."""
    depth = 0
    for token in TOKEN.finditer(line):
        sign = token[0]
        depth += sign in ("{", "[")
        if depth == 1 and sign in ("{", ",", "}"):
            yield token.start()
        depth -= sign in ("}", "]")
