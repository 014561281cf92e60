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
spin        all of it, in order
"""

from pipelines.engine.spin import Rules, SpunTexts, spin_texts

__all__ = ["Rules", "SpunTexts", "spin_texts"]
