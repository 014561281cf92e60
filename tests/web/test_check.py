"""The page of a check: its history, the decisions on its findings, and where else these are shown."""

import json

import pytest
from report.results import EVIL, make_check
from web.audit_log import clear_entries, read_entries
from web.forms import token_of
from web.histories import drift, publish_days, rate_error, version_of
from web.results import put_audit

from pipelines.release.find import tagged_version
from pipelines.release.triage.actions import MOST_NOTE
from pipelines.release.triage.file import FILE, read_triage

DATASET = "/spindle/corpora/corpora/tiny"
PAGE = f"{DATASET}/checks/corpus/rate_error"
DRIFT = f"{DATASET}/checks/corpus/drift_kinds"


@pytest.fixture
def dataset(release):
    publish_days(release, [1, 2], lambda day: [rate_error(0.01 + 0.01 * day), drift(0.2 if day == 2 else 0.01)])
    clear_entries()
    return release.folder.parent


def decide(client, page=PAGE, **fields):
    known = {"verb": "acknowledge", "version": version_of(2), "note": "", "token": token_of(client, page)}
    return client.post(page, data=known | fields)


def test_all_values_are_shown_with_their_states(reader, dataset, release):
    text = reader.get(PAGE).text
    assert text.count('<tr><th scope="row"') == 3
    assert "no such check" in text  # the first release was judged without any check
    assert '<svg class="plot' in text
    assert "0.03" in text
    assert f'2099-12-02 00:00 UTC</a><br><span class="id">{version_of(2)}</span>' in text


def test_a_check_that_did_not_run_is_neither_passed_nor_a_finding(reader, release):
    publish_days(
        release,
        [1],
        lambda _: [
            make_check("probe_auroc", suite="probe", effect="not run", observed=None, unexpected=0, detail="no model")
        ],
    )
    text = reader.get(f"{DATASET}/checks/probe/probe_auroc").text
    assert "The check did not run: no model. That is neither a pass nor a finding." in text
    assert "<form" not in text
    page = reader.get(DATASET).text
    assert "1 not run" in page
    assert '<span class="verdict small unknown">not run</span>' in page


@pytest.mark.parametrize("name", ["corpus/nothing", "pairs/rate_error", "corpus/..%2f..", "x/y"])
def test_other_checks_are_not_found(reader, dataset, name):
    assert reader.get(f"{DATASET}/checks/{name}").status_code == 404


def test_anomalies_are_marked_in_the_plot_the_table_and_on_the_dataset(reader, release):
    publish_days(release, range(1, 26), lambda day: [rate_error(0.015 if day >= 24 else 0.001 + day % 3 / 10_000)])
    text = reader.get(PAGE).text
    assert "new level at 12-24 00:00: 0.015, before 0.0011" in text
    assert "1 anomaly" in text
    page = reader.get(DATASET).text
    assert "new level at 12-24 00:00" in page
    assert 'class="mark"' in page


def test_a_note_is_shown_to_everybody_and_escaped_everywhere(operator, reader, dataset):
    answer = decide(operator, note=f"we know {EVIL}")
    assert answer.status_code == 303
    for page in (PAGE, DATASET, f"{DATASET}/{version_of(2)}"):
        text = reader.get(page).text
        assert "acknowledged by operator" in text, page
        assert "we know &lt;/style&gt;&lt;script&gt;" in text, page
        assert EVIL not in text
    ((event, user, facts),) = read_entries()
    assert (event, user, facts["verb"], facts["check"]) == ("spindle_triage", "operator", "acknowledge", "rate_error")


def test_the_decisions_are_kept_in_order_and_the_last_one_counts(operator, dataset):
    for verb in ("acknowledge", "resolve", "reopen"):
        assert decide(operator, verb=verb, note=f"note on {verb}").status_code == 303
    text = operator.get(PAGE).text
    assert text.index("note on reopen") < text.index("note on resolve") < text.index("note on acknowledge")
    assert "opened again by operator" in text
    assert [action.verb for action in read_triage(dataset).actions] == ["acknowledge", "resolve", "reopen"]


def test_a_resolved_finding_is_open_again_in_a_later_release(operator, dataset, release):
    decide(operator, verb="resolve")
    assert "resolved by operator" in operator.get(DATASET).text
    publish_days(release, [3], lambda _: [rate_error(0.05)])
    assert "open again, resolved by operator" in operator.get(DATASET).text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"until": "2026-13-45"}, "expected a date such as"),
        ({"until": "2020-01-01"}, "expected a mute to end on a day after"),
        ({"until": "2990-01-01"}, "at most 366 days later"),
        ({}, "expected a mute to end on a date or after a number of releases"),
        ({"until": "2020-12-24", "releases": "2"}, "give one of them"),
        ({"releases": "21"}, "expected a mute for 1 to 20 releases"),
        ({"releases": "-1"}, "expected a mute for 1 to 20 releases"),
        ({"releases": "²"}, "expected a mute for 1 to 20 releases"),
        ({"releases": "9" * 5000}, "expected a mute for 1 to 20 releases"),
        ({"releases": "1", "note": "a" * (MOST_NOTE + 1)}, "expected a note of at most 1,000 characters"),
    ],
)
def test_a_mute_that_cannot_be_is_refused_and_the_form_kept(operator, dataset, fields, says):
    answer = decide(operator, verb="mute", **{"note": "for the holidays"} | fields)
    assert answer.status_code == 422
    assert says in answer.text
    assert read_triage(dataset).actions == ()
    if "note" not in fields:
        assert "for the holidays</textarea>" in answer.text
    assert read_entries() == []


def test_an_intended_drift_is_accepted_as_the_baseline(operator, dataset):
    assert decide(operator, DRIFT, verb="accept", note="new feeds").status_code == 303
    assert tagged_version(dataset, "baseline") == version_of(2)
    text = operator.get(DRIFT).text
    assert "accepted by operator" in text
    assert "Drift is measured from the baseline" in text
    assert "@baseline" in operator.get(DATASET).text


def test_an_accepted_drift_is_settled_for_every_check_on_it(operator, release):
    names = ("drift_kinds", "drift_top_swaps")
    publish_days(
        release,
        [2],
        lambda _: [make_check(name, observed=0.2, effect="warning", severity="warning") for name in names],
    )
    assert "2 open findings" in operator.get(DATASET).text
    assert decide(operator, DRIFT, verb="accept").status_code == 303
    assert "0 open findings, 2 decided" in operator.get(DATASET).text
    other = operator.get(f"{DATASET}/checks/corpus/drift_top_swaps").text
    assert "accepted by operator" in other
    assert "<b>accept</b> on drift_kinds, for all drift" in other


def test_only_drift_can_be_accepted(operator, dataset):
    answer = decide(operator, verb="accept")
    assert answer.status_code == 422
    assert tagged_version(dataset, "baseline") is None


@pytest.mark.parametrize(
    "junk",
    [
        "{",
        "[]",
        "null",
        '"text"',
        '{"format": 9, "actions": []}',
        '{"format": 1}',
        '{"format": 1, "actions": [1]}',
        '{"format": 1, "actions": [{"verb": "mute"}]}',
        json.dumps({"format": 1, "actions": [{"verb": "drop", "suite": "a", "check": "b", "version": "", "who": "x"}]}),
        "[" * 100_000,
        "\x00\xff",
    ],
)
def test_a_damaged_file_is_reported_and_takes_no_page_down(operator, dataset, junk):
    (dataset / FILE).write_text(junk)
    for page in (PAGE, DATASET, f"{DATASET}/{version_of(2)}"):
        answer = operator.get(page)
        assert answer.status_code == 200
        assert "the file is damaged" in answer.text
        assert "0.03" in answer.text
    assert "<form" not in operator.get(PAGE).text
    token = token_of(operator, f"{DATASET}/latest")  # of the same login
    answer = operator.post(PAGE, data={"verb": "resolve", "version": version_of(2), "token": token})
    assert answer.status_code == 422
    assert (dataset / FILE).read_text() == junk


def test_a_file_that_cannot_be_read_is_reported(operator, dataset):
    (dataset / FILE).mkdir()
    assert "triage.json, but there is a folder" in operator.get(DATASET).text


def test_a_run_that_was_stopped_has_findings_to_decide_on(operator, release):
    """It is newer than the release, so it is what people have to look at."""
    put_audit(release.folder.parent, checks=[make_check("leaked_groups", effect="stop", message="leaked_groups is 3")])
    page = f"{DATASET}/checks/corpus/leaked_groups"
    assert page in operator.get(DATASET).text
    assert "No release has this check yet." in operator.get(page).text
    assert decide(operator, page, verb="mute", releases="1", version=release.version).status_code == 303
    assert "muted for 1 release by operator" in operator.get(page).text
    assert "muted for 1 release by operator" in operator.get(DATASET).text


def test_a_stopped_run_before_the_newest_release_is_past(operator, dataset):
    put_audit(dataset, checks=[make_check("leaked_groups", effect="stop")])
    assert "checks/corpus/leaked_groups" not in operator.get(DATASET).text
    assert operator.get(f"{DATASET}/checks/corpus/leaked_groups").status_code == 404


def test_quarantine_is_counted_by_run(reader, release):
    publish_days(release, [1], lambda _: [rate_error(0.01)])
    path = release.folder.parent / version_of(1) / "quality" / "results.json"
    results = json.loads(path.read_text())
    path.write_text(json.dumps(results | {"quarantined": {"length_ratio": 7, "replayed": 2}}))
    text = reader.get(DATASET).text
    assert "Quarantine by run" in text
    assert '">9</a></td>' in text
    assert f'href="{DATASET}/quarantine?run={version_of(1)}&amp;reason=length_ratio"' in text
