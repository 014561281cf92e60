import numpy as np
import pyarrow as pa
import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st
from pairs import make_row

from pipelines.quality.pairs.edits import view_edits
from pipelines.quality.pairs.names import count_longer_words, find_capitals, swaps_name
from schemas import PAIRS

pytestmark = pytest.mark.usefixtures("either_way")

WORDS = ["rain", "Rain", "Élan", "élan", "ǅ", "NATO", "É", "A", "'Tis", "2nd", "U.S.", "", "ß", "東", "-", "x-", "É́"]


def edits_of(rows):
    return view_edits(pa.Table.from_pylist(rows, schema=PAIRS))


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)))
def test_find_capitals_agrees_with_a_slow_count(strings):
    found = find_capitals(pa.array(strings, pa.string()))
    slow = [
        (words[at].lower(), string, at == 0, at > 0 and bool(regex.search(r"\pL$", words[at - 1])))
        for string, words in enumerate(text.split(" ") for text in strings)
        for at in range(len(words))
        if regex.match(r"\p{Lu}", words[at])
    ]
    columns = found.words.to_pylist(), found.owners.tolist(), found.is_first.tolist(), found.is_later.tolist()
    assert list(zip(*columns, strict=True)) == slow
    shouted = [any(regex.fullmatch(r"\p{Lu}{2,}", word) for word in text.split(" ")) for text in strings]
    assert found.is_shouted.tolist() == shouted


@pytest.mark.parametrize(
    ("text", "word", "options", "expected"),
    [
        ("She met Blair there", "Blair", {}, True),
        ("She left. Blair stayed", "Blair", {}, False),
        ("She met Blair there", "Blair", {"known_names": pa.array(["london"])}, False),
        ("Town Votes to Mend Harbour Bridge", "Harbour", {}, False),
        ("Low Town Won't Mend Quay", "Mend", {}, False),
        ("Town Votes to Mend Harbour Bridge", "Harbour", {"known_names": pa.array(["harbour"])}, True),
        ("Rain.\nTown Votes to Mend NATO Bridge\nRain", "NATO", {}, True),
        ("Town Votes to Mend Bridge\nShe met Blair there", "Blair", {}, True),
        ("It was in May then", "May", {"homographs": pa.array(["may"])}, False),
        ("It was in MAY then", "MAY", {"homographs": pa.array(["may"])}, True),
    ],
)
def test_swaps_name_finds_names_inside_sentences(text, word, options, expected):
    edits = edits_of([make_row(text, {word: "other"})])
    capitals = find_capitals(edits.originals.distinct)
    for asked in (True, False):
        assert swaps_name(edits, capitals, np.array([asked]), **options).tolist() == [asked and expected]


@example(["S'S'SSS"])
@example(["a'S'bb a's'"])
@given(st.lists(st.text("absXYS zÄé1_-.''\u2019", max_size=12), min_size=1, max_size=4))
def test_longer_words_are_counted_as_by_a_slow_loop(lines):
    ends = np.cumsum([len(line.encode()) for line in lines])
    data = np.frombuffer("".join(lines).encode(), np.uint8)
    n_words, n_capitals = count_longer_words(data, np.append(0, ends[:-1]), ends)
    words = [[word for word in _words(line) if sum(map(str.isalpha, word)) >= 4] for line in lines]
    assert n_words.tolist() == [len(each) for each in words]
    assert n_capitals.tolist() == [sum(word[0].isupper() for word in each) for each in words]


def _words(line):
    """Words of letters and of apostrophes between them, without a final 's."""
    without_s = regex.sub(r"(?<=\p{L})['\u2019][sS](?!['\u2019]?\p{L})", " ", line)
    return regex.findall(r"\p{L}+(?:['\u2019]\p{L}+)*", without_s)
