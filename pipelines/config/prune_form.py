"""The options of pruning, and the trigger form of the DAG prune_releases."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.config.files import OUTPUT
from pipelines.errors import ConfigError

Json = dict[str, Any]
# A run may wait a week for its approval, and then needs its parts.
LEAST_DAYS = 8


@dataclass(frozen=True)
class PruneOptions:
    """Options of pruning.

    keep   number of newest releases to keep of a dataset, besides those that LATEST or a tag names
    days   days since the last use of a part of work/ that goes; at least LEAST_DAYS
    grace  hours that the files of a pruned release stay for readers in mid-read
    work   True if parts in work/ go, too
    """

    keep: int = 3
    days: float = 30
    grace: float = 24
    work: bool = True


# Field -> its JSON schema, in the order of the form.
FIELDS: dict[str, Json] = {
    "output": {
        "type": "string",
        "minLength": 1,
        "title": "Output folder",
        "description": "Folder of the datasets, or an address such as s3://bucket/corpora.",
        "default": os.environ.get(OUTPUT, "corpora"),
    },
    "dataset": {
        "type": ["string", "null"],
        "pattern": "^[a-zA-Z0-9][a-zA-Z0-9_.-]*$",
        "title": "Dataset",
        "description": "Name of one dataset. Empty: all datasets of the folder.",
        "default": None,
    },
    "keep": {
        "type": "integer",
        "minimum": 1,
        "title": "Releases to keep",
        "description": "Number of newest releases to keep of each dataset. Those that LATEST or a tag names stay, too.",
        "default": PruneOptions.keep,
    },
    "days": {
        "type": "integer",
        "minimum": LEAST_DAYS,
        "title": "Days without use",
        "description": "Parts in work/ go if no run used them for this number of days and no kept release needs them.",
        "default": PruneOptions.days,
    },
    "grace": {
        "type": "number",
        "minimum": 0,
        "title": "Hours of grace",
        "description": "Hours that the files of a pruned release stay for those who read them; a later run deletes "
        "them.",
        "default": PruneOptions.grace,
    },
    "dry_run": {
        "type": "boolean",
        "title": "Dry run",
        "description": "List in the log what would be deleted; delete nothing.",
        "default": True,
    },
}


def fill_form(form: Mapping[str, Any]) -> Json:
    """Return a form with its defaults; raise ConfigError for an unknown field."""
    if unknown := sorted(set(form) - set(FIELDS)):
        raise ConfigError(f"expected fields {', '.join(FIELDS)}, got {', '.join(unknown)}")
    return {name: _fill(form.get(name, field["default"]), field["type"]) for name, field in FIELDS.items()}


def _fill(value: Any, kind: Any) -> Any:
    """Return the value of a field; to JSON, 3.0 is an integer too, and some clients send it so."""
    return int(value) if kind == "integer" and isinstance(value, float) and value.is_integer() else value


def read_options(form: Mapping[str, Any]) -> PruneOptions:
    """Return the options of a filled form."""
    return PruneOptions(keep=form["keep"], days=form["days"], grace=form["grace"])
