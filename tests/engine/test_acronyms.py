import pyarrow as pa
import pytest
from engine.spins import spin
from hard_texts import many_texts
from hypothesis import given, settings
from reference import protect as slow_protect
from reference import tokens as slow_tokens

from pipelines.engine import Rules
from pipelines.engine.acronyms import is_acronym
from pipelines.engine.analysis import analyse
from pipelines.engine.buffers import view_texts

pytestmark = pytest.mark.usefixtures("either_way")


@settings(max_examples=80, deadline=None)
@given(many_texts)
def test_is_acronym_equals_the_slow_engine(texts):
    slow = []
    for text in texts:
        tokens = slow_tokens.find_tokens(text)
        slow += [slow_protect.is_acronym(text, tokens, i) for i in range(len(tokens))]
    assert is_acronym(analyse(view_texts(pa.array(texts, pa.string())))).tolist() == slow


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The US and IT'S", ["US", "IT"]),
        ("HEAVY RAIN 2010 A\nIn the UK", ["UK"]),
        ("HEAVY RAIN", []),
        ("McDONALD'S US", ["US"]),
    ],
)
def test_acronyms_are_in_lines_with_small_letters(text, words):
    tokens = [token.word for token in slow_tokens.find_tokens(text)]
    found = is_acronym(analyse(view_texts(pa.array([text]))))
    assert [word for word, is_found in zip(tokens, found, strict=True) if is_found] == words


def test_acronyms_are_not_swapped_where_names_are():
    rules = Rules(names=False, min_letters=1)
    assert (
        spin(["the MAIL came, the Mail left\nRAIN AND MAIL"], rules=rules)
        .spun[0]
        .as_py()
        .startswith("the MAIL came, the Post")
    )
    assert "RAIN" not in spin(["RAIN AND MAIL"], rules=rules).spun[0].as_py()
