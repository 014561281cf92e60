"""Read samples of a spinner, pairs of texts: lines of JSON {"original": ..., "spun": ...}; other keys are ignored."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipelines.errors import InputError
from pipelines.storage.standard_streams import open_stdin
from pipelines.strings.surrogates import mend_surrogates


class Pair(NamedTuple):
    """A text and its spun variant."""

    original: str
    spun: str


@dataclass(frozen=True)
class Samples:
    """Distinct pairs sorted by content, and the number of skipped lines by reason.

    Reasons: broken_json, missing_text (no such key, or no string), empty_text, identical (no swap), duplicate.
    """

    pairs: tuple[Pair, ...]
    skipped: Counter[str]


def read_samples(path: str) -> Samples:
    """Read the samples of a file, or of stdin for "-".

    Raise InputError for an unreadable file, ConfigError for a closed stdin.
    """
    if path == "-":
        return parse_samples(open_stdin("pairs as lines of JSON", "give a file, or pipe them in"))
    try:
        with Path(path).open("rb") as file:
            return parse_samples(file)
    except OSError as error:
        raise InputError(
            f"expected pairs as lines of JSON in {path}, but: {error.strerror}: give a file, or - for stdin"
        ) from error


def parse_samples(lines: Iterable[bytes]) -> Samples:
    """Parse lines of JSON in UTF-8; blank lines are ignored."""
    pairs: set[Pair] = set()
    skipped: Counter[str] = Counter()
    for line in lines:
        if not line.strip():
            continue
        read = _parse(line)
        if isinstance(read, str):
            skipped[read] += 1
        elif read in pairs:
            skipped["duplicate"] += 1
        else:
            pairs.add(read)
    return Samples(tuple(sorted(pairs)), skipped)


def _parse(line: bytes) -> Pair | str:
    """Return the pair of a line, or the reason to skip the line."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return "broken_json"
    if not isinstance(row, dict):
        return "broken_json"
    texts = [text for text in (row.get("original"), row.get("spun")) if isinstance(text, str)]
    if len(texts) < 2:
        return "missing_text"
    original, spun = (mend_surrogates(text).strip() for text in texts)
    if not original or not spun:
        return "empty_text"
    return "identical" if original == spun else Pair(original, spun)
