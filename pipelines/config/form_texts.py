"""The texts of the trigger form that follow from the files in configs/: what an empty field means, and the profiles."""

import re
from typing import Any

from pipelines.config.files import config_names, find_config, read_yaml
from pipelines.config.run import RunConfig
from pipelines.errors import ConfigError
from pipelines.redact import redact

REQUIRED = "it must be given"
# A description may say itself what no value means: "Maximum number of rows to read; empty: all."
OWN = re.compile(r"; empty: (?P<meaning>[^.]*)")


def describe_field(description: str, path: str) -> str:
    """Return the description of a setting, and the value that each config gives it if the field stays empty.

    The form shows no Markdown here, and Airflow stores it: secrets of addresses are left out.
    """
    own = OWN.search(description)
    meaning = own["meaning"] if own else "none"
    values = {name: _say(redact(value), meaning) for name, value in _values(path).items()}
    if len(set(values.values())) == 1:
        empty = next(iter(values.values()))
    else:
        empty = "; ".join(f"with the config {name}, {value}" for name, value in values.items())
    return f"{OWN.sub('', description)} Empty: {empty}.".replace("`", "")


def describe_profiles() -> dict[str, str]:
    """Return name -> name and what it imitates, of each profile in configs/profiles/."""
    found = {}
    for name in config_names("profiles"):
        imitates = str(_read(name, "profiles").get("imitates", "")).strip()
        # The first clause: it stands in a list.
        clause = re.split(r"[:.;](?:\s|$)| \(", imitates)[0]
        found[name] = f"{name}: {clause}" if clause else name
    return found


def _values(path: str) -> dict[str, Any]:
    """Config -> its value at a path of RunConfig, or the default; REQUIRED if there is neither."""
    return {name: _value(_read(name, "corpora"), path) for name in config_names("corpora")}


def _value(tree: dict[str, Any], path: str) -> Any:
    stated: Any = tree
    for step in path.split("."):
        stated = stated.get(step, REQUIRED) if isinstance(stated, dict) else REQUIRED
    if stated is not REQUIRED:
        return stated
    *sections, key = path.split(".")
    model: Any = RunConfig
    for section in sections:
        model = type(model.model_fields[section].default)
    field = model.model_fields[key]
    return REQUIRED if field.is_required() else field.default


def _say(value: Any, meaning: str) -> str:
    if value is None or value == []:
        return meaning
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, dict | list) else str(value)


def _read(name: str, folder: str) -> dict[str, Any]:
    try:
        return read_yaml(find_config(name, folder))
    except ConfigError:  # a run with this file says what is wrong with it; the form is for all the others too
        return {}
