"""A compiled lexicon: what may be put for what, how often, and on whose word.

Rows are sorted by unit (by the bytes of its UTF-8 form) and within a unit by weight, greatest first.
A unit or candidate is lower case; a phrase has single spaces between its words. `propensity` (0-1]
says how readily the unit is swapped at all and is the same on all rows of a unit. `weight` is a whole
number from 1 to 65,535: how readily this candidate is chosen, against the others of its unit.
"""

import pyarrow as pa

LEXICON = pa.schema(
    [
        pa.field("unit", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("propensity", pa.float32(), nullable=False),
        pa.field("candidate", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("weight", pa.uint16(), nullable=False),
        pa.field("source", pa.dictionary(pa.int8(), pa.string()), nullable=False),
        pa.field("kind", pa.dictionary(pa.int8(), pa.string()), nullable=False),
    ]
)
