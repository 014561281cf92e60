"""What a spinner may touch and how it goes about it, as plain values; a profile gives them."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipelines.engine.buffers import Bools
from pipelines.engine.draw import Floats
from pipelines.engine.phrases import PhraseTable


@dataclass(frozen=True)
class Rules:
    """One spinner; raises ValueError for numbers out of range.

    passes           share of the rate for each sweep over the text, 1 in all
    again            share of the words that already stand swapped which each later pass hits, 0-1
    phrases          factor on the propensity of phrases; 0: single words only
    entities         factor on the propensity of slots with a name-like word; 0: they are no slots
    top              candidates of a unit to choose among, best first
    min_letters      shorter words are not swapped on their own; a number in digits is
    casing           "copy": a replacement takes the case of what it replaces; "lower": it stays in lower case
    repair_articles  mend `a` or `an` in front of a swap whose sound asks for the other
    names, quotations, hyphenated, glossary  protected if set
    gazetteer        words that are names wherever they have a capital; None: every name-like word is one
    given_names      the name-like word after one of them is a name too; without a gazetteer it is one anyway
    homographs       names: name-like words that stand alone may change if the lexicon has them as homographs (May)
    digits           numbers in digits may change if the lexicon has them, see `numbers.is_plain_number`
    """

    passes: tuple[float, ...] = (1.0,)
    again: float = 0.0
    phrases: float = 1.0
    entities: float = 1.0
    top: int = 20
    min_letters: int = 3
    casing: Literal["copy", "lower"] = "copy"
    repair_articles: bool = False
    names: bool = True
    quotations: bool = False
    hyphenated: bool = False
    glossary: PhraseTable | None = None
    gazetteer: PhraseTable | None = None
    given_names: PhraseTable | None = None
    homographs: bool = False
    digits: bool = False

    def __post_init__(self) -> None:
        if not self.passes or min(self.passes) < 0 or not math.isclose(sum(self.passes), 1):
            raise ValueError(f"expected passes to be shares of the rate that add up to 1, got {self.passes}")
        if not 0 <= self.again <= 1:
            raise ValueError(f"expected again to be a share, 0 to 1, got {self.again}")
        for name in ("phrases", "entities"):
            if not 0 <= getattr(self, name) < math.inf:
                raise ValueError(f"expected {name} to be a factor, 0 or more, got {getattr(self, name)}")
        if self.casing not in {"copy", "lower"}:
            raise ValueError(f"expected casing to be 'copy' or 'lower', got {self.casing!r}")


@dataclass(frozen=True)
class Controls:
    """The rules that may differ from text to text, an array [m] for each; they mean what they mean in Rules."""

    again: Floats
    phrases: Floats
    entities: Floats
    names: Bools
    quotations: Bools
    digits: Bools
    homographs: Bools
    repair_articles: Bools


def controls_of(rules: Rules, n_texts: int) -> Controls:
    """The same for all texts."""
    return Controls(
        again=np.full(n_texts, rules.again),
        phrases=np.full(n_texts, float(rules.phrases)),
        entities=np.full(n_texts, rules.entities),
        names=np.full(n_texts, rules.names),
        quotations=np.full(n_texts, rules.quotations),
        digits=np.full(n_texts, rules.digits),
        homographs=np.full(n_texts, rules.homographs),
        repair_articles=np.full(n_texts, rules.repair_articles),
    )
