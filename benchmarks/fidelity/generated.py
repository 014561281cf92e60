"""Sentences, and what a profile makes of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from pipelines.spinner import load_spinner, text_keys


@dataclass(frozen=True)
class Generated:
    """Clean texts and the spun ones beside them; those that nothing was swapped in are left out."""

    clean: list[str]
    spun: list[str]

    def __add__(self, other: "Generated") -> "Generated":
        return Generated(self.clean + other.clean, self.spun + other.spun)


def generate(sentences: Sequence[str], profiles: Sequence[str], *, seed: int, rate: float | None = None) -> Generated:
    """The sentences dealt out to the profiles in turn, one variant each."""
    total = Generated([], [])
    for number, name in enumerate(profiles):
        own = list(sentences[number :: len(profiles)])
        texts = pa.array(own, pa.string())
        spun, _ = load_spinner(name).spin(texts, text_keys(texts, seed=seed, variants=[0] * len(own)), rate=rate)
        changed = [pair for pair in zip(own, spun.spun.to_pylist(), strict=True) if pair[0] != pair[1]]
        total += Generated([clean for clean, _ in changed], [spun for _, spun in changed])
    return total
