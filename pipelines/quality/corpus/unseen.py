"""Proof that no swap of `test_unseen` is in another split, from the edits of the rows alone.

A swap is an original and its replacement, in any case. Each validated part keeps its distinct swaps by split, as hashes
of 64 bits; the audit holds those of `test_unseen` in memory, and reads the others one part at a time.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.quality.corpus.codes import encode
from pipelines.quality.corpus.integers import find_distinct_hashes
from pipelines.strings.hashes import Hashes, hash_strings
from schemas import UNSEEN

SWAPS_FILE = "swaps.parquet"
SWAPS = pa.schema([pa.field("split", pa.string(), nullable=False), pa.field("swap", pa.uint64(), nullable=False)])
HASH_KEY = "spindle a swap 1"
EDIT_COLUMNS = [f"edits.list.element.{name}" for name in ("original", "replacement")]
N_NAMED = 5


def write_swaps(folder: Path, counts: pa.Table) -> None:
    """Write the distinct swaps of a part, by split, into `folder`; `counts` as `statistics.join_counts` returns it."""
    hashes, splits = hash_swaps(counts["original"], counts["replacement"]), counts["split"].combine_chunks()
    found = [SWAPS.empty_table()]
    for code in np.argsort(splits.dictionary.to_numpy(zero_copy_only=False)).tolist():
        swaps = find_distinct_hashes(hashes[splits.indices.to_numpy() == code])
        found.append(pa.table([pa.repeat(splits.dictionary[code], len(swaps)), swaps], schema=SWAPS))
    # Hashes are noise: compression would cost time and gain nothing.
    path, compression = folder / SWAPS_FILE, {"split": "zstd", "swap": "none"}
    pq.write_table(pa.concat_tables(found), path, compression=compression, use_dictionary=["split"])


def hash_swaps(originals: pa.Array | pa.ChunkedArray, replacements: pa.Array | pa.ChunkedArray) -> Hashes:
    """uint64 [n]: hashes of swaps in lower case; the chance that any two of 100 million collide is 1 in 4,000."""
    # Combined as pandas.util.hash_pandas_object combines the hashes of two columns.
    hashes = np.full(len(originals), 0x345678, np.uint64)
    for column, factor in ((originals, 1_000_003), (replacements, 1_000_003 + 82_520 + 2 * 2)):
        hashes ^= _hash_words(column)
        hashes *= np.uint64(factor)
    return hashes + np.uint64(97_531)


def hash_edits(pairs: pa.Table) -> Hashes:
    """uint64: the hash of each edit's swap, of a table with the column `edits`, in order."""
    flat = pairs["edits"].combine_chunks().flatten()
    return hash_swaps(*(pc.utf8_lower(pc.struct_field(flat, name)) for name in ("original", "replacement")))


def find_seen(files: Sequence[Path]) -> Hashes:
    """Return the swaps of `test_unseen` that another split has too, over all parts, ascending.

    files  SWAPS_FILE of each part
    """
    of_parts = [_read(file, unseen=True) for file in files]
    unseen = find_distinct_hashes(np.concatenate([np.zeros(0, np.uint64), *of_parts]))
    seen = np.zeros(len(unseen), bool)
    for file in files if len(unseen) else ():
        others = _read(file, unseen=False)
        # np.isin would sort both again for each file.
        place = np.minimum(np.searchsorted(unseen, others), len(unseen) - 1)
        seen[place[unseen[place] == others]] = True
    return unseen[seen]


def name_seen(files: Sequence[Mapping[str, Path]], swaps: Hashes) -> list[str]:
    """Return up to N_NAMED of the swaps as text, each with a split other than `test_unseen` that has it.

    files  the files of pairs of each part, by split; reading stops at the part that completes N_NAMED
    """
    found: dict[tuple[str, str], str] = {}
    for of_part in files if len(swaps) else ():
        for split in (name for name in of_part if name != UNSEEN):
            found = dict.fromkeys(_named(of_part[split], swaps), split) | found
        if len(found) >= N_NAMED:
            break
    return [f"{old} → {new} in {split}" for (old, new), split in sorted(found.items())[:N_NAMED]]


def _read(file: Path, *, unseen: bool) -> Hashes:
    with pq.ParquetFile(file) as opened:  # a tenth of the time of read_table with a filter
        table = opened.read()
    chosen = pc.equal(table["split"], UNSEEN)
    hashes: Hashes = table["swap"].filter(chosen if unseen else pc.invert(chosen)).to_numpy()
    return hashes


def _named(path: Path, swaps: Hashes) -> Iterator[tuple[str, str]]:
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            edits = file.read_row_group(group, columns=EDIT_COLUMNS)["edits"].combine_chunks().flatten()
            old, new = (pc.utf8_lower(pc.struct_field(edits, name)) for name in ("original", "replacement"))
            hit = pa.array(np.isin(hash_swaps(old, new), swaps))
            yield from zip(old.filter(hit).to_pylist(), new.filter(hit).to_pylist(), strict=True)


def _hash_words(words: pa.Array | pa.ChunkedArray) -> Hashes:
    coded = encode(words)
    return hash_strings(pc.fill_null(coded.distinct, ""), HASH_KEY)[coded.codes]
