"""The value of a setting in words: lists and sections without the signs of JSON or Python."""

from collections.abc import Mapping
from typing import Any


def word_setting(value: Any) -> str:
    """Format a value of a configuration or of a manifest in one line.

    >>> word_setting({"rate": 0.2, "only": ["moby", "lemmas"]}), word_setting(None)
    ('rate: 0.2, only: moby, lemmas', 'none')
    """
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {word_setting(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(word_setting, value))
    return "none" if value is None else str(value)
