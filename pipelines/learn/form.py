"""The trigger form of the DAG learn_profile, and its tasks: JSON in, JSON out.

Large modules are imported when a task runs, because Airflow reads a DAG file every few seconds.
"""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.errors import ConfigError
from pipelines.storage.folders import local_folder
from pipelines.storage.roots import Confines

log = logging.getLogger(__name__)
Json = dict[str, Any]
# Field -> its JSON schema, in the order of the form.
FIELDS: dict[str, Json] = {
    "pairs": {
        "type": "string",
        "minLength": 1,
        "title": "Pairs",
        "description": "Path of a file with at least 20 rows with the columns original and spun: texts and their spun "
        "forms, all by one spinner. JSON lines, CSV, Parquet or another format of news, also compressed.",
        "default": "pairs.jsonl",
    },
    "name": {
        "type": "string",
        "pattern": "^[a-z0-9][a-z0-9_]*$",
        "title": "Name",
        "description": "Name of the profile: a-z, 0-9 and _.",
        "default": "learned",
    },
    "output": {
        "type": ["string", "null"],
        "title": "Output folder",
        "description": "Folder of the profile, its table and the report. Empty: the project's configs/.",
        "default": None,
    },
    "force": {
        "type": "boolean",
        "title": "Replace",
        "description": "Replace a profile of this name, or let it stand in for one that comes with Spindle.",
        "default": False,
    },
}


def check_form(form: Mapping[str, Any], confines: Confines = Confines()) -> Json:  # noqa: B008 - it never changes
    """Complete and check a filled form; raise ConfigError for an invalid or taken name, or a missing file.

    confines  raise ConfigError for files outside these
    """
    from pipelines.learn.learn import check_name, check_paths  # noqa: PLC0415

    if unknown := sorted(set(form) - set(FIELDS)):
        raise ConfigError(f"expected fields {', '.join(FIELDS)}, got {', '.join(unknown)}")
    filled = {name: form.get(name, field["default"]) for name, field in FIELDS.items()}
    check_name(filled["name"])
    _confine(filled, confines)
    check_paths(filled["name"], _folder(filled), force=filled["force"])
    path = Path(filled["pairs"]).absolute()
    if not path.is_file():
        raise ConfigError(f"expected a file of pairs at {path}, found none: give the path as the workers see it")
    return filled | {"pairs": str(path)}


def learn_from_form(form: Json, confines: Confines = Confines()) -> Json:  # noqa: B008 - it never changes
    """Learn as the form asks; return the paths of the written files, and the numbers of used and unused pairs."""
    from pipelines.learn.learn import check_name, learn_profile  # noqa: PLC0415
    from pipelines.learn.report import count_list  # noqa: PLC0415

    check_name(form["name"])
    _confine(form, confines)
    learned = learn_profile(
        str(Path(form["pairs"]).absolute()), form["name"], folder=_folder(form), force=form["force"]
    )
    lesson = learned.lesson
    log.info(
        "%d pairs used, not used: %s; profile %s", len(lesson.aligned), count_list(lesson.skipped), learned.profile
    )
    return {
        "profile": str(learned.profile),
        "table": str(learned.table),
        "report": str(learned.report),
        "pairs": len(lesson.aligned),
        "skipped": dict(lesson.skipped),
        "rate": lesson.habits["rate"].value,
        "recall": list(lesson.recall.learned),
    }


def _confine(form: Json, confines: Confines) -> None:
    """Raise ConfigError for pairs or written files outside the confines; configs/ is written only if it is a root."""
    from pipelines.learn.learn import paths_of  # noqa: PLC0415

    if confines.inputs is not None:
        confines.inputs.check("the file of pairs", Path(form["pairs"]).absolute())
    if confines.outputs is not None:
        for path in paths_of(form["name"], _folder(form)):
            if not confines.outputs.hold(path.parent):
                confines.outputs.refuse("the files of the profile", form["output"] or str(path.parent))


def _folder(form: Json) -> Path | None:
    return local_folder(form["output"]) if form["output"] else None
