"""Releases pushed to a small Hub on the loopback (tests/hub.py), by the real client."""

import json
import os
import subprocess
import sys

import pyarrow.parquet as pq
import pytest
from hub import TOKEN, FakeRepository, point_to, use_hub
from published import publish, replace_file

from pipelines.errors import ConfigError, StorageError, ValidationFailed
from pipelines.release.hub.push import push_release
from pipelines.release.hub.repository import Repository

NAME = "owner/tiny"


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """Two releases of the dataset tiny: the older one has more data files."""
    folder = tmp_path_factory.mktemp("published")
    return [publish(folder, parts=parts) for parts in (3, 2)]


@pytest.fixture
def hub(monkeypatch):
    with use_hub(monkeypatch) as hub:
        yield hub


def push(release, **options):
    fields = {name: options.pop(name) for name in ("private", "token", "endpoint") if name in options}
    return push_release(release, Repository(NAME, **fields), **options)


def files_of(release):
    return {
        path.relative_to(release.folder).as_posix(): path.read_bytes()
        for path in release.folder.rglob("*")
        if path.is_file()
    }


def stored(hub, revision="main"):
    _, files = hub.repositories[NAME].find(revision)
    return {path: content for path, content in files.items() if path != ".gitattributes"}


def test_a_release_is_one_commit_with_its_files_and_a_tag(releases, hub):
    done = push(releases[0], private=True)
    repository = hub.repositories[NAME]
    assert stored(hub) == files_of(releases[0])
    assert list(repository.commits) == [next(iter(repository.commits)), done.commit], "one commit after the initial one"
    assert repository.tags == {releases[0].version: done.commit}
    assert repository.private
    assert (done.pushed, done.is_new, done.files) == (True, True, len(stored(hub)))
    assert done.bytes == sum(map(len, stored(hub).values()))
    assert done.url == f"{hub.url}/datasets/{NAME}/tree/{releases[0].version}"


def test_a_second_release_replaces_the_first_which_stays_at_its_tag(releases, hub):
    push(releases[0])
    first = len(hub.requests)
    done = push(releases[1])
    left = sorted(files_of(releases[0]).keys() - files_of(releases[1]).keys())
    assert any(path.startswith("data/train/") for path in left)
    assert list(done.deleted) == left
    assert stored(hub) == files_of(releases[1])
    assert stored(hub, releases[0].version) == files_of(releases[0])
    sent = {path for method, path, _ in hub.requests[first:] if method == "PUT"}
    new = {name: content for name, content in files_of(releases[1]).items() if name.endswith((".parquet", ".arrow"))}
    assert len(sent) <= len(set(new.values()) - set(files_of(releases[0]).values()))


def test_the_same_release_again_changes_nothing(releases, hub):
    first = push(releases[0])
    before = len(hub.requests)
    again = push(releases[0])
    assert (again.pushed, again.commit) == (False, first.commit)
    assert {method for method, path, _ in hub.requests[before:] if "paths-info" not in path} <= {"GET", "HEAD"}
    assert len(hub.repositories[NAME].commits) == 2


def test_a_push_that_broke_off_before_its_tag_is_finished_by_the_next(releases, hub):
    hub.refuse["/tag/"] = 500
    with pytest.raises(StorageError, match="run the same command again"):
        push(releases[0])
    assert hub.repositories[NAME].tags == {}
    hub.refuse.clear()
    head = hub.repositories[NAME].head
    done = push(releases[0])
    assert (done.commit, done.pushed) == (head, True)
    assert hub.repositories[NAME].tags == {releases[0].version: head}


def test_a_dry_run_changes_nothing(releases, hub):
    planned = push(releases[0], dry_run=True)
    assert hub.repositories == {}
    assert (planned.is_new, planned.commit, planned.pushed) == (True, "", False)
    assert planned.files == len(files_of(releases[0]))
    push(releases[0])
    before = len(hub.repositories[NAME].commits)
    assert push(releases[1], dry_run=True).deleted
    assert len(hub.repositories[NAME].commits) == before


@pytest.mark.parametrize("pattern", ["data/train/*.parquet", "quality/results.json", "manifest.json", "README.md"])
def test_a_file_that_differs_on_the_hub_gets_no_tag(releases, hub, pattern):
    """The SHA-256 of large files, and git's hash of the others."""
    hub.damage = next(releases[0].folder.glob(pattern)).relative_to(releases[0].folder).as_posix()
    with pytest.raises(StorageError, match=f"1 of .* are missing or differ \\({hub.damage}\\)"):
        push(releases[0])
    assert hub.repositories[NAME].tags == {}


def test_a_broken_latest_keeps_no_whole_release_back(tmp_path, hub):
    release = publish(tmp_path, parts=1)
    (release.folder.parent / "LATEST").write_text("nonsense")
    assert push(release).pushed
    assert release.version in hub.repositories[NAME].tags


def test_a_damaged_release_is_not_uploaded(tmp_path, hub):
    release = publish(tmp_path, parts=1)
    file = next(release.folder.glob("data/*/*.parquet"))
    replace_file(file, file.read_bytes()[:-1] + b"?")
    with pytest.raises(ValidationFailed, match=r"checksums_match .*nothing was uploaded"):
        push(release)
    assert hub.requests == []


def test_a_repository_with_other_files_is_left_alone(releases, hub):
    hub.repositories[NAME] = repository = FakeRepository(private=False)
    repository.commit({"train.csv": b"a,b\n", "README.md": b"mine"}, "mine")
    with pytest.raises(ConfigError, match=r"to be empty or to hold a release of Spindle, found train\.csv"):
        push(releases[0])
    repository.commit({"README.md": b"# New"}, "made in the browser")
    push(releases[0])
    assert stored(hub) == files_of(releases[0])


def test_files_that_people_add_are_kept_but_not_among_the_data(releases, hub):
    push(releases[0])
    repository = hub.repositories[NAME]
    repository.commit(repository.files | {"NOTES.md": b"ours"}, "notes")
    push(releases[1])
    assert stored(hub) == files_of(releases[1]) | {"NOTES.md": b"ours"}
    repository.commit(repository.files | {"data/train/more.parquet": b"x"}, "more")
    with pytest.raises(ConfigError, match=r"found data/train/more\.parquet"):
        push(releases[0], replace=True)


def test_an_older_release_replaces_a_newer_one_only_on_request(releases, hub):
    push(releases[1])
    with pytest.raises(ConfigError, match="add --replace"):
        push(releases[0])
    push(releases[0], replace=True)
    assert stored(hub) == files_of(releases[0])


def test_a_release_that_is_tagged_already_can_become_current_again(releases, hub):
    first = push(releases[0])
    push(releases[1])
    kept = push(releases[0])
    assert (kept.pushed, kept.commit, stored(hub)) == (False, first.commit, files_of(releases[1]))
    uploads = hub.uploads()
    back = push(releases[0], replace=True)
    assert (back.pushed, stored(hub)) == (True, files_of(releases[0]))
    assert hub.repositories[NAME].tags[releases[0].version] == first.commit, "a tag never moves"
    assert hub.uploads() == uploads, "its large files are there"
    assert push(releases[0], replace=True).pushed is False


def test_the_newest_release_becomes_current_again_after_a_step_back(releases, hub):
    push(releases[0])
    first = push(releases[1])
    push(releases[0], replace=True)
    forward = push(releases[1])
    assert (forward.pushed, forward.current, stored(hub)) == (True, releases[1].version, files_of(releases[1]))
    assert hub.repositories[NAME].tags[releases[1].version] == first.commit, "a tag never moves"
    kept = push(releases[0])
    assert (kept.pushed, kept.version, kept.current) == (False, releases[0].version, releases[1].version)


def test_a_manifest_of_somebody_else_is_no_release(releases, hub):
    hub.repositories[NAME] = repository = FakeRepository(private=False)
    for content in (b"{", b"[]", b'{"files": [{"path": 3}], "version": "1"}', b'{"files": 3, "version": "1"}'):
        repository.commit({"manifest.json": content}, content.decode())
        with pytest.raises(ConfigError, match=r"found manifest\.json"):
            push(releases[0])


def test_each_dataset_has_a_repository_of_its_own(releases, hub):
    push(releases[0])
    repository = hub.repositories[NAME]
    manifest = json.loads(repository.files["manifest.json"]) | {"dataset": "other"}
    repository.commit(repository.files | {"manifest.json": json.dumps(manifest).encode()}, "other")
    with pytest.raises(ConfigError, match="to hold releases of tiny, found 'other'"):
        push(releases[1])


def test_a_public_repository_is_not_taken_for_a_private_one(releases, hub):
    push(releases[0])
    with pytest.raises(ConfigError, match="exists and is public"):
        push(releases[1], private=True)


@pytest.mark.parametrize(
    ("part", "status", "says"),
    [
        ("/repos/create", 403, "needs write access"),
        ("/commit/", 403, "needs write access"),
        ("/commit/", 412, "somebody else changed the repository"),
        ("/preupload/", 400, "run the same command again"),
        ("/large/", 400, "run the same command again"),
        ("/paths-info/", 400, "run the same command again"),
    ],
)
def test_a_hub_that_refuses_is_an_error_without_the_token(releases, hub, part, status, says):
    hub.refuse[part] = status
    with pytest.raises(StorageError, match=says) as caught:
        push(releases[0])
    assert caught.value.exit_code == 3
    assert TOKEN not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert not hub.repositories or hub.repositories[NAME].tags == {}


def test_a_wrong_token_is_named_as_the_cause_and_not_shown(releases, hub, monkeypatch):
    monkeypatch.delenv("HF_TOKEN")
    token = "wrong-and-without-a-prefix"  # noqa: S105 - of nobody
    with pytest.raises(StorageError, match="HF_TOKEN") as caught:
        push(releases[0], token=token)
    assert token not in str(caught.value)
    assert token not in repr(Repository(NAME, token))


def test_another_endpoint_gets_the_token_of_its_own(releases, hub, monkeypatch):
    monkeypatch.delenv("HF_TOKEN")
    point_to(monkeypatch, "http://127.0.0.1:9")
    push(releases[0], token=TOKEN, endpoint=hub.url)
    assert {token for method, _, token in hub.requests if method == "POST"} == {TOKEN}


def test_no_hub_at_all_is_an_error(releases, monkeypatch):
    point_to(monkeypatch, "http://127.0.0.1:9")
    with pytest.raises(StorageError, match=r"expected to push to owner/tiny on http://127\.0\.0\.1:9"):
        push(releases[0])


READ = """
import json, sys
from datasets import load_dataset
pairs = load_dataset(sys.argv[1], revision=sys.argv[2] or None)
print(json.dumps({name: sorted(split["pair_id"]) for name, split in pairs.items()}))
"""


def test_load_dataset_reads_a_pushed_release_by_its_version(releases, hub, tmp_path):
    """In a process of its own: `datasets` reads the address of the Hub once."""
    for release in releases:
        push(release)
    own = {"HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path), "HF_HUB_DISABLE_XET": "1", "HF_TOKEN": TOKEN}
    for release, revision in (
        (releases[0], releases[0].version),
        (releases[1], releases[1].version),
        (releases[1], ""),
    ):
        done = subprocess.run(
            [sys.executable, "-c", READ, NAME, revision],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | own,
        )
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout.splitlines()[-1])
        assert {name: len(ids) for name, ids in found.items()} == release.splits
        for name, ids in found.items():
            folder = release.folder / "data" / ("unseen" if name == "test_unseen" else name)
            assert ids == sorted(row for file in folder.iterdir() for row in pq.read_table(file)["pair_id"].to_pylist())
