"""A user's own samples of real spun text."""

from dataclasses import dataclass

from pipelines.storage.places import Place


@dataclass(frozen=True)
class RealFile:
    """A file of real samples.

    name  its name in the figures
    """

    place: Place
    name: str
