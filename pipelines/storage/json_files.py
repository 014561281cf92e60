"""JSON files: equal values give equal bytes and equal hashes."""

import hashlib
import json
import math
import re
from typing import Any

from pipelines.errors import StorageError
from pipelines.storage.files import write_text
from pipelines.storage.places import Place
from pipelines.storage.plain_files import MOST_JSON, read_plain

# An escape that begins as one of half a surrogate pair does.
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
# Characters of a wrong number in a message.
SHOWN = 60


def write_json(path: Place, value: Any) -> None:
    """Write `value` as JSON with sorted keys, so that equal values are equal bytes.

    Raises ValueError for a number that JSON does not have: not a number, or infinite.
    """
    write_text(path, json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n")


def read_json(path: Place) -> Any:
    """Return the value in a JSON file; raise StorageError if there is none, if it is damaged, or no plain file."""
    try:
        return parse_json(read_plain(path, MOST_JSON).decode())
    except FileNotFoundError as error:
        raise StorageError(f"expected a file at {path}, found none") from error
    except (ValueError, RecursionError) as error:
        raise StorageError(f"expected JSON in {path}, but {error}: the file is damaged") from error


def parse_json(text: str) -> Any:
    """Return the value that a text of JSON states.

    Raises ValueError for a text that is none, and for values that `write_json` and `hash_json` do not take and nobody
    can print: numbers without an end, and halves of surrogate pairs; RecursionError for one that is nested too deeply.
    """
    value = json.loads(text, parse_float=_read_number, parse_constant=_read_number)
    if SURROGATE.search(text):
        json.dumps(value, ensure_ascii=False).encode()  # UnicodeEncodeError is a ValueError
    return value


def _read_number(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError(f"{text[:SHOWN]} is no number of JSON")
    return number


def hash_json(value: Any) -> str:
    """32 hex digits that name a JSON value: equal values have equal names.

    >>> hash_json({"b": 1, "a": [2]}) == hash_json({"a": [2], "b": 1})
    True
    """
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
