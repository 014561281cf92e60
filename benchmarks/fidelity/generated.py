"""Sentences and their spun forms by a profile."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from pipelines.spinners.spinner import load_spinner, text_keys


@dataclass(frozen=True)
class Generated:
    """Clean texts and their spun forms, without the texts that did not change."""

    clean: list[str]
    spun: list[str]

    def __add__(self, other: "Generated") -> "Generated":
        return Generated(self.clean + other.clean, self.spun + other.spun)


def generate(sentences: Sequence[str], profile: str, *, seed: int) -> Generated:
    """Spin one variant of each sentence at the profile's own rate."""
    changed = [pair for pair in zip(sentences, spin(sentences, profile, seed=seed), strict=True) if pair[0] != pair[1]]
    return Generated([clean for clean, _ in changed], [spun for _, spun in changed])


def spin(texts: Sequence[str], profile: str, *, seed: int) -> list[str]:
    """Return one variant of each text at the profile's own rate."""
    column = pa.array(texts, pa.string())
    spun, _ = load_spinner(profile).spin(column, text_keys(column, seed=seed, variants=[0] * len(column)))
    return list(spun.spun.to_pylist())
