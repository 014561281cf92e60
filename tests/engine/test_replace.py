import math

import numpy as np
import pyarrow as pa
import reference
from hard_texts import ENTRIES, LEXICON, deep_requests, keys_of, requests, with_lists
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.engine.buffers import view_texts
from pipelines.engine.compose import NO_EDITS
from pipelines.engine.pieces import pieces_of, text_of
from pipelines.engine.plan import make_plan
from pipelines.engine.replace import replace_words
from pipelines.engine.spin import find_slots, find_words
from pipelines.engine.splice import splice
from pipelines.engine.swaps import choose_swaps
from pipelines.engine.tokens import find_tokens
from pipelines.engine.vocabulary import LOWER, TITLE, UPPER, describe_words
from pipelines.engine.words import INITIAL

CASES = {LOWER: "lower", TITLE: "title", INITIAL: "initial", UPPER: "upper"}


def words_after_a_pass(request):
    """(text index, word, case, the rest of what is known of it) of all words."""
    viewed = view_texts(pa.array(request.texts, pa.string()))
    rules, tokens = with_lists(request.rules, request.lists), find_tokens(viewed)
    plan = make_plan(keys_of(request.keys), LEXICON, rules)
    words = find_words(viewed, tokens, describe_words(viewed, tokens), plan)
    room = np.floor(np.array(request.rates) * words.counts + 0.5).astype(np.int64)
    swaps = choose_swaps(
        words,
        find_slots(words, plan),
        plan,
        1,
        room=room,
        again_room=np.zeros_like(room),
        earlier=NO_EDITS,
    )
    pieces, _ = pieces_of(swaps, words, LEXICON, rules)
    starts, ends = words.starts[pieces.first], words.ends[pieces.first + pieces.n_words - 1]
    spliced = splice(viewed, starts, ends, pieces.text_index, text_of(pieces, LEXICON))
    known = LEXICON.candidate_words
    words = replace_words(
        words, pieces, spliced.starts, spliced.ends, known=known, min_letters=request.rules.min_letters
    )
    data = spliced.texts.data.tobytes()
    masks = zip(words.is_allowed, words.is_linked, words.like_name, words.is_fresh, strict=True)
    return [
        (
            np.searchsorted(words.offsets, i, side="right") - 1,
            data[words.starts[i] : words.ends[i]].decode(),
            CASES[words.case[i]],
            ["", "a", "an"][words.article[i]] if words.article is not None else "",
            *map(bool, mask),
        )
        for i, mask in enumerate(masks)
    ]


def slow_words_after_a_pass(request):
    rows = []
    for i, (text, key, rate) in enumerate(zip(request.texts, request.keys, request.rates, strict=True)):
        words = reference.read_words(text, request.rules, request.lists, lexicon=ENTRIES)
        swaps = reference.propose_swaps(words, key, 1, lexicon=ENTRIES, rules=request.rules, taste=None)
        for swap in swaps:
            swap.n_fresh = sum(word.is_fresh for word in words[swap.begin : swap.after])
        swaps = reference.thin_swaps(swaps, words, key, request.rules.every, len(words))
        room = math.floor(rate * len(words) + 0.5)
        picked = reference.pick_swaps(swaps, room, lambda swap: swap.after - swap.begin)
        picked.sort(key=lambda swap: swap.first)
        spun, words, _ = reference.make_swaps(text, words, [], picked, lexicon=ENTRIES, rules=request.rules)
        rows += [
            (
                i,
                spun[word.start : word.end],
                "initial" if word.case == "title" and len(word.lower) == 1 else word.case,
                word.lower if request.rules.repair_articles and word.lower in ("a", "an") else "",
                word.is_allowed,
                word.is_linked,
                word.like_name and word.is_allowed,
                word.is_fresh,
            )
            for word in words
        ]
    return rows


@settings(max_examples=150, deadline=None)
@given(st.one_of(requests(), deep_requests()))
def test_replace_words_equals_the_slow_engine(request):
    request.kept = [[] for _ in request.texts]
    assert words_after_a_pass(request) == slow_words_after_a_pass(request)
