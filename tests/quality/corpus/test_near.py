import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.quality.corpus.near import SKETCHES, count_copies, find_near, sign, similarity
from pipelines.quality.corpus.near import sketch_texts as sketch
from pipelines.quality.corpus.word_hashes import hash_runs, hash_words


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
