"""JSON files: equal values give equal bytes and equal hashes."""

import hashlib
import json
from typing import Any

from pipelines.errors import StorageError
from pipelines.storage.files import write_text
from pipelines.storage.places import Place
from pipelines.storage.plain_files import MOST_JSON, read_plain


def write_json(path: Place, value: Any) -> None:
    """Write `value` as JSON with sorted keys, so that equal values are equal bytes.

    Raises ValueError for a number that JSON does not have: not a number, or infinite.
    """
    write_text(path, json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n")


def read_json(path: Place) -> Any:
    """Return the value in a JSON file; raise StorageError if there is none, if it is damaged, or no plain file."""
    try:
        return json.loads(read_plain(path, MOST_JSON).decode())
    except FileNotFoundError as error:
        raise StorageError(f"expected a file at {path}, found none") from error
    except (ValueError, RecursionError) as error:
        raise StorageError(f"expected JSON in {path}, but {error}: the file is damaged") from error


def hash_json(value: Any) -> str:
    """32 hex digits that name a JSON value: equal values have equal names.

    >>> hash_json({"b": 1, "a": [2]}) == hash_json({"a": [2], "b": 1})
    True
    """
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
