"""Measure the response time of the pair browser, on a release of a million pairs, with and without the word index.

Each file repeats the rows of a small release in another order. A page therefore takes as long as with a million
different pairs, and words are as rare in a row group as in the news. Each kind of page is requested several times,
each time the next page. The time includes the HTML; only Airflow's login is excluded.
"""

import argparse
import logging
import os
import re
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from fastapi import FastAPI
from fastapi.testclient import TestClient
from results import record

from pipelines.browse.index import describe_block, name_of_index, write_indexes
from pipelines.config.run import check_config
from pipelines.quality.corpus.statistics import count_edits
from pipelines.quality.pairs.edits import view_edits
from pipelines.release.layout import data_path, index_path, split_of
from pipelines.run import build_corpus
from pipelines.storage.json_files import read_json, write_json
from pipelines.storage.tables import TableWriter, read_tables
from schemas import ENCODINGS, PAIRS

ROOT = Path(__file__).resolve().parents[1]
NEWS = ROOT.parent / "shared" / "news" / "clean_news.jsonl"
SAMPLE = ROOT / ".cache" / "sample" / "lee_background.jsonl"
FILE_ROWS = 70_000
SPLITS = ("train", "test", "train", "validation", "train")
PAGES = 12
VERSION = "20261124T083000Z-abcdef123456"
# Kind of page -> query; the words range from the one that is swapped most to one that is never swapped.
QUERIES = {
    "by position": "",
    "a split": "split=test",
    "a profile": "profile=light",
    "a kind": "kind=homograph",
    "an origin": "origin={origin}",
    "a frequent word": "word={frequent}",
    "a rare word": "word={rare}",
    "two words and a kind": "word={phrase}&kind=phrase",
    "a word that no edit has": "word=spindlewhorl",
    "a range of rates": "rate_from=30&rate_to=31",
    "a length": "words_from=900",
    "words of a text": "text=prime+minister",
    "a text that no pair has": "text=spindle+whorl",
    "all, by rate": "sort=-rate",
    "a profile, by rate": "profile=light&sort=rate",
}


def make_release(folder: Path, news: Path, n_pairs: int, *, index: bool = True) -> dict[str, str]:
    """Write a release of `n_pairs` to folder/pages/VERSION; return the words and the origin to search for."""
    small = build_corpus(
        check_config(
            {
                "dataset": "pages",
                "input": str(news),
                "output": str(folder / "small"),
                "seed": 1,
                "ingest_articles": {"max_reject_share": 1},
                "spin_articles": {"profiles": ["autoblog", "light"]},
            }
        ),
        workers=os.cpu_count() or 1,
    ).release
    rows = pa.concat_tables(pq.read_table(path, schema=PAIRS) for path in sorted(small.folder.glob("data/*/*.parquet")))
    release, files, numbers = folder / "pages" / VERSION, [], dict.fromkeys(SPLITS, 0)
    for number in range(max(1, round(n_pairs / FILE_ROWS))):
        split = SPLITS[number % len(SPLITS)]
        name = data_path(split, numbers[split])
        numbers[split] += 1
        write_file(release / name, rows, min(FILE_ROWS, n_pairs), seed=number)
        files.append(
            {"path": name, "rows": min(FILE_ROWS, n_pairs), "bytes": (release / name).stat().st_size, "sha256": ""}
        )
        if index:
            data, name = release / name, index_path(name)
            write_index_of(data, split, release / name)
            files.append({"path": name, "bytes": (release / name).stat().st_size, "sha256": ""})
    splits = {
        split: sum(file["rows"] for file in files if "rows" in file and split_of(file["path"]) == split)
        for split in numbers
    }
    manifest = read_json(small.folder / "manifest.json") | {
        "splits": splits,
        "rows": sum(splits.values()),
        "files": files,
    }
    write_json(release / "manifest.json", manifest | {"version": VERSION})
    return words_of(rows)


def write_file(path: Path, rows: pa.Table, n_rows: int, *, seed: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    order = np.random.default_rng(seed).permutation(np.arange(n_rows) % len(rows))
    with TableWriter(path, PAIRS, ENCODINGS) as writer:
        for start in range(0, n_rows, 4096):
            writer.write(rows.take(pa.array(order[start : start + 4096])))


def write_index_of(path: Path, split: str, target: Path) -> None:
    """Write the index of one data file, as validate_pairs does."""
    blocks = [describe_block(split, table["profile"], count_edits(view_edits(table))) for table in read_tables(path)]
    write_indexes(path.parent, blocks, np.ones(sum(block.n_rows for block in blocks), bool))
    target.parent.mkdir(parents=True, exist_ok=True)
    (path.parent / name_of_index(split)).rename(target)


def words_of(rows: pa.Table) -> dict[str, str]:
    """Return an origin, the most frequently swapped word, the least frequent one, and the most frequent phrase."""
    counts = count_edits(view_edits(rows)).sort_by([("count", "descending"), ("original", "ascending")])
    swaps = [(row["original"], row["count"]) for row in counts.select(["original", "count"]).to_pylist()]
    phrase = next((text for text, _ in swaps if re.fullmatch("[a-z]+ [a-z]+", text)), "in the")
    origin = pc.value_counts(counts["origin"]).to_pylist()[-1]["values"]
    return {"origin": origin, "frequent": swaps[0][0], "rare": swaps[-1][0], "phrase": phrase.replace(" ", "+")}


def client_of(folder: Path) -> TestClient:
    os.environ["AIRFLOW__SPINDLE__ROOTS"] = str(folder)
    logging.disable(logging.INFO)
    from pipelines.web.app import ROUTERS  # noqa: PLC0415 - Airflow reads its settings when it is imported

    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    return TestClient(app)


def measure(client: TestClient, root: str, query: str) -> dict[str, Any]:
    """Request PAGES pages in sequence; return wall-clock and processor milliseconds, and the mean pairs per page."""
    page = address = f"/corpora/{root}/pages/{VERSION}/pairs?{query}"
    client.get(page)  # warm-up: reads footers and templates
    took, worked, shown = [], [], 0
    for _ in range(PAGES):
        began, began_work = time.perf_counter(), time.process_time()
        answer = client.get(page)
        took.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - began_work))
        answer.raise_for_status()
        shown += answer.text.count('<article class="pair">')
        onward = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.text) or re.search(
            r'<a rel="next" href="([^"]+)"', answer.text
        )
        page = onward[1].replace("&amp;", "&") if onward else address
    return {
        "median": float(np.median(took)),
        "most": max(took),
        "work": float(np.median(worked)),
        "shown": shown / PAGES,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1_000_000)
    asked = parser.parse_args()
    news = NEWS if NEWS.is_file() else SAMPLE
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["AIRFLOW_HOME"] = str(folder / "airflow")
        words = make_release(folder, news, asked.pairs)
        size = sum(path.stat().st_size for path in (folder / "pages").rglob("*.parquet"))
        index = sum(path.stat().st_size for path in (folder / "pages").rglob("*.index"))
        client = client_of(folder)
        for without in (False, True):
            if without:
                drop_index(folder / "pages" / VERSION)
            for kind, query in QUERIES.items():
                if without and "word" not in kind:
                    continue
                figures = measure(client, folder.name, query.format(**words))
                print(kind, figures)
                title = f"{kind}, without the index" if without else kind
                rows.append(
                    (
                        title,
                        f"{figures['median']:.0f} ms",
                        f"{figures['most']:.0f} ms",
                        f"{figures['work']:.0f} ms",
                        f"{figures['shown']:.1f}",
                    )
                )
    record(
        "Pages of pairs",
        rows,
        columns=("pairs asked for by", "median", "slowest", "processor, median", "pairs a page"),
        command=f"python benchmarks/bench_pages.py --pairs {asked.pairs}",
        data=f"{asked.pairs:,} pairs in {size / 1e6:,.0f} MB, with {index / 1e6:,.1f} MB of index",
    )


def drop_index(release: Path) -> None:
    """Remove the indexes from the manifest, as in releases made before there were indexes."""
    manifest = read_json(release / "manifest.json")
    files = [entry for entry in manifest["files"] if "rows" in entry]
    write_json(release / "manifest.json", manifest | {"files": files})


if __name__ == "__main__":
    main()
