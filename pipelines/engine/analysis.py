"""The analysis of a batch of texts that all rules share: tokens, distinct words, gaps."""

from dataclasses import dataclass

from pipelines.engine.buffers import Bools, Texts
from pipelines.engine.gaps import Bits, describe_gaps, is_linked
from pipelines.engine.tokens import Tokens, find_tokens
from pipelines.engine.vocabulary import Vocabulary, describe_words


@dataclass(frozen=True)
class Analysis:
    """m texts with their n tokens.

    vocabulary  the distinct words of the tokens
    gaps        uint8 [n]: bits of the gap before each token, see `gaps`
    is_linked   bool [n]: exactly one space between the token and the next, in the same text
    """

    texts: Texts
    tokens: Tokens
    vocabulary: Vocabulary
    gaps: Bits
    is_linked: Bools


def analyse(texts: Texts) -> Analysis:
    """Find the tokens of the texts, their distinct words and the gaps between them."""
    tokens = find_tokens(texts)
    gaps = describe_gaps(texts, tokens)
    return Analysis(texts, tokens, describe_words(texts, tokens), gaps, is_linked(gaps))
