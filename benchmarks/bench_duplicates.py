"""Measure which planted duplicates `group_duplicates` finds in a large corpus, and which other articles it joins.

Planted are copies of articles: as they are, with a tenth of their words replaced by others, and without one of their
paragraphs. The stages up to `group_duplicates` run with each of SETTINGS.
"""

import argparse
import itertools
import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq
from news_files import find_news
from results import record
from scaling.corpus import write_corpus

from pipelines.config.run import check_config
from pipelines.parts.part import Part
from pipelines.sources.split import group_raw_parts, split_input
from pipelines.stages.group_duplicates import group_duplicates
from pipelines.stages.ingest_articles import ingest_articles
from pipelines.workers import n_cores, start_pool

WORD = re.compile(r"([^\W\d_]+)")
KINDS = ("exact", "words", "paragraph")
WHAT = {
    "exact": "exact copies",
    "words": "copies with a tenth of the words replaced",
    "paragraph": "copies without one of three or more paragraphs",
    "unrelated": "pairs of articles of different stories",
}
CHANGED, LEAST_PARAGRAPHS = 0.1, 3
SETTINGS: dict[str, dict[str, None]] = {"default": {}, "by similarity alone": {"containment": None}}
# The articles that may get a copy are the first ones, which are news as they were read.
N_ORIGINALS = 13_000

Row = dict[str, Any]


def plant(rows: Sequence[Row], n_copies: int, seed: int = 5) -> Iterator[Row]:
    """Yield up to `n_copies` copies of each kind; no two are of one article, and their ids are "<kind>:<its id>"."""
    rng = np.random.default_rng(seed)
    words = np.array(sorted({word for row in rows for word in WORD.findall(row["text"])}), object)
    order = iter(rng.permutation(len(rows)).tolist())
    for kind in KINDS:
        n = 0
        for at in order:
            text = copy_text(rows[at]["text"], kind, words, rng)
            if text is not None:
                yield rows[at] | {"id": f"{kind}:{rows[at]['id']}", "text": text}
                n += 1
            if n == n_copies:
                break


def copy_text(text: str, kind: str, words: npt.NDArray[Any], rng: np.random.Generator) -> str | None:
    """Return a copy of a text; None if the text has too few paragraphs to drop one."""
    if kind == "words":
        pieces = WORD.split(text)
        places = rng.choice(len(pieces) // 2, round(CHANGED * (len(pieces) // 2)), replace=False)
        for place, word in zip(places.tolist(), rng.choice(words, len(places)), strict=True):
            pieces[2 * place + 1] = word
        return "".join(pieces)
    if kind == "paragraph":
        paragraphs = [each for each in text.split("\n") if each.strip()]
        if len(paragraphs) < LEAST_PARAGRAPHS:
            return None
        del paragraphs[int(rng.integers(len(paragraphs)))]
        return "\n\n".join(paragraphs)
    return text


def group(news: Path, output: Path, settings: dict[str, None]) -> tuple[Sequence[Part], Part]:
    """Run the stages up to group_duplicates, unless they are finished; return the parts of articles, and the groups."""
    places = {"dataset": "planted", "input": str(news), "output": str(output)}
    config = check_config({**places, "seed": 1, "group_duplicates": settings})
    raw = group_raw_parts(split_input(config), config.ingest_articles)
    with start_pool(n_cores()) as pool:
        articles = [each.result() for each in [pool.submit(ingest_articles, part, config) for part in raw]]
    return articles, group_duplicates(articles, config)


def measure(ids: set[str], groups: dict[str, str]) -> dict[str, tuple[int, int]]:
    """Return how many pairs of a copy and its original were found, and of how many, by kind.

    ids     of all ingested articles
    groups  id -> group; a copy that was dropped for the other one has none
    Under "unrelated": the pairs of articles of different stories in one group, and all; neither with planted copies.
    """
    found = {}
    for kind in KINDS:
        pairs = [(copy, copy.partition(":")[2]) for copy in ids if copy.startswith(f"{kind}:")]
        pairs = [(copy, original) for copy, original in pairs if original in ids]
        joined = [pair for pair in pairs if groups.get(pair[0]) == groups.get(pair[1]) or not {*pair} <= groups.keys()]
        found[kind] = len(joined), len(pairs)
    stories = Counter((group, name.rpartition("-")[0]) for name, group in groups.items() if ":" not in name)
    return found | {"unrelated": count_pairs(stories)}


def count_pairs(stories: Counter[tuple[str, str]]) -> tuple[int, int]:
    """Return the pairs of articles of different stories in one group, and in all; from the articles by group and story.

    >>> count_pairs(Counter({("a", "rain"): 2, ("a", "snow"): 3, ("b", "rain"): 1}))
    (6, 9)
    """
    sizes: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for names, n in stories.items():
        for size, name in zip(sizes, names, strict=True):
            size[name] += n
    of_both, of_groups, of_stories = (sum(n * n for n in each.values()) for each in (stories, *sizes))
    return (of_groups - of_both) // 2, (stories.total() ** 2 - of_stories) // 2


def read_column(files: Sequence[Path], name: str) -> list[str]:
    return [value for file in files for value in pq.read_table(file, columns=[name])[name].to_pylist()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000_000, help="number of articles without copies")
    parser.add_argument("--copies", type=int, default=4_000, help="most copies of each kind")
    asked = parser.parse_args()
    source = find_news()
    with tempfile.TemporaryDirectory() as folder:
        news = Path(folder) / "news.jsonl"
        write_corpus(source, news, asked.articles)
        with news.open("r+", encoding="utf-8") as file:
            originals = [json.loads(line) for line in itertools.islice(file, N_ORIGINALS)]
            file.seek(0, os.SEEK_END)
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in plant(originals, asked.copies))
        found = [find(news, Path(folder) / "out", settings) for settings in SETTINGS.values()]
    record(
        "Planted duplicates",
        [(WHAT[kind], *(tell(*each[kind]) for each in found)) for kind in WHAT],
        columns=("grouped", *SETTINGS),
        command=f"python benchmarks/bench_duplicates.py --articles {asked.articles}",
        data=f"{source.name}, grown by seeded substitution of words",
    )


def find(news: Path, output: Path, settings: dict[str, None]) -> dict[str, tuple[int, int]]:
    """Group the news, and return what `measure` does."""
    articles, groups = group(news, output, settings)
    ids = {*read_column([part.path("articles") for part in articles], "article_id")}
    names = [read_column([groups.path("groups")], name) for name in ("article_id", "group_id")]
    return measure(ids, dict(zip(*names, strict=True)))


def tell(n: int, total: int) -> str:
    """Return a count and its share.

    >>> tell(1, 1_000_000)
    '1 of 1,000,000, 0.0001 %'
    """
    return f"{n:,} of {total:,}, {100 * n / max(1, total):.4g} %"


if __name__ == "__main__":
    main()
