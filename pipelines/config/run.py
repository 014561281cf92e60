"""The configuration of a run: the sections of all stages in one `RunConfig`, and functions to load it.

Defaults live in the sections. A YAML file in configs/corpora/ states only the differences; its sections are named after
the stages. An unknown key is an error that names the nearest valid one.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from pydantic import BaseModel, Field, ValidationError, model_validator

from pipelines.config.explain import explain
from pipelines.config.files import find_config, parse_yaml, read_yaml
from pipelines.config.ingest import IngestArticles
from pipelines.config.negatives import Negatives
from pipelines.config.notify import Notify
from pipelines.config.schedule import Schedule, check_filled
from pipelines.config.section import Section
from pipelines.config.stages import (
    AuditCorpus,
    GroupDuplicates,
    ProbeCorpus,
    PublishRelease,
    SpinArticles,
    ValidatePairs,
)
from pipelines.errors import ConfigError
from pipelines.storage.places import Place, open_place

# The input that `spindle build` reads from its own stdin, as lines of JSON.
STDIN = "-"
# Characters of a setting that a message quotes.
LONGEST = 60


class RunConfig(Section):
    """All settings of a run."""

    dataset: str = Field(
        pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$",
        description="Name of the dataset, and of its folder in the output folder: at most 63 of a-z, 0-9, _ and -, the "
        "first a letter or digit.",
    )
    input: str = Field(min_length=1, description="File, folder, glob or URI (hf://, s3://, https://) of clean news.")
    output: str = Field(
        min_length=1, description="Folder that holds the datasets, or its address (s3://, gs://, az://)."
    )
    seed: int = Field(
        ge=0,
        lt=1 << 63,
        description="Seed of all random choices: the same input, configuration and seed give the same bytes.",
    )
    ingest_articles: IngestArticles = IngestArticles()
    group_duplicates: GroupDuplicates = GroupDuplicates()
    spin_articles: SpinArticles = SpinArticles()
    validate_pairs: ValidatePairs = ValidatePairs()
    audit_corpus: AuditCorpus = AuditCorpus()
    probe_corpus: ProbeCorpus = ProbeCorpus()
    publish_release: PublishRelease = PublishRelease()
    notify: Notify = Notify()
    schedule: Schedule = Schedule()
    negatives: Negatives = Negatives()

    @model_validator(mode="before")
    @classmethod
    def _empty_sections_are_defaults(cls, tree: Any) -> Any:
        """A section of which all settings are commented out is null in YAML."""
        sections = {name for name, field in cls.model_fields.items() if isinstance(field.default, BaseModel)}
        is_tree = isinstance(tree, dict)
        return {key: each for key, each in tree.items() if each is not None or key not in sections} if is_tree else tree

    @model_validator(mode="after")
    def _unseen_has_words(self) -> Self:
        if self.group_duplicates.test_unseen and not self.spin_articles.held_out:
            raise ValueError(
                "expected spin_articles.held_out above 0, since group_duplicates.test_unseen is a split of held-out "
                "replacements: set both to 0, or neither"
            )
        return self

    @model_validator(mode="after")
    def _landing_files_settle(self) -> Self:
        if self.schedule.landing and not self.ingest_articles.settle_seconds:
            raise ValueError(
                "expected ingest_articles.settle_seconds above 0 for schedule.landing, so that no file is read while "
                "it arrives: set it, for example to 30"
            )
        return self

    @property
    def held_out(self) -> float:
        """Share of the words that are held out; 0 without a test_unseen split."""
        return self.spin_articles.held_out if self.group_duplicates.test_unseen else 0.0

    @property
    def dataset_folder(self) -> Place:
        """`<output>/<dataset>`, the folder of releases, work/, rejects/ and quarantine/."""
        return open_place(self.output) / self.dataset


def load_config(name: str, settings: Iterable[str] = (), **values: Any) -> RunConfig:
    """Return the config `name` (in configs/corpora/, or a path to a YAML file) with changes on top.

    settings  strings such as "spin_articles.rate=0.1" or "spin_articles.profiles=[light]"; values are YAML
    values    top-level keys (input, output, seed, dataset); None: no change
    Raises ConfigError that names the key, the expected value and the nearest valid key.
    """
    return check_config(read_tree(name, settings, **values))


def read_tree(name: str | None, settings: Iterable[str] = (), **values: Any) -> dict[str, Any]:
    """Return the same as a mapping that is not checked yet; without a name, the changes alone."""
    tree = {} if name is None else read_yaml(find_config(name, "corpora"))
    tree.update({key: value for key, value in values.items() if value is not None})
    for setting in settings:
        _set(tree, setting)
    return tree


def check_config(tree: Mapping[str, Any]) -> RunConfig:
    """Return the RunConfig of a mapping; raises ConfigError."""
    check_filled(tree)
    try:
        return RunConfig.model_validate(tree)
    except ValidationError as error:
        raise ConfigError(explain(error, RunConfig)) from error


def _set(tree: dict[str, Any], setting: str) -> None:
    path, separator, text = setting.partition("=")
    if not separator or not path.strip():
        raise ConfigError(f"expected --set KEY=VALUE, such as spin_articles.rate=0.1, got {setting!r}")
    *sections, key = path.strip().split(".")
    for section in sections:
        if tree.get(section) is None:
            tree[section] = {}
        tree = tree[section]
        if not isinstance(tree, dict):
            raise ConfigError(f"expected {path!r} to name a setting, but {section!r} is a value, not a section")
    tree[key] = parse_yaml(text, f"in --set {setting[:LONGEST]!r}")
