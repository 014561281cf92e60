"""Articles and groups for tests of spinning, spun as one part."""

from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.config.run import check_config
from pipelines.parts.finish import finish_part
from pipelines.stages.spin_articles import spin_articles
from schemas import ARTICLES, GROUPS

SPLITS_OF_FIVE = ("validation", *["train"] * 4)
CLAUSES = ["heavy rain fell near the river bank", "the council raised the tax", "a café closed", "the country may vote",
           "a lot of mail came too late", "the prime minister spoke of the river", "the bank said no"]  # fmt: skip


def news(numbers):
    """Make articles of 60 to 90 words, each with its clauses in another order."""
    orders = {number: Random(number).choices(CLAUSES, k=12) for number in numbers}  # noqa: S311
    return [{"article_id": f"story-{n}", "text": f"Story {n}: {', and '.join(order)}."} for n, order in orders.items()]


def articles_part(folder, rows, label="one"):
    rows = [{"headline_length": 0, "language": "en", "source": "wire", **row} for row in rows]

    def compute(writer):
        writer.write("articles", pa.Table.from_pylist(rows, schema=ARTICLES), ARTICLES)

    return finish_part(folder, "ingest_articles", inputs=rows, label=label, compute=compute)


def groups_part(folder, articles, skip=(), *, backwards=False, splits=SPLITS_OF_FIVE):
    """Make one group for each article, every fifth in validation, or with the given `splits` in turn."""
    rows = [
        {
            "article_id": name,
            "part": part.key,
            "group_id": f"group of {name}",
            "text_hash": "",
            "split": splits[i % len(splits)],
        }
        for part in sorted(articles, key=lambda part: part.key)
        for i, name in enumerate(pq.read_table(part.path("articles"))["article_id"].to_pylist())
        if name not in skip
    ]
    if backwards:
        rows.reverse()

    def compute(writer):
        writer.write("groups", pa.Table.from_pylist(rows, schema=GROUPS), GROUPS)

    return finish_part(folder, "group_duplicates", inputs=rows, label="all", compute=compute)


def spin(folder, articles, groups, profiles, **settings):
    seed, test_unseen = settings.pop("seed", 7), settings.pop("test_unseen", 0)
    config = {"dataset": "news", "input": "x", "output": str(folder), "seed": seed}
    config["group_duplicates"] = {"test_unseen": test_unseen}
    return spin_articles(
        articles, groups, check_config({**config, "spin_articles": {"profiles": profiles, **settings}})
    )


def spin_rows(folder, rows, profiles, **settings):
    articles = articles_part(folder / "news", rows)
    return spin(folder, articles, groups_part(folder / "news", [articles]), profiles, **settings)


def pairs_of(part):
    return pa.concat_tables(pq.read_table(path) for path in part.files.values())


def by_id(*found):
    return {row["pair_id"]: row for part in found for row in pairs_of(part).to_pylist()}
