"""The receipt of finished files: sizes, checksums, facts about them. It is written last, and never trusted blindly.

A receipt also has a checksum of itself, so that a changed digit in it is noticed too.
"""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pipelines.errors import StorageError
from pipelines.storage.files import sha256_file
from pipelines.storage.json_files import hash_json, read_json, write_json

FILES, OWN = "files", "receipt_sha256"
Entries = dict[str, dict[str, Any]]


class DamagedError(StorageError):
    """Finished files are not as they were written."""


def write_receipt(path: Path, facts: Mapping[str, Any], files: Mapping[str, Path]) -> None:
    """Write a receipt of `files` (name -> path) with some facts, which are JSON values."""
    content = {**facts, FILES: _describe(files)}
    write_json(path, content | {OWN: hash_json(content)})


def read_receipt(path: Path) -> dict[str, Any]:
    """Return the facts and the entries of a receipt; raise DamagedError if it is not as it was written."""
    try:
        content = read_json(path)
        own = content.pop(OWN)
    except (StorageError, OSError, AttributeError, KeyError, TypeError, RecursionError) as error:
        raise DamagedError(f"expected a receipt at {path}, but it cannot be read") from error
    if own != hash_json(content):
        raise DamagedError(f"expected {path} as it was written, but its own checksum differs")
    found: dict[str, Any] = content
    return found


def check_files(entries: Mapping[str, Any], root: Path, *, sums: bool) -> None:
    """Raise DamagedError if a file below `root` is missing or has another size; if `sums`, another checksum."""
    for name, entry in entries.items():
        path = root / name
        size = path.stat().st_size if path.is_file() else None
        if size != entry["bytes"]:
            found = "it is missing" if size is None else f"it has {size:,}"
            raise DamagedError(f"expected {entry['bytes']:,} bytes in {path}, but {found}")
    if sums:
        paths = {name: root / name for name in entries}
        for name, sha256 in _hash(paths).items():
            if sha256 != entries[name]["sha256"]:
                raise DamagedError(f"expected {paths[name]} as it was written, but its checksum differs")


def _describe(files: Mapping[str, Path]) -> Entries:
    return {
        name: {"bytes": files[name].stat().st_size, "sha256": sha256} for name, sha256 in sorted(_hash(files).items())
    }


def _hash(files: Mapping[str, Path]) -> dict[str, str]:
    with ThreadPoolExecutor() as pool:  # hashing releases the interpreter's lock
        sums: Iterable[str] = pool.map(sha256_file, files.values())
        return dict(zip(files, sums, strict=True))
