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
    texts = pa.array(sentences, pa.string())
    spun, _ = load_spinner(profile).spin(texts, text_keys(texts, seed=seed, variants=[0] * len(texts)))
    changed = [pair for pair in zip(sentences, spun.spun.to_pylist(), strict=True) if pair[0] != pair[1]]
    return Generated([clean for clean, _ in changed], [spun for _, spun in changed])
