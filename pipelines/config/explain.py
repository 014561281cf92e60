"""Validation errors of a configuration as messages that a user can act on."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError


def explain(error: ValidationError, model: type[BaseModel]) -> str:
    """Return one line per mistake: the expected and the given value; for an unknown key, the nearest valid one."""
    return "\n".join(_explain_one(mistake, model) for mistake in error.errors())


def _explain_one(mistake: Mapping[str, Any], model: type[BaseModel]) -> str:
    location = [str(step) for step in mistake["loc"]]
    key = ".".join(location)
    if mistake["type"] == "extra_forbidden":
        known = sorted(_fields(model, location[:-1]))
        nearest = difflib.get_close_matches(location[-1], known, n=1)
        hint = f"did you mean {nearest[0]!r}?" if nearest else f"known keys: {', '.join(known)}"
        return f"unknown key {key!r}: {hint}"
    if mistake["type"] == "missing":
        return f"{key!r} is required: add it to the configuration or give it on the command line"
    if not location:
        return mistake["msg"].removeprefix("Value error, ")  # it concerns several keys, which it names
    message = f"{key!r}: {mistake['msg'][0].lower()}{mistake['msg'][1:]}"
    # The value of a notifier may be a secret.
    return message if location[0] == "notify" else f"{message}, got {mistake['input']!r}"


def _fields(model: type[BaseModel], path: list[str]) -> Iterable[str]:
    for step in path:
        if step.isdecimal():  # index in a list
            continue
        annotation: Any = model.model_fields[step].annotation if step in model.model_fields else None
        if get_origin(annotation) is tuple:
            annotation = get_args(annotation)[0]
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return []
        model = annotation
    return model.model_fields
