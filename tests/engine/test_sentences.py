import numpy as np
import pyarrow as pa
import pytest
from hard_texts import keys_of, texts
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.draw import emphasis
from reference.protect import sentence_of
from reference.tokens import find_tokens

from pipelines.engine.analysis import analyse
from pipelines.engine.buffers import view_texts
from pipelines.engine.sentences import draw_emphasis, find_sentences

pytestmark = pytest.mark.usefixtures("either_way")


def analysis_of(rows):
    return analyse(view_texts(pa.array(rows, pa.string())))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(texts(), st.integers(0, 2**64 - 1), st.sampled_from([0.0, 0.5, 3.0])), max_size=5))
def test_draw_emphasis_equals_the_slow_engine(rows):
    slow = []
    for text, key, spread in rows:
        tokens = find_tokens(text)
        slow += [emphasis(key, sentence_of(text, tokens, i), spread) for i in range(len(tokens))]
    found = draw_emphasis(
        analysis_of([row[0] for row in rows]), keys_of([row[1] for row in rows]), np.array([row[2] for row in rows])
    )
    spread = any(row[2] for row in rows)
    assert (found.tolist() == slow) if spread else found is None


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Rain fell. It was heavy! Was it? Yes", 4),
        ("Mr. Brown paid 3.5 million", 1),
        ('He said: "Rain will come," and left.', 1),
        ("The harbour bridge\n\nThe council met", 2),
        ("One (it rained.) Two", 2),
        ("", 0),
    ],
)
def test_find_sentences(text, sentences):
    assert len(find_sentences(analysis_of([text]))) == sentences


def test_emphasis_has_the_spread_asked_for():
    words = draw_emphasis(analysis_of(["Rain fell. " * 20_000]), keys_of([1]), np.array([1.5]))
    doublings = np.log2(words[::2])
    assert (doublings.mean(), doublings.std()) == pytest.approx((0, 1.5), abs=0.03)
    assert (words[::2] == words[1::2]).all()
