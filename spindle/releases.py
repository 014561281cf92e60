"""Releases for those who train on them: found, loaded, compared and verified.

Needs the base install alone: datasets, numpy, pandas and pyarrow.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.errors import ConfigError
from pipelines.release import find, listing
from pipelines.release import negatives as negatives_of
from pipelines.release.comparison import compare
from pipelines.release.load_lines import load_arguments
from pipelines.release.splits import check_files, check_split
from pipelines.release.verification import verify as verification
from pipelines.storage.places import open_place

if TYPE_CHECKING:
    import pyarrow as pa
    from datasets import Dataset, DatasetDict

    from pipelines.release.comparison.compare import Comparison
    from pipelines.release.find import Release
    from pipelines.release.verification.rules import RuleResult


def find_release(path: str | Path) -> "Release":
    """Return the release in the folder `path`, or the latest release if it is the folder of a dataset.

    `path` may also be DATASET@NAME, with a tag or a version of the dataset. Raises ConfigError if there is none.
    """
    return find.find_release(path)


def list_releases(root: str | Path) -> "list[Release]":
    """Return all releases below `root`, a folder of datasets or of one dataset: by dataset, oldest first.

    The list is empty for a folder without releases. What cannot be read is left out, with a warning in the log. Raises
    ConfigError if there is no such folder, StorageError if nothing but what cannot be read is there.
    """
    folder = open_place(str(root))
    if not folder.is_dir():
        raise ConfigError(f"expected a folder of releases at {folder}, found none: correct the path")
    return listing.list_releases(folder)


def load_release(
    path: str | Path, split: str | None = None, *, negatives: bool = False, verify: bool = False, **options: Any
) -> "Dataset | DatasetDict":
    """Load the release in the folder `path`, or the latest release if it is the folder of a dataset, or DATASET@NAME.

    split      train, validation, test or test_unseen; None: all splits, as a DatasetDict
    negatives  load the negatives in place of the pairs
    verify     first compare every data file of the splits with its checksum; raises StorageError. `datasets` compares
               nothing, and reads a file with a flipped bit without an error half of the time
    options    other arguments of `datasets.load_dataset`, such as streaming=True
    Raises ConfigError if there is none, if it has no such split, if it has no negatives and they are asked for, or if
    its path has `::` or a `$` before a name.
    """
    from datasets import load_dataset  # noqa: PLC0415 - takes 1 s, and listing needs none of it

    release = find.find_release(path)
    arguments = load_arguments(release, negatives=negatives)
    check_split(release, split, negatives=negatives)
    if verify:
        check_files(release, split, negatives=negatives)
    return load_dataset(**arguments, split=split, **options)


def compare_releases(before: str | Path, after: str | Path) -> "Comparison":
    """Compare two releases, each a folder as `find_release` takes it: pairs, articles, splits, rates, swaps, settings.

    The result has `.to_json()`. Takes seconds for a million pairs: texts and edits are not read. Raises ConfigError if
    there is no release, StorageError if one is damaged.
    """
    return compare.compare_releases(before, after)


def read_negatives(path: str | Path, split: str | None = None) -> "pa.Table":
    """Return the negatives of a release as an Arrow table: texts of the class "clean" that belong to no pair.

    Columns: negative_id, text, kind (edited, paraphrase or clean), article_id, group_id, source, url, license,
    language, published_at. The table is empty for a release without negatives.
    split  train, validation, test or test_unseen; None: all splits
    Raises ConfigError if there is no such release or split, StorageError if a file is damaged.
    """
    return negatives_of.read_negatives(find.find_release(path), split)


def verify_release(path: str | Path) -> "list[RuleResult]":
    """Check a release: checksums, schema, each edit replayed, splits; return a result for each check, with `.holds`.

    Raises ConfigError if there is no release.
    """
    return verification.verify_release(find_release(path).folder)
