import pyarrow as pa
import reference
from hard_texts import ENTRIES, GLOSSARY, LEXICON, many_texts, some_rules
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.engine.buffers import view_texts
from pipelines.engine.slots import build_glossary
from pipelines.engine.spin import find_slots
from pipelines.engine.tokens import find_tokens
from pipelines.engine.vocabulary import describe_words


@settings(max_examples=80, deadline=None)
@given(many_texts, some_rules, st.sampled_from([(), GLOSSARY]))
def test_find_slots_equals_the_slow_engine(texts, rules, glossary):
    slow, n_before = [], 0
    for text in texts:
        tokens = reference.find_tokens(text)
        protected = reference.find_protected(text, tokens, rules, glossary)
        units = reference.find_units(tokens, protected, text, ENTRIES, rules)
        slow += [(n_before + first, length, unit) for first, length, unit in units]
        n_before += len(tokens)
    viewed = view_texts(pa.array(texts, pa.string()))
    tokens = find_tokens(viewed)
    object.__setattr__(rules, "glossary", build_glossary(glossary))
    slots = find_slots(viewed, tokens, describe_words(viewed, tokens), LEXICON, rules)
    units = LEXICON.units.take(pa.array(slots.entry)).to_pylist()
    assert list(zip(slots.first.tolist(), slots.n_words.tolist(), units, strict=True)) == slow
    assert len(slots) == len(slow)
