"""All that a detector counts in pairs: n-grams of clean text, habits of spinners, and vectors of words."""

import pyarrow as pa

from pipelines.detector.embeddings import learn_embeddings
from pipelines.detector.language_model import count_clean
from pipelines.detector.side import read_side
from pipelines.detector.swap_habits import count_swaps, habit_keys
from pipelines.detector.word_features import Tables


def count_tables(pairs: pa.Table) -> Tables:
    """Count the words of pairs; of the clean texts no more than the keys is held beside the spun ones."""
    clean = read_side(pairs, "clean")
    embeddings = learn_embeddings(clean.words)
    language = count_clean(clean.words, clean.ngrams)
    clean_keys = habit_keys(clean.ngrams)
    del clean
    spun = read_side(pairs, "spun")
    return Tables(language, count_swaps(clean_keys, habit_keys(spun.ngrams), spun.words, spun.is_swapped), embeddings)
