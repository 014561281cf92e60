import resource

import numpy as np
import pyarrow as pa
import pytest
from one_process import make_corpus_of_parts, read_all, spell_texts

from pipelines.duplicates.sketch import sign_texts
from pipelines.errors import StorageError
from pipelines.grouping.sketches import (
    HASH_COLUMNS,
    SIGNATURES_FILE,
    WORDS_FILE,
    read_columns,
    read_texts,
    read_words,
    sketch_part,
    to_hashes,
)
from pipelines.text.ids import hash_folded


def test_a_sketch_holds_what_one_process_computes_from_the_texts(tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.grouping.sketches.BATCH_BYTES", 2_000)
    articles, config = make_corpus_of_parts(tmp_path)
    for part in (articles[0], articles[-1]):
        sketch = sketch_part(part, config)
        texts = pa.array(read_all([part]), pa.string())
        n, hashes = len(texts), hash_folded(texts)
        columns = read_columns(sketch.file(SIGNATURES_FILE), n, slice(0, 128 + HASH_COLUMNS + 1))
        assert sketch.rows["texts"] == n
        assert np.array_equal(columns[:128].T, sign_texts(texts, hashes, shingle_words=5, permutations=128))
        assert np.array_equal(to_hashes(columns[128:-1]), hashes)
        spelled = spell_texts(texts)
        assert columns[-1].tolist() == [len(words) for words in spelled]
        places = np.array([0, 3, n - 1])
        words = read_words(sketch.file(WORDS_FILE), columns[-1].astype(np.int64), places)
        assert words == [spelled[place] for place in places]


def test_a_full_disk_is_said(tmp_path):
    """A limit on the size of files fails as a disk does that has room for a part of a file."""
    articles, config = make_corpus_of_parts(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(StorageError, match="but the disk is full"):
            sketch_part(articles[0], config)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_originals_follow_their_negatives_with_their_ids(tmp_path):
    articles, config = make_corpus_of_parts(tmp_path)
    sketch = sketch_part(articles[-1], config)
    ids = [f"n{number}" for number in range(8)]
    assert read_texts(sketch).to_pydict() == {"article_id": ids * 2, "role": [1] * 8 + [2] * 8}
    assert sketch.statistics["n_texts"] == [0, 8, 8]


def test_other_settings_of_signatures_are_another_sketch_and_others_are_not(tmp_path):
    articles, config = make_corpus_of_parts(tmp_path)
    key = sketch_part(articles[0], config).key
    _, similar = make_corpus_of_parts(tmp_path, similarity=0.8, test=0.3)
    _, longer = make_corpus_of_parts(tmp_path, shingle_words=7)
    assert sketch_part(articles[0], similar).key == key
    assert sketch_part(articles[0], longer).key != key
