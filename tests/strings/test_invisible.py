import sys
import unicodedata

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipelines.strings.invisible import drop_invisible, may_be_odd, plain_blanks

SIGNS = "a\u00e9\u2019\u4e2d\U0001f4c8 \n\u00a0\u00ad\u0600\u2009\u200b\u200d\u2028\u3000\u2060\ufeff\u202e\U0001d173"
TEXTS = st.lists(st.none() | st.text(SIGNS, max_size=9) | st.text(max_size=9), max_size=6)


def make_plain(text, space=None):
    signs = [space if space and unicodedata.category(sign)[0] == "Z" else sign for sign in text]
    return "".join(sign for sign in signs if unicodedata.category(sign) != "Cf")


@given(TEXTS, st.integers(0, 2))
def test_invisible_characters_and_spaces_are_those_of_unicode(texts, start):
    array, texts = pa.array(texts, pa.string()).slice(start), texts[start:]
    assert drop_invisible(array).to_pylist() == [text and make_plain(text) for text in texts]
    assert plain_blanks(array).to_pylist() == [text and make_plain(text, " ") for text in texts]
    is_odd = [text is not None and make_plain(text, " ") != text for text in texts]
    assert not any(odd and not found for odd, found in zip(is_odd, may_be_odd(array).tolist(), strict=True))


def test_every_invisible_character_and_odd_space_of_unicode_may_be_odd():
    signs = [chr(point) for point in range(0x80, sys.maxunicode + 1) if unicodedata.category(chr(point)) != "Cs"]
    odd = [sign for sign in signs if make_plain(sign, " ") != sign]
    assert may_be_odd(pa.array(odd)).all()


def test_letters_and_quotation_marks_are_not_odd():
    assert may_be_odd(
        pa.array(["caf\u00e9 \u201cthe\u201d dog\u2019s \u2013 \u2026", "", None, "\u00a0"])
    ).tolist() == [
        False,
        False,
        False,
        True,
    ]
