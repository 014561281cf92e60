import copy
import itertools

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pairs import NEWS, make_pairs, make_row

from pipelines.quality.pairs.replay import replay
from schemas import PAIRS

pytestmark = pytest.mark.usefixtures("either_way")

OFFSETS = ["clean_start", "clean_end", "spun_start", "spun_end"]


def slow_replay(row):
    """Replay one row in plain Python."""
    clean, spun, edits = row["clean"], row["spun"], row["edits"]
    proof = dict.fromkeys(
        ["offsets_in_range", "edits_in_order", "kept_text_same", "originals_match", "replacements_match"], True
    )
    spans = [[-1 if (edit or {}).get(name) is None else edit[name] for name in OFFSETS] for edit in edits or []]
    for cs, ce, ss, se in spans:
        if not (0 <= cs < ce <= len(clean or "") and 0 <= ss < se <= len(spun or "")):
            proof["offsets_in_range"] = False
    for before, after in itertools.pairwise(spans):
        if before[1] > after[0] or before[3] > after[2]:
            proof["edits_in_order"] = False
    if not all(proof.values()) or None in (clean, spun, edits):
        return proof
    at_clean = at_spun = 0
    for edit, (cs, ce, ss, se) in zip(edits, spans, strict=True):
        proof["kept_text_same"] &= clean[at_clean:cs] == spun[at_spun:ss]
        proof["originals_match"] &= clean[cs:ce] == edit["original"]
        proof["replacements_match"] &= spun[ss:se] == edit["replacement"]
        at_clean, at_spun = ce, se
    proof["kept_text_same"] &= clean[at_clean:] == spun[at_spun:]
    return proof


def check_against_slow(rows, chunk=3):
    table = pa.Table.from_pylist(rows, schema=PAIRS)
    chunked = pa.concat_tables([table.slice(i, chunk) for i in range(0, len(rows), chunk)]) if rows else table
    fast = replay(chunked)
    slow = [slow_replay(row) for row in rows]
    for rule in fast:
        assert fast[rule].tolist() == [proof[rule] for proof in slow], rule


def test_replay_accepts_correct_pairs():
    proof = replay(make_pairs(NEWS * 3))
    assert len(proof) == 5
    assert all(holds.all() and len(holds) == 12 for holds in proof.values())


def test_replay_of_no_rows_is_no_rows():
    assert {len(holds) for holds in replay(PAIRS.empty_table()).values()} == {0}


def test_replay_accepts_slices_of_larger_buffers():
    table = make_pairs(NEWS * 3)
    assert all(holds.all() and len(holds) == 5 for holds in replay(table.slice(3, 5)).values())


WORDS = st.sampled_from(["rain", "Zürich", "“new”", "📈", "e\u0301", "a", "\r\n", "roads"])


@st.composite
def some_rows(draw):
    """Draw rows with correct edits, then add faults: moved offsets, changed texts, lost, reordered or null edits."""
    rows = []
    for _ in range(draw(st.integers(0, 6))):
        text = " ".join(draw(st.lists(WORDS, max_size=8)))
        row = make_row(text or "x", draw(st.dictionaries(WORDS, WORDS, max_size=4)))
        rows.append(row)
    for row in rows:
        for _ in range(draw(st.integers(0, 2))):
            damage(row, draw)
    return rows


def damage(row, draw):
    fault = draw(st.sampled_from(["offset", "text", "swap", "null", "edits", "copy", "label"]))
    edits = row["edits"]
    if fault == "text":
        side = draw(st.sampled_from(["clean", "spun"]))
        row[side] = (
            draw(st.sampled_from(["", "é" + row[side][1:], row[side] + "!", row[side][:-1]])) if row[side] else "ü"
        )
    elif fault == "null":
        row[draw(st.sampled_from(["edits", "clean", "spun"]))] = None
    elif edits:
        i = draw(st.integers(0, len(edits) - 1))
        if fault == "offset" and edits[i]:
            edits[i][draw(st.sampled_from(OFFSETS))] = draw(
                st.sampled_from([None, -1, 0, 1, 2, 5, 2**31 - 1, -(2**31)])
            )
        elif fault == "swap":
            edits.reverse()
        elif fault == "edits":
            edits[i] = None
        elif fault == "copy":
            edits.append(copy.deepcopy(edits[i]))
        elif edits[i]:
            edits[i][draw(st.sampled_from(["original", "replacement"]))] = draw(st.sampled_from([None, "", "rain"]))


@settings(max_examples=150, deadline=None)
@given(some_rows())
def test_replay_agrees_with_the_slow_proof_on_damaged_rows(rows):
    check_against_slow(rows)


def test_replay_finds_one_wrong_letter_in_a_million():
    text = " ".join(NEWS) * 400
    rows = [make_row(text, {"bridge": "link"}), make_row(text, {"bridge": "link"})]
    rows[1]["spun"] = rows[1]["spun"][:-2] + "x."
    assert replay(pa.Table.from_pylist(rows, schema=PAIRS))["kept_text_same"].tolist() == [True, False]


def test_replay_counts_code_points_not_bytes():
    row = make_row("Zürich “new” bridge 📈 rain", {"rain": "wet"})
    row["edits"][0]["clean_start"] += 4  # as a byte offset would
    assert not np.any(replay(pa.Table.from_pylist([row], schema=PAIRS))["offsets_in_range"])
