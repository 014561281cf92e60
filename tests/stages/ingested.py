"""News ingested in tests: a file or rows of it, and the articles and rejects that result."""

import json

import pyarrow.parquet as pq
from articles import article

from pipelines.config.run import check_config
from pipelines.sources.split import split_input
from pipelines.stages.ingest_articles import ingest_articles
from schemas import ARTICLES, REJECTS

GERMAN = (
    "Der Stadtrat hat am Dienstag beschlossen, die alte Brücke noch vor dem Winter reparieren zu lassen. "
    "Die Arbeiten sollen im Oktober beginnen und etwa ein Jahr dauern, sagte die Bürgermeisterin am Abend."
)
BODY = article(0)["text"]


def config_of(path, output, **values):
    return check_config(
        {"dataset": "news", "input": str(path), "output": str(output), "seed": 1, "ingest_articles": values}
    )


def ingest_file(path, **values):
    config = config_of(path, path.parent / "out", **values)
    return ingest_articles(split_input(config), config)


def ingest(folder, rows, **values):
    """Ingest rows, each a dict or a raw line, and return the part."""
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path = folder / "news.jsonl"
    path.write_text("\n".join(lines) + "\n")
    part = ingest_file(path, **values)
    assert part.n_rows + sum(part.rejected.values()) == len(rows)
    return part


def kept(part):
    table = pq.read_table(part.path("articles"))
    assert table.schema == ARTICLES
    return table.to_pylist()


def rejects(part):
    table = pq.read_table(part.rejects_file)
    assert table.schema == REJECTS
    return table.to_pylist()
