import pyarrow as pa
import pytest
from hard_texts import LEXICON
from reference.current_words import Word, begins_with_word, words_of_replacement

from pipelines.engine.analysis import analyse
from pipelines.engine.buffers import view_texts
from pipelines.engine.candidate_words import split_candidates

LAST = Word(start=0, end=1, lower="x", case="lower", is_allowed=True, is_linked=True)


@pytest.mark.parametrize(
    "candidate",
    ["rain", "it's raining", "água ☔", "☔", "(so-called) rain", "a 5 % levy", "an apple", "heavy  rain"],
)  # fmt: skip
def test_split_candidates_equals_the_slow_engine(candidate):
    known = split_candidates(analyse(view_texts(pa.array(["other", candidate, "rain"]))), LEXICON.phrases)
    at = slice(known.offsets[1], known.offsets[2])
    slow = words_of_replacement(candidate, "lower", 0, [LAST])
    spans = [(len(candidate[: word.start].encode()), len(candidate[: word.end].encode())) for word in slow]
    assert list(zip(known.starts[at].tolist(), known.ends[at].tolist(), strict=True)) == spans
    units = LEXICON.phrases.words.to_pylist()
    ids = [units.index(word.lower) if word.lower in units else -1 for word in slow]
    assert known.words[at].tolist() == ids
    assert known.n_letters[at].tolist() == [len(word.lower) for word in slow]
    assert known.indefinite[at].tolist() == [{"a": 1, "an": 2}.get(word.lower, 0) for word in slow]
    assert known.is_allowed[at].tolist() == [word.is_allowed for word in slow]
    assert known.is_linked[at].tolist() == [word.is_linked for word in slow]
    assert known.begins.tolist() == [True, begins_with_word(candidate), True]


def test_what_may_not_change_in_a_candidate():
    known = split_candidates(analyse(view_texts(pa.array(["it's 5th rain"]))), LEXICON.phrases)
    assert known.is_allowed.tolist() == [False, False, True]
