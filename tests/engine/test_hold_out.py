import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hard_texts import ENTRIES, LEXICON, LEXICON_ROWS, any_texts, deep_requests, keys_of, with_lists
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.tokens import find_tokens

from pipelines.engine import spin_texts
from pipelines.engine.hold_out import HoldOut, has_held_out

# What is held out of the first sixty: it must not change, or releases could not be compared.
FOR_EVER = ["word23", "word33"]
WORDS = pa.array([f"word{number}" for number in range(10_000)])


def slowly(text, share):
    """Is any word of the text held out?"""
    words = {re.sub("['\u2019]s$", "", token.lower) for token in find_tokens(text)}
    hashes = {word: int(pd.util.hash_array(np.array([word], object), hash_key="spindle held out")[0]) for word in words}
    return any(len(word) >= 4 and (hashes[word] >> 11) * 2.0**-53 < share for word in words)


@given(st.lists(any_texts | st.sampled_from([c for _, many, *_ in ENTRIES.values() for c, _ in many]), max_size=5))
def test_has_held_out_equals_the_slow_version(texts):
    expected = [slowly(text, 0.5) for text in texts]
    assert has_held_out(pa.array(texts, pa.string()), 0.5).tolist() == expected


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 1])
def test_the_share_of_the_words_is_held_out(share):
    assert has_held_out(WORDS, share).mean() == pytest.approx(share, abs=0.01)


def test_a_greater_share_holds_out_more_and_nothing_less():
    few, more = (has_held_out(WORDS, share) for share in (0.1, 0.2))
    assert (more >= few).all()


def test_the_words_that_are_held_out_stay_the_same_for_ever():
    assert WORDS[:60].filter(pa.array(has_held_out(WORDS[:60], 0.1))).to_pylist() == FOR_EVER


@pytest.mark.parametrize("form", ["{}", "a {} of", "{}'s", "{}\u2019s", "{}'s's", "well-{}", "({})"])
def test_case_and_surroundings_of_a_word_do_not_matter(form):
    out = has_held_out(WORDS, 0.1)
    for texts in (
        [form.format(word) for word in WORDS.to_pylist()],
        [form.format(w).upper() for w in WORDS.to_pylist()],
    ):
        assert (has_held_out(pa.array(texts), 0.1) == out).all()


def test_short_words_are_never_held_out():
    assert not has_held_out(pa.array(["a", "an", "the", "of it", "100", "it's", ""]), 1).any()


def test_each_text_is_for_one_side():
    seen, unseen = (HoldOut(0.3, is_unseen).allows(WORDS) for is_unseen in (False, True))
    assert (seen ^ unseen).all()
    assert unseen.mean() == pytest.approx(0.3, abs=0.02)


def spin_side(request, hold_out):
    """The swaps that one side makes of a request's texts, in lower case, and their replacements."""
    is_unseen = has_held_out(LEXICON.texts.slice(0, LEXICON.n_texts), hold_out.share)
    lexicon, rules = LEXICON_ROWS.split(is_unseen)[hold_out.is_unseen], with_lists(request.rules, request.lists)
    texts = pa.array(request.texts, pa.string())
    spun = spin_texts(texts, keys_of(request.keys), np.array(request.rates, np.float64), lexicon, rules)
    edits = spun.edits.flatten().to_pylist()
    replacements = pa.array([edit["replacement"] for edit in edits], pa.string())
    return {(edit["original"].lower(), edit["replacement"].lower()) for edit in edits}, replacements


@pytest.mark.parametrize("share", [0.3, 0.6])
@settings(max_examples=200, deadline=None)
@given(deep_requests())
def test_swaps_of_one_side_are_never_made_on_the_other_with_any_passes(share, request):
    (seen, of_seen), (unseen, of_unseen) = (spin_side(request, HoldOut(share, side)) for side in (False, True))
    assert not has_held_out(of_seen, share).any()
    assert has_held_out(of_unseen, share).all()
    assert not seen & unseen
