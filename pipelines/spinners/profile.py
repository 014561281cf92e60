"""A profile, the settings of one spinner: a YAML file in configs/profiles/, checked when it is loaded.

`translate` maps the fields, by their names, to the engine's rules and the lexicon's selection.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import AliasChoices, Field, ValidationError, ValidationInfo, field_validator, model_validator

from pipelines.config.explain import explain
from pipelines.config.files import find_config, read_yaml
from pipelines.config.section import Section, Share
from pipelines.engine.rules import Casing
from pipelines.errors import ConfigError
from pipelines.spinners.mixture import Factor, Mixture, Spread
from pipelines.spinners.nlpaug.step import Augmenter
from schemas import OPTIONAL_ORIGINS, ORIGINS


class Protect(Section):
    """The words that a spinner leaves alone."""

    names: Literal["all", "known", "none"] = Field(
        "all",
        description="Name-like words: capitalised words inside a sentence, names of the gazetteer at its start (Terry "
        "Lee said), and words in ALL CAPS. In lines in Title Case only names of the gazetteer are name-like. all: all "
        "of them, but for single homographs if `homographs` is true; "
        "known: only the persons, places and other names of the gazetteer, so that names made of common words are "
        "swapped (White House -> White Home); none: no names. true means all, false means none. Words in ALL CAPS in a "
        "line that has small letters are left alone with each of them. The small words inside "
        "names are left alone with all and known (Osama bin Laden, al-Qaeda, Ban Ki-moon).",
    )
    quotations: bool = Field(
        False,
        description='Words between quotation marks, straight (") or curly (“ ”), in one line: at the end of a line a '
        "quotation counts as closed. Single marks are apostrophes.",
    )
    hyphenated: bool = Field(False, description="Parts of hyphenated words, whatever kind of hyphen joins them.")
    headline: bool = Field(
        False,
        description="The headline of an article that has one; in a bare text (`spindle spin`) the first line, if an "
        "empty line follows it.",
    )
    entities: bool = Field(
        False,
        description="Persons, places, organisations, works and the like that spaCy finds (not dates and numbers), in "
        "addition to `names`; about 11,000 words/s per core. `make entities` installs spaCy.",
    )
    glossary: tuple[str, ...] = Field((), description="Words and phrases that are never swapped, in any case.")

    @field_validator("names", mode="before")
    @classmethod
    def _read_switch(cls, value: Any) -> Any:
        return {True: "all", False: "none"}.get(value, value) if isinstance(value, bool) else value


class Profile(Section):
    """One spinner. URLs, e-mail addresses, handles, and numbers that no table has are never swapped."""

    name: str = Field(
        pattern=r"^[a-z0-9][a-z0-9_]*$",
        description="Name of the profile, of a-z, 0-9 and _; by default that of its file.",
    )
    imitates: str = Field(description="The spinner that the profile imitates, and the evidence for it.")

    # The candidates.
    lexicon: str = Field("english", description="A compiled lexicon in configs/lexicons/.")
    learned: tuple[str, ...] = Field(
        (),
        description="Tables learned from samples: names in configs/lexicons/learned/, or paths to .tsv files, relative "
        "to the profile's folder.",
    )
    # "sources" is the key's former name, still accepted.
    origins: dict[str, Factor] = Field(
        {},
        validation_alias=AliasChoices("origins", "sources"),
        description="Factors on the weights of the candidates of an origin (a table of the lexicon), 0 to leave the "
        f"origin out: {', '.join(ORIGINS)}. The last {len(OPTIONAL_ORIGINS)} are used only if they are named here or "
        "in a mixture.",
    )
    sharpness: float = Field(
        1.0,
        gt=0,
        le=10,
        description="Exponent on the weights: above 1 the best candidates are chosen more often, below 1 less often.",
    )
    frequency: float = Field(
        0.0,
        ge=-3,
        le=3,
        description="Preference for common candidates: weights are multiplied by 10 ** (frequency * zipf).",
    )
    min_zipf: float = Field(
        0.0, ge=0, le=8, description="Leave out rarer candidates (zipf: log10 of occurrences in a billion words)."
    )
    top: int = Field(100, ge=1, le=255, description="Choose among this many of a unit's best candidates.")
    numbers: Literal["none", "words", "both"] = Field(
        "none",
        description="Swap numbers. words: words to digits (the two -> the 2); both: digits to words too (1 -> one), "
        "but for those of money, shares and codes ($2, 2%, 2-1). The million of 2 million is left alone.",
    )
    homographs: bool = Field(
        True,
        description="Use candidates that fit only another sense of the word, too (May 10 -> Also can just 10); a "
        "single name-like word that is such a homograph is then not protected.",
    )
    careful: bool = Field(
        False,
        description="Only candidates that surely agree with the unit in part of speech and inflection, and have no "
        "wrong a or an inside.",
    )

    mixture: Mixture | None = Field(
        None,
        description="Draw a different spinner for each text from these ranges; they override the fields of the same "
        "names.",
    )

    # Rate and distribution of the swaps.
    rate: Share = Field(description="Share of an article's words that are swapped.")
    rate_spread: Share = Field(0.0, description="Standard deviation of the rate over articles.")
    passes: tuple[Share, ...] = Field((1.0,), description="Share of the rate for each pass over the text; sum 1.")
    again: Share = Field(0.0, description="Share of the already swapped words that each later pass swaps again.")
    every: int = Field(
        0, ge=0, le=100, description="At most one swap in each run of this many words; 0 and 1: no such limit."
    )
    phrases: Factor = Field(
        1.0, description="Factor on the lexicon's propensity to swap phrases; 0: swap single words only."
    )
    entities: Factor = Field(
        1.0, description="Factor on the propensity to swap name-like words that are not protected."
    )
    min_letters: int = Field(3, ge=1, description="Shorter words are not swapped on their own.")
    consistency: Share = Field(
        0.0, description="Share of an article's units that get the same replacement at each swap."
    )
    skipping: Share = Field(
        1.0,
        description="Share of an article's units whose occurrences are swapped or left one by one; of the other units "
        "all occurrences are swapped, or none.",
    )
    casing: Casing = Field(
        "copy",
        description="copy: a replacement takes the case of the original (if each of several words has a capital, as in "
        "New Zealand, each word gets one); lower: it stays in lower case; title: as copy, and every second replacement "
        "gets a capital even inside a sentence. Words that are not swapped keep their case.",
    )
    repair_articles: bool = Field(False, description="Correct a and an, one space before a replacement.")
    protect: Protect = Protect()
    engine: Literal["spindle", "nlpaug"] = Field(
        "spindle",
        description="nlpaug: a flow of nlpaug augmenters writes the text, slowly; of the other settings only rate, "
        "rate_spread, min_letters and protect apply.",
    )
    flow: tuple[Augmenter, ...] = Field((), description="The augmenters of `engine: nlpaug`, in the order they run.")
    sentence_spread: Spread = Field(
        0.0,
        description="Standard deviation, in doublings, of the propensity from sentence to sentence; the rate of the "
        "article stays exact.",
    )
    function_words: Factor = Field(
        1.0,
        description="Factor on the lexicon's propensity to swap function words (`in`, `because`); not applied to the "
        "other habits of a mixture.",
    )

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

    @field_validator("origins")
    @classmethod
    def _origins_are_known(cls, value: dict[str, float]) -> dict[str, float]:
        _check_origins(value)
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
        _check_origins(self.mixture.origins)
        _check_origins(self.mixture.only)
        # Ranges that the configuration names and that the other fields make impossible.
        asked = {name for name in self.mixture.model_fields_set if getattr(self.mixture, name) not in (0, (0, 0))}
        if "digits" in asked and self.numbers != "both":
            raise ValueError(f"expected numbers: both, since mixture.digits is above 0, got {self.numbers}")
        if "homographs" in asked and not self.homographs:
            raise ValueError("expected homographs: true, since mixture.homographs is above 0, got false")
        if "again" in asked and len(self.passes) == 1:
            raise ValueError("expected several passes, since mixture.again is above 0, got one")
        return self


def _check_origins(names: Collection[str]) -> None:
    if unknown := sorted(set(names) - set(ORIGINS)):
        raise ValueError(f"expected origins among {', '.join(ORIGINS)}, got {unknown[0]!r}")


def beside(path: Path, table: Any) -> Any:
    """Return a table's path relative to the YAML file that names it; return anything else unchanged."""
    return str(path.parent.absolute() / table) if isinstance(table, str) and table.endswith(".tsv") else table


def load_profile(name: str) -> Profile:
    """Return the profile `name` of configs/profiles/, or the one at a path to a YAML file; raises ConfigError."""
    path = find_config(name, "profiles")
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
        raise ConfigError(f"{path.name}: {explain(error, Profile, 'give it in the file')}") from error
