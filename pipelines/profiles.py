"""How one spinner writes: a YAML file in configs/profiles/, checked when it is loaded."""

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, ValidationInfo, field_validator

from pipelines.config import Section, explain, find_yaml, read_yaml
from pipelines.errors import ConfigError

Rate = Annotated[float, Field(ge=0, le=1)]


class Protect(Section):
    """What a spinner leaves alone."""

    names: bool = Field(True, description="Capitalised words that are not the first of a sentence, and ALL CAPS.")
    quotations: bool = Field(False, description="Words between quotation marks.")
    hyphenated: bool = Field(False, description="Parts of hyphenated words.")
    glossary: tuple[str, ...] = Field((), description="Words and phrases that are never swapped, in any case.")


class Augmenter(Section):
    """One step of a flow of nlpaug augmenters."""

    augmenter: str = Field(description="A word or character augmenter of nlpaug, such as SynonymAug or KeyboardAug.")
    settings: dict[str, Any] = Field(
        {}, description="Settings of its constructor, but those that say how many words change: that is the rate's."
    )
    chance: Rate = Field(1.0, description="Share of the texts that it is run on, as nlpaug's Sometimes does.")


class Profile(Section):
    """One spinner. Numbers with a digit, URLs, e-mail addresses and handles are never swapped."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_]*$")
    imitates: str = Field(description="What it imitates, and from what evidence.")
    lexicon: str = Field("english", description="A compiled lexicon in configs/lexicons/.")
    rate: Rate = Field(description="Share of an article's words that are swapped.")
    phrases: bool = Field(True, description="Swap phrases as units of their own; else single words only.")
    top: int = Field(20, ge=1, le=255, description="Choose among this many of a unit's best candidates.")
    min_letters: int = Field(3, ge=1, description="Shorter words are not swapped on their own.")
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


def load_profile(name: str) -> Profile:
    """The profile `name` of configs/profiles/, or of a path to a YAML file; raises ConfigError."""
    path = find_yaml(name, "profiles")
    try:
        return Profile.model_validate({"name": path.stem, **read_yaml(path)})
    except ValidationError as error:
        raise ConfigError(f"{path.name}: {explain(error, Profile)}") from error
