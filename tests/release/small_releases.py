"""Releases without rows, for tests of what names, hides and deletes them: a manifest and a file of a few bytes."""

from pipelines.release.find import MANIFEST
from pipelines.storage.files import write_text
from pipelines.storage.json_files import write_json


def version_of(number):
    """The version of the release with this number; later numbers are newer.

    >>> version_of(3)
    '20260101T000003Z-000000000003'
    """
    return f"20260101T{number // 3600:02}{number // 60 % 60:02}{number % 60:02}Z-{number:012x}"


def write_release(dataset_folder, number):
    """Write a release as publishing does, its manifest last; return its version."""
    version = version_of(number)
    data = "data/train/part-00000.parquet"
    write_text(dataset_folder / version / data, version)
    manifest = {
        "format": 2,
        "dataset": dataset_folder.name,
        "version": version,
        "created": "2026-01-01T00:00:00+00:00",
        "fingerprint": version[-12:] * 3,
        "rows": 1,
        "splits": {"train": 1},
        "words": 10,
        "swap_rate": 0.1,
        "bytes": len(version),
        "seed": 1,
        "verdict": "passed",
        "config": {},
        "files": [{"path": data, "bytes": len(version), "sha256": "00" * 32, "rows": 1}],
    }
    write_json(dataset_folder / version / MANIFEST, manifest)
    return version


def write_releases(dataset_folder, n):
    """Write releases 1 to n; return their versions, oldest first."""
    return [write_release(dataset_folder, number) for number in range(1, n + 1)]


def data_of(folder, version):
    """The only data file of a release."""
    return folder / version / "data" / "train" / "part-00000.parquet"
