"""Name-like words, and the names among them: all, or those that a gazetteer knows, apart from lone homographs."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.analysis import Analysis
from pipelines.engine.buffers import Array, Bools
from pipelines.engine.glossary import is_listed
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.masks import is_name
from pipelines.engine.phrases import PhraseTable, find_words
from pipelines.engine.rules import Rules
from pipelines.engine.title_lines import is_in_title_line
from pipelines.engine.vocabulary import LOWER, TITLE, UPPER


@dataclass(frozen=True)
class NameEvidence:
    """Surface features of n words that tell names from other words.

    is_name_like  bool [n]: written like a name, see `gather_evidence`
    is_listed     bool [n]: in the gazetteer; False without one
    is_given      bool [n]: a given name; False without a list of them
    """

    is_name_like: Bools
    is_listed: Bools
    is_given: Bools


def gather_evidence(analysis: Analysis, rules: Rules, lexicon: Lexicon) -> NameEvidence:
    """Find the name-like words, with the lists of names that the rules have.

    Without lists, words are name-like by `masks.is_name`. With a list, a single capital in a line in Title Case is no
    evidence of itself, and listed names are name-like at the start of a sentence too.
    """
    tokens, vocabulary, gaps = analysis.tokens, analysis.vocabulary, analysis.gaps
    unlisted = np.zeros(len(tokens), bool)
    names = rules.listed_names if rules.gazetteer is None else rules.gazetteer
    if names is None:
        return NameEvidence(is_name(tokens, vocabulary, gaps), unlisted, unlisted)
    listed, in_title = is_listed(names, tokens, vocabulary), is_in_title_line(analysis)
    is_name_like = is_name(tokens, vocabulary, gaps, in_title)
    given = unlisted if rules.given_names is None else is_listed(rules.given_names, tokens, vocabulary)
    is_known = listed | _follows_given_name(analysis, given & in_title)
    is_name_like |= in_title & is_known & (vocabulary.token_case == TITLE)
    if rules.listed_names is not None:
        is_name_like |= begins_with_name(analysis, is_name_like, rules.listed_names, lexicon)
    return NameEvidence(is_name_like, unlisted if rules.gazetteer is None else listed, given)


def begins_with_name(analysis: Analysis, is_name_like: Bools, names: PhraseTable, lexicon: Lexicon) -> Bools:
    """Bool [n]: a listed word with one capital that begins a sentence and is in front of a name-like word, or a name
    for sure: neither a homograph of the lexicon (Mark, Windows) nor the plural of one of its units (Banks).
    """
    vocabulary = analysis.vocabulary
    # All other words with a capital are name-like, so few words are left to look up.
    at = np.flatnonzero((vocabulary.token_case == TITLE) & ~is_name_like)
    words = vocabulary.lower_ids[vocabulary.ids[at]]
    is_sought, is_known, is_sure = np.zeros((3, len(vocabulary.lower)), bool)
    is_sought[words] = True
    known = np.flatnonzero(is_sought)
    known = known[_entries(names, vocabulary.lower.take(pa.array(known))) >= 0]
    is_known[known] = True
    is_sure[known] = ~_is_ambiguous(vocabulary.lower.take(pa.array(known)), lexicon)
    is_followed = np.append(analysis.is_linked[:-1] & is_name_like[1:], False)[: len(is_name_like)]
    found = np.zeros(len(is_name_like), bool)
    found[at] = is_known[words] & (is_sure[words] | is_followed[at])
    return found


def _is_ambiguous(words: pa.StringArray, lexicon: Lexicon) -> Bools:
    """Bool [d]: the name may as well be another word: a homograph, or the plural of a unit."""
    ends_in_s = pc.ends_with(words, "s")
    singular = pc.if_else(ends_in_s, pc.utf8_slice_codeunits(words, 0, -1), words)
    own, of_singular = np.split(_entries(lexicon.phrases, pa.concat_arrays([words, singular])), 2)
    is_plural = (of_singular >= 0) & ends_in_s.to_numpy(zero_copy_only=False)
    return np.asarray(np.append(lexicon.is_homograph, False)[own] | is_plural)


def _entries(table: PhraseTable, words: pa.StringArray) -> Array:
    """int32 [d]: the entry of each single word, -1 without one."""
    return table.single_entries[find_words(table, words)]


def _follows_given_name(analysis: Analysis, is_given: Bools) -> Bools:
    """Bool [n]: right after one of these given names, with a capital."""
    follows = np.zeros(len(is_given), bool)
    if is_given.any():
        follows[1:] = (is_given & (analysis.vocabulary.token_case != LOWER) & analysis.is_linked)[:-1]
    return follows


def find_names(analysis: Analysis, evidence: NameEvidence, rules: Rules) -> Bools:
    """Bool [n]: names: all name-like words, or with a gazetteer only the known names."""
    if rules.gazetteer is None:
        return evidence.is_name_like
    return _is_known_name(analysis, evidence)


def _is_known_name(analysis: Analysis, evidence: NameEvidence) -> Bools:
    """Bool [n]: a name-like word in ALL CAPS, in the gazetteer, or right after a given name."""
    vocabulary = analysis.vocabulary
    known = evidence.is_listed | (vocabulary.token_case == UPPER)
    known |= _follows_given_name(analysis, evidence.is_given & evidence.is_name_like)
    return known & evidence.is_name_like


def find_lone_homographs(analysis: Analysis, evidence: NameEvidence, lexicon: Lexicon) -> Bools:
    """Bool [n]: a homograph of the lexicon (May, arms) with one capital that no evidence makes a name.

    It is not in the gazetteer, and no name-like word is next to it.
    """
    vocabulary, is_name_like = analysis.vocabulary, evidence.is_name_like
    is_homograph = np.append(lexicon.is_homograph, False)[_entries(lexicon.phrases, vocabulary.lower)]
    lone = vocabulary.gather_lower(is_homograph) & is_name_like & ~evidence.is_listed & (vocabulary.token_case == TITLE)
    pairs = analysis.is_linked[:-1] & is_name_like[:-1] & is_name_like[1:]
    lone[:-1] &= ~pairs
    lone[1:] &= ~pairs
    return lone
