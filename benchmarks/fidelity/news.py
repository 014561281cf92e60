"""Clean news: sentences to spin and train on, and articles that no detector trains on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from news_files import find_news

from fidelity.samples import SEED
from fidelity.sentences import cut_sentences

# Least and greatest number of words of a sentence: most samples are sentences, and other lengths are rarely one.
SENTENCE_WORDS = (10, 45)
# Articles that are held out: fifteen of them are false alarms at a rate of 1 %.
HELD_OUT = 1_500
# The greatest share that is held out of a small file of news.
HELD_OUT_SHARE = 0.25


@dataclass(frozen=True)
class News:
    """Sentences and articles of a file; no sentence occurs in an article that is held out.

    name       of the file
    sentences  distinct sentences, in the order of the file
    held_out   articles
    """

    name: str
    sentences: list[str]
    held_out: list[str]

    def draw(self, n: int, seed: int = SEED) -> list[str]:
        """Return at most n of the sentences in random order."""
        order = np.random.default_rng(seed).permutation(len(self.sentences))[:n]
        return [self.sentences[number] for number in order]


def read_news() -> News:
    """Read the shared news, or the sample news if there are none."""
    news = find_news()
    with news.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    return share_out(news.name, texts)


def share_out(name: str, texts: Sequence[str]) -> News:
    """Hold out some of the articles, and cut the others into sentences."""
    n_held_out = min(HELD_OUT, int(HELD_OUT_SHARE * len(texts)))
    order = np.random.default_rng(SEED).permutation(len(texts))
    held_out = [texts[number] for number in sorted(order[:n_held_out].tolist())]
    low, high = SENTENCE_WORDS
    known = {sentence for text in held_out for sentence in cut_sentences(text)}
    sentences = {
        sentence: None
        for number in sorted(order[n_held_out:].tolist())
        for sentence in cut_sentences(texts[number])
        if low <= len(sentence.split()) <= high and sentence not in known
    }
    return News(name, list(sentences), held_out)
