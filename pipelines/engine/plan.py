"""What all passes over a batch of texts go by."""

from dataclasses import dataclass, fields

from pipelines.engine.draw import Keys
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.rules import Rules
from pipelines.engine.tastes import Spinners, check_spinners, same_spinner

# What each text may have of its own, in place of what the rules say for all.
SHARED = sorted({field.name for field in fields(Rules)} & {field.name for field in fields(Spinners)})


@dataclass(frozen=True)
class Plan:
    """What decides on m texts, whatever is in them.

    keys      uint64 [m]: what all random choices of a text follow from
    spinners  one for each text
    by_taste  they have habits, sources and likes of their own; else the lexicon's propensities and weights alone decide
    """

    keys: Keys
    lexicon: Lexicon
    rules: Rules
    spinners: Spinners
    by_taste: bool


def make_plan(keys: Keys, lexicon: Lexicon, rules: Rules, spinners: Spinners | None = None) -> Plan:
    """The plan with a spinner for each key: those that are given, or for all the one that the rules describe.

    Raises ValueError for spinners that are out of range or do not fit.
    """
    n_classes = len(lexicon.masks)
    if spinners is None:
        same = same_spinner(len(keys), n_classes, **{name: getattr(rules, name) for name in SHARED})
        return Plan(keys, lexicon, rules, same, by_taste=False)
    check_spinners(spinners, n_texts=len(keys), n_habits=len(lexicon.propensities), n_classes=n_classes)
    return Plan(keys, lexicon, rules, spinners, by_taste=True)
