import re
import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mixing import plain_mix

from pipelines.quality.corpus import word_hashes
from pipelines.quality.corpus.word_hashes import BASE, hash_runs, hash_sequences, hash_words

pytestmark = pytest.mark.usefixtures("either_way")

# Long words, which have more letters than the kernel has powers at hand, and others.
some_text = st.sampled_from(["a" * 40, f"{'a' * 40}b {'A' * 40}"]) | st.text("abAB 1.,'é€\n\u00ad\u200b", max_size=20)
some_texts = st.lists(some_text, max_size=6)


def plain_words(text):
    visible = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    found = re.findall(r"[0-9A-Za-z\x80-\U0010ffff]+", visible)
    return ["".join(letter.lower() if letter.isascii() else letter for letter in word) for word in found]


def groups_of(values):
    """Return the position of the first equal value, for each value."""
    listed = list(values)
    return [listed.index(value) for value in listed]


@given(some_texts, st.sampled_from([1, 8, 1 << 17]))
def test_words_agree_with_a_plain_split(texts, chunk):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word_hashes, "CHUNK_BYTES", chunk)
        found = hash_words(pa.array(["", *texts], pa.string()).slice(1))
    plain = [plain_words(text) for text in texts]
    assert found.counts.tolist() == [len(words) for words in plain]
    assert groups_of(found.hashes.tolist()) == groups_of(word for words in plain for word in words)


@given(some_texts)
def test_a_hash_is_a_polynomial_of_the_bytes_of_a_word(texts):
    plain = [
        plain_mix(sum(byte * BASE**place for place, byte in enumerate(word.encode())))
        for text in texts
        for word in plain_words(text)
    ]
    assert hash_words(pa.array(texts, pa.string())).hashes.tolist() == plain


@given(some_texts)
def test_runs_agree_with_a_plain_loop(texts):
    runs = hash_runs(hash_words(pa.array(texts, pa.string())), 3)
    split = [plain_words(text) for text in texts]
    plain = [[tuple(words[i : i + 3]) for i in range(max(1, len(words) - 2)) if words] for words in split]
    assert runs.counts.tolist() == [len(found) for found in plain]
    assert groups_of(runs.hashes.tolist()) == groups_of(run for found in plain for run in found)


@given(some_texts)
def test_sequences_are_equal_for_equal_words_in_order(texts):
    found = hash_sequences(hash_words(pa.array(texts, pa.string())))
    assert groups_of(found.tolist()) == groups_of(tuple(plain_words(text)) for text in texts)


def test_a_null_has_no_words():
    assert hash_words(pa.array([None, "a b"], pa.string())).counts.tolist() == [0, 2]
    assert hash_words(pa.array([], pa.string())).hashes.dtype == np.uint64
