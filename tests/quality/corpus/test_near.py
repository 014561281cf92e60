import random
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mixing import plain_mix

from pipelines.quality.corpus.near import BANDS, BINS, SKETCHES, count_copies, find_near, sign, similarity
from pipelines.quality.corpus.near import sketch_texts as sketch
from pipelines.quality.corpus.word_hashes import BASE, hash_runs, hash_words

pytestmark = pytest.mark.usefixtures("either_way")


def make_text(seed, n_words=200):
    draw = random.Random(seed)  # noqa: S311 - texts for tests
    return " ".join(str(draw.randrange(10**6)) for _ in range(n_words))


def change(text, *places):
    words = text.split()
    for place in places:
        words[place] = "changed"
    return " ".join(words)


def shingles(text):
    words = text.split()
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def jaccard(left, right):
    return len(shingles(left) & shingles(right)) / len(shingles(left) | shingles(right))


def write(path, texts, splits):
    columns = {"article_id": pa.array([f"{path.stem}{i}" for i in range(len(texts))]), "split": pa.array(splits)}
    table = pa.table(columns | sketch(hash_words(pa.array(texts, pa.string()))))
    pq.write_table(table.select(SKETCHES.names).cast(SKETCHES), path)
    return path


@pytest.fixture
def parts(tmp_path):
    """Two parts: `a` with different texts, `b` with the texts that a test plants."""
    a = write(tmp_path / "a.parquet", [make_text(i) for i in range(20)], ["train"] * 20)

    def with_part(texts, splits):
        return [a, write(tmp_path / "b.parquet", texts, splits)]

    return with_part


def plain_sketch(hashes):
    """Hash, signature and band keys of the words with these hashes, one shingle, bin and band after the other."""
    text = plain_mix(sum(plain_mix(word + plain_mix(place)) for place, word in enumerate(hashes)))
    runs = [hashes[first : first + 5] for first in range(len(hashes) - 4)]
    shingles = [plain_mix(sum(word * BASE ** (4 - place) for place, word in enumerate(run))) for run in runs]
    shingles = shingles or [text] * bool(hashes)
    bins = [0xFFFFFFFF] * BINS
    for shingle in shingles:
        place = shingle * BINS >> 64
        bins[place] = min(bins[place], shingle & 0xFFFFFFFF, 0xFFFFFFFE)
    filled = [
        next((bins[at] for at in borrowed(place) if bins[at] != 0xFFFFFFFF), text & 0xFFFFFFFF) for place in range(BINS)
    ]
    bands = []
    for band in range(len(BANDS)):
        key = band
        for value in filled[5 * band : 5 * band + 5]:
            key = plain_mix(key + value)
        bands.append(key)
    return text, bins, bands


@cache
def borrowed(place):
    """The bin itself, and those that it borrows from, if it is empty."""
    return [place, *(plain_mix(BINS * attempt + place) % BINS for attempt in range(1, 2000))]


@settings(max_examples=20)
@given(st.lists(st.lists(st.sampled_from("abcde"), max_size=12), max_size=3), st.sampled_from([0, 4, 5, 150]))
def test_a_sketch_agrees_with_a_plain_loop(texts, n_words):
    words = hash_words(pa.array([*map(" ".join, texts), make_text(1, n_words)], pa.string()))
    found, start = pa.table(sketch(words)), 0
    for row, count in zip(found.to_pylist(), words.counts.tolist(), strict=True):
        text, bins, bands = plain_sketch(words.hashes[start : start + count].tolist())
        start += count
        assert row["words"] == text
        assert np.frombuffer(row["signature"], np.uint32).tolist() == bins
        assert [row[name] for name in BANDS] == bands


def test_different_texts_are_not_near_duplicates(parts):
    paths = parts([make_text(i) for i in range(50, 70)], ["test"] * 20)
    assert find_near(paths, at_least=0.8).n_pairs == 0
    assert count_copies(paths) == {"articles": 40, "across": 0, "within": 0}


def test_a_near_duplicate_in_another_split_is_found(parts):
    near = change(make_text(3), 100)
    assert jaccard(near, make_text(3)) > 0.9
    found = find_near(parts([near], ["test"]), at_least=0.8)
    assert found.n_pairs == 1
    assert found.examples[0].startswith("a3 (train) and b0 (test), 0.9")


def test_a_near_duplicate_in_the_same_split_is_not_a_leak(parts):
    assert find_near(parts([change(make_text(3), 100)], ["train"]), at_least=0.8).n_pairs == 0


def test_less_similar_texts_are_not_near_duplicates(parts):
    less = change(make_text(3), *range(0, 200, 10))
    assert jaccard(less, make_text(3)) < 0.5
    assert find_near(parts([less], ["test"]), at_least=0.8).n_pairs == 0


def test_short_texts_are_compared_exactly(parts):
    text = make_text(99, 20)
    paths = parts([text, change(text, 0), change(text, 10)], ["train", "test", "validation"])
    found = find_near(paths, at_least=0.8)  # 15 of 17 shingles; and 11 of 21
    assert found.examples == ["b0 (train) and b1 (test), 0.88"]


def test_copies_are_counted_regardless_of_case_and_punctuation(parts):
    text = make_text(5).replace(" ", ",  ")
    paths = parts([text, make_text(6), make_text(6)], ["test", "train", "validation"])
    assert count_copies(paths) == {"articles": 23, "across": 2, "within": 1}
    assert find_near(paths, at_least=0.8).n_pairs == 3


def test_a_bucket_of_many_copies_is_found(parts):
    assert find_near(parts([make_text(0)] * 100, ["train"] * 99 + ["test"]), at_least=0.8).n_pairs > 0


def test_texts_without_words_are_not_near_duplicates(parts):
    assert find_near(parts(["", "..."], ["train", "test"]), at_least=0.8).n_pairs == 0


def test_similarity_estimates_jaccard():
    texts = [make_text(7), change(make_text(7), 20, 60, 90, 120)]
    left, right = sign(hash_runs(hash_words(pa.array(texts)), 5))
    assert similarity(left[None], right[None])[0] == pytest.approx(jaccard(*texts), abs=0.12)


def test_without_sketches_there_are_no_duplicates():
    assert find_near([], at_least=0.8).n_pairs == 0
    assert count_copies([]) == {"articles": 0, "across": 0, "within": 0}
