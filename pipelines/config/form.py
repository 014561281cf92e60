"""The trigger form of a run: its fields, and the RunConfig that a filled form asks for.

Types, ranges and descriptions come from RunConfig's JSON schema, so the form cannot drift from the configuration.
Every field may stay empty: the config's value then applies. Without a config it is NEWS if an input is given, else
SAMPLE.
"""

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipelines.config.files import OUTPUT, config_names, parse_yaml
from pipelines.config.form_texts import describe_field, describe_profiles
from pipelines.config.run import RunConfig, check_config, read_tree
from pipelines.config.schedule import fill_date
from pipelines.errors import ConfigError, SpindleError
from pipelines.redact import redact

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
    "probe": ("Words to train the probe on", "probe_corpus.train_words"),
    "real": ("Real samples", "probe_corpus.real"),
    "approval": ("Ask before publishing", "publish_release.require_approval"),
}
EMPTY: tuple[Any, ...] = (None, "", [])
NEWS, SAMPLE = "news", "sample"
# The field of the DAG of a scheduled corpus: the date that stands for {date} in its configuration.
DATE = "date"
# The field of lines `section.key=value`, and a line that changes nothing.
SETTINGS = "settings"
BLANK = re.compile(r"\s*(#.*)?")


def form_fields() -> dict[str, dict[str, Any]]:
    """Return each field of the form as a JSON schema with title, description and default, in the form's order.

    >>> rate = form_fields()["rate"]
    >>> rate["type"], rate["minimum"], rate["maximum"], rate["default"]
    (['number', 'null'], 0, 1, None)
    """
    config = {
        "type": ["string", "null"],
        "title": "Config",
        "description": "A file in configs/corpora/: its values apply to all fields below that stay empty. "
        f"Empty: {NEWS} if an input is given, else {SAMPLE}.",
        "default": None,
        "enum": [*config_names("corpora"), None],
        "values_display": {"None": f"{NEWS} if an input is given, else {SAMPLE}"},
    }
    schema = RunConfig.model_json_schema()
    fields = {name: _field(schema, title, path) for name, (title, path) in FIELDS.items()}
    return {"config": config} | fields | {SETTINGS: _settings_field(schema)}


def describe_fields() -> dict[str, str]:
    """Return the meaning of each field of FIELDS, for the options of a command.

    >>> describe_fields()["variants"]
    'Number of spun variants of each article.'
    """
    fields = form_fields()
    return {name: fields[name]["description"].partition(" Empty: ")[0] for name in FIELDS}


def config_from_form(form: Mapping[str, Any], settings: Iterable[str] = ()) -> RunConfig:
    """Return the RunConfig that a filled form asks for; raises ConfigError that names the setting.

    settings  further changes, on top, see `load_config`
    """
    return check_config(tree_from_form(form, settings))


def tree_from_form(form: Mapping[str, Any], settings: Iterable[str] = ()) -> dict[str, Any]:
    """Return the same as a mapping that is not checked yet; raises ConfigError for what cannot be read."""
    if OUTPUT in os.environ and form.get("output") in EMPTY:
        form = {**form, "output": os.environ[OUTPUT]}
    known = ["config", *FIELDS, SETTINGS, DATE]
    unknown = sorted(set(form) - set(known))
    if unknown:
        raise ConfigError(f"expected fields {', '.join(known)}, got {', '.join(unknown)}: remove it")
    for name in FIELDS:
        _check_utf8(name, form.get(name))
    fields = [
        f"{path}={json.dumps(form[name], ensure_ascii=False)}"
        for name, (_, path) in FIELDS.items()
        if form.get(name) not in EMPTY
    ]
    lines = [line.strip() for line in form.get(SETTINGS) or () if not BLANK.fullmatch(line)]
    tree = read_tree(config_name(form), [*lines, *fields, *settings])
    filled: dict[str, Any] = fill_date(tree, form.get(DATE) or None)
    return filled


def _check_choices(form: Mapping[str, Any]) -> None:
    """Raise ConfigError for an entry of a list that is none of its field's choices: Airflow would refuse the form."""
    for name, field in form_fields().items():
        known = field.get("items", {}).get("enum")
        unknown = [value for value in form.get(name, ()) if value not in known] if known else []
        if unknown:
            raise ConfigError(f"expected {name} of {', '.join(known)}, got {', '.join(map(repr, unknown))}")


def _check_utf8(name: str, value: Any) -> None:
    """Raise ConfigError for the name of a file with a byte that is not UTF-8: no configuration could hold it."""
    if isinstance(value, str) and any("\ud800" <= character <= "\udfff" for character in value):
        shown = value.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        glob = re.sub("[\ud800-\udfff]", "?", value)
        raise ConfigError(
            f"expected {name} to be a name in UTF-8, got {shown}: give the folder that holds it, or the glob '{glob}'"
        )


def config_name(form: Mapping[str, Any]) -> str:
    """Return the config of a filled form: the one that it names, else NEWS if it has an input, else SAMPLE."""
    return form.get("config") or (NEWS if form.get("input") else SAMPLE)


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
        _check_choices(form)
    except SpindleError as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(error.exit_code)
    sys.stdout.write(f"{json.dumps(form)}\n{folder}\n")


def _field(schema: dict[str, Any], title: str, path: str) -> dict[str, Any]:
    section, _, key = path.rpartition(".")
    field = (_section(schema, section) if section else schema)["properties"][key]
    if path == "spin_articles.profiles":  # weights in the config; here names, weighted equally
        says = describe_profiles()
        value = {"type": "array", "items": {"type": "string", "enum": [*says]}, "examples": [*says]}
        value |= {"values_display": says}
        field = field | {"description": "Profiles that write the variants; several are used equally often."}
    else:
        value = next(option for option in field.get("anyOf", [field]) if option.get("type") != "null")
    return {
        **{name: limit for name, limit in value.items() if name not in ("default", "title", "description")},
        "type": [value["type"], "null"],
        "title": title,
        "description": _describe(field["description"], path),
        "default": None,
    }


def _describe(description: str, path: str) -> str:
    if path == "output" and OUTPUT in os.environ:
        return f"{description} Empty: {redact(os.environ[OUTPUT])}."
    return describe_field(description, path)


def _settings_field(schema: dict[str, Any]) -> dict[str, Any]:
    """The field for all other settings, a line each; its pattern refuses unknown keys at the form."""
    sections = {name: _section(schema, name) for name in schema["properties"]}
    keys = [f"{name}\\.({'|'.join(found['properties'])})" if found else name for name, found in sections.items()]
    return {
        "type": ["array", "null"],
        "items": {"type": "string", "pattern": rf"^\s*(({'|'.join(keys)})(\.[\w-]+)*\s*=.*|#.*)?$"},
        "title": "More settings",
        "description": "Any setting of the config, a line each, as for --set: spin_articles.held_out=0.2 or "
        "publish_release.title=My news. A field above that is filled has the last word. Empty: no other change.",
        "default": None,
    }


def _section(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """The JSON schema of a section of RunConfig; empty for a plain setting."""
    reference = schema["properties"][name].get("$ref", "")
    found: dict[str, Any] = schema["$defs"].get(reference.rpartition("/")[2], {})
    return found


def _parse(text: str, types: str | list[str]) -> Any:
    if "array" in types:
        return text.splitlines() if "=" in text else text.split(",")
    return text if "string" in types else parse_yaml(text, f"in {text[:60]!r}")


if __name__ == "__main__":
    main()
