"""Names among the name-like words: all of them or those that a gazetteer knows, apart from lone homographs."""

from dataclasses import dataclass

import numpy as np

from pipelines.engine.analysis import Analysis
from pipelines.engine.buffers import Bools
from pipelines.engine.glossary import is_listed
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.phrases import PhraseTable, find_token_words
from pipelines.engine.rules import Rules
from pipelines.engine.vocabulary import TITLE, UPPER


@dataclass(frozen=True)
class NameEvidence:
    """Surface features of n words that tell names from other words.

    is_name_like  bool [n]: written like a name, see `masks.is_name`
    is_listed     bool [n]: in the gazetteer; False without one
    """

    is_name_like: Bools
    is_listed: Bools


def gather_evidence(analysis: Analysis, is_name_like: Bools, rules: Rules) -> NameEvidence:
    """Look the words up in the gazetteer, if the rules have one."""
    if rules.gazetteer is None:
        return NameEvidence(is_name_like, np.zeros(len(analysis.tokens), bool))
    return NameEvidence(is_name_like, is_listed(rules.gazetteer, analysis.tokens, analysis.vocabulary))


def find_names(analysis: Analysis, evidence: NameEvidence, rules: Rules) -> Bools:
    """Bool [n]: names: all name-like words, or with a gazetteer only the known names."""
    if rules.gazetteer is None:
        return evidence.is_name_like
    return _is_known_name(analysis, evidence, rules.given_names)


def _is_known_name(analysis: Analysis, evidence: NameEvidence, given_names: PhraseTable | None) -> Bools:
    """Bool [n]: a name-like word in ALL CAPS, in the gazetteer, or right after a given name."""
    vocabulary = analysis.vocabulary
    known = evidence.is_listed | vocabulary.gather(vocabulary.case == UPPER)
    if given_names is not None:
        given = is_listed(given_names, analysis.tokens, vocabulary)
        known[1:] |= (given & evidence.is_name_like & analysis.is_linked)[:-1]
    return known & evidence.is_name_like


def find_lone_homographs(analysis: Analysis, evidence: NameEvidence, lexicon: Lexicon) -> Bools:
    """Bool [n]: a homograph of the lexicon (May, arms) with one capital that no evidence makes a name.

    It is not in the gazetteer, and no name-like word is next to it.
    """
    vocabulary, is_name_like = analysis.vocabulary, evidence.is_name_like
    entries = lexicon.phrases.single_entries[find_token_words(lexicon.phrases, vocabulary)]
    is_homograph = np.append(lexicon.is_homograph, False)[entries]
    lone = is_homograph & is_name_like & ~evidence.is_listed & vocabulary.gather(vocabulary.case == TITLE)
    pairs = analysis.is_linked[:-1] & is_name_like[:-1] & is_name_like[1:]
    lone[:-1] &= ~pairs
    lone[1:] &= ~pairs
    return lone
