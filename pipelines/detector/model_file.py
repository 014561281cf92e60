"""A detector as one file: a zip archive of arrays, as numpy writes them, and of JSON; nothing in it is code.

The same detector gives the same bytes. A file from elsewhere is safe to read: arrays are read without pickle, the names
are a fixed list, sizes are limited, and all arrays have the shapes that the kernels rely on, which check none.
"""

import io
import json
import math
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.detector.count_table import CountTable
from pipelines.detector.detector import Detector
from pipelines.detector.embeddings import Embeddings
from pipelines.detector.fitting_arrays import OUTPUTS, check_networks, check_tables
from pipelines.detector.language_model import TABLES, LanguageModel
from pipelines.detector.network import Network
from pipelines.detector.swap_habits import SwapHabits
from pipelines.detector.word_features import Tables, name_features
from pipelines.engine.buffers import Array
from pipelines.errors import ConfigError, StorageError

FORMAT = 1
HEADER = "detector.json"
THRESHOLDS = ("text_1pct", "text_5pct", "sentence_1pct", "sentence_5pct", "word")
HABITS = tuple(field.name for field in fields(SwapHabits))
VECTORS = tuple(field.name for field in fields(Embeddings) if field.name != "ids")
# The time of each member: the earliest that zip can tell.
EPOCH = (1980, 1, 1, 0, 0, 0)
# A model of two million words has some 90 MB of arrays, in 20 MB.
MAX_BYTES = 2**30
MAX_LAYERS = 8
# The first bytes of a zip archive.
ZIP = b"PK\x03\x04"
# Raised by zipfile, zlib, json and numpy for archives whose bytes are missing or others.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
    RuntimeError,  # a password, or a compression that zipfile does not know
    OverflowError,
    MemoryError,
    struct.error,
)
# zlib's level: 6 takes two and a half times as long for 3 % fewer bytes.
LEVEL = 4


def save_detector(detector: Detector, path: Path) -> None:
    """Write a detector to a file."""
    header = {
        "format": FORMAT,
        "thresholds": detector.thresholds,
        "about": detector.about,
        "features": detector.features,
        "layers": {name: len(getattr(detector, name).layers) for name in OUTPUTS},
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        _write(archive, HEADER, json.dumps(header, sort_keys=True, indent=1, allow_nan=False).encode())
        for name, array in _arrays(detector):
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array), allow_pickle=False)
            _write(archive, f"{name}.npy", content.getvalue())


def load_detector(path: Path) -> Detector:
    """Read a detector.

    Raise ConfigError if the file is another one, or if another version of Spindle wrote it, StorageError if it is
    damaged or unreadable. Their messages leave out the path, which may be that of a copy.
    """
    try:
        if not _begins_as_archive(path):
            raise _another("it is no archive")
        with zipfile.ZipFile(path) as archive:
            return _read(archive)
    except KeyError as error:  # the archive is whole, so its bytes are those that were written
        raise ConfigError(
            f"expected a model of this version of Spindle, but it has no {error.args[0]}: train it anew"
        ) from error
    except DAMAGED as error:
        reason = str(error)[:100] or type(error).__name__
        raise StorageError(
            f"expected the model as `spindle train` wrote it, but it is damaged ({reason}): copy it again, or train it "
            "anew"
        ) from error


def _begins_as_archive(path: Path) -> bool:
    """Return True for a zip archive, also for one that is cut off."""
    with path.open("rb") as file:
        return file.read(len(ZIP)) == ZIP


def _another(reason: str) -> ConfigError:
    return ConfigError(f"expected a model of `spindle train`, got another file: {reason}; give a model, or a release")


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    member = zipfile.ZipInfo(name, EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(member, content)


def _arrays(detector: Detector) -> Iterator[tuple[str, Array]]:
    """Yield all arrays of a detector with their names."""
    tables = detector.tables
    yield from ((f"language/{name}", getattr(tables.language, name).slots) for name in TABLES)
    yield from ((f"habits/{name}", getattr(tables.habits, name)) for name in HABITS)
    yield from ((f"embeddings/{name}", getattr(tables.embeddings, name)) for name in ("ids", *VECTORS))
    for network in OUTPUTS:
        for number, layer in enumerate(getattr(detector, network).layers):
            yield from zip((f"{network}/{number}/weights", f"{network}/{number}/biases"), layer, strict=True)


def _read_header(archive: zipfile.ZipFile) -> dict[str, Any]:
    if sum(member.file_size for member in archive.infolist()) > MAX_BYTES:
        raise ValueError(f"it has more than {MAX_BYTES:,} bytes of arrays")
    if HEADER not in archive.namelist():
        raise _another(f"the archive has no {HEADER}")
    header: dict[str, Any] = json.loads(archive.read(HEADER))
    if header["format"] > FORMAT:
        raise ConfigError(f"expected a model of format {FORMAT}, got {header['format']!r:.20}: update Spindle")
    return header


def _read(archive: zipfile.ZipFile) -> Detector:
    header, members = _read_header(archive), set(archive.namelist())

    def array(name: str, dtype: type, n_dimensions: int) -> Array:
        if f"{name}.npy" not in members:
            raise KeyError(name)
        with archive.open(f"{name}.npy") as member:
            found = np.lib.format.read_array(io.BytesIO(member.read()), allow_pickle=False)
        if found.dtype != dtype or found.ndim != n_dimensions:
            raise ValueError(f"{name} is {found.dtype} in {found.ndim} dimensions")
        return found

    def network(name: str) -> Network:
        n_layers = min(int(header["layers"][name]), MAX_LAYERS)
        parts = [(f"{name}/{number}/weights", f"{name}/{number}/biases") for number in range(n_layers)]
        return Network(tuple((array(w, np.float32, 2), array(b, np.float32, 2)) for w, b in parts))

    tables = Tables(
        LanguageModel(**{name: CountTable(array(f"language/{name}", np.uint16, 1)) for name in TABLES}),
        SwapHabits(**{name: array(f"habits/{name}", np.uint8, 2) for name in HABITS}),
        Embeddings(array("embeddings/ids", np.uint32, 1), *(array(f"embeddings/{n}", np.float32, 2) for n in VECTORS)),
    )
    check_tables(tables)
    networks = {name: network(name) for name in OUTPUTS}
    if [*header["features"]] != [*name_features(tables)]:
        raise ConfigError("expected a model with the features of this version of Spindle, got others: train it anew")
    check_networks(networks, tables)
    thresholds = {name: float(header["thresholds"][name]) for name in THRESHOLDS}
    if not all(map(math.isfinite, thresholds.values())):
        raise ValueError("a threshold is no number")
    return Detector(tables, **networks, thresholds=thresholds, about=dict(header["about"]))
