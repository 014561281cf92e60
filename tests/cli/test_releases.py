"""spindle list and verify, and paths without a release that they, show and prune refuse."""

import io
import json

import pytest
from cli.commands import error_of, spindle
from pairs import NEWS
from published import replace_file
from rich.console import Console

from pipelines.cli.listing import _show
from pipelines.release.verification.rules import RULES


def test_list_shows_each_release_newest_first(root, releases):
    result = spindle("list", root)
    assert result.exit_code == 0, result.stderr
    head, *rows = result.stdout.splitlines()
    assert head.split() == ["dataset", "version", "when", "pairs", "splits", "rate", "verdict"]
    assert [row.split()[1] for row in rows] == [release.version for release in reversed(releases)]
    assert ["latest" in row for row in rows] == [True, False, False]
    assert all("train" in row and "passed" in row for row in rows)


def test_list_json(root, releases):
    rows = json.loads(spindle("list", root, "--json").stdout)
    assert [row["version"] for row in rows] == [release.version for release in reversed(releases)]
    assert [row["is_latest"] for row in rows] == [True, False, False]
    wanted = {"dataset", "version", "rows", "splits", "swap_rate", "verdict", "created", "path"}
    assert wanted <= set(rows[0])
    assert rows[0]["rows"] == sum(rows[0]["splits"].values()) == 3 * len(NEWS)


@pytest.mark.parametrize("width", [40, 80, 100, 120, 200])
def test_list_cuts_nothing_on_a_terminal(root, releases, width):
    console = Console(width=width, record=True, file=io.StringIO())
    _show(console, list(zip(releases, ["", "", "latest"], strict=True)))
    text = console.export_text()
    assert "…" not in text
    for release in releases:
        shown = " ".join(text.split())
        assert release.version in shown
        assert f"{release.rows:,}" in shown
        assert f"{release.swap_rate:.1%}" in shown
        for name, rows in release.splits.items():
            assert f"{name} {rows:,}" in shown
    assert shown.count("UTC") == shown.count("passed") == len(releases)
    assert shown.count("latest") == 1


@pytest.mark.parametrize("command", ["verify", "show", "list", "prune"])
def test_a_file_where_a_folder_belongs_is_wrong_use(tmp_path, command):
    (tmp_path / "news.txt").write_text("news")
    assert "news.txt, but it is a file" in error_of(spindle(command, tmp_path / "news.txt"), 2)


def test_list_of_a_folder_without_releases_is_empty(tmp_path):
    assert json.loads(spindle("list", tmp_path, "--json").stdout) == []
    result = spindle("list", tmp_path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no releases" in result.stderr


def test_verify_of_a_complete_release(root, releases):
    result = spindle("verify", root / "tiny")
    assert result.exit_code == 0, result.stderr
    assert f"{releases[-1].version} is whole" in result.stdout
    assert "FAULT" not in result.stdout


def test_verify_json(releases):
    found = json.loads(spindle("verify", releases[0].path, "--json").stdout)
    assert found["whole"] is True
    assert {check["name"] for check in found["checks"]} == set(RULES)
    assert all(check["holds"] and not check["faults"] for check in found["checks"])
    next(releases[0].folder.glob("data/*/*.parquet")).unlink()
    result = spindle("verify", releases[0].path, "--json")
    assert "files_are_there" in error_of(result, 1)
    broken = json.loads(result.stdout)
    assert broken["whole"] is False
    assert "files_are_there" in {check["name"] for check in broken["checks"] if not check["holds"]}


def test_verify_of_a_broken_release(releases):
    file = next(releases[0].folder.glob("data/*/*.parquet"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    replace_file(file, bytes(content))
    result = spindle("verify", releases[0].path)
    assert "checksums_match" in error_of(result, 1)
    assert "FAULT checksums_match" in result.stdout


@pytest.mark.parametrize("content", ["nonsense\n", "20200101T000000Z-000000000000\n"])
def test_a_broken_latest_is_no_fault_of_the_release(root, releases, content):
    (root / "tiny" / "LATEST").write_text(content)
    result = spindle("verify", releases[0].path)
    message = error_of(result, 1)
    assert "is as it was published, but LATEST" in message
    assert f"`spindle promote {root}/tiny VERSION`" in message
    assert "FAULT latest_exists" in result.stdout
    assert json.loads(spindle("verify", releases[0].path, "--json").stdout)["whole"] is True
    shown = spindle("show", root / "tiny")
    assert (shown.exit_code, releases[-1].version in shown.stdout) == (0, True)
    assert spindle("promote", root / "tiny", releases[-1].version).exit_code == 0
    assert spindle("verify", releases[0].path).exit_code == 0


def test_verify_of_a_release_that_lost_a_file(releases):
    next(releases[0].folder.glob("data/*/*.parquet")).unlink()
    assert "files_are_there" in error_of(spindle("verify", releases[0].path), 1)


@pytest.mark.parametrize("command", ["verify", "show", "list", "prune"])
def test_a_missing_path(tmp_path, command):
    assert "nowhere" in error_of(spindle(command, tmp_path / "nowhere"), 3)


@pytest.mark.parametrize("command", ["verify", "show", "prune"])
def test_a_folder_without_a_release(tmp_path, command):
    assert "expected" in error_of(spindle(command, tmp_path), 2)


@pytest.mark.parametrize("command", ["verify", "show", "list"])
def test_a_damaged_manifest(root, releases, command):
    replace_file(releases[0].folder / "manifest.json", b"{")
    assert "manifest.json" in error_of(spindle(command, releases[0].path if command != "list" else root), 3)
