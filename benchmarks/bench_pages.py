"""Measure the response time of every page, on a dataset of 50 releases with one of a million pairs among them.

The pages are those of the routers. Each is requested once by a process that has shown no page of this release, then
several times more; the pair browser with each kind of search, each time the next page, with and without the word index.
Two releases of a million pairs are compared. The client keeps nothing; the time includes the HTML; only Airflow's login
is excluded.
"""

import argparse
import logging
import os
import re
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from fastapi import FastAPI
from fastapi.testclient import TestClient
from large_releases import LargeRelease, build_small, copy_release, find_news, read_pairs, write_release
from page_routes import list_addresses
from results import record

from pipelines.quality.corpus.statistics import count_edits
from pipelines.quality.pairs.edits import view_edits
from pipelines.release.find import Release
from pipelines.stages.validate_pairs import QUARANTINE
from pipelines.storage.json_files import read_json, write_json

FILE_ROWS = 70_000
N_RELEASES = 50
DATASET = "pages"
PAGES, OK = 12, 200
# The large release, and the one before it that it is compared with.
VERSION, BEFORE = "20991231T083000Z-abcdef123456", "20991230T083000Z-abcdef123455"
# Seconds after which a comparison is no longer waited for.
PATIENCE = 120
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


def make_dataset(root: Path, n_pairs: int) -> dict[str, str]:
    """Write a dataset of N_RELEASES, two of them with `n_pairs`; return the values of the addresses."""
    small = build_small(root, DATASET)
    rows = read_pairs(small)
    values = words_of(rows) | values_of(small, rows)
    for number in range(N_RELEASES - 3):
        copy_release(small, f"202601{number % 28 + 1:02}T{number // 28:02}0000Z-{number:012x}")
    n_files = max(1, round(n_pairs / FILE_ROWS))
    size = min(FILE_ROWS, n_pairs)
    for version, anew in ((BEFORE, 0), (VERSION, 1)):
        made = LargeRelease(root / DATASET / version, n_files, size, lambda n, anew=anew: np.arange(n) % 20 < anew)  # type: ignore[misc]
        write_release(made, rows, small)
    return values


def values_of(small: Release, rows: pa.Table) -> dict[str, str]:
    """The values of the parameters of all addresses."""
    folder = small.folder.parent
    judged = next(folder.glob("work/audit_corpus/*"))
    quarantined = folder / "quarantine" / "validate_pairs" / f"{judged.name}.parquet"
    quarantined.parent.mkdir(parents=True, exist_ok=True)
    reasons = pa.array([["replayed"]] * 2000, QUARANTINE.field("reasons").type)
    pq.write_table(rows.slice(0, 2000).append_column(QUARANTINE.field("reasons"), reasons), quarantined)
    check = read_json(small.folder / "quality" / "results.json")["checks"][0]
    return {
        "root": folder.parent.name,
        "dataset": DATASET,
        "version": VERSION,
        "other_root": folder.parent.name,
        "other_dataset": DATASET,
        "other": BEFORE,
        "key": judged.name,
        "quarantined": judged.name,
        "rejected": next((path.stem for path in folder.glob("rejects/*/*.parquet")), ""),
        "suite": check["suite"],
        "check": check["check"],
        "file": "0",
        "row": "0",
    }


def words_of(rows: pa.Table) -> dict[str, str]:
    """Return an origin, the most frequently swapped word, the least frequent one, and the most frequent phrase."""
    coded = count_edits(view_edits(rows))
    counts = coded.set_column(coded.column_names.index("original"), "original", coded["original"].cast(pa.string()))
    counts = counts.sort_by([("count", "descending"), ("original", "ascending")])
    swaps = [(row["original"], row["count"]) for row in counts.select(["original", "count"]).to_pylist()]
    phrase = next((text for text, _ in swaps if re.fullmatch("[a-z]+ [a-z]+", text)), "in the")
    origin = pc.value_counts(counts["origin"]).to_pylist()[-1]["values"]
    return {"origin": origin, "frequent": swaps[0][0], "rare": swaps[-1][0], "phrase": phrase.replace(" ", "+")}


def client_of(folder: Path) -> tuple[TestClient, list[Any]]:
    """A client of all pages without Airflow's login, and their routes."""
    os.environ["AIRFLOW__SPINDLE__ROOTS"] = str(folder)
    logging.disable(logging.INFO)
    from pipelines.web.app import ROUTERS  # noqa: PLC0415 - Airflow reads its settings when it is imported
    from pipelines.web.changes import find_permission  # noqa: PLC0415

    app = FastAPI()
    app.dependency_overrides[find_permission] = lambda: True
    for router in ROUTERS:
        app.include_router(router)
    return TestClient(app), [route for router in ROUTERS for route in router.routes]


def measure(client: TestClient, address: str, onward: Callable[[str], str | None]) -> dict[str, float]:
    """Request an address, then further pages; return milliseconds and the mean pairs per page.

    onward  returns the address of the next page from the one that was shown, None for the first one again
    """
    took, worked, shown, page = [], [], 0, address
    for number in range(PAGES + 1):
        began, began_work = time.perf_counter(), time.process_time()
        answer = client.get(page)
        took.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - began_work))
        if answer.status_code != OK:
            raise SystemExit(f"expected {page} to be shown, got status {answer.status_code}")
        shown += answer.text.count('<article class="pair">') if number else 0
        page = onward(answer.text) or address
    return {
        "first": took[0],
        "median": float(np.median(took[1:])),
        "most": max(took[1:]),
        "work": float(np.median(worked[1:])),
        "shown": shown / PAGES,
    }


def next_page(html: str) -> str | None:
    """The address that a page of pairs goes on at by itself, else that of the next page."""
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', html) or re.search(
        r'<a rel="next" href="([^"]+)"', html
    )
    return found[1].replace("&amp;", "&") if found else None


def compare(client: TestClient, values: Mapping[str, str]) -> float:
    """Return the seconds until the changes between the two large releases are shown for the first time."""
    address = "/corpora/{root}/{dataset}/{version}/compare/{other_root}/{other_dataset}/{other}".format(**values)
    began = time.perf_counter()
    while 'http-equiv="refresh"' in client.get(address).text:
        if time.perf_counter() - began > PATIENCE:
            raise SystemExit(f"expected two releases to be compared within {PATIENCE} s")
        time.sleep(0.05)
    return time.perf_counter() - began


def line_of(name: str, figures: Mapping[str, float]) -> tuple[str, ...]:
    times = [f"{figures[entry]:.0f} ms" for entry in ("first", "median", "most", "work")]
    print(name, times, flush=True)
    return (name, *times)


COLUMNS = ("first", "median", "slowest", "processor, median")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1_000_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "corpora"
        os.environ["AIRFLOW_HOME"] = str(Path(name) / "airflow")
        values = make_dataset(folder, asked.pairs)
        release = folder / DATASET / VERSION
        sizes = [
            sum(path.stat().st_size for path in release.rglob(f"*.{kind}")) for kind in ("parquet", "index", "digest")
        ]
        client, routes = client_of(folder)
        took = compare(client, values)
        pages = [
            line_of(route, measure(client, address, lambda _: None))
            for route, address in list_addresses(routes, values)
        ]
        pages.append(("two releases compared, first", f"{1000 * took:.0f} ms", "", "", ""))
        browser = []
        for without in (False, True):
            if without:
                drop_index(release)
            for kind, query in QUERIES.items():
                if not without or "word" in kind:
                    address = f"/corpora/{folder.name}/{DATASET}/{VERSION}/pairs?{query.format(**values)}"
                    figures = measure(client, address, next_page)
                    line = line_of(f"{kind}, without the index" if without else kind, figures)
                    browser.append((*line, f"{figures['shown']:.1f}"))
    command = f"python benchmarks/bench_pages.py --pairs {asked.pairs}"
    data = (
        f"{N_RELEASES} releases of {find_news().name}, one of {asked.pairs:,} pairs in {sizes[0] / 1e6:,.0f} MB, "
        f"with {sizes[1] / 1e6:,.1f} MB of index and {sizes[2] / 1e6:,.1f} MB of digests"
    )
    record("All pages", pages, columns=("page", *COLUMNS), command=command, data=data)
    record(
        "Pages of pairs", browser, columns=("pairs asked for by", *COLUMNS, "pairs a page"), command=command, data=data
    )


def drop_index(release: Path) -> None:
    """Remove the indexes from the manifest, as in releases made before there were indexes."""
    manifest = read_json(release / "manifest.json")
    files = [entry for entry in manifest["files"] if not entry["path"].endswith(".index")]
    write_json(release / "manifest.json", manifest | {"files": files})


if __name__ == "__main__":
    main()
