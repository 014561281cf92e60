"""Measure the words per second of the engine on one core, edits included, and of nlpaug.

The engine spins batches of the size that `spin_articles` uses, in memory, without reading or writing files; the result
is the best of three runs, in processor seconds. nlpaug spins a sample of the same articles, with the profile's rate and
aug_max=None:

* SynonymAug does the same task (find a word's synonyms, swap some words) on WordNet. It needs NLTK with the data
  `wordnet` and `averaged_perceptron_tagger_eng`, which are not requirements of Spindle; without them it is skipped.
* ReservedAug only looks words up in a given dictionary: the lexicon's own words and candidates, without phrases.

Words are the engine's tokens in all cases.
"""

import json
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from results import record

from pipelines.config.stages import SpinArticles
from pipelines.engine.buffers import view_texts
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.tokens import find_tokens
from pipelines.sources.sample import fetch_sample
from pipelines.spinners.profile import Profile
from pipelines.spinners.spinner import Spinner, load_spinner

ROOT = Path(__file__).resolve().parents[1]
NEWS = ROOT.parent / "shared" / "news" / "clean_news.jsonl"
SAMPLE = ROOT / ".cache" / "sample" / "lee_background.jsonl"
# Profiles with a single pass, and profiles with three; `mixture` draws a spinner for each text.
PROFILES = ("light", "withinside", "autoblog", "mixture")
# Profiles to compare nlpaug with, at their rates. nlpaug makes one pass, so the comparison is with a single pass.
BASELINES = ("light", "autoblog")
# Size of the sample for nlpaug.
NLPAUG_WORDS = 60_000


def main() -> None:
    use_one_core()
    news = NEWS if NEWS.is_file() else SAMPLE
    if news == SAMPLE:
        fetch_sample(SAMPLE)
    texts = read_texts(news)
    few = sample(texts, NLPAUG_WORDS)
    rows = []
    for name in PROFILES:
        spinner = load_spinner(name)
        passes = len(spinner.profile.passes)
        speed = measure_engine(texts, spinner)
        rows.append((f"profile {name}, rate {spinner.profile.rate:g}, passes: {passes}", f"{speed:,.0f}", ""))
        if name not in BASELINES:
            continue
        if passes > 1:
            spinner = replace(spinner, profile=spinner.profile.model_copy(update={"passes": (1.0,), "again": 0.0}))
            speed = measure_engine(texts, spinner)
            rows.append((f"profile {name}, one pass only", f"{speed:,.0f}", ""))
        if not has_wordnet():
            rows.append(("nlpaug SynonymAug: not measured, NLTK's WordNet or tagger is missing", "", ""))
        for augmenter in augmenters(spinner.profile, spinner.lexicon):
            other = measure_nlpaug(few, augmenter)
            label = f"nlpaug {type(augmenter).__name__}, aug_p={spinner.profile.rate:g}"
            rows.append((label, f"{other:,.0f}", f"{speed / other:,.0f}"))
    size = f"{news.name}: {len(texts):,} articles, {count_words(texts):,} words; nlpaug on {count_words(few):,} of them"
    columns = ("one core", "words/s", "times as slow")
    record("The engine", rows, columns=columns, command="python benchmarks/bench_engine.py", data=size)


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


def best_of(runs: int, work: Callable[[], Any]) -> float:
    """Return the processor seconds of the fastest run."""
    times = []
    for _ in range(runs):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def measure_nlpaug(texts: pa.StringArray, augmenter: Any) -> float:
    """Return words per second."""
    articles = texts.to_pylist()
    return count_words(texts) / best_of(2, lambda: [augmenter.augment(article) for article in articles])


def augmenters(profile: Profile, lexicon: Lexicon) -> Iterator[Any]:
    """Yield nlpaug's augmenters that swap words, configured to the profile's rate."""
    import nlpaug.augmenter.word as naw  # noqa: PLC0415 - takes seconds to import

    random.seed(7)
    np.random.seed(7)  # noqa: NPY002 - nlpaug draws from it
    if has_wordnet():
        augmenter = naw.SynonymAug(aug_src="wordnet", aug_p=profile.rate, aug_max=None)
        augmenter.augment("The first word loads WordNet.")
        yield augmenter
    reserved = single_words(lexicon, profile.top)
    yield naw.ReservedAug(reserved_tokens=reserved, aug_p=profile.rate, aug_max=None, case_sensitive=False)


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
