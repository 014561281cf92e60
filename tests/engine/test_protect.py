import pyarrow as pa
import pytest
from hard_texts import ENTRIES, GAZETTEER, GIVEN_NAMES, LEXICON, keys_of, requests, with_lists
from hypothesis import given, settings
from reference import current_words as slow_current_words
from reference import protect as slow_protect
from reference import tokens as slow_tokens

from pipelines.engine import Rules
from pipelines.engine.analysis import analyse
from pipelines.engine.buffers import view_texts
from pipelines.engine.clean_words import read_words
from pipelines.engine.plan import make_plan

pytestmark = pytest.mark.usefixtures("either_way")


def words_of(texts, rules, lists=slow_protect.NO_LISTS):
    plan = make_plan(keys_of(range(len(texts))), LEXICON, with_lists(rules, lists))
    return read_words(analyse(view_texts(pa.array(texts, pa.string()))), plan)


@settings(max_examples=80, deadline=None)
@given(requests())
def test_protect_words_equals_the_slow_engine(request):
    words = words_of(request.texts, request.rules, request.lists)
    slow = [
        word
        for text in request.texts
        for word in slow_current_words.read_words(text, request.rules, request.lists, lexicon=ENTRIES)
    ]
    assert words.is_allowed.tolist() == [word.is_allowed for word in slow]
    assert words.is_linked.tolist() == [word.is_linked for word in slow]
    assert words.is_name_like.tolist() == [word.is_name_like and word.is_allowed for word in slow]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("the Council of Europe", ["Council"]),
        ("a council", []),
        ("we met Mary Smith", ["Mary", "Smith"]),
        ("we met Mary, Smith", ["Mary"]),
        ("we met Tom Smith", []),
        ("the NATO summit", ["NATO"]),
        ("the Prime Minister", ["Prime", "Minister"]),
    ],
)
def test_a_gazetteer_decides_on_names(text, words):
    found = words_of([text], Rules(), slow_protect.Lists(gazetteer=GAZETTEER, given_names=GIVEN_NAMES))
    tokens = [token.word for token in slow_tokens.find_tokens(text)]
    assert [word for word, allowed in zip(tokens, found.is_allowed, strict=True) if not allowed] == words


LISTED_NAMES = ("Mary", "Rivers", "March", "Theresa", "Bank")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mary said so", ["Mary"]),
        ("Mary Bank said so", ["Mary", "Bank"]),
        ("Bank said so", ["Bank"]),
        ("it rained. Mary left", ["Mary"]),
        ("Rivers rise", []),  # the plural of a unit
        ("Rivers Smith rises", ["Rivers", "Smith"]),
        ("March was wet", []),  # a homograph
        ("March Smith was wet", ["March", "Smith"]),
        ("Council said so", []),  # not listed
        ("mary said so", []),
    ],
)
@pytest.mark.parametrize("gazetteer", [None, (*LISTED_NAMES, "Smith")])
def test_a_listed_name_at_the_start_of_a_sentence_is_a_name(text, words, gazetteer):
    lists = slow_protect.Lists(listed_names=LISTED_NAMES, gazetteer=gazetteer)
    found = words_of([text], Rules(), lists)
    tokens = [token.word for token in slow_tokens.find_tokens(text)]
    assert [word for word, allowed in zip(tokens, found.is_allowed, strict=True) if not allowed] == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Town Votes to Mend Harbour Bridge", []),
        ("Town Council Votes to Mend NATO Bridge", ["Council", "NATO"]),
        ("Town Asks Mary Smith for Harbour Bridge", ["Mary", "Smith"]),
        ("TOWN VOTES TO MEND HARBOUR BRIDGE", ["TOWN", "VOTES", "TO", "MEND", "HARBOUR", "BRIDGE"]),
    ],
)
@pytest.mark.parametrize("lists", [{"gazetteer": GAZETTEER}, {"listed_names": GAZETTEER}])
def test_in_a_line_in_title_case_only_a_list_tells_names(text, words, lists):
    found = words_of([text], Rules(), slow_protect.Lists(given_names=GIVEN_NAMES, **lists))
    tokens = [token.word for token in slow_tokens.find_tokens(text)]
    assert [word for word, allowed in zip(tokens, found.is_allowed, strict=True) if not allowed] == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rain in May", []),
        ("rain in May 10", ["10"]),
        ("we met May Smith", ["May", "Smith"]),
        ("we met Theresa May", ["Theresa", "May"]),
        ("rain in May, Smith said", ["Smith"]),
        ("rain in MAY", ["MAY"]),
        ("rain in April", ["April"]),
    ],
)
def test_a_homograph_alone_is_no_name(text, words):
    found = words_of([text], Rules(homographs=True))
    tokens = [token.word for token in slow_tokens.find_tokens(text)]
    assert [word for word, allowed in zip(tokens, found.is_allowed, strict=True) if not allowed] == words
