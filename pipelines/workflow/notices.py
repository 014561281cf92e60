"""Notices on a run: facts for templates, a title and a text.

Facts are plain JSON under the name `spindle` in a notifier's context: {{ spindle.title }}, {{ spindle.text }},
{{ spindle.html }}, {{ spindle.event }}, and the facts that `failure`, `release`, `approval` and `rejection` add. A run
has one notice with all its findings: those that people have muted are named, and nobody is called for them alone.
"""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import starmap
from typing import Any

from pipelines.errors import StorageError, cut
from pipelines.quality.suites.results import NONE, NOT_RUN, QUARANTINE, STOP, WARNING, read_checks
from pipelines.redact import redact
from pipelines.release.find import read_manifest
from pipelines.release.layout import RESULTS_FILE
from pipelines.storage.json_files import read_json
from pipelines.storage.places import open_place
from pipelines.workflow.findings import SHOWN, SHOWN_LETTERS, Told, tell_findings
from pipelines.workflow.links import release_page, run_page

Json = dict[str, Any]
# Key of an asset event under which the data-quality provider of Airflow, not released yet, leaves the outcomes of its
# checks; its `require_quality` reads the score (apache/airflow#69575).
RESULT_KEY = "airflow.dataquality.result"
# Effect of a check -> its count in that summary.
STATUS = {NONE: "passed", WARNING: "warned", QUARANTINE: "warned", STOP: "failed", NOT_RUN: "not_run"}
# Weight of a warning against a failure in the score.
WARNING_WEIGHT = 0.25


def failure(
    config: Json | None, failed: Mapping[str, Sequence[str]], stops: Sequence[Mapping[str, Any]], page: str
) -> Json:
    """Notice of a failed run.

    failed  task or stage at fault -> labels of the parts that it failed on, if it has parts
    stops   the XComs `stopped` of the tasks that failed
    """
    dataset = _dataset(config)
    checks = [check for stop in stops for check in read_checks(stop)]
    reasons = list(dict.fromkeys(str(stop["message"]).splitlines()[0] for stop in stops if not stop["checks"]))
    results = next((str(stop["results"]) for stop in stops if stop["results"]), "")
    if checks:
        title = f"Spindle: {dataset} was stopped by {_number(len(checks), 'check')}, nothing is published"
    else:
        title = f"Spindle: {dataset} failed in {', '.join(starmap(_where, list(failed.items())[:3]))}"
    told = tell_findings(open_place(config["output"]) / dataset, checks, None) if config and checks else Told()
    report = report_of(results)
    return _notice(
        "failure",
        title + (", all muted" if told.is_muted else ""),
        [*told.lines, *_some([f"- {reason}" for reason in reasons]), "", *_places(report, page)],
        dataset=dataset,
        findings=told.facts,
        is_muted=told.is_muted and not reasons,
        failed=list(failed),
        failed_parts={name: list(labels) for name, labels in failed.items() if labels},
        checks=[check for stop in stops for check in stop["checks"]],
        report=report,
        page=page,
        message="\n".join(str(stop["message"]) for stop in stops),
    )


def release(config: Json | None, made: Mapping[str, Any], page: str) -> Json:
    """Notice of a release; `made` is the XCom `summary` of publish_release."""
    dataset = _dataset(config)
    attention, report = attention_of(made["path"]), report_of(f"{made['path']}/quality")
    told = tell_findings(open_place(made["path"]).parent, read_checks(_results_of(made["path"])), made["version"])
    splits = ", ".join(f"{name} {rows:,}" for name, rows in made["splits"].items())
    probe = probe_of(made["path"])
    lines = [
        f"{made['rows']:,} pairs ({splits}), {made['swap_rate']:.1%} of {made['words']:,} words swapped",
        *([probe["says"]] if probe else []),
        *([*(told.lines or attention), ""] if attention else []),
        f"release: {made['path']}",
        *_places(report, page),
    ]
    title = f"Spindle: {dataset} {made['version']} is published, {made['verdict']}"
    title += ", all muted" if told.is_muted else ""
    facts = {"attention": attention, "findings": told.facts, "is_muted": told.is_muted, "probe": probe}
    return _notice("release", title, lines, report=report, page=page, **facts, **made)


def approval(config: Json | None, results: str, page: str) -> Json:
    """Notice of a release that waits for approval; `results` is the folder of results.json."""
    dataset, found = _dataset(config), read_json(open_place(results) / "results.json")
    report = report_of(results)
    told = tell_findings(open_place(results.partition("/work/")[0]), read_checks(found), None)
    lines = [f"verdict: {found['verdict']}", found["probe"]["says"], *(told.lines or _some(found["attention"]))]
    lines += ["", *_places(report, page)]
    title = f"Spindle: {dataset} waits for approval, {found['verdict']}"
    facts = {"dataset": dataset, "verdict": found["verdict"], "findings": told.facts}
    return _notice("approval", title, lines, report=report, page=page, **facts)


def rejection(config: Json | None, user: str, results: str, page: str) -> Json:
    """Notice of a release that was not approved.

    user     who has rejected it; empty if nobody answered in time
    results  the folder of results.json
    """
    dataset, report = _dataset(config), report_of(results)
    how = f"{dataset} was rejected by {user}" if user else f"nobody approved {dataset} in time"
    title = f"Spindle: {how}, nothing is published"
    return _notice(
        "rejection", title, _places(report, page), dataset=dataset, rejected_by=user, report=report, page=page
    )


def event_of(made: Mapping[str, Any], context: Mapping[str, Any]) -> Json:
    """The extra of the asset event of a release: version, verdict, checks, figures of the probe, and links."""
    return {
        RESULT_KEY: summarise_checks(made),
        **{name: made[name] for name in ("version", "rows", "swap_rate", "verdict", "path")},
        "attention": attention_of(made["path"]),
        "probe": probe_of(made["path"]),
        "report": report_of(f"{made['path']}/quality"),
        "page": release_page(made["path"]) or run_page(context["ti"].dag_id, context["run_id"]),
    }


def summarise_checks(made: Mapping[str, Any]) -> Json:
    """The outcomes of the checks of a release, as Airflow's data-quality provider puts them into an asset event.

    Checks that did not run count in `not_run` alone; the score is the share of checks that hold, a warning counting a
    quarter of a failure. A release without results has no score.
    """
    checks = read_checks(_results_of(made["path"]))
    named = {
        status: sorted(check.check for check in checks if STATUS[check.effect] == status)
        for status in dict.fromkeys(STATUS.values())
    }
    n_ran = len(checks) - len(named["not_run"])
    penalty = len(named["failed"]) + WARNING_WEIGHT * len(named["warned"])
    return {
        "run_uid": made["fingerprint"],
        "ruleset": "spindle",
        "table": made["dataset"],
        "score": round(1 - penalty / n_ran, 4) if n_ran else None,
        **{status: len(names) for status, names in named.items()},
        "errored": 0,
        "failed_rules": named["failed"],
        "warned_rules": named["warned"],
    }


def attention_of(release_path: str) -> list[str]:
    """The failed checks of a release, a few lines."""
    return _some(_results_of(release_path).get("attention", []))


def _results_of(release_path: str) -> Json:
    """The results of the stages on quality; empty if the release has none."""
    path = open_place(release_path) / RESULTS_FILE
    return dict(read_json(path)) if path.is_file() else {}


def probe_of(release_path: str) -> Json:
    """The summary of the models that were trained on a sample of a release; empty if it has none."""
    try:
        return dict(read_manifest(open_place(release_path)).get("probe", {}))
    except StorageError:
        return {}


def report_of(folder: str) -> str:
    """Path of the report in a folder of results, else of the Data Docs, else of results.json; else empty."""
    names = ("report.html", "data_docs/index.html", "results.json")
    return next((str(path) for name in names if folder and (path := open_place(folder) / name).is_file()), "")


def _notice(event: str, title: str, lines: Sequence[str], **facts: Any) -> Json:
    own = {page for page in (facts["page"], *(finding["page"] for finding in facts.get("findings", ()))) if page}
    title, text = redact(title), redact("\n".join(lines), own)
    html = f"<p>{escape(title)}</p><pre>{escape(text)}</pre>"
    return {"event": event, "title": title, "text": text, "html": html, **redact(facts, own)}


def _dataset(config: Json | None) -> str:
    return str(config["dataset"]) if config else "a run without a valid configuration"


def _where(task: str, labels: Sequence[str]) -> str:
    """A task, and the parts that it failed on.

    >>> _where("audit_corpus", []), _where("spin_articles", ["part 00003"]), _where("spin_articles", ["part 00003"] * 3)
    ('audit_corpus', 'spin_articles (part 00003)', 'spin_articles (part 00003 and 2 more)')
    """
    more = f" and {len(labels) - 1:,} more" if len(labels) > 1 else ""
    return f"{task} ({labels[0]}{more})" if labels else task


def _places(report: str, page: str) -> list[str]:
    return [*([f"report: {report}"] if report else []), f"page: {page}"]


def _some(lines: Sequence[str]) -> list[str]:
    """The first lines, each cut to a readable length, and the number of the rest."""
    shown = [cut(line, SHOWN_LETTERS) for line in lines[:SHOWN]]
    return [*shown, f"and {len(lines) - SHOWN:,} more"] if len(lines) > SHOWN else shown


def _number(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
