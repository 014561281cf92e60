"""The setting of one step of a flow of nlpaug augmenters. Light: nlpaug itself is not imported."""

from typing import Any

from pydantic import Field

from pipelines.config.stages import Section, Share


class Augmenter(Section):
    """One step of a flow of nlpaug augmenters."""

    augmenter: str = Field(description="A word or character augmenter of nlpaug, such as SynonymAug or KeyboardAug.")
    settings: dict[str, Any] = Field(
        {}, description="Settings of its constructor, but those that say how many words change: that is the rate's."
    )
    chance: Share = Field(1.0, description="Share of the texts that it is run on, as nlpaug's Sometimes does.")
