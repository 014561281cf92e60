"""The settings of one augmenter of a flow; nlpaug itself is not imported here."""

from typing import Any

from pydantic import Field

from pipelines.config.section import Section, Share


class Augmenter(Section):
    """One step of a flow of nlpaug augmenters."""

    augmenter: str = Field(description="A word or character augmenter of nlpaug, such as SynonymAug or KeyboardAug.")
    settings: dict[str, Any] = Field(
        {},
        description="Arguments of its constructor, except those for the number of words to change, which `rate` sets.",
    )
    chance: Share = Field(1.0, description="Share of the texts that it is run on, as with nlpaug's Sometimes.")
