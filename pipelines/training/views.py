"""Functions on Arrow tables, applied to a dataset, a stream, or all splits of either."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipelines.errors import ConfigError

if TYPE_CHECKING:
    from datasets import Features

Batch = Callable[[pa.Table], pa.Table]
# Pairs of a batch: 3 MB of text each side for news of 3 kB. The result does not depend on it.
BATCH_ROWS = 1_000


def apply(
    dataset: Any, batch: Batch, columns: list[str], features: "Features", *, n_processes: int | None = None
) -> Any:
    """Apply `batch` to tables of the columns `columns`; return a dataset, stream or splits as `dataset` is one.

    batch        a function that can be pickled; its result may have any number of rows
    features     the columns of the result
    n_processes  for datasets; a stream is read by one process
    Raises ConfigError for anything else than a dataset, and for one without the columns.
    """
    from datasets import Dataset, IterableDataset  # noqa: PLC0415 - takes 1 s

    if isinstance(dataset, Mapping):  # DatasetDict, IterableDatasetDict
        done = {name: apply(rows, batch, columns, features, n_processes=n_processes) for name, rows in dataset.items()}
        return type(dataset)(done)  # type: ignore[call-arg]
    if not isinstance(dataset, Dataset | IterableDataset):
        raise ConfigError(
            f"expected a dataset, a stream or splits of the library `datasets`, got {type(dataset).__name__}: "
            "load one with spindle.load"
        )
    missing = sorted(set(columns) - set(dataset.column_names or columns))
    if missing:
        raise ConfigError(
            f"expected the columns of a release, but {', '.join(missing)} are not there: pass the dataset as loaded"
        )
    if isinstance(dataset, Dataset) and not len(dataset):  # which `map` would return as it is, with the former columns
        return Dataset.from_dict({name: [] for name in features}, features=features)
    options = {"num_proc": n_processes} if isinstance(dataset, Dataset) else {}
    # The tables that `batch` returns replace the former ones: no column is left over to remove.
    rows = dataset.select_columns(columns).with_format("arrow")
    return rows.map(batch, batched=True, batch_size=BATCH_ROWS, features=features, **options).with_format(None)


def each_split(dataset: Any, change: Callable[[Any], Any]) -> Any:
    """Return `change(dataset)`, or the splits with each of them changed."""
    if isinstance(dataset, Mapping):
        return type(dataset)({name: change(rows) for name, rows in dataset.items()})  # type: ignore[call-arg]
    return change(dataset)
