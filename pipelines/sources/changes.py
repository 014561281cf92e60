"""The state of an input file, compared before and after it is read: a file that changes meanwhile is read by halves."""

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.errors import InputError
from pipelines.sources.file_systems import is_local, open_file_system
from pipelines.sources.raw.excerpt import excerpt
from pipelines.sources.raw.files import InputFile, State

log = logging.getLogger(__name__)

# Names that file systems of fsspec give to the size, the time of the last change and the version of a file.
NAMES = (
    "size",
    "ETag",
    "etag",
    "e_tag",
    "mtime",
    "LastModified",
    "last_modified",
    "updated",
    "generation",
    "md5Hash",
    "sha256",
)


def local_state(state: os.stat_result) -> State:
    """Return the size in bytes, the time of the last change in ns, and the identity of a local file."""
    return {"size": state.st_size, "mtime": state.st_mtime_ns, "ino": state.st_ino, "dev": state.st_dev}


def remote_state(info: Mapping[str, Any]) -> State:
    """Return what a store tells about the state of a file."""
    return {name: info[name] for name in NAMES if info.get(name) is not None}


def check_unchanged(file: InputFile) -> None:
    """Raise InputError if a file is not as it was when it was found."""
    if not file.state:
        return
    try:
        now = _state_now(file.path)
    except FileNotFoundError:
        now = {"size": "gone"}
    except Exception as error:  # noqa: BLE001 - of the client of any store, after the file has been read
        log.warning("cannot tell whether %s has changed while it was read: %s", file.name, excerpt(str(error), 200))
        return
    changed = [name for name in file.state if now.get(name, file.state[name]) != file.state[name]]
    if changed:
        how = f"size {file.state.get('size')} -> {now['size']}" if "size" in changed else f"changed: {changed[0]}"
        raise InputError(
            f"expected {file.name} to stay as it is while it is read, but it has changed meanwhile ({how}): "
            "run again when it is complete"
        )


def _state_now(path: str) -> State:
    if path.startswith("/"):
        return local_state(Path(path).stat())
    file_system, root = open_file_system(path)
    if is_local(file_system):
        return local_state(Path(root).stat())
    file_system.invalidate_cache()
    return remote_state(file_system.info(root))
