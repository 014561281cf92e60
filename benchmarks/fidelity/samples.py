"""Read the real pairs and spun texts, and divide the pairs into folds."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from news_files import SHARED

from pipelines.errors import InputError

PAIRS = (SHARED / "spinners" / "real_pairs.jsonl", SHARED / "spinners" / "real_pairs2.jsonl")
SPUN_TEXTS = SHARED / "spinners" / "spun_texts.jsonl"
SEED_SWAPS = SHARED / "spinners" / "seed_swaps.jsonl"

N_FOLDS = 5
SEED = 20210510
# Spins of one original, which are one observation: texts whose id begins with one of these.
SAME_ORIGINAL = ("pages-guitarzxc-", "pages-blogdeb-")


@dataclass(frozen=True)
class Row:
    """A real pair: a text and its spun form by a spinner of the family."""

    original: str
    spun: str
    family: str


@dataclass(frozen=True)
class SpunText:
    """A real spun text without its original.

    cluster  equal for spins of one original
    """

    text: str
    family: str
    cluster: str


def read_rows(path: Path) -> list[Row]:
    """Return the rows {original, spun, family} of a file of JSON lines.

    Raises InputError for a missing file and for a line that is not such a row.
    """
    if not path.is_file():
        raise InputError(
            f"expected real pairs at {path}, found no such file: pass your own with --pairs FILE, "
            'JSON lines {"original": ..., "spun": ..., "family": ...}'
        )
    return [
        Row(row["original"], row["spun"], row.get("family") or "one family")
        for row in _read_objects(path, ("original", "spun"))
    ]


def read_texts(path: Path) -> list[SpunText]:
    """Return the rows {text, family, id} of a file of JSON lines.

    Raises InputError for a missing file and for a line that is not such a row.
    """
    if not path.is_file():
        raise InputError(
            f"expected spun texts at {path}, found no such file: pass your own with --texts FILE, "
            'JSON lines {"text": ..., "family": ...}'
        )
    return [
        SpunText(row["text"], row.get("family") or "one family", _cluster(str(row.get("id") or number)))
        for number, row in enumerate(_read_objects(path, ("text",)))
    ]


def read_samples_of(paths: Sequence[Path]) -> tuple[list[Row], list[SpunText]]:
    """Return the pairs and the texts of files; a file whose first row has a text holds texts.

    Raises InputError as `read_rows` and `read_texts` do.
    """
    rows: list[Row] = []
    texts: list[SpunText] = []
    for path in paths:
        if not path.is_file():
            raise InputError(
                f"expected real samples at {path}, found no such file: pass your own, as make tune SAMPLES='FILE ...', "
                'JSON lines {"original": ..., "spun": ..., "family": ...} or {"text": ..., "family": ...}'
            )
        if '"text"' in path.read_text(encoding="utf-8").partition("\n")[0]:
            texts += read_texts(path)
        else:
            rows += read_rows(path)
    return rows, texts


def _cluster(name: str) -> str:
    return SAME_ORIGINAL[0] if name.startswith(SAME_ORIGINAL) else name


def _read_objects(path: Path, fields: Sequence[str]) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines, whose fields of these names are texts."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            is_right = isinstance(row, dict) and all(isinstance(row.get(name), str) for name in fields)
        except ValueError:
            is_right = False
        if not is_right:
            wanted = ", ".join(f'"{name}": ...' for name in fields)
            raise InputError(f"expected {{{wanted}}} in line {number} of {path}, got {line[:60]!r}")
        rows.append(row)
    return rows


def families_of(rows: Sequence[Row]) -> list[str]:
    """Return the families in descending order of their number of rows."""
    names = [row.family for row in rows]
    return sorted(set(names), key=lambda name: (-names.count(name), name))


def draw_folds(rows: Sequence[Row], n_folds: int = N_FOLDS, seed: int = SEED) -> list[int]:
    """Return the fold of each row, 0 to n_folds - 1; each family is spread evenly over the folds.

    >>> rows = [Row(str(i), "", "a" if i < 6 else "b") for i in range(9)]
    >>> sorted(draw_folds(rows, n_folds=3)[:6])
    [0, 0, 1, 1, 2, 2]
    """
    generator = np.random.default_rng(seed)
    members: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        members[row.family].append(number)
    folds = [0] * len(rows)
    for family in sorted(members):
        for place, number in enumerate(generator.permutation(members[family]).tolist()):
            folds[number] = place % n_folds
    return folds
