"""spindle push, against a small Hub on the loopback; tests/release/hub/test_push.py has the odd cases."""

import json

import pytest
from cli.commands import error_of, spindle
from hub import TOKEN, use_hub
from published import publish, replace_file

ADDRESS = "hf://datasets/owner/tiny"


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("published"), parts=1)


@pytest.fixture
def hub(monkeypatch):
    with use_hub(monkeypatch) as hub:
        yield hub


def test_push_reports_the_commit_the_tag_and_the_line_that_loads_it(release, hub):
    result = spindle("push", release.path, ADDRESS)
    assert result.exit_code == 0, result.stderr
    (tag, commit) = next(iter(hub.repositories["owner/tiny"].tags.items()))
    assert f"as commit {commit}; all compared with the release" in result.stdout
    assert f"release  tiny {release.version}, verified" in result.stdout
    assert f'load_dataset("owner/tiny", revision="{tag}")' in result.stdout
    again = spindle("push", release.folder.parent, ADDRESS)  # the dataset: its latest release
    assert again.exit_code == 0
    assert f"nothing to upload: owner/tiny has this release as commit {commit}" in again.stdout
    assert TOKEN not in result.stdout + result.stderr + again.stdout + again.stderr


def test_an_older_release_that_is_there_says_what_main_holds(release, hub):
    newer = publish(release.folder.parent.parent, parts=2)
    for each in (release, newer):
        assert spindle("push", each.path, ADDRESS).exit_code == 0
    again = spindle("push", release.path, ADDRESS)
    assert again.exit_code == 0
    assert f"{newer.version}, a newer release: add --replace" in " ".join(again.stdout.split())
    assert "main holds" in again.stdout
    assert "main holds" not in spindle("push", release.path, ADDRESS, "--replace").stdout
    forward = spindle("push", newer.path, ADDRESS)
    assert "uploaded to owner/tiny" in forward.stdout
    assert "nothing to upload" not in forward.stdout


def test_a_dry_run_says_what_would_be_uploaded(release, hub):
    result = spindle("push", release.path, ADDRESS, "--private", "--dry-run")
    assert result.exit_code == 0, result.stderr
    assert "to owner/tiny, which is created: a dry run, nothing was changed" in result.stdout
    assert hub.repositories == {}
    found = json.loads(spindle("push", release.path, ADDRESS, "--dry-run", "--json").stdout)
    assert (found["is_new"], found["pushed"], found["commit"], found["version"]) == (True, False, "", release.version)


def test_private_and_json(release, hub):
    found = json.loads(spindle("push", release.path, ADDRESS, "--private", "--json").stdout)
    assert hub.repositories["owner/tiny"].private
    assert found["commit"] == hub.repositories["owner/tiny"].head
    assert (found["dataset"], found["repository"], found["pushed"]) == ("tiny", "owner/tiny", True)


@pytest.mark.parametrize(("status", "code"), [(401, 3), (403, 3)])
def test_a_refusal_of_the_hub_is_an_error_of_storage(release, hub, status, code):
    hub.refuse["/api/repos/create"] = status
    assert "HF_TOKEN" in error_of(spindle("push", release.path, ADDRESS), code)


def test_wrong_use_and_a_damaged_release(release, hub, tmp_path):
    assert "hf://datasets/OWNER/NAME" in error_of(spindle("push", release.path, "owner/tiny"), 2)
    assert "expected" in error_of(spindle("push", tmp_path, ADDRESS), 2)
    assert "nowhere" in error_of(spindle("push", tmp_path / "nowhere", ADDRESS), 3)
    damaged = publish(tmp_path, parts=1)
    replace_file(next(damaged.folder.glob("data/*/*.parquet")), b"x")
    assert "nothing was uploaded" in error_of(spindle("push", damaged.path, ADDRESS), 1)
    assert hub.requests == []
