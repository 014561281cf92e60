"""Read samples of a spinner: rows with the columns `original` and `spun`, in any format that news are read in.

Other columns are ignored.
"""

import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipelines.errors import InputError
from pipelines.sources.raw.columns import list_names
from pipelines.sources.rows import NamedRow, read_rows
from pipelines.storage.failing import naming_full_temporary
from pipelines.storage.standard_streams import open_stdin
from pipelines.storage.temporary import temporary_folder
from pipelines.strings.surrogates import mend_surrogates

COLUMNS = ("original", "spun")
BROKEN, MISSING = "broken_json", "missing_text"


class Pair(NamedTuple):
    """A text and its spun variant."""

    original: str
    spun: str


@dataclass(frozen=True)
class Samples:
    """Distinct pairs sorted by content, and the number of skipped rows by reason.

    Reasons: broken_json, broken_row and too_large (of a table), missing_text (no such column, or no string),
    empty_text, identical (no swap), duplicate.
    """

    pairs: tuple[Pair, ...]
    skipped: Counter[str]


def read_samples(path: str) -> Samples:
    """Read the samples of a file, or of stdin for "-".

    Raise InputError for an unreadable file, and for one without the columns; ConfigError for a closed stdin.
    """
    if path != "-":
        return _collect(read_rows(Path(path), path, COLUMNS), path)
    stdin = open_stdin("pairs as lines of JSON", "give a file, or pipe them in")
    # The readers look at a file before they read it.
    with temporary_folder("stdin") as folder, (folder / "rows").open("wb") as file:
        with naming_full_temporary():
            shutil.copyfileobj(stdin, file)
            file.flush()
        return _collect(read_rows(Path(file.name), "stdin", COLUMNS), "stdin")


def _collect(rows: Iterable[NamedRow], name: str) -> Samples:
    pairs: set[Pair] = set()
    skipped: Counter[str] = Counter()
    seen: dict[str, None] = {}  # columns of rows without texts
    for row in rows:
        read = _read_pair(row)
        if isinstance(read, str):
            skipped[read] += 1
            if read == MISSING:
                seen |= dict.fromkeys(row.columns)
        elif read in pairs:
            skipped["duplicate"] += 1
        else:
            pairs.add(read)
    if not pairs and skipped[MISSING]:
        raise InputError(
            f"expected texts in the columns original and spun of {name}, found none in {skipped[MISSING]:,} rows, "
            f"which have the columns {list_names(list(seen))}: rename or fill them"
        )
    return Samples(tuple(sorted(pairs)), skipped)


def _read_pair(row: NamedRow) -> Pair | str:
    """Return the pair of a row, or the reason to skip the row."""
    if row.reason or not isinstance(row.content, dict):
        return row.reason or BROKEN
    texts = [text for name in COLUMNS if isinstance(text := row.content.get(name), str)]
    if len(texts) < len(COLUMNS):
        return MISSING
    original, spun = (mend_surrogates(text).strip() for text in texts)
    if not original or not spun:
        return "empty_text"
    return "identical" if original == spun else Pair(original, spun)
