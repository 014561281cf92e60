"""The notifiers of the configuration: checked before any work is done, called when the run has ended.

A task calls them, not callbacks of the DAG: only the run's configuration names them, the errors of callbacks go to the
log of the DAG processor, which nobody opens, and a task is retried when a mail server is away. It runs whatever
happened before it, and does not change the state of the run; see `workflow.ending`.
"""

import logging
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from airflow.providers.common.compat.sdk import AirflowSkipException
from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import BaseNotifier

from pipelines.config.notify import Notifier, Notify
from pipelines.config.run import RunConfig, check_config
from pipelines.errors import ConfigError, SpindleError
from pipelines.workflow import notices, tasks
from pipelines.workflow.confine import confine_output, nothing_left, read_form, read_notify
from pipelines.workflow.links import run_page
from pipelines.workflow.standing import with_date
from pipelines.workflow.stops import why_stopped, without_reason
from pipelines.workflow.stores import use_connection
from pipelines.workflow.xcoms import ANSWER, STOPPED, SUMMARY, failed_part, saying_why

log = logging.getLogger(__name__)
Json = dict[str, Any]
# Event -> who is told of it, if these are not those of notify.on_<event>.
SETTINGS = {"rejection": "approval"}


def check_run(form: Mapping[str, Any]) -> Json:
    """Return the configuration that a filled form asks for: check the run, and its notifiers as well."""
    with saying_why():
        config = tasks.check_run(form)
        check_notifiers(check_config(config))
    return config


def check_notifiers(config: RunConfig) -> None:
    """Raise ConfigError for a notifier that cannot be created, before it is needed."""
    for event in type(config.notify).model_fields:
        for entry in getattr(config.notify, event):
            make_notifier(entry)


def make_notifier(entry: Notifier) -> BaseNotifier:
    """Create the notifier that an entry of the configuration describes; raise ConfigError with the remedy."""
    module, _, name = entry.notifier.rpartition(".")
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise ConfigError(
            f"expected {entry.notifier!r} in `notify` to be an Airflow notifier, but {error}: "
            "correct the path, or install the provider that has it on every machine that runs tasks"
        ) from error
    if not (isinstance(found, type) and issubclass(found, BaseNotifier)):
        raise ConfigError(
            f"expected {entry.notifier!r} in `notify` to be a class derived from airflow.sdk.BaseNotifier"
        )
    try:
        return found(**entry.kwargs)
    except Exception as error:  # any error of a foreign class means that it cannot be created
        raise ConfigError(
            f"expected the kwargs of {entry.notifier!r} in `notify` to suit it, but {type(error).__name__}: {error}"
        ) from error


def notify_people(context: Mapping[str, Any]) -> str:
    """Notify the people in the configuration of the run's end; return the title. Skip the task if there are none."""
    use_connection()
    ti = context["ti"]
    config, notify = _find_told(context)
    page = run_page(ti.dag_id, context["run_id"])
    states = ti.get_task_states(dag_id=ti.dag_id, run_ids=[context["run_id"]])[context["run_id"]]
    tree = config.model_dump(mode="json") if config else None
    failed, unreached = _list_failed(states, context), _list_unreached(states, context)
    if failed or unreached:
        stops, parts = _read_failed(failed, ti) if failed else _explain_unreached(unreached, ti)
        for stop in stops:
            confine_output(stop["results"])
        notice = notices.failure(tree, parts, stops, page)
        if notice["is_muted"]:
            log.info("%s", notice["text"])
            raise AirflowSkipException(f"{notice['title']}: nobody is called for findings that are muted")
        return tell(notify.on_failure, notice, context)
    # A task of a run that was cleared keeps the XComs of the time before until it starts again.
    is_made = states.get("publish_release") == "success"
    made = ti.xcom_pull(task_ids="publish_release", key=SUMMARY) if is_made else None
    if not made:
        return _tell_rejection(config, notify, page, states, context)
    if not made["published"]:
        note = made.get("note") or "there is nothing to say"
        raise AirflowSkipException(f"its content was published before, and nobody is told: {note}")
    confine_output(made["path"])
    return tell(notify.on_release, notices.release(tree, made, page), context)


def tell(entries: Sequence[Notifier], notice: Json, context: Mapping[str, Any]) -> str:
    """Call each notifier with `notice` as `spindle` in its context; a retry skips those that succeeded.

    A notifier that fails does not stop the others; its error is raised at the end. A task that was cleared tells all
    of them again.
    """
    for line in (notice["title"], *notice["text"].splitlines()):
        log.info("%s", line)
    if not entries:
        setting = SETTINGS.get(notice["event"], notice["event"])
        raise AirflowSkipException(f"notify.on_{setting} of the configuration is empty: nobody is told")
    store, errors = context.get("task_state_store"), []
    # A cleared task keeps what it has stored. Clearing raises max_tries; a retry does not.
    of_this_clear = f"{notice['event']}-{getattr(context.get('ti'), 'max_tries', 0)}"
    for number, entry in enumerate(entries):
        key = f"told-{of_this_clear}-{number}"
        if store is not None and store.get(key, default=False):
            continue
        try:
            make_notifier(entry)({**context, "spindle": notice})
        except Exception as error:  # foreign code: an error concerns this notifier alone
            log.exception("%s could not be told", entry.notifier)
            errors.append(error)
            continue
        log.info("told %s", entry.notifier)
        if store is not None:
            store.set(key, value=True)
    if errors:
        raise errors[0]
    return str(notice["title"])


def _find_told(context: Mapping[str, Any]) -> tuple[RunConfig | None, Notify]:
    """Return the configuration that check_run accepted, else that of the form, and whom to tell.

    Of an invalid form without a configuration, the section `notify` alone is read if it is valid.
    """
    if tree := context["ti"].xcom_pull(task_ids="check_run"):
        config = check_config(tree)
        return config, config.notify
    form = with_date(context["params"], context)
    try:
        config = read_form(form)
        return config, _drop_faulty(config.notify)
    except SpindleError as invalid:
        log.info("%s", invalid)
    try:
        return None, _drop_faulty(read_notify(form))
    except SpindleError as error:
        log.warning("nobody can be told, as the configuration says not whom: %s", error)
        return None, Notify()


def _drop_faulty(notify: Notify) -> Notify:
    """Return the notifiers for a failure that can be created: check_run has failed, and named the others."""
    usable = []
    for entry in notify.on_failure:
        try:
            make_notifier(entry)
        except ConfigError as error:
            log.warning("%s", error)
        else:
            usable.append(entry)
    return Notify(on_failure=tuple(usable))


def _list_failed(states: Mapping[str, str | None], context: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The failed tasks of a run, each with its number if it is mapped, else -1.

    states  name -> state of each task of the run; Airflow adds the number of a mapped one to its name
    """
    found = []
    for name in (name for name, state in states.items() if state == "failed" and name != context["ti"].task_id):
        task, _, number = name.rpartition("_")
        found.append((name, -1) if name in context["dag"].task_ids else (task, int(number)))
    return sorted(found)


def _list_unreached(states: Mapping[str, str | None], context: Mapping[str, Any]) -> dict[str, list[str]]:
    """The tasks that could not begin though none before them failed -> the tasks before each.

    Airflow lets a mapped task be, as if one before it had failed, if it finds nothing to map it over.
    """
    lost = {name for name, state in states.items() if state in ("failed", "upstream_failed")}
    before = {name: context["dag"].get_task(name).upstream_task_ids for name in lost if name in context["dag"].task_ids}
    return {name: sorted(names) for name, names in sorted(before.items()) if not names & lost}


def _explain_unreached(unreached: Mapping[str, Sequence[str]], ti: Any) -> tuple[list[Json], dict[str, list[str]]]:
    """The reasons of tasks that could not begin, as `_read_failed` returns those of tasks that failed."""
    left = {name for before in unreached.values() for name in before if ti.xcom_pull(task_ids=name) is None}
    return [why_stopped(nothing_left(name)) for name in sorted(left)], {name: [] for name in unreached}


def _read_failed(failed: Sequence[tuple[str, int]], ti: Any) -> tuple[list[Json], dict[str, list[str]]]:
    """The reasons that failed tasks have left, and stage at fault -> labels of the parts that failed.

    Of these tasks alone: one that was cleared, and is not reached again, keeps its old reason.
    """
    stops: list[Json] = []
    parts: dict[str, list[str]] = {}
    for task, number in failed:
        stop, summary = (ti.xcom_pull(task_ids=task, key=key, map_indexes=number) for key in (STOPPED, SUMMARY))
        labels = parts.setdefault((stop or {}).get("stage") or task, [])
        labels += filter(None, [failed_part(summary or {})])
        stops.append(stop or without_reason(task))
    return stops, parts


def _tell_rejection(
    config: RunConfig | None, notify: Notify, page: str, states: Mapping[str, str | None], context: Mapping[str, Any]
) -> str:
    """Tell that a release was not approved; skip the task if none was asked for."""
    ti = context["ti"]
    is_answered = states.get("approve_release") == "success"
    answer = ti.xcom_pull(task_ids="approve_release", key=ANSWER) if is_answered else None
    if not answer or ApprovalOperator.REJECT not in answer["chosen_options"]:
        raise AirflowSkipException("no new release, and nothing failed: there is nothing to say")
    results = confine_output((ti.xcom_pull(task_ids="probe_corpus", key=SUMMARY) or {}).get("results", ""))
    tree = config.model_dump(mode="json") if config else None
    return tell(notify.on_approval, notices.rejection(tree, answer["user"], results, page), context)
