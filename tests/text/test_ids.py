import pyarrow as pa

from pipelines.text.ids import name_texts


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
