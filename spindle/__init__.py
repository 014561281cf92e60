"""The public Python API of Spindle.

SpindleAug  a profile as a word augmenter of nlpaug

Importing this package imports nothing heavy: each name is loaded at its first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spindle.augmenter import SpindleAug

__all__ = ["SpindleAug"]

# The module of each public name.
MODULES = {"SpindleAug": "spindle.augmenter"}


def __getattr__(name: str) -> Any:
    """Load a public name at its first use."""
    if name not in MODULES:
        raise AttributeError(f"module 'spindle' has no attribute {name!r}")
    return getattr(import_module(MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
