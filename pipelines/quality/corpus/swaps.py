"""Whether the swaps of `test_unseen` really are unseen: from what the rows say, not from how they were made.

A swap is what stood there and what stands there now, whatever the case. Each validated part keeps its distinct swaps as
hashes of 64 bits, by split; the audit holds those of `test_unseen`, and looks at the others part by part.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from schemas import UNSEEN

SWAPS_FILE = "swaps.parquet"
SWAPS = pa.schema([pa.field("split", pa.string(), nullable=False), pa.field("swap", pa.uint64(), nullable=False)])
HASH_KEY = "spindle a swap 1"
EDIT_COLUMNS = [f"edits.list.element.{name}" for name in ("original", "replacement")]
N_NAMED = 5

Hashes = NDArray[np.uint64]


def in_split(counts: pa.Table, split: str) -> pa.Table:
    """A table of `count_edits` with the split that the edits are of."""
    return counts.append_column("split", pa.repeat(split, len(counts)).dictionary_encode())


def write_swaps(folder: Path, counts: Sequence[pa.Table]) -> None:
    """Keep the distinct swaps of a part, by split, in `folder`; `counts` are of `in_split`, some of them negative."""
    found = [SWAPS.empty_table()]
    if counts:
        table = pa.concat_tables(counts, promote_options="permissive").unify_dictionaries()
        hashes, times = hash_swaps(table["original"], table["replacement"]), table["count"].to_numpy()
        splits = table["split"].combine_chunks()
        for code in np.argsort(splits.dictionary.to_numpy(zero_copy_only=False)).tolist():
            here = splits.indices.to_numpy() == code
            swaps, which = np.unique(hashes[here], return_inverse=True)
            left = pa.array(swaps[np.bincount(which, times[here], minlength=len(swaps)) > 0], pa.uint64())
            found.append(pa.table([pa.repeat(splits.dictionary[code], len(left)), left], schema=SWAPS))
    # Hashes are noise: to compress them costs time and gains nothing.
    path, compression = folder / SWAPS_FILE, {"split": "zstd", "swap": "none"}
    pq.write_table(pa.concat_tables(found), path, compression=compression, use_dictionary=["split"])


def hash_swaps(originals: pa.Array | pa.ChunkedArray, replacements: pa.Array | pa.ChunkedArray) -> Hashes:
    """uint64 [n]: what each swap is called; both in lower case. That any of 100 million share a name: once in 4,000."""
    columns = {"original": originals, "replacement": replacements}
    # Coded, so that pandas hashes each distinct string once.
    frame = pd.DataFrame({name: _dictionary(column).to_pandas() for name, column in columns.items()})
    return pd.util.hash_pandas_object(frame, index=False, hash_key=HASH_KEY).to_numpy().astype(np.uint64)


def hash_edits(pairs: pa.Table) -> Hashes:
    """uint64: the swap of each edit of a table with the column `edits`, in order."""
    flat = pairs["edits"].combine_chunks().flatten()
    return hash_swaps(*(pc.utf8_lower(pc.struct_field(flat, name)) for name in ("original", "replacement")))


def find_seen(folders: Sequence[Path]) -> Hashes:
    """The swaps of `test_unseen` of all parts that another split of any part has too, in order."""
    unseen = np.unique(np.concatenate([np.zeros(0, np.uint64), *(_read(folder, unseen=True) for folder in folders)]))
    seen = np.zeros(len(unseen), bool)
    for folder in folders if len(unseen) else ():
        others = _read(folder, unseen=False)
        seen[np.searchsorted(unseen, others[np.isin(others, unseen)])] = True
    return unseen[seen]


def name_seen(files: Sequence[Mapping[str, Path]], swaps: Hashes) -> list[str]:
    """Up to N_NAMED of the swaps in words, each with a split but `test_unseen` that has it.

    files  of each part its files of pairs, by split: read only as far as needed, for what should not be there
    """
    found: dict[tuple[str, str], str] = {}
    for of_part in files if len(swaps) else ():
        for split in (name for name in of_part if name != UNSEEN):
            found = dict.fromkeys(_named(of_part[split], swaps), split) | found
        if len(found) >= N_NAMED:
            break
    return [f"{old} → {new} in {split}" for (old, new), split in sorted(found.items())[:N_NAMED]]


def _read(folder: Path, *, unseen: bool) -> Hashes:
    condition = pc.field("split") == UNSEEN if unseen else pc.field("split") != UNSEEN
    hashes: Hashes = pq.read_table(folder / SWAPS_FILE, filters=condition)["swap"].to_numpy()
    return hashes


def _named(path: Path, swaps: Hashes) -> Iterator[tuple[str, str]]:
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            edits = file.read_row_group(group, columns=EDIT_COLUMNS)["edits"].combine_chunks().flatten()
            old, new = (pc.utf8_lower(pc.struct_field(edits, name)) for name in ("original", "replacement"))
            hit = pa.array(np.isin(hash_swaps(old, new), swaps))
            yield from zip(old.filter(hit).to_pylist(), new.filter(hit).to_pylist(), strict=True)


def _dictionary(words: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    return pc.fill_null(words, "").dictionary_encode()
