import re

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pairs import make_row

from pipelines.quality.pairs.edits import view_edits
from pipelines.quality.pairs.protected import (
    swaps_number,
    touches_address,
    touches_hyphen,
    touches_quotation,
)
from schemas import PAIRS

pytestmark = pytest.mark.usefixtures("either_way")

RULES = {"quotation": touches_quotation, "address": touches_address, "hyphen": touches_hyphen}
PIECES = [
    "rain",
    "“",
    "”",
    '"',
    ".",
    "@",
    "#",
    ":",
    "/",
    "-",
    "\u2011",
    "\uff0d",
    "\u00a0",
    "\u2009",
    "\u3000",
    "é",
    "a",
    "B",
    "\n",
    " ",
    " ",
    " ",
]


def edits_of(rows):
    return view_edits(pa.Table.from_pylist(rows, schema=PAIRS))


def slow_rules(text, start, end):
    """Return the rules that an edit breaks, found character by character."""
    broken = set()
    for at in (start, end):
        line = re.split(r"[\r\n]", text[:at])[-1]
        if line.count('"') % 2 or line.rfind("“") > line.rfind("”"):
            broken.add("quotation")
    for run in re.finditer(r"[^ \t-\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+", text):
        is_address = re.search(r"[@#]|:/|[A-Za-z]\.[A-Za-z]", run[0])
        if is_address and run.start() < end and run.end() > start:
            broken.add("address")
    if set("-\u2010\u2011\ufe63\uff0d") & set(text[max(0, start - 1) : end + 1]):
        broken.add("hyphen")
    return broken


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12), min_size=1, max_size=4), st.data())
def test_rules_on_positions_agree_with_slow_ones(texts, data):
    rows = []
    for pieces in texts:
        chosen = data.draw(st.sampled_from("".join(pieces).split(" ")))
        rows.append(make_row("".join(pieces), {chosen: "other"} if chosen else {}))
    slow = [slow_rules(row["clean"], edit["clean_start"], edit["clean_end"]) for row in rows for edit in row["edits"]]
    for rule, touches in RULES.items():
        assert touches(edits_of(rows)).tolist() == [rule in broken for broken in slow], rule


def test_swaps_number_finds_digits():
    rows = [make_row("the 2nd of three days", {"2nd": "second", "three": "3"})]
    assert swaps_number(edits_of(rows)).tolist() == [True, False]
