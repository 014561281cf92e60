import pyarrow as pa
from hard_texts import ENTRIES, LEXICON, keys_of, requests, with_lists
from hypothesis import given, settings
from reference.current_words import read_words
from reference.units import find_units

from pipelines.engine.analysis import analyse
from pipelines.engine.buffers import view_texts
from pipelines.engine.clean_words import read_words as read_clean_words
from pipelines.engine.plan import make_plan
from pipelines.engine.slots import match_units


@settings(max_examples=80, deadline=None)
@given(requests())
def test_find_units_equals_the_slow_engine(request):
    slow, n_before = [], 0
    for text in request.texts:
        words = read_words(text, request.rules, request.lists, lexicon=ENTRIES)
        units = find_units(words, ENTRIES, request.rules)
        slow += [(n_before + first, length, unit) for first, length, unit in units]
        n_before += len(words)
    texts = view_texts(pa.array(request.texts, pa.string()))
    plan = make_plan(keys_of(request.keys), LEXICON, with_lists(request.rules, request.lists))
    found = match_units(read_clean_words(analyse(texts), plan), plan)
    units = LEXICON.units.take(pa.array(found.entry)).to_pylist()
    assert list(zip(found.first.tolist(), found.n_words.tolist(), units, strict=True)) == slow
    assert len(found) == len(slow)
