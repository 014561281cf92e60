"""A compiled lexicon: the candidates of each unit, their weights and their origins.

Rows are sorted by unit (by the bytes of its UTF-8 form) and within a unit by weight, greatest first. Units and
candidates are in lower case; the words of a phrase are separated by single spaces.

propensity  above 0: how often the unit is swapped, relative to other units; the same on all rows of a unit
weight      1 to 65,535: how often this candidate is chosen, relative to the others of its unit
sources     a bit for each of ORIGINS that has the row, the lowest bit for the first
source      the first of ORIGINS that has the row; edits of this row name it
zipf        twenty times the candidate's frequency, log10 of its occurrences in a billion words
agrees      unit and candidate surely have the same part of speech and inflection
"""

import pyarrow as pa

# Swaps learned from samples; tables written by hand; the thesauri: Moby, and WordNet's synsets, similar words and
# farther relations. Their order decides which one is the `source` of a row.
ORIGINS = (
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
