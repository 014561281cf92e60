"""The data files of a release looked for, without a look into them: what `spindle verify` does before it reads."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.release.damage import not_as_published
from pipelines.storage.files import list_files
from pipelines.storage.places import Place


def check_data_files(folder: Place, manifest: Mapping[str, Any]) -> None:
    """Raise StorageError unless each data file of the release in `folder` is there and has its size."""
    expected = {entry["path"]: entry["bytes"] for entry in manifest["files"] if "rows" in entry}
    sizes = _find_sizes(folder, list(expected))
    wrong = [path for path, size in expected.items() if sizes.get(path) != size]
    if not wrong:
        return
    path, others = wrong[0], f", and {len(wrong) - 1:,} more of its files are not" * (len(wrong) > 1)
    found = f"has {sizes[path]:,} bytes, not {expected[path]:,}" if path in sizes else "is missing"
    raise not_as_published(folder, f"{path} {found}{others}")


def _find_sizes(folder: Place, paths: list[str]) -> dict[str, int]:
    """Return path -> bytes of the files that are there; from a store by one listing for each thousand objects."""
    if not isinstance(folder, Path):
        return list_files(folder)
    return {path: (folder / path).stat().st_size for path in paths if (folder / path).is_file()}
