"""The settings of one augmenter of a flow; nlpaug itself is not imported here."""

import json
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from pipelines.config.section import Section, Share


def _is_json(settings: dict[str, Any]) -> dict[str, Any]:
    try:
        json.dumps(settings, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ValueError("expected text, finite numbers, true, false, null, and lists and mappings of them") from error
    return settings


class Augmenter(Section):
    """One step of a flow of nlpaug augmenters."""

    augmenter: str = Field(description="A word or character augmenter of nlpaug, such as SynonymAug or KeyboardAug.")
    settings: Annotated[dict[str, Any], AfterValidator(_is_json)] = Field(
        {},
        description="Arguments of its constructor, except those for the number of words to change, which `rate` sets.",
    )
    chance: Share = Field(1.0, description="Share of the texts that it is run on, as with nlpaug's Sometimes.")
