"""The trigger form of a run: its fields, and the RunConfig that a filled form asks for.

Types, ranges and descriptions come from RunConfig's JSON schema, so the form cannot drift from the configuration.
Every field but `config` may stay empty: the config's value then applies.
"""

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml

from pipelines.config.files import config_names
from pipelines.config.run import RunConfig, load_config
from pipelines.errors import ConfigError, SpindleError

# Field -> its title and its path in RunConfig.
FIELDS = {
    "input": ("Input", "input"),
    "output": ("Output folder", "output"),
    "dataset": ("Dataset name", "dataset"),
    "profiles": ("Profiles", "spin_articles.profiles"),
    "rate": ("Swap rate", "spin_articles.rate"),
    "variants": ("Variants of each article", "spin_articles.variants"),
    "seed": ("Seed", "seed"),
    "limit": ("Limit", "ingest_articles.limit"),
    "head": ("First rows only", "ingest_articles.head"),
    "approval": ("Ask before publishing", "publish_release.require_approval"),
}
# Environment variable: the output of runs whose form names none, in place of the config's.
OUTPUT = "SPINDLE_OUTPUT"
EMPTY: tuple[Any, ...] = (None, "", [])
EMPTY_MEANS = "Empty: the config's value."


def form_fields() -> dict[str, dict[str, Any]]:
    """Return each field of the form as a JSON schema with title, description and default, in the form's order.

    >>> rate = form_fields()["rate"]
    >>> rate["type"], rate["minimum"], rate["maximum"], rate["default"]
    (['number', 'null'], 0, 1, None)
    """
    config = {
        "type": "string",
        "title": "Config",
        "description": "A file in configs/corpora/: its values apply to all fields below that stay empty.",
        "default": "sample",
        "enum": config_names("corpora"),
    }
    schema = RunConfig.model_json_schema()
    return {"config": config} | {name: _field(schema, title, path) for name, (title, path) in FIELDS.items()}


def describe_fields() -> dict[str, str]:
    """Return the meaning of each field but `config`, for the options of a command.

    >>> describe_fields()["variants"]
    'Number of spun variants of each article.'
    """
    fields = form_fields()
    return {name: fields[name]["description"].removesuffix(EMPTY_MEANS).rstrip() for name in FIELDS}


def config_from_form(form: Mapping[str, Any], settings: Iterable[str] = ()) -> RunConfig:
    """Return the RunConfig that a filled form asks for; raises ConfigError that names the setting.

    settings  further changes, on top, see `load_config`
    """
    if OUTPUT in os.environ and form.get("output") in EMPTY:
        form = {**form, "output": os.environ[OUTPUT]}
    unknown = sorted(set(form) - {"config", *FIELDS})
    if unknown:
        raise ConfigError(f"expected fields {', '.join(['config', *FIELDS])}, got {', '.join(unknown)}: remove it")
    filled = [
        f"{path}={json.dumps(form[name], ensure_ascii=False)}"
        for name, (_, path) in FIELDS.items()
        if form.get(name) not in EMPTY
    ]
    return load_config(form["config"], [*filled, *settings])


def parse_form(arguments: Sequence[str]) -> dict[str, Any]:
    """Return a filled form from FIELD=TEXT arguments, without the fields whose text is empty.

    >>> parse_form(["config=news", "profiles=light,autoblog", "rate=0.1", "seed="])
    {'config': 'news', 'profiles': ['light', 'autoblog'], 'rate': 0.1}
    """
    fields = form_fields()
    texts = dict(argument.partition("=")[::2] for argument in arguments)
    return {name: _parse(text, fields.get(name, {}).get("type", "string")) for name, text in texts.items() if text}


def main() -> None:
    """Print the form of the FIELD=TEXT arguments as JSON and, below it, the dataset's folder; or print the error."""
    try:
        form = parse_form(sys.argv[1:])
        folder = config_from_form(form).dataset_folder
    except SpindleError as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(error.exit_code)
    sys.stdout.write(f"{json.dumps(form)}\n{folder}\n")


def _field(schema: dict[str, Any], title: str, path: str) -> dict[str, Any]:
    *sections, key = path.split(".")
    model = schema
    for section in sections:
        model = schema["$defs"][model["properties"][section]["$ref"].rpartition("/")[2]]
    field = model["properties"][key]
    if path == "spin_articles.profiles":  # weights in the config; here names, weighted equally
        names = config_names("profiles")
        value = {"type": "array", "items": {"type": "string", "enum": names}, "examples": names}
        field = field | {"description": "Profiles that write the variants; several are used equally often."}
    else:
        value = next(option for option in field.get("anyOf", [field]) if option.get("type") != "null")
    return {
        **{name: limit for name, limit in value.items() if name not in ("default", "title", "description")},
        "type": [value["type"], "null"],
        "title": title,
        "description": f"{field['description']} {EMPTY_MEANS}",
        "default": None,
    }


def _parse(text: str, types: str | list[str]) -> Any:
    if "array" in types:
        return text.split(",")
    return text if "string" in types else yaml.safe_load(text)


if __name__ == "__main__":
    main()
