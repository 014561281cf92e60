import struct

import fasttext
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.engine import kernels
from pipelines.text.language import _find_model as find_model
from pipelines.text.language import _run_kernel as detect
from pipelines.text.language_tables import KNOWN, read_language_tables

MODEL = fasttext.load_model(str(find_model()))
PIECES = [
    "the council",
    "Brücke",
    "le pont",
    " ",
    "\t",
    "\0",
    "雨が",
    "é",
    "дождь",
    "</s>",
    "__label__en",
    "A",
    "5",
    ".",
]
lines = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=12).map("".join)


def detect_slowly(line):
    labels, scores = MODEL.predict(line)
    return (labels[0].removeprefix("__label__"), scores[0]) if labels else ("und", 0.0)


@pytest.mark.skipif(not kernels.is_compiled(), reason="the kernels are not compiled")
@settings(max_examples=200, deadline=None)
@given(st.lists(lines.filter(lambda line: "\n" not in line), max_size=8))
def test_languages_and_scores_are_those_of_fasttext(found):
    languages, scores = detect(pa.array(found, pa.string()))
    assert list(zip(languages.tolist(), scores.tolist(), strict=True)) == [detect_slowly(line) for line in found]


def test_the_model_knows_176_languages():
    tables = read_language_tables(find_model())
    assert (len(tables.labels), tables.labels[0]) == (176, "en")


@pytest.mark.parametrize("place", range(2))
def test_another_model_is_refused(tmp_path, place):
    data = bytearray(find_model().read_bytes())
    struct.pack_into("<i", data, 4 * place, KNOWN[place] + 1)
    (tmp_path / "model.ftz").write_bytes(data)
    with pytest.raises(ValueError, match=r"expected a model of fastText .* got .*model\.ftz"):
        read_language_tables(tmp_path / "model.ftz")
