"""Releases for those who train on them: found, loaded, compared and verified.

Needs the base install alone: datasets, numpy, pandas and pyarrow.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.release import find
from pipelines.release.comparison import compare
from pipelines.release.load_lines import load_arguments
from pipelines.release.verification import verify as verification

if TYPE_CHECKING:
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
    """Return all releases below `root`, a folder of datasets or of one dataset: by dataset, oldest first."""
    return find.list_releases(root)


def load_release(path: str | Path, split: str | None = None, **options: Any) -> "Dataset | DatasetDict":
    """Load the release in the folder `path`, or the latest release if it is the folder of a dataset, or DATASET@NAME.

    split    train, validation, test or test_unseen; None: all splits, as a DatasetDict
    options  other arguments of `datasets.load_dataset`, such as streaming=True
    Raises ConfigError if there is none, or if its path has `::` or a `$` before a name.
    """
    from datasets import load_dataset  # noqa: PLC0415 - takes 1 s, and listing needs none of it

    return load_dataset(**load_arguments(find.find_release(path)), split=split, **options)


def compare_releases(before: str | Path, after: str | Path) -> "Comparison":
    """Compare two releases, each a folder as `find_release` takes it: pairs, articles, splits, rates, swaps, settings.

    The result has `.to_json()`. Takes seconds for a million pairs: texts and edits are not read. Raises ConfigError if
    there is no release, StorageError if one is damaged.
    """
    return compare.compare_releases(before, after)


def verify_release(path: str | Path) -> "list[RuleResult]":
    """Check a release: checksums, schema, each edit replayed, splits; return a result for each check, with `.holds`.

    Raises ConfigError if there is no release.
    """
    return verification.verify_release(find_release(path).folder)
