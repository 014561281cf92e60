"""The compiled kernels, found and called.

The set-up compiles them where it finds a C compiler. Without one, or with `SPINDLE_KERNELS=off`, the functions that
call them work on arrays alone: about half as fast, with the same results. Kernels of other sources than those beside
this module are refused, since a part is keyed by the sources.
"""

import ctypes
import os
import re
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines.engine.kernels.sources import HEADER, hash_sources

Array = npt.NDArray[Any]

FOLDER = Path(__file__).parent
LIBRARY = "_kernels"
TYPES: dict[str, type[np.generic]] = {
    "bool": np.bool_,
    **{f"{kind}_t": getattr(np, kind) for kind in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32")},
    "uint64_t": np.uint64,
    "float": np.float32,
}


def is_compiled() -> bool:
    """The kernels can be called."""
    return _load() is not None


def run(kernel: str, *arguments: Array | int | None) -> int:
    """Call a kernel with arrays, integers, and None for an array that it can do without; return what it returns.

    Raises TypeError for arguments that do not fit its prototype.
    """
    library = _load()
    if library is None:
        raise RuntimeError("expected compiled kernels, got none: ask is_compiled first")
    parameters = read_prototypes()[kernel]
    if len(arguments) != len(parameters):
        raise TypeError(f"expected {len(parameters)} arguments of {kernel}, got {len(arguments)}")
    kept = [_convert(value, *parameter) for value, parameter in zip(arguments, parameters, strict=True)]
    pointers = [each.ctypes.data_as(ctypes.c_void_p) if isinstance(each, np.ndarray) else each for each in kept]
    return int(getattr(library, kernel)(*pointers))


def _convert(value: Array | int | None, name: str, kind: type[np.generic] | None, is_read: bool) -> Any:
    """An array that C can read or write, or an integer of 64 bits; `kind` is None for an integer."""
    if kind is None:
        return ctypes.c_int64(int(value))  # type: ignore[arg-type]
    if value is None:
        return None
    if not isinstance(value, np.ndarray) or value.dtype != kind:
        raise TypeError(f"expected {name} to be an array of {kind.__name__}, got {getattr(value, 'dtype', value)}")
    if is_read:
        return np.ascontiguousarray(value)
    if not (value.flags.c_contiguous and value.flags.writeable):
        raise TypeError(f"expected {name} to be contiguous and writable")
    return value


@cache
def read_prototypes() -> dict[str, list[tuple[str, type[np.generic] | None, bool]]]:
    """Name of each kernel -> its parameters: name, type of the items or None for an integer, and true if only read."""
    source = re.sub(r"/\*.*?\*/", "", (FOLDER / HEADER).read_text(encoding="utf-8"), flags=re.DOTALL)
    return {
        kernel: [_read_parameter(text) for text in parameters.split(",")]
        for kernel, parameters in re.findall(r"\bint64_t (\w+)\(([^)]*)\);", source)
    }


def _read_parameter(text: str) -> tuple[str, type[np.generic] | None, bool]:
    *words, name = text.replace("*", " * ").split()
    return name, TYPES[words[-2]] if "*" in words else None, "const" in words


@cache
def _load() -> ctypes.CDLL | None:
    if os.environ.get("SPINDLE_KERNELS") == "off":
        return None
    path = next((path for path in sorted(FOLDER.glob(f"{LIBRARY}.*")) if path.suffix in {".so", ".pyd"}), None)
    return None if path is None else _open(path)


def _open(path: Path) -> ctypes.CDLL | None:
    """The library, or None and a warning for one that is of no use here."""
    try:
        library = ctypes.CDLL(str(path))
        library.kernel_sources.restype = ctypes.c_char_p
        compiled_from: str = library.kernel_sources().decode()
    except (AttributeError, OSError) as error:
        _warn(path, f"it cannot be loaded ({error})")
        return None
    if compiled_from != hash_sources(FOLDER):
        _warn(path, f"it was compiled from other sources than those in {FOLDER.name}/")
        return None
    for kernel in read_prototypes():
        getattr(library, kernel).restype = ctypes.c_int64
    return library


def _warn(path: Path, reason: str) -> None:
    warnings.warn(
        f"the engine runs without {path.name}, about half as fast and with the same results: {reason}. "
        "Run `make setup`, or install the package again",
        stacklevel=5,
    )
