import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from pairs import name_of

from pipelines.release.comparison.id_hashes import combine, hash_coded, hash_ids, hash_numbers, hash_texts

IDS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="0123456789abcdef", min_size=31, max_size=33),
    st.integers(0, 50).map(lambda number: f"{number:032d}"),
    st.integers(0, 50).map(name_of),
)


@given(st.lists(IDS))
def test_equal_ids_have_equal_hashes_and_others_have_others(ids):
    hashes = hash_ids(pa.array(ids, pa.string())).tolist()
    assert len(set(zip(ids, hashes, strict=True))) == len(set(hashes)) == len(set(ids))


@given(st.lists(IDS, min_size=1), st.data())
def test_the_hash_of_an_id_depends_on_nothing_else(ids, data):
    """Neither on the other ids, nor on the part of an array that it stands in."""
    start = data.draw(st.integers(0, len(ids) - 1))
    whole = hash_ids(pa.array(ids, pa.string()))
    assert hash_ids(pa.array(ids, pa.string()).slice(start)).tolist() == whole[start:].tolist()
    assert [hash_ids(pa.array([name]))[0] for name in ids] == whole.tolist()


def test_upper_case_digits_are_another_id():
    ids = pa.array([name_of(1), name_of(1).upper()])
    assert len(set(hash_ids(ids).tolist())) == 2


def test_published_hashes_stay_as_they_are():
    """Digests of releases are compared with those of later versions of Spindle."""
    assert hash_ids(pa.array([name_of(1), "a"])).tolist() == [871218439816303354, 4884084194877681009]
    assert combine([hash_texts(pa.array(["Wire"])), hash_numbers(np.array([0.25], np.float32))]).tolist() == [
        11110157461798259051
    ]


def test_a_coded_text_has_the_hash_of_the_text():
    texts = pa.array(["Wire", "Post", "Wire", ""])
    assert hash_coded(texts.dictionary_encode()).tolist() == hash_texts(texts).tolist()
