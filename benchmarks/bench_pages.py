"""Measure the response time of every page, on a dataset of 50 releases with one of a million pairs among them.

The pages are those of the routers. Each is requested once by a process that has shown no page of this release, then
several times more; the pair browser with each kind of search, each time the next page, with and without the word index.
Two releases of a million pairs are compared. Downloads are measured by their first byte and as a whole.

The client keeps nothing, and has a new connection for each request; only Airflow's login is excluded. The corpora are
built by another process than the server.
"""

import argparse
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from news_files import find_news
from page_corpora import DATASET, N_RELEASES, VERSION, find_dataset
from page_routes import list_addresses
from page_server import Client, serve
from results import record

from pipelines.storage.json_files import read_json, write_json

PAGES, DOWNLOADS_EACH = 12, 5
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
# Kind of download -> query.
DOWNLOADS = {
    "a rare word, JSON lines": "form=jsonl&word={rare}",
    "rates from 30 to 30.5 % of a split, Parquet": "form=parquet&split=test&rate_from=30&rate_to=30.5",
    "a text in a split, JSON lines": "form=jsonl&split=test&text=prime+minister",
}


def measure(client: Client, address: str, onward: Callable[[str], str | None]) -> dict[str, float]:
    """Request an address, then further pages; return milliseconds and the mean pairs per page.

    onward  returns the address of the next page from the one that was shown, None for the first one again
    """
    answers, page = [], address
    for _ in range(PAGES + 1):
        answers.append(client.get(page))
        page = onward(answers[-1].text) or address
    return {
        "first": answers[0].whole,
        "median": float(np.median([answer.whole for answer in answers[1:]])),
        "most": max(answer.whole for answer in answers[1:]),
        "work": float(np.median([answer.work for answer in answers[1:]])),
        "shown": sum(answer.text.count('<article class="pair">') for answer in answers[1:]) / PAGES,
    }


def next_page(html: str) -> str | None:
    """The address that a page of pairs goes on at by itself, else that of the next page."""
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', html) or re.search(
        r'<a rel="next" href="([^"]+)"', html
    )
    return found[1].replace("&amp;", "&") if found else None


def compare(client: Client, values: Mapping[str, str]) -> float:
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


def download(client: Client, name: str, address: str) -> tuple[str, ...]:
    """Request a download, then several times again; return its line of the table."""
    answers = [client.get(address) for _ in range(DOWNLOADS_EACH + 1)]
    again = answers[1:]
    times = [
        answers[0].first,
        answers[0].whole,
        float(np.median([answer.first for answer in again])),
        float(np.median([answer.whole for answer in again])),
    ]
    line = (name, f"{len(answers[0].body) / 1e6:.1f} MB", *(f"{each:,.0f} ms" for each in times))
    print(line, flush=True)
    return line


COLUMNS = ("first", "median", "slowest", "processor, median")
DOWNLOAD_COLUMNS = ("size", "first byte, first time", "whole, first time", "first byte, median", "whole, median")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1_000_000)
    parser.add_argument(
        "--corpora", type=Path, help="folder to make the corpora in and keep them; those there are used"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = asked.corpora or Path(name)
        os.environ["AIRFLOW_HOME"] = str(Path(name) / "airflow")
        values = find_dataset(folder, asked.pairs)
        release = folder / "corpora" / DATASET / VERSION
        sizes = [
            sum(path.stat().st_size for path in release.rglob(f"*.{kind}")) for kind in ("parquet", "index", "digest")
        ]
        n_pairs = read_json(release / "manifest.json")["rows"]
        with serve(folder / "corpora") as (client, routes):
            here = "/corpora/{root}/{dataset}/{version}".format(**values)
            took = compare(client, values)
            pages = [
                line_of(route, measure(client, address, lambda _: None))
                for route, address in list_addresses(routes, values)
            ]
            pages.append(("two releases compared, first", f"{1000 * took:.0f} ms", "", "", ""))
            downloads = [
                download(client, kind, f"{here}/download?{query.format(**values)}") for kind, query in DOWNLOADS.items()
            ]
            browser = browse(client, here, values)
            with without_index(release):
                browser += browse(client, here, values, without=True)
    command = f"python benchmarks/bench_pages.py --pairs {asked.pairs}"
    data = (
        f"{N_RELEASES} releases of {find_news().name}, two of {n_pairs:,} pairs in {sizes[0] / 1e6:,.0f} MB each, "
        f"with {sizes[1] / 1e6:,.1f} MB of index and {sizes[2] / 1e6:,.1f} MB of digests"
    )
    record("All pages", pages, columns=("page", *COLUMNS), command=command, data=data)
    record("Downloads", downloads, columns=("pairs asked for by", *DOWNLOAD_COLUMNS), command=command, data=data)
    record(
        "Pages of pairs", browser, columns=("pairs asked for by", *COLUMNS, "pairs a page"), command=command, data=data
    )


def browse(client: Client, here: str, values: Mapping[str, str], *, without: bool = False) -> list[tuple[str, ...]]:
    """Return the lines of the pair browser; `without` the index, those of the searches that have one."""
    lines = []
    for kind, query in QUERIES.items():
        if not without or "word" in kind:
            figures = measure(client, f"{here}/pairs?{query.format(**values)}", next_page)
            line = line_of(f"{kind}, without the index" if without else kind, figures)
            lines.append((*line, f"{figures['shown']:.1f}"))
    return lines


@contextmanager
def without_index(release: Path) -> Iterator[None]:
    """Leave the indexes out of the manifest for a while, as in releases made before there were indexes."""
    whole = read_json(release / "manifest.json")
    files = [entry for entry in whole["files"] if not entry["path"].endswith(".index")]
    write_json(release / "manifest.json", whole | {"files": files})
    try:
        yield
    finally:
        write_json(release / "manifest.json", whole)


if __name__ == "__main__":
    main()
