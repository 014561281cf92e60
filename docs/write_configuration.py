# ruff: noqa: INP001 - a script, not a package
"""Write docs/configuration.md: every setting of a run and of a profile, from the models that check them.

Run by `make docs`; a test compares the file with the models of today.
"""

from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from pipelines.config.notify import Notifier
from pipelines.config.run import RunConfig
from pipelines.spinners.mixture import Mixture, OriginRange
from pipelines.spinners.nlpaug.step import Augmenter
from pipelines.spinners.profile import Profile

DOCS = Path(__file__).parent
HEAD = """# Configuration

A config of a run is a YAML file in `configs/corpora/`; a profile is one in `configs/profiles/`. Names are looked for in
`./configs`, then in `$SPINDLE_HOME`, then among those that came with Spindle. Change single settings of a run with
`--set SECTION.KEY=VALUE`, any number of times: `spindle build --set spin_articles.rate=0.2`. Unknown keys are errors,
and so is a key that is given twice.

This page is written from the models that check the files (`make docs`).
"""


def write() -> str:
    """Return the whole page."""
    sections = {name: field.annotation for name, field in RunConfig.model_fields.items() if _is_model(field.annotation)}
    parts = [
        HEAD,
        "## A run\n",
        _table(RunConfig, without=sections),
        *(
            f"### `{name}`\n\n{_first_line(model)}\n\n{_table(model)}"
            for section, annotation in sections.items()
            for name, model in _with_nested(section, annotation)
        ),
        f"### A notifier of `notify`\n\nAn entry of each list of `notify`.\n\n{_table(Notifier)}",
        "## A profile\n",
        _table(Profile, without={"protect", "mixture"}),
        f"### A step of `flow`\n\n{_first_line(Augmenter)}\n\n{_table(Augmenter)}",
        f"### `protect`\n\n{_table(Profile.model_fields['protect'].annotation)}",
        f"### `mixture`\n\n{_table(Mixture)}",
        f"### An origin of a mixture\n\n{_table(OriginRange)}",
    ]
    return "\n".join(parts)


def _with_nested(name: str, model: Any) -> list[tuple[str, Any]]:
    """Return a section and the sections in it, with their dotted names."""
    nested = [(f"{name}.{key}", field.annotation) for key, field in model.model_fields.items()]
    return [(name, model), *(pair for pair in nested if _is_model(pair[1]))]


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _first_line(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").strip().partition("\n\n")[0].replace("\n", " ")


def _table(model: Any, without: Any = ()) -> str:
    """Return a table of the fields of a model: key, type with its limits, default, meaning."""
    properties = model.model_json_schema()["properties"]
    rows = [
        f"| `{name}` | {_type(properties[name])} | {_default(field)} | {_escape(field.description or '')} |"
        for name, field in model.model_fields.items()
        if name not in without
    ]
    return "\n".join(["| key | type | default | meaning |", "| --- | --- | --- | --- |", *rows, ""])


def _type(schema: dict[str, Any]) -> str:
    """Describe the type of a field, and its limits, as the JSON schema has them."""
    if options := schema.get("anyOf"):
        return " or ".join(dict.fromkeys(_type(option) for option in options))
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if "$ref" in schema:
        return "section"
    words = {"minimum": "from", "exclusiveMinimum": "above", "maximum": "to", "exclusiveMaximum": "below"}
    limits = " ".join(f"{word} {schema[name]:,}" for name, word in words.items() if name in schema)
    items = f" of {_type(schema['items'])}" if schema.get("items") else ""
    return f"{schema.get('type', 'any')}{items} {limits}".strip()


def _default(field: Any) -> str:
    if field.is_required():
        return "required"
    default = field.get_default(call_default_factory=True)
    if default is None or default is PydanticUndefined:
        return "none"
    if isinstance(default, BaseModel):
        return "see there"
    return f"`{_escape(str(default))}`" if default != "" else "empty"


def _escape(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    (DOCS / "configuration.md").write_text(write(), encoding="utf-8")
