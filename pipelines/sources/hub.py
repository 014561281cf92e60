"""Inputs that are datasets instead of files: of the Hugging Face Hub, or saved by `Dataset.save_to_disk`."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import fsspec
import pyarrow as pa

from pipelines.errors import ConfigError, InputError
from pipelines.redact import redact_text
from pipelines.sources.raw.away import unreachable

log = logging.getLogger(__name__)

# Characters of a foreign message that are quoted.
MAX_REASON = 200
Named = Iterator[tuple[str, Any]]
SCHEME = "hf://"
SAVED = ("dataset_dict.json", "state.json")


def is_hub_dataset(uri: str) -> bool:
    """Return True if `uri` names a dataset of the Hub, False for a file in one.

    >>> is_hub_dataset("hf://datasets/owner/name"), is_hub_dataset("hf://datasets/owner/name/data/train.jsonl")
    (True, False)
    """
    return uri.startswith(SCHEME) and len(_hub_id(uri).split("/")) <= 2


def hub_arguments(uri: str) -> dict[str, str]:
    """Return the arguments of `load_dataset` for `uri`; name, split and revision may follow a "?".

    >>> hub_arguments("hf://datasets/owner/news@v2?name=en&split=train")
    {'path': 'owner/news', 'revision': 'v2', 'name': 'en', 'split': 'train'}

    Raises ConfigError for other options.
    """
    path, _, revision = _hub_id(uri).partition("@")
    options = dict(parse_qsl(uri.partition("?")[2]))
    if unknown := set(options) - {"name", "split", "revision"}:
        raise ConfigError(f"expected ?name=, ?split= or ?revision= after {path!r}, got {', '.join(sorted(unknown))}")
    return {"path": path} | ({"revision": revision} if revision else {}) | options


def open_hub_dataset(uri: str) -> Named:
    """Yield the splits of a dataset of the Hub with their names, in order, streamed.

    Raises ConfigError if a folder here has its name, InputError if it cannot be loaded; InputAwayError if another try
    may succeed.
    """
    import datasets  # noqa: PLC0415 - takes 0.4 s, and other inputs do without

    arguments = hub_arguments(uri)
    if Path(arguments["path"]).exists():
        raise ConfigError(
            f"expected {arguments['path']!r} to be on the Hugging Face Hub, but a folder of that name is here, "
            "which would be read instead: give it as a path, or start the run elsewhere"
        )
    try:
        found = datasets.load_dataset(**arguments, streaming=True)
    except (OSError, ValueError, datasets.exceptions.DatasetsError) as error:
        raise unreachable(error)(
            f"expected the dataset {arguments['path']!r} on the Hugging Face Hub, but {error}: check its name, "
            "HF_TOKEN if it is private, and ?name=... if it has several configurations"
        ) from error
    yield from _splits(found, arguments["path"])


def is_saved_dataset(uri: str) -> bool:
    """Return True if `uri` is a folder written by `save_to_disk`."""
    if "://" in uri and not uri.startswith("file://"):
        return False
    file_system, path = fsspec.core.url_to_fs(uri)
    return any(file_system.isfile(f"{path}/{name}") for name in SAVED)


def open_saved_dataset(uri: str) -> Named:
    """Yield the splits of a saved dataset with their names, in order, memory-mapped; an empty split is left out.

    Raises InputError if it is damaged.
    """
    folder, name = uri.removeprefix("file://").rstrip("/"), redact_text(uri).rstrip("/").rpartition("/")[2]
    try:
        if not Path(folder, SAVED[0]).is_file():
            yield from _load_split(folder, name)
            return
        for split in _read_json(Path(folder, SAVED[0]))["splits"]:
            yield from _load_split(f"{folder}/{split}", f"{name} {split}")
    except Exception as error:  # `datasets` checks nothing, so a damaged description may raise anything
        raise InputError(
            f"expected a dataset written by save_to_disk in {uri!r}, but {_describe(error)}: save it again"
        ) from error


def iterate_tables(dataset: Any, n_rows: int) -> Iterator[pa.Table]:
    """Yield the rows of a split as tables of `n_rows`, whose schema holds the features, such as names of classes."""
    metadata = dataset.features.arrow_schema.metadata if dataset.features else None
    for table in dataset.with_format("arrow").iter(batch_size=n_rows):
        yield table.replace_schema_metadata(metadata) if metadata else table


def _load_split(folder: str, name: str) -> Named:
    import datasets  # noqa: PLC0415 - see above

    if not _read_json(Path(folder, SAVED[1]))["_data_files"]:
        log.warning("left out %s: it has no rows", name)  # `datasets` itself cannot load it
        return
    yield name, datasets.Dataset.load_from_disk(folder)


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _describe(error: Exception) -> str:
    reason = " ".join(str(error).split())[:MAX_REASON]
    return reason if isinstance(error, OSError | ValueError) else f"{type(error).__name__}: {reason}"


def _splits(found: Any, name: str) -> Named:
    if isinstance(found, dict):
        yield from ((f"{name} {split}", dataset) for split, dataset in found.items())
    else:
        yield name, found


def _hub_id(uri: str) -> str:
    return uri.removeprefix(SCHEME).partition("?")[0].removeprefix("datasets/").strip("/")
