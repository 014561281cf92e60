"""A compiled lexicon: what may be put for what, how often, and on whose word.

Rows are sorted by unit (by the bytes of its UTF-8 form) and within a unit by weight, greatest first.
A unit or candidate is lower case; a phrase has single spaces between its words. `propensity`, above 0,
says how readily the unit is swapped at all and is the same on all rows of a unit. `weight` is a whole
number from 1 to 65,535: how readily this candidate is chosen, against the others of its unit. `source` is
the first of SOURCES to name, `sources` has a bit for each one that has the row, in their order. `zipf` is
twenty times the candidate's frequency, log10 of its occurrences in a billion words. `agrees` says that unit and
candidate are surely of one part of speech and inflection.
"""

import pyarrow as pa

# What samples taught, the hand-written tables and families, and the thesauri: Moby; WordNet's synsets, similar words
# and farther relations. The first that has a row is named in the edits it makes.
SOURCES = (
    "learned",
    "numbers",
    "homographs",
    "withinside",
    "twelve_months",
    "autoblog",
    "spinbot",
    "synset",
    "moby",
    "similar",
    "near",
)

LEXICON = pa.schema(
    [
        pa.field("unit", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("propensity", pa.float32(), nullable=False),
        pa.field("candidate", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("weight", pa.uint16(), nullable=False),
        pa.field("source", pa.dictionary(pa.int8(), pa.string()), nullable=False),
        pa.field("kind", pa.dictionary(pa.int8(), pa.string()), nullable=False),
        pa.field("sources", pa.uint16(), nullable=False),
        pa.field("zipf", pa.uint8(), nullable=False),
        pa.field("agrees", pa.bool_(), nullable=False),
    ]
)
