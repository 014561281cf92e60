"""The receipt of finished files: sizes, checksums, facts about them. It is written last, and never trusted blindly.

A receipt also has a checksum of itself, so that a changed digit in it is noticed too.
"""

import time
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pipelines.errors import StorageError
from pipelines.storage.cache import ChangedError, fetch
from pipelines.storage.files import sha256_file
from pipelines.storage.json_files import hash_json, parse_json, write_json
from pipelines.storage.parallel import is_quick_file, map_at_once
from pipelines.storage.places import ObjectPath, Place
from pipelines.storage.plain_files import MOST_JSON, NoPlainFileError, read_plain

FILES, OWN = "files", "receipt_sha256"
Entries = Mapping[str, Mapping[str, Any]]
# Comparison of files with their receipt: of their sizes; of the checksums of what a reader gets, which may be a copy in
# the cache, or a file that this process has compared and nobody has changed since; or of the checksums of what is on
# the disk or in the store now.
Comparison = Literal["sizes", "copies", "stored"]
# Seconds after which another change of a file has another time: those of FAT are even.
SETTLED_SECONDS = 2
# Device, file, size, and times of the last change of its content and of its entry, in ns.
State = tuple[int, int, int, int, int]


class DamagedError(StorageError):
    """Finished files are not as they were written."""


class MissingReceiptError(DamagedError):
    """There is no receipt."""


def write_receipt(place: Place, facts: Mapping[str, Any], entries: Entries) -> None:
    """Write a receipt of files (name -> `bytes` and `sha256`) with some facts, which are JSON values."""
    content = {**facts, FILES: {name: dict(entries[name]) for name in sorted(entries)}}
    write_json(place, content | {OWN: hash_json(content)})


def read_receipt(place: Place) -> dict[str, Any]:
    """Return the facts and the entries of a receipt.

    Raise DamagedError if it is not as it was written; StorageError if a store does not answer, which is no damage.
    """
    try:
        content = parse_json(read_plain(place, MOST_JSON).decode())
        own = content.pop(OWN)
    except FileNotFoundError as error:
        raise MissingReceiptError(f"expected a receipt at {place}, found none") from error
    except (NoPlainFileError, OSError, ValueError, AttributeError, KeyError, TypeError, RecursionError) as error:
        raise DamagedError(f"expected a receipt at {place}, but it cannot be read") from error
    if own != hash_json(content):
        raise DamagedError(f"expected {place} as it was written, but its own checksum differs")
    found: dict[str, Any] = content
    return found


def check_files(entries: Entries, root: Place, comparison: Comparison) -> None:
    """Raise DamagedError if a file below `root` is missing, or differs from its entry in size or checksum."""

    def is_quick(name: str) -> bool:
        return is_quick_file(root / name, 0 if comparison == "sizes" else entries[name]["bytes"])

    map_at_once(lambda name: _check_file(root / name, entries[name], comparison), entries, is_quick=is_quick)


def _check_file(place: Place, entry: Mapping[str, Any], comparison: Comparison) -> None:
    if comparison == "copies" and isinstance(place, ObjectPath):
        try:
            fetch(place, entry["sha256"])
        except (ChangedError, FileNotFoundError) as error:
            raise DamagedError(str(error) or f"expected {place}, found none") from error
        return
    try:
        size = place.stat().st_size
        differs = size == entry["bytes"] and comparison != "sizes" and _sum_file(place, comparison) != entry["sha256"]
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DamagedError(f"expected {entry['bytes']:,} bytes in {place}, but it is missing") from error
    if size != entry["bytes"]:
        raise DamagedError(f"expected {entry['bytes']:,} bytes in {place}, but it has {size:,}")
    if differs:
        raise DamagedError(f"expected {place} as it was written, but its checksum differs")


def _sum_file(place: Place, comparison: Comparison) -> str:
    """SHA-256 of a file; of a local copy that of before, if its state is the same and was settled then."""
    if comparison == "stored" or not isinstance(place, Path):
        return sha256_file(place)
    found = place.stat()
    if time.time() - max(found.st_mtime, found.st_ctime) < SETTLED_SECONDS:
        return sha256_file(place)
    return _sum_state(place, (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns))


@lru_cache(maxsize=1 << 14)
def _sum_state(path: Path, state: State) -> str:  # noqa: ARG001 - a part of the key
    return sha256_file(path)
