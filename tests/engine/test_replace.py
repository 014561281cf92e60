import dataclasses
import math

import numpy as np
import pyarrow as pa
import pytest
from hard_texts import ENTRIES, LEXICON, deep_requests, keys_of, requests, with_lists
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import current_words as slow_current_words
from reference import spin as slow_spin
from reference import swaps as slow_swaps

from pipelines.engine.analysis import analyse
from pipelines.engine.buffers import view_texts
from pipelines.engine.clean_words import read_words
from pipelines.engine.compose import Edits
from pipelines.engine.current_words import INITIAL
from pipelines.engine.pass_state import Budget, PassState
from pipelines.engine.pieces import pieces_of, splice_pieces
from pipelines.engine.plan import make_plan
from pipelines.engine.replace import replace_words
from pipelines.engine.swaps import choose_swaps
from pipelines.engine.vocabulary import LOWER, TITLE, UPPER

pytestmark = pytest.mark.usefixtures("either_way")

CASES = {LOWER: "lower", TITLE: "title", INITIAL: "initial", UPPER: "upper"}


def words_after_a_pass(request):
    """Rows of all words: text index, word, case, and the other columns."""
    viewed = view_texts(pa.array(request.texts, pa.string()))
    plan = make_plan(keys_of(request.keys), LEXICON, with_lists(request.rules, request.lists))
    words = read_words(analyse(viewed), plan)
    target = np.floor(np.array(request.rates) * words.counts + 0.5).astype(np.int64)
    state = PassState(plan, 1, words, Edits.none())
    swaps = choose_swaps(state, Budget(clean=target, again=np.zeros_like(target)))
    pieces, _ = pieces_of(swaps, state)
    spliced = splice_pieces(viewed, pieces, LEXICON)
    words = replace_words(words, pieces, spliced, plan)
    data = spliced.texts.data.tobytes()
    masks = zip(words.is_allowed, words.is_linked, words.is_name_like, words.is_clean, strict=True)
    return [
        (
            np.searchsorted(words.offsets, i, side="right") - 1,
            data[words.starts[i] : words.ends[i]].decode(),
            CASES[words.case[i]],
            ["", "a", "an"][words.indefinite[i]] if words.indefinite is not None else "",
            *map(bool, mask),
            1 if words.emphasis is None else words.emphasis[i],
        )
        for i, mask in enumerate(masks)
    ]


def slow_words_after_a_pass(request):
    rows = []
    for i, (text, key, rate) in enumerate(zip(request.texts, request.keys, request.rates, strict=True)):
        words = slow_current_words.read_words(text, request.rules, request.lists, lexicon=ENTRIES)
        words = slow_current_words.with_emphasis(words, text, key, request.rules.sentence_spread)
        swaps = slow_swaps.propose_swaps(words, key, 1, lexicon=ENTRIES, rules=request.rules, parameters=None)
        for swap in swaps:
            swap.n_clean = sum(word.is_clean for word in words[swap.begin : swap.after])
        swaps = slow_swaps.one_per_window(swaps, words, key, request.rules.every, len(words))
        budget = math.floor(rate * len(words) + 0.5)
        picked = slow_swaps.pick_swaps(swaps, budget, lambda swap: swap.after - swap.begin)
        picked.sort(key=lambda swap: swap.first)
        picked = [
            dataclasses.replace(swap, candidate=slow_spin.with_apostrophes_of(text, swap.candidate)) for swap in picked
        ]
        casings = {swap.first: slow_spin.casing_in(words, swap, request.rules, key, 1) for swap in picked}
        spun, words, _ = slow_spin.make_swaps(text, words, [], picked, lexicon=ENTRIES, casings=casings)
        rows += [
            (
                i,
                spun[word.start : word.end],
                "initial" if word.case == "title" and len(word.lower) == 1 else word.case,
                word.lower if request.rules.repair_articles and word.lower in ("a", "an") else "",
                word.is_allowed,
                word.is_linked,
                word.is_name_like and word.is_allowed,
                word.is_clean,
                word.emphasis,
            )
            for word in words
        ]
    return rows


@settings(max_examples=150, deadline=None)
@given(st.one_of(requests(), deep_requests()))
def test_replace_words_equals_the_slow_engine(request):
    request.kept = [[] for _ in request.texts]
    assert words_after_a_pass(request) == slow_words_after_a_pass(request)
