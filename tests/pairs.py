"""Builds small tables of pairs for tests: texts and the word swaps wanted, plainly and slowly."""

import hashlib
import re

import pyarrow as pa

from pipelines.text.ids import name_pairs
from schemas import PAIRS

SEED = 1
NEWS = [
    "The council will vote on Monday about the new bridge over the river.",
    "Café owners in Zürich say “prices rose again” — by 4% in a year 📈.",
    "Heavy rain closed three roads near the coast.\n\nPolice asked drivers to stay at home.",
    "A small firm from the north has won the contract to build two ferries.",
]
SWAPS = {
    "council": "authorities",
    "new": "brand-new",
    "bridge": "link",
    "owners": "proprietors",
    "prices": "costs",
    "rose": "climbed ☝",
    "rain": "precipitation",
    "roads": "streets",
    "asked": "requested",
    "firm": "company",
    "won": "gained",
    "build": "construct",
}


def make_pairs(texts=NEWS, swaps=None, **columns):
    """A table of PAIRS: each word of `texts` (split at spaces) that is in `swaps` is swapped, once per row.

    columns  values for other columns: one for all rows, or a list of one each
    """
    rows = [make_row(text, SWAPS if swaps is None else swaps) for text in texts]
    for i, row in enumerate(rows):
        row |= {name: value[i] if isinstance(value, list) else value for name, value in columns.items()}
    table = pa.Table.from_pylist([{"pair_id": ""} | row for row in rows], schema=PAIRS)
    return table if "pair_id" in columns else table.set_column(0, PAIRS.field(0), name_pairs(table, SEED))


def make_row(text, swaps):
    spun, edits, position = "", [], 0
    for word in text.split(" "):
        new = swaps.get(word, word)
        if new != word:
            edits.append(
                {
                    "clean_start": position,
                    "clean_end": position + len(word),
                    "spun_start": len(spun),
                    "spun_end": len(spun) + len(new),
                    "original": word,
                    "replacement": new,
                    "kind": "word",
                    "origin": "moby",
                    "passes": 1,
                }
            )
        spun += new + " "
        position += len(word) + 1
    n_words = len(re.findall("[^\\W_]+(?:['\u2019](?!s\\b)[^\\W_]+)*", text))
    return {
        "article_id": name_of(text),
        "group_id": name_of("group", text),
        "variant": 0,
        "profile": "autoblog",
        "clean": text,
        "spun": spun[:-1],
        "edits": edits,
        "n_words": n_words,
        "n_swaps": len(edits),
        "swap_rate": len(edits) / n_words if n_words else 0.0,
        "asked_rate": 0.2,
        "source": "Test Wire",
        "url": None,
        "license": "cc0-1.0",
        "language": "en",
        "published_at": None,
    }


def name_of(*values):
    return hashlib.sha256(repr(values).encode()).hexdigest()[:32]


def swap_to(row, text):
    """Make `text` the replacement of the last edit, in the spun text too."""
    edit = row["edits"][-1]
    row["spun"] = row["spun"][: edit["spun_start"]] + text + row["spun"][edit["spun_end"] :]
    edit |= {"replacement": text, "spun_end": edit["spun_start"] + len(text)}
