"""A lexicon from a dict: {unit: (propensity, [(candidate, weight), ...])}, candidates best first.

The unit's kind comes last if it is neither a word nor a phrase.
"""

import pyarrow as pa

from pipelines.engine.index import index_lexicon
from schemas import LEXICON


def make_lexicon(entries):
    """The engine's lexicon of the entries."""
    return index_lexicon(lexicon_table(entries))


def lexicon_table(entries):
    """The entries as a table of schemas.LEXICON."""
    rows = [
        {
            "unit": unit,
            "propensity": propensity,
            "candidate": candidate,
            "weight": weight,
            "origin": "moby",
            "kind": kind_of(unit, entries),
            "origins": 1,
            "zipf": 40 + 8 * (len(candidate) % 11),
            "agrees": True,
        }
        for unit, (propensity, candidates, *_) in sorted(entries.items(), key=lambda entry: entry[0].encode())
        for candidate, weight in candidates
    ]
    columns = [pa.array([row[field.name] for row in rows], field.type.value_type).dictionary_encode().cast(field.type)
               if pa.types.is_dictionary(field.type) else pa.array([row[field.name] for row in rows], field.type)
               for field in LEXICON]  # fmt: skip
    return pa.table(columns, schema=LEXICON)


def kind_of(unit, entries):
    return entries[unit][2] if len(entries[unit]) > 2 else "phrase" if " " in unit else "word"
