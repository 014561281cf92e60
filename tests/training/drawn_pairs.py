"""Pairs of odd texts and edits for hypothesis, and the slow twins' view of them: a mark for each character."""

import pyarrow as pa
from hypothesis import strategies as st

from schemas import PAIRS

SIGNS = 'ab AB1 .!?\n\n\r"\u2019é📈,-Dr. '
gaps = st.text(alphabet=SIGNS, max_size=12)
words = st.text(alphabet="abAé📈1.-", min_size=1, max_size=4)
phrases = st.lists(words, min_size=1, max_size=2).map(" ".join)
edits = st.tuples(phrases, phrases).filter(lambda edit: edit[0] != edit[1])
# A pair: text, then each edit and the text behind it.
pairs = st.tuples(gaps, st.lists(st.tuples(edits, gaps), max_size=5))


def make_table(drawn):
    """A table of PAIRS, made of (text, [((original, replacement), text) ...])."""
    rows = []
    for number, (head, changes) in enumerate(drawn):
        clean, spun, found = head, head, []
        for (original, replacement), gap in changes:
            found.append(
                {
                    "clean_start": len(clean),
                    "clean_end": len(clean) + len(original),
                    "spun_start": len(spun),
                    "spun_end": len(spun) + len(replacement),
                    "original": original,
                    "replacement": replacement,
                    "kind": "word",
                    "origin": "moby",
                    "passes": 1,
                }
            )
            clean, spun = clean + original + gap, spun + replacement + gap
        texts = {"clean": clean, "spun": spun, "edits": found}
        ids = {name: f"{name[0]}{number}" for name in ("pair_id", "article_id", "group_id")}
        rest = {"variant": 0, "profile": "p", "n_words": 1, "n_swaps": len(found), "language": "en"}
        rows.append(ids | texts | rest | {"swap_rate": 0.1, "asked_rate": 0.2})
    return pa.Table.from_pylist(rows, schema=PAIRS)


def mark_characters(row, side):
    """For each character of a text the number of its edit, None outside edits."""
    marks = [None] * len(row[side])
    for number, edit in enumerate(row["edits"]):
        for i in range(edit[f"{side}_start"], edit[f"{side}_end"]):
            marks[i] = number
    return marks


tables = st.lists(pairs, max_size=5).map(make_table)
