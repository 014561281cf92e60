import pytest
from release.small_releases import write_releases
from report.results import make_check, make_record

from pipelines.release.layout import RESULTS_FILE
from pipelines.release.triage.actions import Action
from pipelines.release.triage.file import append_actions
from pipelines.release.triage.findings import find_findings
from pipelines.storage.json_files import write_json


@pytest.fixture
def versions(tmp_path):
    """Three releases: rate_error holds in the second one alone."""
    versions = write_releases(tmp_path, 3)
    for version, effect in zip(versions, ("warning", "none", "warning"), strict=True):
        write_json(tmp_path / version / RESULTS_FILE, {"checks": [make_check("rate_error", effect=effect)]})
    return versions


def find(folder, version, *checks):
    checks = checks or (make_record("rate_error", effect="warning"),)
    return [(finding.check.check, finding.standing.state) for finding in find_findings(folder, checks, version)]


def test_findings_are_the_checks_that_fail_the_open_ones_first(tmp_path, versions):
    append_actions(tmp_path, [Action("mute", "corpus", "stops", versions[2], "ann", releases=1)])
    checks = (
        make_record("stops", effect="stop"),
        make_record("warns", effect="warning"),
        make_record("holds"),
        make_record("idle", effect="not run", observed=None),
    )
    assert find(tmp_path, versions[2], *checks) == [("warns", "open"), ("stops", "muted")]


def test_an_acknowledgement_ends_with_a_release_in_which_the_check_held(tmp_path, versions):
    append_actions(tmp_path, [Action("acknowledge", "corpus", "rate_error", versions[0], "ann")])
    assert find(tmp_path, versions[0]) == [("rate_error", "acknowledged")]
    assert find(tmp_path, versions[2]) == [("rate_error", "open")]


@pytest.mark.parametrize("junk", ["", "[]", '{"checks": 5}', '{"checks": [5]}'])
def test_damaged_results_of_another_release_are_passed_over(tmp_path, versions, junk):
    append_actions(tmp_path, [Action("acknowledge", "corpus", "rate_error", versions[0], "ann")])
    (tmp_path / versions[1] / RESULTS_FILE).write_text(junk)
    assert find(tmp_path, versions[2]) == [("rate_error", "acknowledged")]


def test_a_damaged_file_leaves_every_finding_open(tmp_path, versions):
    (tmp_path / "triage.json").write_text("{")
    assert find(tmp_path, versions[0]) == [("rate_error", "open")]
