"""Contrasts: clean texts with edits such as people make, which a detector of spun text must not flag."""

import re
from collections.abc import Sequence
from pathlib import Path

from fidelity.generated import spin
from fidelity.learning import read_profile, write_profile
from fidelity.samples import SEED
from pipelines.config.files import find_config

CAREFUL = "careful"
# Shares of words that an editor replaces: light and thorough editing, and the profile's own rate.
RATES = (0.03, 0.05, 0.15)
PLAIN_WORDS = "plain words by rule"
# Plain English for what an editor shortens; well-known advice of style guides.
PLAINER = {
    "in order to": "to",
    "prior to": "before",
    "subsequent to": "after",
    "due to the fact that": "because",
    "in the event that": "if",
    "a number of": "several",
    "a majority of": "most",
    "the majority of": "most",
    "at this point in time": "now",
    "with regard to": "about",
    "with respect to": "about",
    "as well as": "and",
    "in addition to": "besides",
    "in spite of": "despite",
    "is able to": "can",
    "are able to": "can",
    "was able to": "could",
    "were able to": "could",
    "approximately": "about",
    "additional": "more",
    "assistance": "help",
    "commence": "start",
    "commenced": "started",
    "demonstrate": "show",
    "demonstrated": "showed",
    "however,": "but",
    "individuals": "people",
    "numerous": "many",
    "obtain": "get",
    "obtained": "got",
    "purchase": "buy",
    "purchased": "bought",
    "regarding": "about",
    "sufficient": "enough",
    "utilize": "use",
    "utilized": "used",
    "whether or not": "whether",
    "until such time as": "until",
    "do not": "don't",
    "does not": "doesn't",
    "did not": "didn't",
    "is not": "isn't",
    "are not": "aren't",
    "was not": "wasn't",
    "cannot": "can't",
}
LONGEST_FIRST = sorted(map(re.escape, PLAINER), key=len, reverse=True)
LONG_FORM = re.compile(rf"\b({'|'.join(LONGEST_FIRST)})(?!\w)", re.IGNORECASE)
# Fillers that an editor deletes, and parentheses.
FILLER = re.compile(r" (?:very|really|quite|actually|basically|currently)\b|,? \([^()]{1,60}\)", re.IGNORECASE)


def simplify(text: str) -> str:
    """Shorten long forms, delete fillers and parentheses, and divide sentences at semicolons.

    >>> simplify("However, he was not able to pay (again); he is very ill.")
    "But he wasn't able to pay. He is ill."
    """
    text = LONG_FORM.sub(lambda found: _like(found[0], PLAINER[found[0].lower()]), FILLER.sub("", text))
    return re.sub(r"; (\w)", lambda found: f". {found[1].upper()}", text)


def _like(model: str, text: str) -> str:
    return text[0].upper() + text[1:] if model[0].isupper() else text


def edit_texts(texts: Sequence[str], folder: Path) -> dict[str, list[str]]:
    """Return the texts as edited by each kind of editor; a text may stay as it is."""
    edited = {f"careful, {rate:.0%} of words": spin(texts, _careful(rate, folder), seed=SEED) for rate in RATES}
    return edited | {PLAIN_WORDS: [simplify(text) for text in texts]}


def _careful(rate: float, folder: Path) -> str:
    """The path of the profile `careful` at a rate."""
    profile = read_profile(find_config(CAREFUL, "profiles"))
    return write_profile(profile | {"rate": rate, "rate_spread": 0.0}, folder / f"careful_{round(100 * rate)}.yaml")
