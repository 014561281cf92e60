"""The loops of the engine, the checks and the detector in C, where arrays take several passes: optional, same results.

library      the compiled kernels, found and called
byte_positions  the positions of a byte, which the engine and the checks look for
sources      the sources, and the hash that names them
library.c    the hash that the library was compiled with
kernels.h    the prototypes of all kernels
likes.h      the hashes of likes and waiting times
memory.h     memory fetched ahead of its use
origins.c    sets of origins in texts
choose.c     the candidate of each slot
lexicon.c    the rows of a lexicon: selected, weighed, sorted and gathered
slots.c      the slots of a pass
units.h      the units in the words of a text
waits.c      waiting times that rank the slots
swaps.c      swaps that are not made
pieces.c     the stretches of words to replace
random.h     random numbers by key
pick.c       the draw of the slots that are swapped
replace.c    the words of the texts after a pass
splice.c     the new texts, and strings cut out of texts
compose.c    the edits of two passes as one
tokens.c     the tokens of texts
gaps.c       the gaps between tokens
marks.c      addresses, quotations and compounds, by the marks in the gaps
names.c      words that are written like names, and lines in Title Case
lookup.c     words looked up in tables, and the entries of lists in texts
phrases.h    tables of integers, words and phrases
words.h      the case of words, and the bits of gaps
bits.h       bytes, 64 at a time, as the bits of an integer
words.c      the distinct words of a batch, and the windows of words
runs.c       runs of bytes between spaces
headlines.c  lines that are written like headlines
replay.c     the edits of pairs, located and replayed
hashes.c     the words of texts as hashes, and sketches of texts
signatures.c  signatures of pairs of texts, compared
surface.c    marks, white space and capitals of texts
stream.c     the words of texts as a detector reads them, and their n-grams
counts.c     counts and vectors that a detector looks up
rows.c       rows of features as networks are trained on them
integers.c   the distinct integers of an array
siphash.c    strings as integers, by a key
mix.h        the bits of an integer, spread
"""

from pipelines.engine.kernels.library import is_compiled, run

__all__ = ["is_compiled", "run"]
