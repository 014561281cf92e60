"""Random pairs of a release, read from the row groups that hold them."""

from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.errors import StorageError
from pipelines.release.damage import not_as_published
from pipelines.release.find import MEND, Release, data_files
from pipelines.release.layout import name_origins
from pipelines.storage.places import Place
from pipelines.storage.tables import open_table

# More than any release has, and sums of 64 bits hold.
MOST_ROWS = 1 << 62


def show_pairs(release: Release, n_pairs: int, *, split: str | None = None, seed: int = 0) -> pa.Table:
    """Return `n_pairs` random pairs of the release or of one split, in file order; all pairs if there are fewer.

    Only the row groups that hold them are read. Edits have the field `origin`, whatever the format of the release.
    Raise ConfigError for an unknown split, StorageError for a data file that is missing or damaged.
    """
    files = [file for group in data_files(release.folder, split).values() for file in group]
    if sum(rows for _, rows in files) > MOST_ROWS or not files:
        raise StorageError(f"expected files of pairs in {release.path}, but it lists none, or too many rows. {MEND}")
    ends = np.cumsum([rows for _, rows in files], dtype=np.int64)
    total = int(ends[-1])
    drawn = np.sort(np.random.default_rng(seed).choice(total, min(n_pairs, total), replace=False))
    index = np.searchsorted(ends, drawn, side="right")
    tables = [_take_rows(files[i][0], drawn[index == i] - (ends[i] - files[i][1])) for i in np.unique(index)]
    return name_origins(pa.concat_tables(tables) if tables else _take_rows(files[0][0], drawn[:0]))


def _take_rows(place: Place, rows: Any) -> pa.Table:
    try:
        return _read_rows(place, rows)
    except (pa.ArrowException, OSError) as error:
        raise not_as_published(place, error) from error


def _read_rows(place: Place, rows: Any) -> pa.Table:
    with open_table(place) as file:
        sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
        if len(rows) and rows[-1] >= sum(sizes):
            raise not_as_published(place, f"it has {sum(sizes):,} rows, and fewer than the manifest says")
        ends = np.cumsum(sizes)
        group_of_row = np.searchsorted(ends, rows, side="right")
        groups = np.unique(group_of_row)
        starts = np.cumsum([0, *(sizes[group] for group in groups)])
        places = rows - (ends - sizes)[group_of_row] + starts[np.searchsorted(groups, group_of_row)]
        return file.read_row_groups(groups.tolist()).take(pa.array(places))
