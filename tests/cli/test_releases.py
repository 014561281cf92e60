"""spindle list, show, verify and prune, on small releases."""

import io
import json
import os
import re
import shutil
import time

import pytest
from cli.commands import error_of, spindle
from pairs import NEWS
from probed import make_figures
from published import publish, replace_file
from report.results import make_check, make_results
from rich.console import Console

from pipelines.cli.listing import _show
from pipelines.cli.numbers import human_bytes
from pipelines.parts.finish import WORK_LOCK
from pipelines.release.find import LATEST, list_releases
from pipelines.release.triage.actions import Action
from pipelines.release.triage.file import append_actions
from pipelines.release.verification.rules import RULES
from pipelines.storage.json_files import write_json
from pipelines.storage.locks import using


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    for parts in (1, 2, 3):
        publish(folder, parts=parts)
    return folder


@pytest.fixture
def root(published, tmp_path):
    """A folder with three releases of the dataset tiny; LATEST names the newest."""
    shutil.copytree(published, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("work", "rejects"))
    return tmp_path


@pytest.fixture
def releases(root):
    """The three releases, oldest first."""
    return list_releases(root)


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
    _show(console, releases)
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


def test_show_prints_numbers_pairs_and_how_to_load(releases):
    result = spindle("show", releases[0].path, "--pairs", len(NEWS))
    assert result.exit_code == 0, result.stderr
    assert "[-council-]{+authorities+}" in result.stdout
    assert "[-rose-]{+climbed ☝+}" in result.stdout
    assert f"{len(NEWS)} published" in result.stdout
    assert "no_swaps 1" in result.stdout
    assert f'load_dataset("{releases[0].path}")' in result.stdout
    assert f"report    {releases[0].path}/quality/report.html\n" in result.stdout


def test_show_says_what_a_model_can_do(tmp_path):
    release = publish(tmp_path, probe=make_figures())
    says = "A detector trained on this release finds 71% of spun sentences at 1% false alarms"
    assert re.search(f"^probe +{says}", spindle("show", release.path, "--pairs", 0).stdout, re.MULTILINE)
    found = json.loads(spindle("show", release.path, "--pairs", 0, "--json").stdout)
    assert found["probe"]["detection"]["test"]["sentence"]["auroc"] == 0.96


def test_a_release_from_before_the_probe_is_shown_and_verified(tmp_path):
    release = publish(tmp_path)
    path = release.folder / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["probe"], manifest["manifest_sha256"]
    path.write_text(json.dumps(manifest))
    shown = spindle("show", release.path, "--pairs", 0)
    assert shown.exit_code == 0
    assert "probe" not in shown.stdout.replace("probe_", "")
    assert spindle("verify", release.path).exit_code == 0


def test_show_counts_the_checks_and_says_which_did_not_run(releases):
    path = releases[0].folder / "quality" / "results.json"
    path.unlink()  # it is linked to the audit's
    idle = [make_check(name, effect="not run", observed=None, detail="no date") for name in ("b", "c")]
    write_json(path, make_results(checks=[make_check("a"), *idle, make_check("d", effect="warning")]))
    shown = spindle("show", releases[0].path, "--pairs", 0).stdout
    assert "checks     1 of 4 checks hold, 1 fails, 2 not run" in shown
    assert "  not run  b, c: no date" in shown
    assert "  warning  d is 0" in shown


def test_show_names_no_missing_report(releases):
    (releases[0].folder / "quality" / "report.html").unlink()
    result = spindle("show", releases[0].path, "--pairs", 0)
    assert result.exit_code == 0
    assert "report.html" not in result.stdout


def test_show_of_a_dataset_shows_its_latest_release(root, releases):
    result = spindle("show", root / "tiny", "--pairs", 0)
    assert releases[-1].version in result.stdout
    assert "{+" not in result.stdout


def test_show_draws_pairs_of_a_split_by_seed(root):
    shown = [spindle("show", root / "tiny", "--pairs", 1, "--split", "train", "--seed", s).stdout for s in range(9)]
    assert shown[0] == spindle("show", root / "tiny", "--pairs", 1, "--split", "train").stdout
    assert len(set(shown)) > 1


def test_show_of_an_unknown_split_names_the_splits(root):
    assert "train" in error_of(spindle("show", root / "tiny", "--split", "dev"), 2)


def test_show_of_a_root_names_its_datasets(root):
    assert "tiny" in error_of(spindle("show", root), 2)


def test_show_uses_colours_only_on_a_terminal(releases):
    assert "\x1b[" not in spindle("show", releases[0].path).stdout
    assert "\x1b[9;31m" in spindle("show", releases[0].path, env={"FORCE_COLOR": "1", "COLUMNS": "90"}).stdout


def test_verify_of_a_complete_release(root, releases):
    result = spindle("verify", root / "tiny")
    assert result.exit_code == 0, result.stderr
    assert f"{releases[-1].version} is whole" in result.stdout
    assert "FAULT" not in result.stdout


def test_show_json_has_numbers_and_pairs(releases):
    found = json.loads(spindle("show", releases[0].path, "--pairs", 2, "--json").stdout)
    assert (found["version"], found["verdict"]) == (releases[0].version, "passed")
    assert found["counts"]["validate_pairs"]["kept"] == len(NEWS)
    assert len(found["pairs"]) == 2
    for row in found["pairs"]:
        for edit in row["edits"]:
            assert row["clean"][edit["clean_start"] : edit["clean_end"]] == edit["original"]
    assert json.loads(spindle("show", releases[0].path, "--pairs", 0, "--json").stdout)["pairs"] == []


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


def names(folder):
    return sorted(path.name for path in folder.glob("2*"))


def test_prune_keeps_the_newest(root, releases):
    result = spindle("prune", root, "--keep", 2, "--yes")
    assert result.exit_code == 0, result.stderr
    assert releases[0].version in result.stdout
    assert releases[1].version not in result.stdout
    assert [release.version for release in list_releases(root)] == [release.version for release in releases[1:]]
    assert "expected the folder of a release" in error_of(spindle("verify", releases[0].path), 2)
    assert spindle("verify", releases[1].path).exit_code == 0


def test_prune_deletes_the_files_after_the_time_of_grace(root, releases):
    spindle("prune", root, "--keep", 2, "--delete")
    assert names(root / "tiny") == [release.version for release in releases]
    waiting = spindle("prune", root, "--keep", 2)
    assert f"tiny/{releases[0].version}: pruned 0.0 h ago, its files go 24 h after that" in waiting.stdout
    assert "with the next prune after 24 h" in waiting.stdout
    assert "which freed 0 B" in spindle("prune", root, "--keep", 2, "--delete").stdout
    result = spindle("prune", root, "--keep", 2, "--grace", 0, "--delete")
    assert "deleted the files of releases pruned before, which freed" in result.stdout
    assert names(root / "tiny") == [release.version for release in releases[1:]]
    assert not list((root / "tiny").glob(".tmp-*"))


def test_prune_never_deletes_what_latest_or_a_tag_names(root, releases):
    (root / "tiny" / LATEST).write_text(releases[0].version + "\n")
    assert spindle("tag", releases[1].path, "paper").exit_code == 0
    assert "nothing to delete" in spindle("prune", root / "tiny", "--keep", 1, "-y").stdout
    assert [release.version for release in list_releases(root)] == [release.version for release in releases]
    spindle("tag", root / "tiny", "paper", "--delete")
    assert spindle("prune", root / "tiny", "--keep", 1, "-y", "--grace", 0).exit_code == 0
    assert names(root / "tiny") == [releases[0].version, releases[2].version]


@pytest.mark.parametrize("options", [[], ["--dry-run"], ["--dry-run", "--yes"]])
def test_prune_is_a_dry_run_unless_it_is_told_to_delete(root, options):
    before = sorted(root.rglob("*"))
    result = spindle("prune", root, "--keep", 1, *options)
    assert result.exit_code == 0
    assert "nothing was deleted: a dry run, which found 2 release(s)" in result.stdout
    assert sorted(root.rglob("*")) == before
    command = result.stdout.splitlines()[-1].removeprefix("to delete: spindle ")
    assert command == f"prune {root} --keep 1 --older-than 30 --grace 24 --delete"
    assert "deleted 2 release(s)" in spindle(*command.split()).stdout
    assert len(list_releases(root)) == 1


def test_prune_with_nothing_to_delete(root):
    result = spindle("prune", root, "--keep", 3)
    assert result.exit_code == 0
    assert "nothing to delete" in result.stdout


def test_prune_keeps_at_least_one(tmp_path):
    assert "--keep" in error_of(spindle("prune", tmp_path, "--keep", 0), 2)


def test_prune_reports_failed_deletions(root, releases, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pipelines.release.pruning.plan.prune_releases", refuse)
    error = error_of(spindle("prune", root, "--keep", 1, "--yes"), 3)
    assert f"expected to delete files in {root / 'tiny'}, but Permission denied" in error


@pytest.fixture
def linked(tmp_path):
    """Two releases whose files are links into work/, as a run leaves them."""
    return [publish(tmp_path, parts=parts) for parts in (1, 2)]


def disk(folder):
    """Bytes of all files, each counted once."""
    entries = [path.stat() for path in folder.rglob("*") if path.is_file()]
    return sum({entry.st_ino: entry.st_size for entry in entries}.values())


def used_at(folder, days_ago):
    for receipt in folder.glob("work/*/*/receipt.json"):
        os.utime(receipt, (time.time() - days_ago * 24 * 3600,) * 2)


def test_prune_says_what_it_truly_frees(tmp_path, linked):
    before = disk(tmp_path)
    result = spindle("prune", tmp_path, "--keep", 1, "--no-work", "--grace", 0, "--yes")
    assert result.exit_code == 0, result.stderr
    freed = before - disk(tmp_path)
    assert 0 < freed < linked[0].bytes
    # The manifest is counted with the release, and kept in no mark.
    assert f"which freed {human_bytes(freed)}" in result.stdout
    assert "stay on disk" in result.stdout
    assert "--no-work" in result.stdout


def test_prune_work_deletes_what_no_release_and_no_recent_run_uses(tmp_path, linked):
    dataset = tmp_path / "tiny"
    used_at(dataset, 10)
    assert "nothing to delete" in spindle("prune", tmp_path, "--keep", 2, "--work", "--yes").stdout
    used_at(dataset, 40)
    before, files = disk(tmp_path), sorted(tmp_path.rglob("*"))
    tried = spindle("prune", tmp_path, "--keep", 1, "--grace", 0)
    assert (tried.exit_code, sorted(tmp_path.rglob("*"))) == (0, files)
    assert "nothing was deleted: a dry run" in tried.stdout
    result = spindle("prune", tmp_path, "--keep", 1, "--work", "--grace", 0, "--yes")
    assert result.exit_code == 0, result.stderr
    assert f"which freed {human_bytes(before - disk(tmp_path))}" in result.stdout
    assert f"frees {human_bytes(before - disk(tmp_path))}" in tried.stdout
    assert spindle("verify", linked[1].path).exit_code == 0
    assert linked[1].folder.joinpath("manifest.json").is_file()
    left = {path.stat().st_ino for path in (dataset / "work").rglob("*") if path.is_file()}
    assert left & {path.stat().st_ino for path in linked[1].folder.rglob("*")}
    assert not list(dataset.rglob(".tmp-*"))


def test_prune_work_asks_for_an_age_that_outlasts_an_approval(tmp_path):
    assert "--older-than" in error_of(spindle("prune", tmp_path, "--work", "--older-than", 7), 2)


def test_prune_work_deletes_nothing_while_a_run_is_at_work(tmp_path, linked):
    used_at(tmp_path / "tiny", 40)
    with using(tmp_path / "tiny" / WORK_LOCK):
        result = spindle("prune", tmp_path, "--keep", 1, "--work", "--yes")
    assert "at work" in error_of(result, 3)
    assert list_releases(tmp_path) == linked


def test_show_says_what_people_have_decided_on_a_finding(tmp_path):
    release = publish(tmp_path)
    path = release.folder / "quality" / "results.json"
    path.unlink()
    write_json(path, make_results())
    append_actions(tmp_path / "tiny", [Action("acknowledge", "corpus", "rate_error", release.version, "ann", "known")])
    shown = spindle("show", release.path, "--pairs", 0).stdout
    assert re.search(r"^ +warning +rate_error is 0.03; acknowledged by ann on \d{4}-\d\d-\d\d$", shown, re.MULTILINE)
    found = json.loads(spindle("show", release.path, "--pairs", 0, "--json").stdout)["findings"]
    assert {entry["check"]: entry["state"] for entry in found} == {"rate_error": "acknowledged", "length_ratio": "open"}
