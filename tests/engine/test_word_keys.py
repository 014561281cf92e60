import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.engine.phrases import build_phrases, find_words
from pipelines.engine.word_keys import keys_of_words

WORDS = st.lists(st.text(st.sampled_from("ab\0é"), max_size=30), max_size=20)


@given(WORDS)
def test_words_have_the_same_key_wherever_they_are_and_short_ones_a_key_of_their_own(words):
    keys = keys_of_words(pa.array(words, pa.string()))
    all_keys = dict(enumerate(keys.short.tolist())) | dict(zip(keys.is_long.tolist(), keys.long.tolist(), strict=True))
    by_word = {}
    for i, word in enumerate(words):
        by_word.setdefault(word, set()).add(all_keys[i])
    assert all(len(found) == 1 for found in by_word.values())
    short = {i for i, word in enumerate(words) if 1 <= len(word.encode()) <= 8 and "\0" not in word}
    assert set(keys.is_long.tolist()) == set(range(len(words))) - short
    assert len({all_keys[i] for i in short}) == len({words[i] for i in short})


def test_long_words_have_other_keys_for_any_change_of_their_first_and_last_bytes():
    plain = "abcdefghijklmnopqrstuvwxyz"
    words = [plain, plain[:-1], plain + "z", *(plain[:i] + "_" + plain[i + 1 :] for i in (*range(16), *range(18, 26)))]
    assert len(set(keys_of_words(pa.array(words)).long.tolist())) == len(words)


@pytest.mark.usefixtures("either_way")
def test_words_that_share_a_key_are_told_apart():
    long = [f"the first sixteen {i} and the last eight bytes".replace(" ", "_") for i in range(9)]
    assert len(set(keys_of_words(pa.array(long)).long.tolist())) == 1
    table = build_phrases(pa.array([*long[:6], "short", "another_long_word"]))
    words = pa.array(["short", *long, "absent", "another_long_word", "absent_and_long"])
    found = find_words(table, words).tolist()
    known = table.words.to_pylist()
    assert found == [known.index(word) if word in known else -1 for word in words.to_pylist()]
