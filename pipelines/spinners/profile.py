"""How one spinner writes: a YAML file in configs/profiles/, checked when it is loaded."""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator

from pipelines.config.explain import explain
from pipelines.config.files import find_yaml, read_yaml
from pipelines.config.stages import Section
from pipelines.errors import ConfigError
from pipelines.spinners.mixture import Mixture
from pipelines.spinners.nlpaug.step import Augmenter
from schemas import SOURCES

Rate = Annotated[float, Field(ge=0, le=1)]
Factor = Annotated[float, Field(ge=0, le=100)]


class Protect(Section):
    """What a spinner leaves alone."""

    names: Literal["all", "known", "none"] = Field(
        "all",
        description="Name-like words: capitalised ones that are not the first of a sentence, and ALL CAPS. all: every "
        "one; known: persons, places and other names of the gazetteer, so that names made of common words are hit "
        "(White House -> White Home); none. true and false mean all and none.",
    )
    quotations: bool = Field(False, description="Words between quotation marks.")
    hyphenated: bool = Field(False, description="Parts of hyphenated words.")
    headline: bool = Field(
        False,
        description="The headline, where the article has one; of a text alone (`spindle spin`) the first line, if an "
        "empty one is below it.",
    )
    entities: bool = Field(
        False,
        description="Persons, places, organisations, works and the like that spaCy finds (dates and numbers are not "
        "among them), besides the names above: at some 11,000 words/s a core; `make entities` installs it.",
    )
    glossary: tuple[str, ...] = Field((), description="Words and phrases that are never swapped, in any case.")

    @field_validator("names", mode="before")
    @classmethod
    def _read_switch(cls, value: Any) -> Any:
        return {True: "all", False: "none"}.get(value, value) if isinstance(value, bool) else value


class Profile(Section):
    """One spinner. URLs, e-mail addresses, handles, and numbers that no table has are never swapped."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_]*$")
    imitates: str = Field(description="What it imitates, and from what evidence.")

    # What it may put.
    lexicon: str = Field("english", description="A compiled lexicon in configs/lexicons/.")
    learned: tuple[str, ...] = Field(
        (),
        description="Tables learned from samples, in configs/lexicons/learned/, or paths to .tsv files, seen from the "
        "profile's folder.",
    )
    sources: dict[str, Factor] = Field(
        {},
        description=f"Factors on the weights of the candidates that a source has, 0 for none: {', '.join(SOURCES)}.",
    )
    sharpness: float = Field(
        1.0,
        gt=0,
        le=10,
        description="Exponent on the weights: above 1 the best candidates come oftener, below 1 rarer.",
    )
    frequency: float = Field(
        0.0, ge=-3, le=3, description="Liking for common candidates: weights grow by 10 ** (frequency * zipf)."
    )
    min_zipf: float = Field(
        0.0, ge=0, le=8, description="Rarer candidates (zipf: log10 per billion words) are left out."
    )
    top: int = Field(100, ge=1, le=255, description="Choose among this many of a unit's best candidates.")
    numbers: Literal["none", "words", "both"] = Field(
        "none", description="Numbers: words become digits (the two -> the 2), or both ways (1 -> one)."
    )
    homographs: bool = Field(
        True, description="Put for words of several senses what only another sense allows (May 10 -> Also can just 10)."
    )
    careful: bool = Field(
        False, description="Only candidates that surely agree with the unit in part of speech and inflection."
    )

    mixture: Mixture | None = Field(
        None, description="Draw a spinner of its own for each text, from these ranges; what they name here gives way."
    )

    # How much, and where.
    rate: Rate = Field(description="Share of an article's words that are swapped.")
    rate_spread: Rate = Field(0.0, description="Standard deviation of the rate over articles.")
    passes: tuple[Rate, ...] = Field((1.0,), description="Sweeps over the text: the share of the rate of each; sum 1.")
    again: Rate = Field(0.0, description="Share of the words already swapped that each later pass hits again.")
    every: int = Field(0, ge=0, le=100, description="At most one swap in so many words in a row; 0 and 1: anywhere.")
    phrases: Factor = Field(
        1.0, description="How readily phrases are swapped, against the lexicon's say; 0: words only."
    )
    entities: Factor = Field(1.0, description="How readily name-like words are swapped that are not protected.")
    min_letters: int = Field(3, ge=1, description="Shorter words are not swapped on their own.")
    consistency: Rate = Field(0.0, description="Share of an article's units that get one candidate throughout.")
    skipping: Rate = Field(
        1.0,
        description="Share of an article's units whose occurrences are swapped or skipped one by one, not together.",
    )
    casing: Literal["copy", "lower"] = Field(
        "copy", description="Copy the case of what is replaced, or leave lower case."
    )
    repair_articles: bool = Field(False, description="Mend a and an before a swap.")
    protect: Protect = Protect()
    engine: Literal["spindle", "nlpaug"] = Field(
        "spindle",
        description="nlpaug: a flow of its augmenters writes, slowly; then only rate, min_letters and protect count.",
    )
    flow: tuple[Augmenter, ...] = Field((), description="The augmenters of `engine: nlpaug`, run one after the other.")

    @field_validator("flow")
    @classmethod
    def _flow_is_for_nlpaug(cls, value: tuple[Augmenter, ...], info: ValidationInfo) -> tuple[Augmenter, ...]:
        engine = info.data.get("engine")
        if engine == "nlpaug" and not value:
            raise ValueError("expected at least one augmenter for engine: nlpaug, such as {augmenter: KeyboardAug}")
        if engine == "spindle" and value:
            raise ValueError("expected a flow only for engine: nlpaug")
        return value

    @field_validator("learned", mode="before")
    @classmethod
    def _take_one(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator("sources")
    @classmethod
    def _sources_are_known(cls, value: dict[str, float]) -> dict[str, float]:
        _check_sources(value)
        return value

    @model_validator(mode="after")
    def _passes_add_up(self) -> Self:
        if not self.passes or abs(sum(self.passes) - 1) > 1e-6:
            raise ValueError(f"expected the shares of the passes to add up to 1, got {list(self.passes)}")
        return self

    @model_validator(mode="after")
    def _mixture_makes_sense(self) -> Self:
        if self.mixture is None:
            return self
        if self.engine != "spindle":
            raise ValueError(f"expected a mixture only for engine: spindle, got one for engine: {self.engine}")
        _check_sources(self.mixture.sources)
        # What is asked for, by name, though no spinner could do it.
        asked = {name for name in self.mixture.model_fields_set if getattr(self.mixture, name) not in (0, (0, 0))}
        if "digits" in asked and self.numbers != "both":
            raise ValueError(f"expected numbers: both, as the mixture has digits to swap, got {self.numbers}")
        if "homographs" in asked and not self.homographs:
            raise ValueError("expected homographs: true, as the mixture has homographs to swap, got false")
        if "again" in asked and len(self.passes) == 1:
            raise ValueError("expected several passes, as the mixture has spinners that swap again, got one")
        return self


def _check_sources(names: Collection[str]) -> None:
    if unknown := sorted(set(names) - set(SOURCES)):
        raise ValueError(f"expected sources among {', '.join(SOURCES)}; {unknown[0]!r} is none")


def beside(path: Path, table: Any) -> Any:
    """A table's path, from the folder of the YAML that names it; anything else as it is."""
    return str(path.parent.absolute() / table) if isinstance(table, str) and table.endswith(".tsv") else table


def load_profile(name: str) -> Profile:
    """The profile `name` of configs/profiles/, or of a path to a YAML file; raises ConfigError."""
    path = find_yaml(name, "profiles")
    tree = {"name": path.stem, **read_yaml(path)}
    if isinstance(tree.get("learned"), str | list):
        tables = [tree["learned"]] if isinstance(tree["learned"], str) else tree["learned"]
        tree["learned"] = [beside(path, table) for table in tables]
    mixture = tree.get("mixture")
    if isinstance(mixture, dict) and isinstance(mixture.get("habits"), dict):
        habits = {beside(path, table): weight for table, weight in mixture["habits"].items()}
        tree["mixture"] = {**mixture, "habits": habits}
    try:
        return Profile.model_validate(tree)
    except ValidationError as error:
        raise ConfigError(f"{path.name}: {explain(error, Profile)}") from error
