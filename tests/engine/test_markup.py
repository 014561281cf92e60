import pyarrow as pa
import pytest
from hard_texts import LEXICON, keys_of, texts
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import markup as slow_markup
from reference import tokens as slow_tokens

from pipelines.engine import Rules, spin_texts
from pipelines.engine.buffers import view_texts
from pipelines.engine.markup import is_markup
from pipelines.engine.tokens import find_tokens

pytestmark = pytest.mark.usefixtures("either_way")

PIECES = [
    *(
        "<",
        ">",
        "</",
        "<b>",
        "<b ",
        "=",
        ' a="',
        '"',
        "'",
        "<!--",
        "-->",
        "<script",
        "</script",
        "<STYLE>",
        "</style>",
        "<?",
    ),
    *("&", "&#", "&#x", "#", ";", "#39;", "&#39;", "quot;", "amp;", "&nbsp;", "&eacute;", "eacute", "apos;", "x", "39"),
    *("rain", "river bank", "é", " ", " ", "\n", "s", "-"),
]
MIXED = st.one_of(st.lists(st.sampled_from(PIECES), max_size=15).map("".join), texts(), st.text(max_size=20))


def mask_of(found_in):
    found = view_texts(pa.array(found_in, pa.string()))
    tokens = find_tokens(found)
    mask = is_markup(found, tokens)
    return mask.tolist() if mask.shape else [False] * len(tokens)


@settings(max_examples=300, deadline=None)
@given(st.lists(MIXED, max_size=4))
def test_is_markup_equals_the_slow_one(several):
    slow = [slow_markup.is_markup(text, token) for text in several for token in slow_tokens.find_tokens(text)]
    assert mask_of(several) == slow


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('the <a href="x.htm" title="heavy > rain">river</a> bank', "a href x htm title heavy rain a"),
        ("rain <!-- heavy rain --> rain <!-- heavy", "heavy rain heavy"),
        ("rain <script>rain = heavy < rain;</script> rain", "script rain heavy rain script"),
        ("<style>rain {heavy}</style> rain", "style rain heavy style"),
        ("d&eacute;j&agrave; vu&nbsp;rain &amp; rain", "d eacute j agrave nbsp amp"),
        ("don&rsquo;t rain, Turkey #39;s rain quot;heavy quot;", "don rsquo t 39 s quot quot"),
        ("rain < bank, x<5 rain y>3, AT&T; rain & river; rain;", ""),
        ("<b", ""),
        ("&", ""),
        ("", ""),
    ],
)
def test_words_of_markup(text, words):
    tokens = [token.word for token in slow_tokens.find_tokens(text)]
    assert [word for word, found in zip(tokens, mask_of([text]), strict=True) if found] == words.split()


def test_no_markup_crosses_texts():
    assert mask_of(["rain <b", "rain> rain", "&rain", "river;", "#39", "; rain"]) == 8 * [False]


@settings(max_examples=100, deadline=None)
@given(st.lists(MIXED, min_size=1, max_size=4), st.sampled_from([(1.0,), (0.4, 0.3, 0.3)]))
def test_no_pass_swaps_a_word_of_markup(several, passes):
    spun = spin_texts(
        pa.array(several, pa.string()),
        keys_of(range(len(several))),
        pa.array([1.0] * len(several)).to_numpy(),
        LEXICON,
        Rules(passes=passes, again=0.5),
    )
    for text, edits in zip(several, spun.edits.to_pylist(), strict=True):
        spans = slow_markup.find_markup(text)
        for edit in edits:
            assert not any(start < edit["clean_end"] and end > edit["clean_start"] for start, end in spans), edit
