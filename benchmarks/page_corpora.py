"""The dataset for the benchmark of pages: 50 releases, two of them large. Made by a process of its own.

A process that has built a corpus has loaded libraries and kept objects that a server has not: Python's full collections
then take a second instead of a third of it.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from large_releases import LargeRelease, build_small, copy_release, read_pairs, write_release

from pipelines.quality.corpus.statistics import count_edits
from pipelines.quality.pairs.edits import view_edits
from pipelines.release.find import Release
from pipelines.stages.validate_pairs import QUARANTINE
from pipelines.storage.json_files import read_json, write_json

FILE_ROWS = 70_000
N_RELEASES = 50
DATASET = "pages"
# The large release, and the one before it that it is compared with.
VERSION, BEFORE = "20991231T083000Z-abcdef123456", "20991230T083000Z-abcdef123455"
# File with the values of the addresses, written last.
VALUES = "values.json"


def find_dataset(folder: Path, n_pairs: int) -> dict[str, str]:
    """Return the values of the addresses of the dataset below `folder`, which is made there unless it is there already.

    Raise SystemExit if the one that is there has another number of pairs.
    """
    if not (folder / VALUES).is_file():
        script = [sys.executable, __file__, str(folder), "--pairs", str(n_pairs)]
        subprocess.run(script, check=True)  # noqa: S603 - this file
    values: dict[str, str] = read_json(folder / VALUES)
    if int(values["pairs"]) != n_pairs:
        raise SystemExit(
            f"expected releases of {n_pairs} pairs in {folder}, got {values['pairs']}: name another folder"
        )
    return values


def make_dataset(folder: Path, n_pairs: int) -> None:
    """Write a dataset of N_RELEASES below `folder`, two of them with `n_pairs`, and the values of the addresses."""
    root = folder / "corpora"
    small = build_small(root, DATASET)
    rows = read_pairs(small)
    values = words_of(rows) | values_of(small, rows)
    for number in range(N_RELEASES - 3):
        copy_release(small, f"202601{number % 28 + 1:02}T{number // 28:02}0000Z-{number:012x}")
    n_files = max(1, round(n_pairs / FILE_ROWS))
    size = min(FILE_ROWS, n_pairs)
    for version, anew in ((BEFORE, 0), (VERSION, 1)):
        made = LargeRelease(root / DATASET / version, n_files, size, lambda n, anew=anew: np.arange(n) % 20 < anew)  # type: ignore[misc]
        write_release(made, rows, small)
    write_json(folder / VALUES, values | {"pairs": str(n_pairs)})


def values_of(small: Release, rows: pa.Table) -> dict[str, str]:
    """The values of the parameters of all addresses."""
    folder = small.folder.parent
    judged = next(folder.glob("work/audit_corpus/*"))
    quarantined = folder / "quarantine" / "validate_pairs" / f"{judged.name}.parquet"
    quarantined.parent.mkdir(parents=True, exist_ok=True)
    reasons = pa.array([["replayed"]] * 2000, QUARANTINE.field("reasons").type)
    pq.write_table(rows.slice(0, 2000).append_column(QUARANTINE.field("reasons"), reasons), quarantined)
    check = read_json(small.folder / "quality" / "results.json")["checks"][0]
    return {
        "root": folder.parent.name,
        "dataset": DATASET,
        "version": VERSION,
        "other_root": folder.parent.name,
        "other_dataset": DATASET,
        "other": BEFORE,
        "key": judged.name,
        "quarantined": judged.name,
        "rejected": next((path.stem for path in folder.glob("rejects/*/*.parquet")), ""),
        "suite": check["suite"],
        "check": check["check"],
        "file": "0",
        "row": "0",
    }


def words_of(rows: pa.Table) -> dict[str, str]:
    """Return an origin, the most frequently swapped word, the least frequent one, and the most frequent phrase."""
    coded = count_edits(view_edits(rows))
    counts = coded.set_column(coded.column_names.index("original"), "original", coded["original"].cast(pa.string()))
    counts = counts.sort_by([("count", "descending"), ("original", "ascending")])
    swaps = [(row["original"], row["count"]) for row in counts.select(["original", "count"]).to_pylist()]
    phrase = next((text for text, _ in swaps if re.fullmatch("[a-z]+ [a-z]+", text)), "in the")
    origin = pc.value_counts(counts["origin"]).to_pylist()[-1]["values"]
    return {"origin": origin, "frequent": swaps[0][0], "rare": swaps[-1][0], "phrase": phrase.replace(" ", "+")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", type=int, required=True)
    asked = parser.parse_args()
    make_dataset(asked.folder, asked.pairs)


if __name__ == "__main__":
    main()
