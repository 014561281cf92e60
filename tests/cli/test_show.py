"""spindle show: the numbers, pairs, checks and findings of a release."""

import json
import re

from cli.commands import error_of, spindle
from pairs import NEWS
from probed import make_figures
from published import publish
from report.results import make_check, make_results

from pipelines.release.triage.actions import Action
from pipelines.release.triage.file import append_actions
from pipelines.storage.json_files import write_json


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


def test_show_json_has_numbers_and_pairs(releases):
    found = json.loads(spindle("show", releases[0].path, "--pairs", 2, "--json").stdout)
    assert (found["version"], found["verdict"]) == (releases[0].version, "passed")
    assert found["counts"]["validate_pairs"]["kept"] == len(NEWS)
    assert len(found["pairs"]) == 2
    for row in found["pairs"]:
        for edit in row["edits"]:
            assert row["clean"][edit["clean_start"] : edit["clean_end"]] == edit["original"]
    assert json.loads(spindle("show", releases[0].path, "--pairs", 0, "--json").stdout)["pairs"] == []


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
