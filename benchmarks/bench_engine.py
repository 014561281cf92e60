"""Measure the words per second of the engine on one core, of other augmenters, and of writing the texts.

The engine spins batches of the size that `spin_articles` uses, in memory, without reading or writing files; the result
is the best of three runs, in processor seconds. The others swap words of the same articles at the rate of `autoblog`
and `light`, with no upper limit of swaps:

* nlpaug's SynonymAug does the same task (find a word's synonyms, swap some words) on WordNet. It needs NLTK with the
  data `wordnet` and `averaged_perceptron_tagger_eng`, which are not requirements of Spindle.
* nlpaug's ReservedAug and fasttextaug's RandomWordAug only look words up in a given dictionary: the lexicon's own words
  and candidates, without phrases. fasttextaug is written in Rust.
* fast-aug's WordsRandomSubstituteAugmenter, in Rust too, swaps words for random ones of a list: all candidates.

What is not installed is named in a row of its own. The last row is the floor: writing clean and spun texts, which every
build does, as Parquet with zstd. Words are the engine's tokens in all cases.
"""

import json
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from news_files import find_news
from results import best_of, record

from pipelines.config.stages import SpinArticles
from pipelines.engine.buffers import view_texts
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.tokens import find_tokens
from pipelines.spinners.spinner import Spinner, load_spinner

# Profiles with a single pass, and profiles with three; `mixture` draws a spinner for each text.
PROFILES = ("light", "withinside", "autoblog", "mixture")
# Profiles at whose rates the others swap. They make one pass, so the comparison is with a single pass.
BASELINES = ("light", "autoblog")
# Size of the sample for nlpaug.
NLPAUG_WORDS = 60_000
COLUMNS = ("one core", "words/s", "times as slow", "by weight", "exact rate", "labels")
YES, NO = ("yes",) * 3, ("no",) * 3


def main() -> None:
    use_one_core()
    news = find_news()
    texts = read_texts(news)
    few = sample(texts, NLPAUG_WORDS)
    rows: list[tuple[str, ...]] = []
    for name in PROFILES:
        spinner = load_spinner(name)
        passes = len(spinner.profile.passes)
        speed = measure_engine(texts, spinner)
        rows.append((f"profile {name}, rate {spinner.profile.rate:g}, passes: {passes}", f"{speed:,.0f}", "", *YES))
        if name not in BASELINES:
            continue
        if passes > 1:
            spinner = replace(spinner, profile=spinner.profile.model_copy(update={"passes": (1.0,), "again": 0.0}))
            speed = measure_engine(texts, spinner)
            rows.append((f"profile {name}, one pass only", f"{speed:,.0f}", "", *YES))
        for label, other in measure_others(texts, few, spinner):
            slower = f"{speed / other:,.2g}" if other else ""
            rows.append((label, f"{other:,.0f}" if other else "", slower, *(NO if other else ("", "", ""))))
    rows.append(("both texts as Parquet with zstd, alone", f"{measure_floor(texts):,.0f}", "", "", "", ""))
    size = f"{news.name}: {len(texts):,} articles, {count_words(texts):,} words; nlpaug on {count_words(few):,} of them"
    record("The engine", rows, columns=COLUMNS, command="python benchmarks/bench_engine.py", data=size)


def use_one_core() -> None:
    """Restrict the process and Arrow's threads to one core, if the system supports it."""
    pa.set_cpu_count(1)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def read_texts(news: Path) -> pa.StringArray:
    """Return the articles in the form of `ingest_articles`: headline, blank line, body."""
    with news.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return pa.array(["\n\n".join(filter(None, (row.get("title"), row["text"]))) for row in rows])


def sample(texts: pa.StringArray, n_words: int) -> pa.StringArray:
    """Return texts at regular intervals, with about `n_words` words in total."""
    return texts.take(pa.array(np.arange(0, len(texts), max(1, count_words(texts) // n_words))))


def count_words(texts: pa.StringArray) -> int:
    return len(find_tokens(view_texts(texts)))


def batches(texts: pa.StringArray, n_bytes: int) -> Iterator[pa.StringArray]:
    """Yield slices of about `n_bytes` each."""
    ends = np.cumsum(pc.binary_length(texts).to_numpy())
    borders = np.flatnonzero(np.diff(ends // n_bytes))
    for start, stop in zip([0, *borders], [*borders, len(texts)], strict=True):
        yield texts.slice(start, stop - start)


def measure_engine(texts: pa.StringArray, spinner: Spinner) -> float:
    """Return words per second, including the time to draw rates and spinners."""
    work = [(batch, np.arange(len(batch), dtype=np.uint64)) for batch in batches(texts, SpinArticles().batch_bytes)]
    spinner.spin(*work[0])  # warm-up: fills the caches of the first use
    seconds = best_of(3, lambda: [spinner.spin(*arrays) for arrays in work])
    return count_words(texts) / seconds


def measure_others(texts: pa.StringArray, few: pa.StringArray, spinner: Spinner) -> Iterator[tuple[str, float]]:
    """Yield the name of each other augmenter with its words per second, 0 for one that is not installed."""
    rate, groups = spinner.profile.rate, single_words(spinner.lexicon, spinner.profile.top)
    random.seed(7)
    np.random.seed(7)  # noqa: NPY002 - nlpaug draws from it
    yield from measure_nlpaug(few, groups, rate)
    try:
        from fasttextaug.augmenter.word import RandomWordAug  # noqa: PLC0415 - an extra
    except ImportError:
        yield "fasttextaug: not measured, it is not installed", 0
    else:
        words = {word: others for word, *others in groups}
        augmenter = RandomWordAug("substitute", aug_p=rate, aug_max=None, target_words=words)
        yield f"fasttextaug RandomWordAug, aug_p={rate:g}", measure_augmenter(texts, augmenter.augment)
    try:
        from fast_aug.text import WordsRandomSubstituteAugmenter  # noqa: PLC0415 - an extra
    except ImportError:
        yield "fast-aug: not measured, it is not installed", 0
    else:
        augmenter = WordsRandomSubstituteAugmenter(rate, sorted({word for _, *others in groups for word in others}))
        label = f"fast-aug WordsRandomSubstituteAugmenter, {rate:g}"
        yield label, measure_augmenter(texts, augmenter.augment_batch)


def measure_nlpaug(texts: pa.StringArray, groups: list[list[str]], rate: float) -> Iterator[tuple[str, float]]:
    """Yield the name of each augmenter of nlpaug with its words per second, 0 for one whose data is missing."""
    import nlpaug.augmenter.word as naw  # noqa: PLC0415 - takes seconds to import

    if has_wordnet():
        augmenter = naw.SynonymAug(aug_src="wordnet", aug_p=rate, aug_max=None)
        augmenter.augment("The first word loads WordNet.")
        yield f"nlpaug SynonymAug, aug_p={rate:g}", measure_augmenter(texts, one_by_one(augmenter))
    else:
        yield "nlpaug SynonymAug: not measured, NLTK's WordNet or tagger is missing", 0
    augmenter = naw.ReservedAug(reserved_tokens=groups, aug_p=rate, aug_max=None, case_sensitive=False)
    yield f"nlpaug ReservedAug, aug_p={rate:g}", measure_augmenter(texts, one_by_one(augmenter))


def one_by_one(augmenter: Any) -> Callable[[list[str]], list[Any]]:
    """Return a function that gives nlpaug one article after the other, which is faster than all at once."""
    return lambda articles: [augmenter.augment(article) for article in articles]


def measure_augmenter(texts: pa.StringArray, augment: Callable[[list[str]], Any]) -> float:
    """Return words per second."""
    articles = texts.to_pylist()
    return count_words(texts) / best_of(2, lambda: augment(articles))


def measure_floor(texts: pa.StringArray) -> float:
    """Return the words per second of writing clean and spun texts as Parquet, in memory."""
    spun, _ = load_spinner("light").spin(texts, np.arange(len(texts), dtype=np.uint64))
    table = pa.table({"clean": texts, "spun": spun.spun})
    write = partial(pq.write_table, table, compression="zstd", use_dictionary=False)
    return count_words(texts) / best_of(3, lambda: write(pa.BufferOutputStream()))


def has_wordnet() -> bool:
    """Return True if NLTK, WordNet and the tagger are installed; nlpaug would try to download missing data."""
    try:
        import nltk  # noqa: PLC0415 - not a requirement

        nltk.data.find("corpora/wordnet")
        nltk.data.find("taggers/averaged_perceptron_tagger_eng")
    except (ImportError, LookupError):
        return False
    return True


def single_words(lexicon: Lexicon, top: int) -> list[list[str]]:
    """Return [unit, candidate, ...] for each unit of one word.

    Phrases are omitted in favour of nlpaug, which searches every text for each phrase with a regular expression.
    """
    texts, groups = lexicon.texts.to_pylist(), []
    for i, unit in enumerate(lexicon.units.to_pylist()):
        rows = range(lexicon.offsets[i], min(lexicon.offsets[i] + top, lexicon.offsets[i + 1]))
        words = [unit, *(texts[lexicon.candidate[row]] for row in rows)]
        words = [word for word in words if word.isalpha()]
        if unit.isalpha() and len(words) > 1:
            groups.append(words)
    return groups


if __name__ == "__main__":
    main()
