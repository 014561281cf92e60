"""A compiled lexicon: the units, the candidates of each with their weights, and the origins of each candidate.

Rows are sorted by unit (by the bytes of its UTF-8 form), and within a unit by descending weight. Units and candidates
are in lower case; the words of a phrase are separated by single spaces.

propensity  above 0; relative chance that the unit is swapped at all; the same in all rows of a unit
weight      1 to 65,535; relative chance of this candidate among the candidates of its unit
origin      the first of ORIGINS that has the row
origins     a bit for each of ORIGINS that has the row, in their order
zipf        20 times the candidate's frequency, which is log10 of its occurrences in a billion words
agrees      true if unit and candidate certainly have the same part of speech and inflection
"""

import pyarrow as pa

# Origins of the optional lexicon, which is read only for profiles that name one of them: uninflected lemmas of WordNet,
# padding adverbs, American and British spellings, and connectives.
OPTIONAL_ORIGINS = ("lemmas", "padding", "spelling", "connectives")
# Learned tables; the hand-written tables; Moby; WordNet's synsets (synset), similar words and farther relations (near);
# the optional origins. An edit names the first that has the row.
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
    *OPTIONAL_ORIGINS,
)

LEXICON = pa.schema(
    [
        pa.field("unit", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("propensity", pa.float32(), nullable=False),
        pa.field("candidate", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("weight", pa.uint16(), nullable=False),
        pa.field("origin", pa.dictionary(pa.int8(), pa.string()), nullable=False),
        pa.field("kind", pa.dictionary(pa.int8(), pa.string()), nullable=False),
        pa.field("origins", pa.uint16(), nullable=False),
        pa.field("zipf", pa.uint8(), nullable=False),
        pa.field("agrees", pa.bool_(), nullable=False),
    ]
)
