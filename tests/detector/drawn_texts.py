"""Texts drawn from words and marks, for tests against slow versions."""

import random

import pyarrow as pa

from pipelines.detector.word_stream import read_words

WORDS = [
    "The", "the", "THE", "council", "Council", "council's", "don\u2019t", "a", "7", "42", "1,200", "3rd", "x", "Zürich",
    "é", "bridges", "reconstruction", "Reconstruction", "incomprehensibility", "incomprehensibilities",
    "counterrevolution",
]  # fmt: skip
BETWEEN = [" ", " ", " ", " ", " ", ", ", ". ", "! ", "\n\n", " - ", " — ", "; ", " “", "? ", "/"]


def draw_text(draw, n_words):
    return "".join(draw.choice(WORDS) + draw.choice(BETWEEN) for _ in range(n_words))


def draw_texts(seed, n_texts=60):
    """Texts of 0 to 12 words, some empty, some with marks alone."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    texts = [draw.choice(["", " ", ". "]) + draw_text(draw, draw.randrange(13)) for _ in range(n_texts)]
    return ["", *texts, " — ", ""]


def stream_of(texts):
    return read_words(pa.array(texts, pa.string()))
