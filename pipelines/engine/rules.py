"""The rules of one spinner as plain values, made from a profile: what may change, and how it is swapped."""

import math
from dataclasses import dataclass
from typing import Literal, get_args

from pipelines.engine.phrases import PhraseTable

Casing = Literal["copy", "lower", "title"]
CASINGS: tuple[Casing, ...] = get_args(Casing)
# A bell number is at most 3.47, so a sentence has at most 2 ** 28 times the propensity of the others.
MOST_SPREAD = 8.0


@dataclass(frozen=True)
class Rules:
    """Rules of one spinner; raises ValueError for numbers out of range.

    passes           share of the rate for each pass over the text, 1 in all
    again            share of already swapped words that each later pass swaps again, 0-1
    phrases          factor on the propensity of phrases; 0: single words only
    entities         factor on the propensity of slots with a name-like word; 0: such words never change
    consistency      share of a text's units that get the same candidate at each swap
    skipping         share of a text's units whose occurrences are drawn one by one; of the other units all
                     occurrences are swapped or none, as far as the rate allows
    every            words in a window, each with at most one swap; 0 and 1: no such limit
    top              candidates of a unit to choose among, best first
    min_letters      shorter words are not swapped on their own, apart from numbers in digits
    casing           "copy": a replacement copies the case of the original; "lower": it stays in lower case; "title":
                     as "copy", and half of the replacements get a capital anyway
    repair_articles  correct `a` or `an` in front of a swap that needs the other
    names, quotations, hyphenated, glossary  protected if set
    gazetteer        words that are names wherever they have a capital; None: every name-like word is a name
    given_names      the name-like word after one of them is a name too, if there is a list of names
    listed_names     single words that are names where a capital is no evidence: at the start of a sentence, and without
                     a gazetteer in lines in Title Case; None: none are, and such lines are like others
    homographs       a name-like word on its own may change if the lexicon lists it as a homograph (May)
    digits           numbers in digits may change if the lexicon has them, see `numbers.is_plain_number`
    sentence_spread  standard deviation, in doublings, of the propensity from sentence to sentence, 0 to MOST_SPREAD
    """

    passes: tuple[float, ...] = (1.0,)
    again: float = 0.0
    phrases: float = 1.0
    entities: float = 1.0
    consistency: float = 0.0
    skipping: float = 1.0
    every: int = 0
    top: int = 20
    min_letters: int = 3
    casing: Casing = "copy"
    repair_articles: bool = False
    names: bool = True
    quotations: bool = False
    hyphenated: bool = False
    glossary: PhraseTable | None = None
    gazetteer: PhraseTable | None = None
    given_names: PhraseTable | None = None
    listed_names: PhraseTable | None = None
    homographs: bool = False
    digits: bool = False
    sentence_spread: float = 0.0

    def __post_init__(self) -> None:
        if not self.passes or min(self.passes) < 0 or not math.isclose(sum(self.passes), 1):
            raise ValueError(f"expected passes to be shares of the rate that add up to 1, got {self.passes}")
        for name in ("again", "consistency", "skipping"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"expected {name} to be a share, 0 to 1, got {getattr(self, name)}")
        for name in ("phrases", "entities"):
            if not 0 <= getattr(self, name) < math.inf:
                raise ValueError(f"expected {name} to be a factor, 0 or more, got {getattr(self, name)}")
        if self.every < 0:
            raise ValueError(f"expected every to be a number of words, 0 or more, got {self.every}")
        if self.casing not in CASINGS:
            raise ValueError(f"expected casing to be one of {', '.join(CASINGS)}, got {self.casing!r}")
        if not 0 <= self.sentence_spread <= MOST_SPREAD:
            raise ValueError(f"expected sentence_spread from 0 to {MOST_SPREAD:g}, got {self.sentence_spread}")
