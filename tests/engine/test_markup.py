import pyarrow as pa
import pytest

from pipelines.engine.buffers import view_texts
from pipelines.engine.markup import is_markup
from pipelines.engine.tokens import find_tokens


def protected(*texts):
    """The words of each text that are markup."""
    viewed = view_texts(pa.array(texts))
    tokens = find_tokens(viewed)
    data = viewed.data.tobytes()
    words = [data[start:end].decode() for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    found = [[] for _ in texts]
    for word, text, flag in zip(words, tokens.text_index, is_markup(viewed, tokens), strict=True):
        if flag:
            found[text].append(word)
    return found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('see <a href="old house" title=big>the road</a> now', ["a", "href", "old", "house", "title", "big", "a"]),
        ("<img alt='rain here'/>rain", ["img", "alt", "rain", "here"]),
        ("rain <!-- the old house <b> --> house", ["the", "old", "house", "b"]),
        ("rain <!-- the old house", ["the", "old", "house"]),
        ("<script>var house = 1 < 2;</script> house", ["script", "var", "house", "1", "2", "script"]),
        ("<STYLE type=x>house</style> house", ["STYLE", "type", "x", "house", "style"]),
        ('the end <a href="http://x/big house', ["a", "href", "http", "x", "big", "house"]),
        ('cut <a title="big\nhouse here', ["a", "title", "big"]),
        ("<?xml version=1?> house", ["xml", "version", "1"]),
        ("caf&eacute;s and rain &amp; wind", ["caf", "eacute", "s", "amp"]),
        ("x&#233;y &#xE9; z", ["x", "233", "y", "xE9"]),
        ("if a < b and c > d", []),
        ("R&D and AT&T; rain", []),
        ("I <3 rain", []),
        ("", []),
    ],
)  # fmt: skip
def test_words_of_markup(text, words):
    assert protected(text) == [words]
    assert protected("a <b", text, "c> d") == [[], words, []], "no tag goes from one text to the next"
