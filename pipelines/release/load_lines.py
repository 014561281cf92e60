"""Code that loads a release with `datasets`, for any path.

A release in an object store is loaded by `spindle.load_release`: `datasets` alone needs another package for s3://, and
takes files there, no folders.

On a disk, `datasets` reads `*`, `?` and `[` in a path as wildcards, even in the path of an existing folder: patterns
that escape them name the files below such a path. It reads `::` as a chain of file systems and `$NAME` as a variable of
the environment, and nothing escapes those: pyarrow reads the files below such a path.
"""

import glob
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.errors import ConfigError
from pipelines.release.find import Release, data_files
from pipelines.release.layout import NEGATIVES_CONFIG
from pipelines.release.negatives import negative_files
from pipelines.storage.addresses import is_remote
from pipelines.storage.places import Place

WILDCARD = re.compile(r"[*?\[]")
UNREADABLE = re.compile(r"::|\$[\w{]")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def load_line(release: Release, options: str = "") -> str:
    """One line of Python that assigns the splits of the release to `pairs`.

    options  further arguments of `load_dataset` as code, beginning with a comma
    """
    if is_remote(release.path):
        return f"from spindle import load_release; pairs = load_release({quoted(release.path)}{options})"
    if UNREADABLE.search(release.path):
        tables = ", ".join(
            f"{quoted(split)}: Dataset(dataset({quoted(folder)}).to_table())"
            for split, folder in split_folders(release).items()
        )
        return (
            "from datasets import Dataset, DatasetDict; from pyarrow.dataset import dataset; "
            f"pairs = DatasetDict({{{tables}}})"
        )
    if not WILDCARD.search(release.path):
        return f"from datasets import load_dataset; pairs = load_dataset({quoted(release.path)}{options})"
    patterns = ", ".join(f"{quoted(split)}: {quoted(pattern)}" for split, pattern in split_patterns(release).items())
    return f'from datasets import load_dataset; pairs = load_dataset("parquet", data_files={{{patterns}}}{options})'


def load_arguments(release: Release, *, negatives: bool = False) -> Mapping[str, Any]:
    """The arguments of `load_dataset` that load the pairs of the release, or its negatives.

    Raises ConfigError for a path that `load_dataset` cannot read, and for a release without negatives.
    """
    files = negative_files(release.folder) if negatives else data_files(release.folder)
    if not files:
        raise ConfigError(
            f"expected a release with negatives, got {release.path}: build one with inputs of negatives, or with "
            "spin_articles.unspun_share above 0"
        )
    if UNREADABLE.search(release.path):
        raise ConfigError(
            "expected a path without `::` and `$`, which `datasets` reads as a chain of file systems and a variable, "
            f"got {release.path}: rename the folder, or load the release with the line that `spindle show` prints"
        )
    if is_remote(release.path):
        from pipelines.storage.arrow_s3 import ready_stores  # noqa: PLC0415 - fsspec takes 0.5 s, listing needs none

        ready_stores()
    if is_remote(release.path) or WILDCARD.search(release.path):
        return {"path": "parquet", "data_files": _name_patterns(files)}
    return {"path": release.path} | ({"name": NEGATIVES_CONFIG} if negatives else {})


def split_folders(release: Release) -> dict[str, str]:
    """Split -> absolute folder of its data files, or its address."""
    return {split: str(files[0][0].parent) for split, files in data_files(release.folder).items() if files}


def split_patterns(release: Release) -> dict[str, str]:
    """Split -> pattern of its data files, with the wildcards of the path escaped."""
    return _name_patterns(data_files(release.folder))


def _name_patterns(of_split: Mapping[str, Sequence[tuple[Place, int]]]) -> dict[str, str]:
    first = {split: files[0][0] for split, files in of_split.items() if files}
    return {split: f"{glob.escape(str(file.parent))}/*{file.suffix}" for split, file in first.items()}


def quoted(text: str) -> str:
    r"""Return `text` as a literal of Python in double quotes: readable, in one line, and encodable as UTF-8.

    >>> print(quoted('Zürich "A"'), quoted("\udcff"))
    "Zürich \"A\"" "\udcff"
    """
    return LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
