"""Publishes a small release with all four splits and their search indexes, as a whole run does."""

from browse.shelves import write_index_of
from corpus import make_config, make_corpus, seal
from pairs import NEWS, make_pairs
from published import make_stages

from pipelines.browse.index import name_of_index
from pipelines.stages.publish_release import publish_release
from pipelines.storage.tables import read_tables

SPLITS = ("train", "validation", "test", "test_unseen")


def publish_indexed(folder, n_variants=3):
    """Publish `n_variants` variants of each article; the four articles are in four splits."""
    config = make_config(folder)
    texts = [f"{text} Part 0." for text in NEWS]
    variants = [number // len(texts) for number in range(n_variants * len(texts))]
    made = make_corpus(config, pairs=make_pairs(texts * n_variants, variant=variants), splits=SPLITS)
    corpus, audit = make_stages(folder, corpora=[made])
    for part in corpus.validated:
        for name in part.rows:
            if any(len(table) for table in read_tables(part.path(name))):
                write_index_of(part.path(name), name)
                assert part.file(name_of_index(f"{name}.parquet")).is_file()
        seal(part)
    return publish_release(corpus, audit, config)
