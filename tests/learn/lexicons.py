"""A small lexicon for the tests of learning."""

import pyarrow as pa

from pipelines.learn.known import Known
from pipelines.lexicon.weigh import LexiconRows
from schemas import LEXICON, ORIGINS

WORDS = {
    "bridge": ["link", "span"],
    "council": ["board", "authorities"],
    "important": ["crucial", "vital"],
    "in front of": ["before"],
    "may": ["can also", "might"],
    "new": ["brand-new", "fresh"],
    "office": ["place of job"],
    "old": ["antique", "vintage"],
    "place": ["area"],
    "power": ["energy"],
    "repair": ["mend"],
    "two": ["2"],
}


def small_table(words=None):
    rows = [
        {"unit": unit, "propensity": 0.5, "candidate": candidate, "weight": 100 - 10 * rank, "origin": "moby"}
        | {
            "kind": "phrase" if " " in unit else "word",
            "origins": 1 << ORIGINS.index("moby"),
            "zipf": 80,
            "agrees": True,
        }
        for unit, candidates in sorted((words or WORDS).items())
        for rank, candidate in enumerate(candidates)
    ]
    return pa.Table.from_pylist(rows, schema=LEXICON).combine_chunks()


def small_known(words=None):
    return Known(LexiconRows.of(small_table(words)))
