import unicodedata

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipelines.strings.invisible import drop_invisible

TEXTS = st.lists(
    st.none() | st.text("a\u00e9\u2019 \n\u00ad\u200b\u200d\u2060\ufeff\u202e\U0001d173", max_size=9), max_size=6
)


@given(TEXTS, st.integers(0, 2))
def test_invisible_characters_are_those_of_one_category(texts, start):
    slow = [
        text if text is None else "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
        for text in texts[start:]
    ]
    assert drop_invisible(pa.array(texts, pa.string()).slice(start)).to_pylist() == slow
