"""The compiled kernels, found and called.

The set-up compiles them where it finds a C compiler. Without one, or with `SPINDLE_KERNELS=off`, the functions that
call them work on arrays alone: a third to half as fast, with the same results. Kernels of other sources than those
beside this module are refused, since a part is keyed by the sources.
"""

import ctypes
import os
import re
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines.engine.kernels.sources import HEADER, hash_sources

Array = npt.NDArray[Any]
# Name of a parameter, type of its items or None for an integer, and true if it is only read.
Parameter = tuple[str, np.dtype[Any] | None, bool]
Kernels = dict[str, tuple[Callable[..., int], list[Parameter]]]

FOLDER = Path(__file__).parent
LIBRARY = "_kernels"
TYPES: dict[str, type[np.generic]] = {
    "bool": np.bool_,
    **{f"{kind}_t": getattr(np, kind) for kind in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32")},
    "uint64_t": np.uint64,
    "float": np.float32,
    "double": np.float64,
}


def is_compiled() -> bool:
    """The kernels can be called."""
    return _load() is not None


def run(kernel: str, *arguments: Array | int | None) -> int:
    """Call a kernel with arrays, integers, and None for an array that it can do without; return what it returns.

    Raises TypeError for arguments that do not fit its prototype.
    """
    loaded = _load()
    if loaded is None:
        raise RuntimeError("expected compiled kernels, got none: ask is_compiled first")
    function, parameters = loaded[kernel]
    if len(arguments) != len(parameters):
        raise TypeError(f"expected {len(parameters)} arguments of {kernel}, got {len(arguments)}")
    passed: list[int | None] = []
    copies = []  # kept until the kernel has read them
    for value, (name, kind, is_read) in zip(arguments, parameters, strict=True):
        if kind is None:
            passed.append(int(value))  # type: ignore[arg-type]
        elif value is None:
            passed.append(None)
        else:
            _check(value, name, kind, is_read)
            if not value.flags.c_contiguous:  # type: ignore[union-attr]
                value = np.ascontiguousarray(value)  # noqa: PLW2901
                copies.append(value)
            passed.append(_address_of(value))  # type: ignore[arg-type]
    return int(function(*passed))


def _check(value: Any, name: str, kind: np.dtype[Any], is_read: bool) -> None:
    # Types are single objects as a rule, and comparing them costs more than the rest.
    if not isinstance(value, np.ndarray) or (value.dtype is not kind and value.dtype != kind):
        raise TypeError(f"expected {name} to be an array of {kind.name}, got {getattr(value, 'dtype', value)}")
    if not is_read and not (value.flags.c_contiguous and value.flags.writeable):
        raise TypeError(f"expected {name} to be contiguous and writable")


def _read_address(array: Array) -> int:
    """The address of an array's items: the first field behind the head of the object, by NumPy's C API."""
    return ctypes.c_size_t.from_address(id(array) + object.__basicsize__).value


def _choose_address(read_address: Callable[[Array], int]) -> Callable[[Array], int]:
    """A twentieth of the cost of `array.ctypes.data`, which is taken where objects are laid out in another way."""
    sample = np.zeros(1, np.int64)
    return read_address if read_address(sample) == sample.ctypes.data else lambda array: array.ctypes.data


_address_of = _choose_address(_read_address)


@cache
def read_prototypes() -> dict[str, list[Parameter]]:
    """Name of each kernel -> its parameters."""
    source = re.sub(r"/\*.*?\*/", "", (FOLDER / HEADER).read_text(encoding="utf-8"), flags=re.DOTALL)
    return {
        kernel: [_read_parameter(text) for text in parameters.split(",")]
        for kernel, parameters in re.findall(r"\bint64_t (\w+)\(([^)]*)\);", source)
    }


def _read_parameter(text: str) -> Parameter:
    *words, name = text.replace("*", " * ").split()
    return name, np.dtype(TYPES[words[-2]]) if "*" in words else None, "const" in words


@cache
def _load() -> Kernels | None:
    if os.environ.get("SPINDLE_KERNELS") == "off":
        return None
    path = next((path for path in sorted(FOLDER.glob(f"{LIBRARY}.*")) if path.suffix in {".so", ".pyd"}), None)
    return None if path is None else _open(path)


def _open(path: Path) -> Kernels | None:
    """The kernels of a library, or None and a warning for one that is of no use here."""
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
    return {name: (_declare(library[name], parameters), parameters) for name, parameters in read_prototypes().items()}


def _declare(function: Any, parameters: list[Parameter]) -> Callable[..., int]:
    """The function with the types of its parameters and of its result."""
    function.restype = ctypes.c_int64
    function.argtypes = [ctypes.c_int64 if kind is None else ctypes.c_void_p for _, kind, _ in parameters]
    return function


def _warn(path: Path, reason: str) -> None:
    warnings.warn(
        f"the engine runs without {path.name}, a third to half as fast and with the same results: {reason}. "
        "Run `make setup`, or install the package again",
        stacklevel=5,
    )
