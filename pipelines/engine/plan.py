"""The decisions that hold for all passes over a batch of texts."""

from dataclasses import dataclass
from functools import cached_property

from pipelines.engine.draw import Keys
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.origins import OriginUse, use_of
from pipelines.engine.parameters import TextParameters, check_parameters, shared_parameters
from pipelines.engine.rules import Rules


@dataclass(frozen=True)
class Plan:
    """All that decides on the swaps of m texts, apart from the texts themselves.

    keys        uint64 [m]: the seed of all random choices of a text
    parameters  those of each text
    is_mixture  texts differ in habit, origins and taste; if not, these three have no effect
    """

    keys: Keys
    lexicon: Lexicon
    rules: Rules
    parameters: TextParameters
    is_mixture: bool

    @cached_property
    def origin_use(self) -> OriginUse:
        """The origins that each text uses."""
        return use_of(self.parameters.origin_steps, self.lexicon.origin_sets)


def make_plan(keys: Keys, lexicon: Lexicon, rules: Rules, parameters: TextParameters | None = None) -> Plan:
    """The plan with the given parameters of each text, or with those of the rules for all texts.

    Raises ValueError for parameters that are out of range or do not fit the lexicon.
    """
    n_origin_sets = len(lexicon.origin_sets)
    if parameters is None:
        shared = shared_parameters(rules, n_texts=len(keys), n_origin_sets=n_origin_sets)
        return Plan(keys, lexicon, rules, shared, is_mixture=False)
    check_parameters(parameters, n_texts=len(keys), n_habits=len(lexicon.propensities), n_origin_sets=n_origin_sets)
    return Plan(keys, lexicon, rules, parameters, is_mixture=True)
