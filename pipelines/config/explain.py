"""Validation errors of a configuration as messages that a user can act on."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from pipelines.errors import quote

# Number of settings that a hint names at most.
FEW = 4
# Similarity of a misspelling to the name of a setting in any section.
ALIKE = 0.7
# Advice on a missing setting.
GIVE = "give it in the configuration, in the form or on the command line"


def explain(error: ValidationError, model: type[BaseModel], give: str = GIVE) -> str:
    """Return one line per mistake: the expected and the given value; for an unknown key, the nearest valid one.

    give  what to do about a setting that is missing
    """
    return "\n".join(_explain_one(mistake, model, give) for mistake in error.errors())


def list_keys(model: type[BaseModel]) -> Iterator[str]:
    """Yield the dotted names of all sections and settings of a model, in the order declared.

    >>> class Shape(BaseModel):
    ...     sides: int
    >>> class Drawing(BaseModel):
    ...     title: str
    ...     shape: Shape | None
    >>> list(list_keys(Drawing))
    ['title', 'shape', 'shape.sides']
    """
    for name, field in model.model_fields.items():
        yield name
        below = model_in(field.annotation)
        if below is not None:
            yield from (f"{name}.{key}" for key in list_keys(below))


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model that an annotation names, also in a tuple or beside None; None for a plain value."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in get_args(annotation) if (found := model_in(each)) is not None), None)


def suggest(key: str, model: type[BaseModel]) -> str:
    """Return a hint at the settings that an unknown dotted key may mean.

    In order: settings of this name in another section, the nearest name in the same section, the nearest names of all.
    """
    *sections, name = key.split(".")
    keys = list(list_keys(model))
    if same := [known for known in keys if known.split(".")[-1] == name]:
        return f"did you mean {_either(same)}?"
    beside = sorted(_fields(model, sections))
    if near := difflib.get_close_matches(name, beside, n=1):
        return f"did you mean {near[0]!r}?"
    leaves = {known.split(".")[-1] for known in keys}
    if close := difflib.get_close_matches(name, sorted(leaves), n=1, cutoff=ALIKE):
        return f"did you mean {_either([known for known in keys if known.split('.')[-1] == close[0]])}?"
    if not (sections and beside) and (whole := difflib.get_close_matches(key, keys, n=1)):
        return f"did you mean {whole[0]!r}?"
    return f"known keys: {', '.join(beside)}" if beside else "remove it"


def _explain_one(mistake: Mapping[str, Any], model: type[BaseModel], give: str) -> str:
    location = [str(step) for step in mistake["loc"]]
    key = ".".join(location)
    if mistake["type"] == "extra_forbidden":
        return f"unknown key {key!r}: {suggest(key, model)}"
    if mistake["type"] == "missing":
        return f"{key!r} is required: {give}"
    said = mistake["msg"].removeprefix("Value error, ")
    if not location:
        return said  # it concerns several keys, which it names
    field = _field(model, location)
    if mistake["type"] == "string_pattern_mismatch" and field and field.description:  # its meaning, not the pattern
        said = f"expected {field.description[0].lower()}{field.description[1:].rstrip('.')}"
    message = f"{key!r}: {said[0].lower()}{said[1:]}"
    # The value of a notifier may be a secret; a message of ours has the value already.
    return message if location[0] == "notify" or ", got " in said else f"{message}, got {quote(mistake['input'])}"


def _field(model: type[BaseModel], path: Sequence[str]) -> FieldInfo | None:
    """Return the field at a path of keys and indexes; None if there is none."""
    *sections, name = path
    fields = _fields(model, sections)
    return fields[name] if isinstance(fields, Mapping) and name in fields else None


def _fields(model: type[BaseModel], path: Sequence[str]) -> Iterable[str]:
    for step in path:
        if step.isdecimal():  # index in a list
            continue
        below = model_in(model.model_fields[step].annotation) if step in model.model_fields else None
        if below is None:
            return []
        model = below
    return model.model_fields


def _either(keys: Sequence[str]) -> str:
    return " or ".join(map(repr, keys[:FEW]))
