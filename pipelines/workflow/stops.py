"""The reasons of stopped runs, left beside the work of their dataset for its page.

A file for each task that failed: `<output>/<dataset>/work/stopped/<hash>.json`. The task takes it away when a retry
succeeds.
"""

import logging
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pipelines.config.run import check_config
from pipelines.errors import SpindleError, StorageError
from pipelines.redact import redact
from pipelines.storage.json_files import hash_json, read_json, write_json
from pipelines.storage.places import Place, is_below

log = logging.getLogger(__name__)
Json = dict[str, Any]
FOLDER = "work/stopped"
# Number of reasons that are kept for a dataset: more than the parts of a run.
KEPT = 300
# Last lines of a traceback that are left for the page of a run.
TRACEBACK_LINES = 8


def why_stopped(error: SpindleError) -> Json:
    """Describe an error that ended a task, for pages and notices.

    checks  those that stopped the release
    stage   the stage at fault, if a later task found out; else empty
    """
    checks, results = getattr(error, "checks", []), getattr(error, "results", "")
    few = (
        *("suite", "check", "severity", "effect", "observed", "rows"),
        *("threshold", "settings", "message", "notes", "fails"),
    )
    return {
        "error": type(error).__name__,
        "message": redact(str(error)),
        "checks": [{name: check[name] for name in few if name in check} for check in checks],
        "results": results,
        "stage": getattr(error, "stage", ""),
    }


def why_failed(error: Exception) -> Json:
    """Describe an error that is none of ours, with the last lines of its traceback."""
    frames = "".join(traceback.format_exception(error)).rstrip().splitlines()
    return {
        "error": type(error).__name__,
        "message": redact(f"{type(error).__name__}: {error}"),
        "checks": [],
        "results": "",
        "lines": [redact(line) for line in frames[-TRACEBACK_LINES:]],
    }


def without_reason(task: str) -> Json:
    """Describe the failure of a task that has left nothing."""
    return {
        "error": "",
        "message": f"{task} left no reason: its process was killed, its time was up, or it was marked by hand. Its log "
        "may say more",
        "checks": [],
        "results": "",
    }


def leave_reason(config: Json, stop: Mapping[str, Any], context: Mapping[str, Any]) -> None:
    """Leave the reason why the task of `context` failed; `stop` is its XCom `stopped`."""
    path = _path(config, context)
    ti = context["ti"]
    run = {"dag_id": ti.dag_id, "run_id": context["run_id"], "task": stop.get("stage") or ti.task_id}
    try:
        write_json(path, {**stop, **run, "when": datetime.now(UTC).isoformat()})
        files: list[Place] = list(path.parent.glob("*.json"))
        for old in sorted(files, key=lambda file: file.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)
    except (OSError, StorageError) as error:  # the error of the task itself is the one to see
        log.warning("the reason cannot be left in %s: %s", path, error)


def forget_reason(config: Json, context: Mapping[str, Any]) -> None:
    """Take away the reason that an earlier try of the task has left."""
    try:
        _path(config, context).unlink(missing_ok=True)
    except OSError as error:
        log.warning("the reason of an earlier try cannot be removed: %s", error)


def read_reasons(dataset: Place) -> list[Json]:
    """Return the reasons left in the folder of a dataset, newest first.

    A damaged one is left out, and one that a link leads to from elsewhere.
    """
    found: list[Json] = []
    for path in dataset.glob(f"{FOLDER}/*.json"):
        if not is_below(path, dataset):
            log.warning("%s leads out of %s", path, dataset)
            continue
        try:
            reason = read_json(path)
            datetime.fromisoformat(reason["when"])
            texts = {name: str(reason[name]) for name in ("when", "dag_id", "run_id", "task", "message", "results")}
            found.append({**texts, "checks": [str(check["message"]) for check in reason["checks"]]})
        except (OSError, StorageError, KeyError, TypeError, ValueError):
            log.warning("%s is damaged", path)
    return sorted(found, key=lambda reason: str(reason["when"]), reverse=True)


def _path(config: Json, context: Mapping[str, Any]) -> Place:
    ti = context["ti"]
    name = hash_json([ti.dag_id, context["run_id"], ti.task_id, ti.map_index])
    return check_config(config).dataset_folder / FOLDER / f"{name}.json"
