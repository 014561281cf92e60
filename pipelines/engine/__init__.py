"""The engine: pure functions from arrays to arrays, without a loop over texts or words.

buffers     strings as one byte array and offsets
tokens      where the words are
gaps        what stands between them
vocabulary  what is known of each distinct word
lexicon     what may be put for what
phrases     many words and phrases matched at all positions at once
slots       which tokens may change, rule by rule
units       the words and phrases that may be swapped
draw        which slots do: random numbers by key
tastes      a spinner of its own for each text
choose      to what they change
splice      the new texts and their edits
rules       what a spinner may touch
plan        what all passes over a batch of texts go by
names       which name-like words are names
numbers     which numbers stand alone
protect     which words may not change, by all rules together
words       what is known of each word of the current texts
swaps       the swaps of one pass, all random choices
pieces      swaps as what is spliced in, and as edits
articles    whether a or an goes before a swap
replace     the words of the texts that a pass leaves
candidate_words  the words of the lexicon's candidates
compose     the edits of several passes as one
contract    what is handed out: spun texts and edits
spin        all of it, in order
"""

from pipelines.engine.contract import SpunTexts
from pipelines.engine.protect import Spans, join_spans
from pipelines.engine.rules import Rules
from pipelines.engine.spin import spin_texts

__all__ = ["Rules", "Spans", "SpunTexts", "join_spans", "spin_texts"]
