import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.strings.surrogates import mend_surrogates


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("plain", "plain"),
        ("", ""),
        ("café 📈", "café 📈"),
        ("\ud800 a\udfff", "\ufffd a\ufffd"),
        ("\ud83d\ude00", "\ufffd\ufffd"),
    ],
)
def test_each_half_becomes_one_sign(text, mended):
    assert mend_surrogates(text) == mended


@given(st.text(st.characters(codec=None, categories=None)))
def test_all_else_stays_in_its_place(text):
    mended = mend_surrogates(text)
    expected = [sign if not 0xD800 <= ord(sign) < 0xE000 else "\ufffd" for sign in text]
    assert list(mended) == expected
