"""Lists of words and phrases, such as a glossary or a gazetteer, and the tokens inside their entries."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine import kernels
from pipelines.engine.buffers import Bools, Ints, view_texts
from pipelines.engine.phrases import PhraseTable, build_phrases, find_phrases, find_words
from pipelines.engine.tokens import Tokens, find_tokens
from pipelines.engine.vocabulary import Vocabulary, token_strings


def build_glossary(entries: Iterable[str]) -> PhraseTable | None:
    """Build the table of the entries, split into words as texts are; None if no entry has a word."""
    texts = view_texts(pa.array(list(entries), pa.string()))
    if not len(texts):
        return None
    tokens = find_tokens(texts)
    words = pc.utf8_lower(token_strings(texts, tokens))
    phrases = pc.binary_join(pa.ListArray.from_arrays(pa.array(tokens.offsets, pa.int32()), words), " ")
    phrases = phrases.filter(pa.array(tokens.counts > 0)).unique()
    return build_phrases(phrases) if len(phrases) else None


def is_listed(glossary: PhraseTable, tokens: Tokens, vocabulary: Vocabulary) -> Bools:
    """Bool [n]: inside an entry of the glossary, in any case, with any characters between the entry's words."""
    of_words = find_words(glossary, vocabulary.lower)
    listed = vocabulary.gather_lower(glossary.single_entries[of_words] >= 0)
    if not glossary.roles.any():  # no entry of several words
        return listed
    if kernels.is_compiled():
        return _mark_listed(glossary, tokens, vocabulary.gather_lower(of_words))
    has_next = np.ones(len(tokens), bool)
    has_next[tokens.offsets[1:][tokens.counts > 0] - 1] = False
    starts, lengths, _ = find_phrases(glossary, vocabulary.gather_lower(of_words), is_linked=has_next)
    for word in range(int(lengths.max(initial=0))):
        listed[starts[lengths > word] + word] = True
    return listed


def _mark_listed(glossary: PhraseTable, tokens: Tokens, words: Ints) -> Bools:
    """Bool [n]: inside an entry of one or several words, compiled; `words` are the table's ids of the tokens, or -1."""
    listed = np.empty(len(tokens), bool)
    of_table = (len(glossary.words), glossary.roles, glossary.single_entries, glossary.entries)
    of_tokens = (len(tokens.offsets) - 1, tokens.offsets, words)
    kernels.run("mark_listed", *of_tokens, *of_table, *glossary.steps.arguments, listed)
    return listed
