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
from pipelines.engine.kernels import library
from pipelines.engine.plan import make_plan
from pipelines.engine.slots import Slots, find_slots


@pytest.mark.skipif(not kernels.is_compiled(), reason="the kernels are not compiled")
@settings(max_examples=150, deadline=None)
@given(st.one_of(requests(), deep_requests()))
def test_slots_are_the_same_compiled_and_on_arrays(request):
    parameters = None if request.parameters is None else stack(request.parameters, LEXICON)
    plan = make_plan(keys_of(request.keys), LEXICON, with_lists(request.rules, request.lists), parameters)
    words = read_words(analyse(view_texts(pa.array(request.texts, pa.string()))), plan)
    compiled = find_slots(words, plan)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "_load", lambda: None)
        on_arrays = find_slots(words, plan)
    for name, array in vars(compiled).items():
        assert array.dtype == vars(on_arrays)[name].dtype
        assert array.tolist() == vars(on_arrays)[name].tolist(), name


def test_slots_of_texts():
    columns = dict.fromkeys(("first", "n_words", "unit", "propensity", "is_name_like", "n_clean"), np.zeros(5))
    slots = Slots(text_index=np.array([0, 0, 2, 3, 3], np.int32), **columns)
    assert slots.of_texts(np.array([True, False, False, True])).tolist() == [0, 1, 3, 4]
    assert slots.of_texts(np.array([False, True, True, False])).tolist() == [2]
    assert slots.of_texts(np.ones(4, bool)).tolist() == [0, 1, 2, 3, 4]
