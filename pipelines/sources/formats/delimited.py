"""CSV and TSV: every field is a string as it is written."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pyarrow as pa

from pipelines.config.stages import IngestArticles
from pipelines.sources.formats.columns import find_columns, number_rows
from pipelines.sources.formats.files import InputFile, open_text

FORMATS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv"}
SEPARATORS = {"csv": ",", "tsv": "\t"}
# Rows of a table: a few MB of news.
BATCH_ROWS = 1_000


def read(file: InputFile, settings: IngestArticles) -> Iterator[pa.Table]:
    """Yield a row a record; the first record has the names of the columns."""
    # "007" and "NA" are valid ids; only an empty field is null.
    as_written: dict[str, Any] = {
        "sep": SEPARATORS[file.format],
        "keep_default_na": False,
        "na_values": [""],
        "index_col": False,
        "dtype": "string[pyarrow]",
    }
    with open_text(file, newline="") as stream:
        # The first two rows are read apart: if the first data row is too long, pandas silently treats the first column
        # as an index; a later row that is too long is an error anyway.
        head = pd.read_csv(stream, header=None, nrows=2, **as_written)
    header = [str(name) for name in head.iloc[0]]
    found = find_columns(
        pa.schema([(name, pa.string()) for name in dict.fromkeys(header)]), file.name, settings.columns
    )
    names = [str(number) for number in range(len(header))]
    positions = {ours: names[header.index(theirs)] for ours, theirs in found.items()}
    with (
        open_text(file, newline="") as stream,
        pd.read_csv(stream, header=0, names=names, chunksize=BATCH_ROWS, **as_written) as frames,
    ):
        tables = (pa.Table.from_pandas(frame, preserve_index=False) for frame in frames)
        yield from number_rows(tables, file.name, positions)
