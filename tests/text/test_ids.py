import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.ids import FOLDED_KEYS, hash_folded, name_pairs, name_texts


def test_ids_are_32_hex_digits_of_each_text():
    ids = name_texts(pa.array(["Rain.", "Snow.", "Rain.", "", "é🌧️"])).to_pylist()
    assert all(len(name) == 32 and int(name, 16) >= 0 for name in ids)
    assert ids[0] == ids[2]
    assert len(set(ids)) == 4


def test_both_halves_differ():
    (name,) = name_texts(pa.array(["Rain."])).to_pylist()
    assert name[:16] != name[16:]
    assert name == "5f96c066bd8604322a8ef96b09cf1d8e"


def test_no_texts():
    assert name_texts(pa.array([], pa.string())).to_pylist() == []


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Rain fell.", "rain  FELL.", True),
        (" Rain\n\nfell. ", "rain\tfell.", True),
        ("ÉTÉ", "été", True),
        ("Rain fell.", "Rain fell", False),
        ("Rain fell.", "Rainfell.", False),
        ("", " \n", True),
    ],
)
def test_hash_texts_folds_case_and_white_space_alone(left, right, same):
    one, other = hash_folded(pa.array([left, right]))
    assert (one == other).all() == same


@given(
    st.lists(st.text(alphabet=list("aÉ  \t\n\r\f\v\x1c\xa0\u2003.\x00"), max_size=9), min_size=1, max_size=6),
    st.integers(0, 2),
)
def test_folding_is_that_of_a_regular_expression(texts, start):
    array = pa.array(texts, pa.string()).slice(start)
    folded = pc.utf8_trim_whitespace(pc.replace_substring_regex(pc.utf8_lower(array), pattern=r"\s+", replacement=" "))
    values = folded.to_numpy(zero_copy_only=False).astype(object)
    slow = [pd.util.hash_array(values, hash_key=key, categorize=False) for key in FOLDED_KEYS]
    np.testing.assert_array_equal(hash_folded(array), np.stack(slow, axis=1))


ROW = {"variant": 1, "profile": "light", "article_id": "a", "spun": "Rain fell."}


def name_pair(seed=7, **changed):
    schema = {"variant": pa.int16(), "profile": pa.string(), "article_id": pa.string(), "spun": pa.string()}
    return name_pairs(pa.Table.from_pylist([ROW | changed], schema=pa.schema(schema)), seed).to_pylist()[0]


def test_a_pair_is_named_after_seed_variant_profile_article_and_text():
    expected = name_texts(pa.array(["7\x1f1\x1flight\x1fa\x1fRain fell."]), ("spindle pair id1", "spindle pair id2"))
    assert name_pair() == expected[0].as_py() == "db5c6881bf3d748c165779bf1481408a"


@pytest.mark.parametrize(
    "changed", [{"seed": 8}, {"variant": 2}, {"profile": "other"}, {"article_id": "b"}, {"spun": "Rain fell"}]
)
def test_another_pair_has_another_id(changed):
    assert name_pair(**changed) != name_pair()


def test_a_pair_without_a_value_has_the_id_of_an_empty_text():
    assert name_pair(spun=None) == name_texts(pa.array([""]), ("spindle pair id1", "spindle pair id2"))[0].as_py()
