"""A damaged release, or a folder that may not be read, takes no other release with it."""

import json
import os
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from cli.commands import error_of, spindle
from published import publish

from pipelines.cli import listing
from pipelines.errors import StorageError
from pipelines.release import find
from pipelines.release.carried import read_groups


def make_large(path):
    path.touch()
    os.truncate(path, 1 << 33)


# Kinds of what may be at the place of a file -> how to make it.
ODD = {"folder": Path.mkdir, "loop": lambda path: path.symlink_to(path), "large": make_large}
KINDS = {"pipe": os.mkfifo, "device": lambda path: path.symlink_to("/dev/zero"), **ODD}


@pytest.fixture
def others(root):
    """A second dataset beside tiny, with copies of its releases."""
    shutil.copytree(root / "tiny", root / "whole")
    return root / "whole"


def damage(release):
    """Break the manifest of a release."""
    path = Path(release.path, "manifest.json")
    path.unlink()
    path.write_text("{")
    return path


@pytest.fixture
def forbid(monkeypatch):
    """Let a folder be one that may not be listed: the tests may run as root, who may."""
    scandir, listdir = os.scandir, os.listdir

    def forbid(folder):
        def check(path):
            if not isinstance(path, int) and Path(path) == folder:
                raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr(os, "scandir", lambda path=".": check(path) or scandir(path))
        monkeypatch.setattr(os, "listdir", lambda path=".": check(path) or listdir(path))

    return forbid


def test_list_shows_the_others_and_says_which_is_damaged(root, releases):
    path = damage(releases[0])
    result = spindle("list", root)
    assert [release.version in result.stdout for release in releases] == [False, True, True]
    assert str(path) in error_of(result, 3)
    assert "Copy the release again" in result.stderr
    shown = json.loads(spindle("list", root, "--json").stdout)
    assert [row["version"] for row in shown] == [release.version for release in reversed(releases[1:])]


def test_list_names_a_dataset_that_may_not_be_read(root, releases, others, forbid):
    forbid(others)
    result = spindle("list", root)
    assert all(release.version in result.stdout for release in releases)
    assert f"expected to list {others}, but Permission denied" in error_of(result, 3)
    forbid(root / "tiny")
    shutil.rmtree(others)
    result = spindle("list", root)
    assert "no releases" not in result.stderr
    assert "Permission denied" in error_of(result, 3)


def test_prune_goes_on_with_the_other_datasets(root, releases, others):
    damage(releases[0])
    result = spindle("prune", root, "--keep", 1, "--grace", 0, "--delete")
    assert f"expected to prune {root / 'tiny'}" in error_of(result, 3)
    assert [release.version in result.stdout for release in releases] == [True, True, False]
    assert sorted(path.name for path in others.glob("2*")) == [releases[2].version]
    assert len(list((root / "tiny").glob("2*"))) == 3


def test_prune_says_what_may_not_be_read(root, forbid, others, caplog):
    forbid(others)
    assert spindle("prune", root).exit_code == 0
    assert f"expected to list {others}, but Permission denied: nothing in it is pruned" in caplog.text


def test_a_tag_of_a_damaged_release_does_not_hinder_another_tag(root, releases):
    assert spindle("tag", root / "tiny" / releases[0].version, "first").exit_code == 0
    damage(releases[0])
    result = spindle("tag", root / "tiny", "second")
    assert result.exit_code == 0, result.stderr
    assert "second" in (root / "tiny" / "README.md").read_text()
    assert "first" not in (root / "tiny" / "README.md").read_text()


def test_what_else_is_there_is_named_though_a_release_is_damaged(root, releases):
    damage(releases[0])
    assert "it holds the datasets tiny" in error_of(spindle("show", root), 2)


@pytest.mark.parametrize(
    "command", [("export", "--as", "jsonl", "--output"), ("train", "--output"), ("probe", "--out")], ids=lambda c: c[0]
)
def test_data_that_only_their_checksum_tells_apart_are_refused(tmp_path, command):
    release = publish(tmp_path, parts=1)
    path = next(release.folder.glob("data/train/*.parquet"))
    table = pq.read_table(path)
    path.unlink()
    pq.write_table(table, path, compression="none")
    name, *options = command
    out = tmp_path / ("out.npz" if name == "train" else "out")
    result = spindle(name, release.path, *options, out)
    assert result.exit_code == 3
    assert f"error: expected {path} to be as it was published, but its checksum differs" in result.stderr


def test_export_writes_to_its_output_only_whatever_splits_are_called(root, releases, tmp_path):
    notes = tmp_path / "notes.jsonl"
    notes.write_text("precious")
    folder = Path(releases[0].path)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["splits"][str(notes.with_suffix(""))] = 0
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    result = spindle("export", folder, "--as", "jsonl", "--output", tmp_path / "out")
    assert "splits" in error_of(result, 3)
    assert notes.read_text() == "precious"


def test_counts_of_other_stages_are_not_shown(root, releases):
    folder = Path(releases[0].path)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest |= {"counts": {"x": {"in": 1, "kept": 1, "rejected": {}}}, "probe": {"x": 1}}
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    result = spindle("show", folder)
    assert result.exit_code == 0
    assert "articles" not in result.stdout


@pytest.mark.parametrize("name", ["LATEST", "HISTORY", "tags/paper", "triage.json"])
@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
def test_what_is_no_file_in_the_folder_of_a_dataset_hinders_no_command(root, releases, name, make):
    path = root / "tiny" / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    make(path)
    assert releases[-1].version in spindle("list", root).stdout
    assert releases[-1].version in spindle("show", root / "tiny").stdout
    for command in (
        ("verify", releases[-1].path),
        ("tag", root / "tiny"),
        ("diff", *(each.path for each in releases[:2])),
    ):
        assert spindle(*command).exit_code in (0, 1, 3), command


def test_a_pipe_at_the_place_of_a_file_of_pairs_is_named(root, releases):
    path = next(Path(releases[0].path).glob("data/test/*.parquet"))
    path.unlink()
    os.mkfifo(path)
    assert path.name in error_of(spindle("show", releases[0].path, "--pairs", "30"), 3)
    assert spindle("verify", releases[0].path).exit_code == 1


@pytest.mark.parametrize("make", ODD.values(), ids=ODD)
def test_a_latest_that_is_no_file_says_what_to_delete(root, releases, make):
    path = root / "tiny" / "LATEST"
    path.unlink()
    make(path)
    for command in (("promote", root / "tiny", releases[0].version), ("prune", root, "--keep", 1)):
        assert f"{path}, but" in error_of(spindle(*command), 3)
    assert "delete it" in error_of(spindle("promote", root / "tiny", releases[0].version), 3)


def test_a_latest_of_gigabytes_is_a_fault_of_its_own(root, releases):
    os.truncate(root / "tiny" / "LATEST", 1 << 33)
    result = spindle("verify", releases[0].path)
    assert "is as it was published, but LATEST" in error_of(result, 1)
    assert "FAULT latest_exists" in result.stdout


def test_list_shows_what_it_can_where_pointers_may_not_be_read(root, releases, others, monkeypatch):
    forbidden, read = others / "LATEST", find.read_plain

    def refuse(place, most):
        if place == forbidden:
            raise PermissionError(13, "Permission denied", str(place))
        return read(place, most)

    monkeypatch.setattr(find, "read_plain", refuse)
    result = spindle("list", root, "--json")
    assert f"expected to read {forbidden}, but Permission denied" in error_of(result, 3)
    rows = json.loads(result.stdout)
    assert (len(rows), [row["path"] for row in rows if row["is_latest"]]) == (6, [releases[2].path])


def test_list_reads_the_pointers_of_a_dataset_once(root, releases, monkeypatch):
    asked = []
    monkeypatch.setattr(listing, "list_tags", lambda folder: asked.append(folder) or {})
    assert spindle("list", root).exit_code == 0
    assert asked == [root / "tiny"]


@pytest.mark.parametrize("value", ["NaN", "1e999", r'"\ud800"', r'{"\udfff": 1}'])
def test_values_that_nobody_can_use_are_damage(root, releases, value):
    path = Path(releases[0].path, "manifest.json")
    text = path.read_text()
    path.unlink()
    path.write_text(text.replace('"profiles": {', f'"profiles": {{"x": {value}, ', 1))
    for command in ("verify", "show", "diff"):
        again = [releases[1].path] if command == "diff" else []
        assert f"expected JSON in {path}, but" in error_of(spindle(command, releases[0].path, *again, "--json"), 3)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("created", "0001-01-01T00:00:00+14:00"),
        ("created", "9999-12-31T23:59:59-14:00"),
        ("groups", {"carried": 5}),
        ("groups", {}),
        ("config", {}),
    ],
)
def test_odd_entries_end_no_command_and_no_build_with_a_traceback(root, releases, name, value):
    path = Path(releases[2].path, "manifest.json")
    manifest = json.loads(path.read_text())
    path.unlink()
    path.write_text(json.dumps(manifest | {name: value}))
    if name == "created":
        assert str(path) in error_of(spindle("list", root), 3)
    with pytest.raises(StorageError, match=r"manifest\.json"):
        read_groups(path.parent)
