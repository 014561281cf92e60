"""Settings with their meaning, from the models: for commands that show them, and for a file to start from."""

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import BaseModel

from pipelines.config.files import find_config, read_yaml
from pipelines.config.run import RunConfig, check_config, read_tree
from pipelines.redact import redact

# The config whose values a starter file has, and the input that this one leaves open.
STARTER, STARTER_INPUT = "news", {"input": "news.jsonl"}
WIDTH = 110
HEAD = """\
# A configuration of Spindle: give its path as --config. It loads as it is. Change what differs; a setting that is
# commented out keeps the default shown. `spindle config show --config FILE` prints what a file comes to.
"""


@dataclass(frozen=True)
class Setting:
    """A setting of a model: its dotted key, its value and its meaning.

    is_default  True if the value is the default
    """

    key: str
    value: Any
    is_default: bool
    meaning: str


def list_settings(model: BaseModel) -> Iterator[Setting]:
    """Yield every setting of a model and of the models in it, in the order declared."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from (
                Setting(f"{name}.{below.key}", below.value, below.is_default, below.meaning)
                for below in list_settings(value)
            )
        else:
            plain = model.model_dump(mode="json", include={name})[name]
            is_default = not field.is_required() and value == field.get_default(call_default_factory=True)
            yield Setting(name, plain, is_default, field.description or "")


def write_value(value: Any) -> str:
    """Return a value as YAML on one line.

    >>> write_value({"light": 2.0}), write_value(None), write_value([]), write_value("a: b")
    ('{light: 2.0}', 'null', '[]', "'a: b'")
    """
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10**6, sort_keys=False)
    return text.removesuffix("...\n").strip()


def resolve_config(name: str | None, settings: list[str]) -> str:
    """Return a config as YAML with all of its defaults; a required key that it leaves open is a comment.

    The secrets of addresses are left out.
    """
    tree = read_tree(name, settings)
    missing = [key for key, field in RunConfig.model_fields.items() if field.is_required() and key not in tree]
    filled = tree | {key: 0 if key == "seed" else "open" for key in missing}
    resolved = check_config(filled).model_dump(mode="json", exclude=set(missing))
    how = "required: give it in the file, with --set, or as an option of `spindle build`"
    notes = "".join(f"# {key}: {how}\n" for key in missing)
    return notes + yaml.safe_dump(redact(resolved), sort_keys=False, allow_unicode=True, width=WIDTH)


def starter_text() -> str:
    """Return a configuration to start from: every setting with its meaning and its default."""
    tree = redact(STARTER_INPUT | read_yaml(find_config(STARTER, "corpora")))
    lines = [HEAD]
    for key, value in check_config(tree):
        if isinstance(value, BaseModel):
            lines += [_comment(type(value).__doc__ or ""), f"{key}:"]
            lines += _describe(value, tree.get(key) or {}, indent="  ")
            lines.append("")
    top = _describe(check_config(tree), tree, indent="")
    return "\n".join([lines[0], *top, "", *lines[1:]]).rstrip("\n") + "\n"


def _describe(model: BaseModel, given: Mapping[str, Any], *, indent: str) -> list[str]:
    """The settings of one section, and of those in it; without indent, those of the run beside its sections.

    Settings that are not given are commented out.
    """
    lines = []
    for setting in list_settings(model):
        if "." not in setting.key:
            is_given = setting.key in given
            value = write_value(given[setting.key] if is_given else setting.value)
            lines += [_comment(setting.meaning, indent), f"{indent}{'' if is_given else '#'}{setting.key}: {value}"]
    for key, value in model if indent else ():
        if isinstance(value, BaseModel):
            lines += [_comment(type(value).__doc__ or "", indent), f"{indent}{'' if key in given else '#'}{key}:"]
            lines += _describe(value, given.get(key) or {}, indent=f"{indent}  ")
    return lines


def _comment(text: str, indent: str = "") -> str:
    start = f"{indent}# "
    return textwrap.fill(" ".join(text.split()), WIDTH, initial_indent=start, subsequent_indent=start)
