import numpy as np
import pyarrow as pa
import pytest
from hard_texts import LEXICON, deep_requests, keys_of, requests, with_lists
from hypothesis import given, settings
from hypothesis import strategies as st
from parameters import stack

from pipelines.engine import kernels
from pipelines.engine.analysis import analyse
from pipelines.engine.buffers import view_texts
from pipelines.engine.clean_words import read_words
from pipelines.engine.compose import Edits
from pipelines.engine.kernels import library
from pipelines.engine.pass_state import Budget, PassState
from pipelines.engine.pieces import edits_of, pieces_of, splice_pieces
from pipelines.engine.plan import make_plan
from pipelines.engine.replace import replace_words
from pipelines.engine.swaps import choose_swaps


def records_of_two_passes(request):
    """All that two passes choose: swaps, pieces and the words left by the first."""
    texts = view_texts(pa.array(request.texts, pa.string()))
    parameters = None if request.parameters is None else stack(request.parameters, LEXICON)
    plan = make_plan(keys_of(request.keys), LEXICON, with_lists(request.rules, request.lists), parameters)
    words = read_words(analyse(texts), plan)
    half = np.floor(np.array(request.rates) * words.counts / 2 + 0.5).astype(np.int64)
    first = PassState(plan, 1, words, Edits.none())
    swaps = choose_swaps(first, Budget(clean=half, again=half))
    pieces, piece_of_slot = pieces_of(swaps, first)
    spliced = splice_pieces(texts, pieces, LEXICON)
    words = replace_words(words, pieces, spliced, plan)
    second = PassState(plan, 2, words, edits_of(swaps, pieces, piece_of_slot, spliced))
    others = choose_swaps(second, Budget(clean=half, again=half))
    return [swaps, pieces, words, others, pieces_of(others, second)[0]]


@pytest.mark.skipif(not kernels.is_compiled(), reason="the kernels are not compiled")
@settings(max_examples=150, deadline=None)
@given(st.one_of(requests(), deep_requests()))
def test_passes_choose_the_same_compiled_and_on_arrays(request):
    compiled = records_of_two_passes(request)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "_load", lambda: None)
        on_arrays = records_of_two_passes(request)
    for record, other in zip(compiled, on_arrays, strict=True):
        for name, array in vars(record).items():
            expected = vars(other)[name]
            assert (None if array is None else (array.dtype, array.tolist())) == (
                None if expected is None else (expected.dtype, expected.tolist())
            ), name
