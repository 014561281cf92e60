"""The sources of the kernels, and the hash that says which of them a compiled library is of.

The set-up runs this file by itself, before the package can be imported.
"""

import hashlib
from pathlib import Path

HEADER = "kernels.h"


def list_sources(folder: Path) -> list[Path]:
    """The C files and headers, sorted by name."""
    return sorted(path for path in folder.iterdir() if path.suffix in {".c", ".h"})


def hash_sources(folder: Path) -> str:
    """32 hex digits that name the content of the sources."""
    digest = hashlib.sha256()
    for path in list_sources(folder):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:32]
