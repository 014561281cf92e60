"""What a run is asked to do: the sections of all stages in one `RunConfig`, and how it is loaded.

Defaults live in the sections. A YAML file in configs/corpora/ states only what differs; its
sections are named as the stages. An unknown key is an error that names the nearest valid one.
"""

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self, get_args, get_origin

import yaml
from pydantic import BaseModel, Field, ValidationError, model_validator

from pipelines.errors import ConfigError
from pipelines.notify import Notify
from pipelines.sections import (
    AuditCorpus,
    GroupDuplicates,
    IngestArticles,
    PublishRelease,
    Section,
    SpinArticles,
    ValidatePairs,
)
from pipelines.storage import local_folder

CONFIGS = Path(__file__).resolve().parents[1] / "configs"


class RunConfig(Section):
    """Everything a run depends on."""

    dataset: str = Field(
        pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$", description="Name of the dataset: the folder below the output."
    )
    input: str = Field(min_length=1, description="File, folder, glob or URI of clean news.")
    output: str = Field(min_length=1, description="Folder that holds the datasets.")
    seed: int = Field(ge=0, lt=1 << 63, description="Same input, configuration and seed: same bytes.")
    ingest_articles: IngestArticles = IngestArticles()
    group_duplicates: GroupDuplicates = GroupDuplicates()
    spin_articles: SpinArticles = SpinArticles()
    validate_pairs: ValidatePairs = ValidatePairs()
    audit_corpus: AuditCorpus = AuditCorpus()
    publish_release: PublishRelease = PublishRelease()
    notify: Notify = Notify()

    @model_validator(mode="after")
    def _unseen_has_words(self) -> Self:
        if self.group_duplicates.test_unseen and not self.spin_articles.held_out:
            raise ValueError(
                "expected spin_articles.held_out above 0, since group_duplicates.test_unseen is a split of held-out "
                "replacements: set both to 0, or neither"
            )
        return self

    @property
    def held_out(self) -> float:
        """Share of the words that are held out; 0 where there is no split that would have them."""
        return self.spin_articles.held_out if self.group_duplicates.test_unseen else 0.0

    @property
    def dataset_folder(self) -> Path:
        """`<output>/<dataset>`: releases, work/, rejects/ and quarantine/ lie here."""
        return local_folder(self.output) / self.dataset


def load_config(name: str, settings: Iterable[str] = (), **values: Any) -> RunConfig:
    """The config `name` (of configs/corpora/, or a path to a YAML file) with changes on top.

    settings  strings such as "spin_articles.rate=0.1" or "spin_articles.profiles=[light]"; values are YAML
    values    top-level keys (input, output, seed, dataset); None is no change
    Raises ConfigError that names the key, what was expected and the nearest valid key.
    """
    tree = read_yaml(find_yaml(name, "corpora"))
    tree.update({key: value for key, value in values.items() if value is not None})
    for setting in settings:
        _set(tree, setting)
    return check_config(tree)


def check_config(tree: Mapping[str, Any]) -> RunConfig:
    """Check a configuration that is already a mapping."""
    try:
        return RunConfig.model_validate(tree)
    except ValidationError as error:
        raise ConfigError(explain(error, RunConfig)) from error


def find_yaml(name: str, folder: str) -> Path:
    """The path of `name` in configs/`folder`, or `name` itself if it is a path to a YAML file."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else CONFIGS / folder / f"{name}.yaml"
    if path.is_file():
        return path
    known = sorted(found.stem for found in (CONFIGS / folder).glob("*.yaml"))
    nearest = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {nearest[0]!r}?" if nearest else f"known: {', '.join(known)}"
    raise ConfigError(f"expected {name!r} to be a file in configs/{folder}/ or a path to a .yaml file; {hint}")


def read_yaml(path: Path) -> dict[str, Any]:
    try:
        tree = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError) as error:
        raise ConfigError(f"expected YAML in {path}, but {error}") from error
    if not isinstance(tree, dict):
        raise ConfigError(f"expected {path} to hold 'key: value' lines, got a {type(tree).__name__}")
    return tree


def _set(tree: dict[str, Any], setting: str) -> None:
    path, separator, text = setting.partition("=")
    if not separator or not path.strip():
        raise ConfigError(f"expected --set KEY=VALUE, such as spin_articles.rate=0.1, got {setting!r}")
    *sections, key = path.strip().split(".")
    for section in sections:
        tree = tree.setdefault(section, {})
        if not isinstance(tree, dict):
            raise ConfigError(f"expected {path!r} to name a setting, but {section!r} is a value, not a section")
    try:
        tree[key] = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigError(f"expected a YAML value in --set {setting!r}, but {error}") from error


def explain(error: ValidationError, model: type[BaseModel]) -> str:
    """What was expected and what came, one line a mistake, with the nearest key for an unknown one."""
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
        return mistake["msg"].removeprefix("Value error, ")  # it is about several keys, and names them
    says = f"{key!r}: {mistake['msg'][0].lower()}{mistake['msg'][1:]}"
    return says if location[0] == "notify" else f"{says}, got {mistake['input']!r}"  # that may be a secret


def _fields(model: type[BaseModel], path: list[str]) -> Iterable[str]:
    for step in path:
        if step.isdecimal():  # a place in a list
            continue
        annotation: Any = model.model_fields[step].annotation if step in model.model_fields else None
        if get_origin(annotation) is tuple:
            annotation = get_args(annotation)[0]
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return []
        model = annotation
    return model.model_fields
