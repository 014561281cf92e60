"""Folders that Spindle itself wrote: they may lie inside an input folder, and hold no news.

They are recognized by their layout, so datasets of other runs and copied releases are left out too.
"""

import itertools
import re
from pathlib import Path

from pipelines.errors import ConfigError
from pipelines.parts.part import KEY, WORK_FOLDERS
from pipelines.sources.raw.excerpt import escape
from pipelines.storage.places import Place

# Files of a dataset beside these folders.
BESIDE = ("LATEST", "README.md")
# 20261124T083000Z-abcdef123456, as in pipelines.release.find.
VERSION = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{12}")
# A key of finished work, as the name of a folder or of a Parquet file.
NAME = re.compile(rf"{KEY.pattern}(\.parquet)?")


def is_output(folder: str) -> bool:
    """Return True for a local folder that holds a release, finished work or rejected rows."""
    path = Path(folder)
    try:
        if path.name in WORK_FOLDERS:
            return any(NAME.fullmatch(below.name) for below in itertools.chain(path.glob("*"), path.glob("*/*")))
        is_release = (path / "croissant.json").is_file() and (path / "data").is_dir()
        return is_release and (VERSION.fullmatch(path.name) is not None or (path / "manifest.json").is_file())
    except PermissionError:
        return False


def has_output(path: str) -> bool:
    """Return True for a path that leads through a folder of Spindle, as far as the names alone tell.

    >>> has_output("corpora/news/20261124T083000Z-abcdef123456/data/train/part-00000.parquet")
    True
    >>> has_output("news/work/a.jsonl")
    False
    """
    steps = path.split("/")
    keys = [number for number, step in enumerate(steps) if NAME.fullmatch(step)]
    return any(VERSION.fullmatch(step) for step in steps) or any(
        step in WORK_FOLDERS for number in keys for step in steps[max(0, number - 2) : number]
    )


def check_apart(root: str, dataset_folder: Place) -> None:
    """Raise ConfigError if the input lies in what a run writes: its finished work, rejected rows or releases.

    root  path on the disk, or bucket and key, of the input
    """
    try:
        if isinstance(dataset_folder, Path):
            steps = Path(root).resolve().relative_to(dataset_folder.resolve()).parts
        else:
            steps = Path(root.strip("/")).relative_to(str(dataset_folder).partition("://")[2]).parts
    except (OSError, RuntimeError, ValueError):
        return
    if steps and (steps[0] in WORK_FOLDERS or VERSION.fullmatch(steps[0])):
        raise ConfigError(
            f"expected the input outside the folder that the run writes to, {dataset_folder}, "
            f"got {escape('/'.join(steps))!r} in it: give the original news, or another output"
        )
