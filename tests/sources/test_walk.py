"""Folders with links, pipes and what Spindle wrote: each real file once, and nothing opened."""

import os
import socket
from pathlib import Path

import pytest

from pipelines.sources.walk import Reach, drop_copies, walk_folder


@pytest.fixture
def top(tmp_path):
    """The folder news, and another one beside it."""
    for name in ("news/2019/a.jsonl", "news/top.jsonl", "archive/b.jsonl", "archive/deep/c.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    return tmp_path / "news"


def files(walk, top):
    return sorted(path.removeprefix(f"{top}/") for path in walk.files)


def names(paths):
    return sorted(Path(path).name for path in paths)


def test_a_linked_folder_is_entered(top):
    (top / "2020").symlink_to("../archive")
    found = walk_folder(str(top), Reach())
    assert files(found, top) == ["2019/a.jsonl", "2020/b.jsonl", "2020/deep/c.jsonl", "top.jsonl"]


def test_a_folder_is_entered_once_and_without_a_link_if_there_is_such_a_way(top):
    (top / "1999").symlink_to("2019")
    (top / "x").symlink_to("../archive")
    (top / "y").symlink_to("../archive/deep")
    assert files(walk_folder(str(top), Reach()), top) == ["2019/a.jsonl", "top.jsonl", "x/b.jsonl", "x/deep/c.jsonl"]


@pytest.mark.parametrize("target", [".", "..", "../..", "../../news", "/"])
def test_a_link_to_a_folder_around_it_is_noticed(top, target):
    (top / "2019" / "loop").symlink_to(target)
    found = walk_folder(str(top), Reach())
    assert files(found, top) == ["2019/a.jsonl", "top.jsonl"]
    assert names(found.loops) == ["loop"]


def test_folders_that_link_to_each_other_end(top):
    for number in range(8):
        (top / f"f{number}").mkdir()
        (top / f"f{number}" / "a.jsonl").write_text("{}")
        for other in range(8):
            (top / f"f{number}" / f"to{other}").symlink_to(f"../f{other}")
    assert len(walk_folder(str(top), Reach()).files) == 10
    assert len(drop_copies(list(walk_folder(str(top), Reach(max_times=8)).files))) == 10


def test_what_is_no_file_is_told_apart(top):
    os.mkfifo(top / "pipe.jsonl")
    (top / "gone.jsonl").symlink_to("nowhere.jsonl")
    (top / "self.jsonl").symlink_to("self.jsonl")
    (top / ".cache").mkdir()
    (top / "_SUCCESS").touch()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(top / "s"))
        found = walk_folder(str(top), Reach())
    assert files(found, top) == ["2019/a.jsonl", "top.jsonl"]
    assert names(found.special) == ["pipe.jsonl", "s"]
    assert names(found.dangling) == ["gone.jsonl", "self.jsonl"]
    assert names(found.hidden) == [".cache", "_SUCCESS"]


def test_depth_and_forbidden_folders_bound_the_walk(top):
    (top / "2020").symlink_to("../archive")
    assert files(walk_folder(str(top), Reach(max_depth=1)), top) == ["top.jsonl"]
    assert files(walk_folder(str(top), Reach(max_depth=2)), top) == ["2019/a.jsonl", "2020/b.jsonl", "top.jsonl"]
    found = walk_folder(str(top), Reach(may_enter=lambda path: not path.endswith("2020")))
    assert files(found, top) == ["2019/a.jsonl", "top.jsonl"]
    assert names(found.outside) == ["2020"]


def test_copies_through_links_are_dropped_but_files_of_their_own_are_kept(top):
    (top / "1999").symlink_to("2019")
    (top / "same.jsonl").symlink_to("top.jsonl")
    paths = [str(top / name) for name in ("1999/a.jsonl", "2019/a.jsonl", "same.jsonl", "top.jsonl")]
    assert drop_copies(paths) == paths[1:]
