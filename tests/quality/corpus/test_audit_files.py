import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.quality.corpus.audit_files import (
    SKETCHES_FILE,
    SURFACE_FILE,
    VOCABULARY_FILE,
    join_sketches,
    sketch_articles,
    write_audit_files,
)
from pipelines.quality.corpus.near import SKETCHES
from pipelines.quality.corpus.shortcuts import SURFACE
from pipelines.quality.corpus.vocabulary import VOCABULARY

ARTICLES = pa.table({"article_id": ["a", "b", "c"], "text": ["The rain", "rain in May", ""]})


def write(folder, articles, accepted, originals=()):
    pairs = pa.table({name: pa.array([pair[i] for pair in accepted], pa.string()) for i, name in enumerate(PLACE)})
    originals = pa.chunked_array([pa.array(originals, pa.string())])
    write_audit_files(folder, articles, pairs, originals=originals, surface=SURFACE.empty_table())
    return {name: pq.read_table(folder / name) for name in (SKETCHES_FILE, VOCABULARY_FILE, SURFACE_FILE)}


PLACE = ("article_id", "split")


def test_an_article_is_sketched_once_for_each_split_with_accepted_pairs(tmp_path):
    accepted = [("b", "train"), ("b", "train"), ("a", "test"), ("b", "test"), ("nobody", "train")]
    table = write(tmp_path, sketch_articles(ARTICLES), accepted)[SKETCHES_FILE]
    assert table.schema.equals(SKETCHES)
    placed = list(zip(*(table[name].to_pylist() for name in PLACE), strict=True))
    assert placed == [("b", "train"), ("a", "test"), ("b", "test")]
    words = table["words"].to_pylist()
    assert words[0] == words[2] != words[1]


def test_the_vocabulary_has_the_words_of_all_articles(tmp_path):
    table = write(tmp_path, sketch_articles(ARTICLES), [], ["rain", "elsewhere"])[VOCABULARY_FILE]
    assert (len(table), sum(table["swapped"].to_pylist())) == (4, 1)


def test_sketches_do_not_depend_on_batches():
    pieces = join_sketches([sketch_articles(ARTICLES.slice(0, 1)), sketch_articles(ARTICLES.slice(1))])
    whole = sketch_articles(ARTICLES)
    assert pieces.table.equals(whole.table)
    assert set(pieces.words.tolist()) == set(whole.words.tolist())


@pytest.mark.parametrize(("file", "schema"), [(SKETCHES_FILE, SKETCHES), (VOCABULARY_FILE, VOCABULARY)])
def test_a_part_without_articles_has_empty_files(tmp_path, file, schema):
    nothing = join_sketches([])
    assert nothing.words.dtype == np.uint64
    assert write(tmp_path, nothing, [])[file].equals(schema.empty_table())
