"""How one spinner writes: a YAML file in configs/profiles/, checked when it is loaded."""

from typing import Annotated

from pydantic import Field, ValidationError

from pipelines.config import Section, explain, find_yaml, read_yaml
from pipelines.errors import ConfigError

Rate = Annotated[float, Field(ge=0, le=1)]


class Protect(Section):
    """What a spinner leaves alone."""

    names: bool = Field(True, description="Capitalised words that are not the first of a sentence, and ALL CAPS.")
    quotations: bool = Field(False, description="Words between quotation marks.")
    hyphenated: bool = Field(False, description="Parts of hyphenated words.")
    glossary: tuple[str, ...] = Field((), description="Words and phrases that are never swapped, in any case.")


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


def load_profile(name: str) -> Profile:
    """The profile `name` of configs/profiles/, or of a path to a YAML file; raises ConfigError."""
    path = find_yaml(name, "profiles")
    try:
        return Profile.model_validate({"name": path.stem, **read_yaml(path)})
    except ValidationError as error:
        raise ConfigError(f"{path.name}: {explain(error, Profile)}") from error
