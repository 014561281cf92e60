import pyarrow as pa
from hard_texts import ENTRIES, LEXICON, keys_of, requests, with_lists
from hypothesis import given, settings
from reference import find_units, read_words

from pipelines.engine.buffers import view_texts
from pipelines.engine.plan import make_plan
from pipelines.engine.spin import find_slots, find_words
from pipelines.engine.tokens import find_tokens
from pipelines.engine.vocabulary import describe_words


@settings(max_examples=80, deadline=None)
@given(requests())
def test_find_slots_equals_the_slow_engine(request):
    slow, n_before = [], 0
    for text in request.texts:
        words = read_words(text, request.rules, request.lists, lexicon=ENTRIES)
        units = find_units(words, ENTRIES, request.rules)
        slow += [(n_before + first, length, unit) for first, length, unit in units]
        n_before += len(words)
    texts = view_texts(pa.array(request.texts, pa.string()))
    rules = with_lists(request.rules, request.lists)
    plan, tokens = make_plan(keys_of(request.keys), LEXICON, rules), find_tokens(texts)
    words = find_words(texts, tokens, describe_words(texts, tokens), plan)
    slots = find_slots(words, plan)
    units = LEXICON.units.take(pa.array(slots.entry)).to_pylist()
    assert list(zip(slots.first.tolist(), slots.n_words.tolist(), units, strict=True)) == slow
    assert len(slots) == len(slow)
