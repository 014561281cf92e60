"""The public Python API of Spindle.

load               a release as a `datasets` dataset, by dataset and version
to_classification  rows of a text and its label, clean or spun
to_token_labels    labels for the tokens of a tokenizer
to_restoration     spun texts and their clean texts
undo, redo         the clean text of a row from its spun text, and the other way round
Detector           a detector of spun text, trained on a release, loaded and run
find_release       a release, or the latest one of a dataset
list_releases      all releases below a folder
load_release       a release as a `datasets` dataset, by path
read_negatives     the negatives of a release as an Arrow table
verify_release     every check on a release
compare_releases   the differences between two releases
SpindleAug         a profile as a word augmenter of nlpaug; needs the extra `build`

Importing this package imports nothing heavy: each name is loaded at its first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spindle.augmenter import SpindleAug
    from spindle.detector import Detector
    from spindle.releases import (
        compare_releases,
        find_release,
        list_releases,
        load_release,
        read_negatives,
        verify_release,
    )
    from spindle.training import load, redo, to_classification, to_restoration, to_token_labels, undo

__all__ = [
    "Detector",
    "SpindleAug",
    "compare_releases",
    "find_release",
    "list_releases",
    "load",
    "load_release",
    "read_negatives",
    "redo",
    "to_classification",
    "to_restoration",
    "to_token_labels",
    "undo",
    "verify_release",
]

# The module of each public name.
MODULES = {
    "Detector": "spindle.detector",
    "SpindleAug": "spindle.augmenter",
    "compare_releases": "spindle.releases",
    "find_release": "spindle.releases",
    "list_releases": "spindle.releases",
    "load": "spindle.training",
    "load_release": "spindle.releases",
    "read_negatives": "spindle.releases",
    "redo": "spindle.training",
    "to_classification": "spindle.training",
    "to_restoration": "spindle.training",
    "to_token_labels": "spindle.training",
    "undo": "spindle.training",
    "verify_release": "spindle.releases",
}


def __getattr__(name: str) -> Any:
    """Load a public name at its first use; raises MissingPackage, an ImportError, if it needs an extra."""
    if name not in MODULES:
        raise AttributeError(f"module 'spindle' has no attribute {name!r}")
    from pipelines.errors import explain_missing  # noqa: PLC0415 - see the docstring above

    with explain_missing(f"spindle.{name}"):
        return getattr(import_module(MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
