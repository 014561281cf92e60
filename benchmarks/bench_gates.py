"""Measure the cost of the quality gates against spin_articles, on a million pairs.

Each stage runs in a process of its own, over all parts in sequence, so its time and memory are measured separately.
The measurement is made on a quarter of the articles and on all of them, with parts of the same size, to show memory
that grows with the corpus.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from news_files import find_news
from results import record

from pipelines.config.run import RunConfig, check_config
from pipelines.parts.part import Chain, Corpus, Part
from pipelines.run import (
    audit_corpus,
    group_duplicates,
    ingest_articles,
    probe_corpus,
    spin_articles,
    validate_pairs,
)
from pipelines.sources.split import group_raw_parts, split_input
from pipelines.storage.json_files import read_json, write_json

GATES = ("validate_pairs", "audit_corpus", "probe_corpus")
STAGES = ("prepare", "spin_articles", *GATES)
PAIRS = 1_000_000
Parts = dict[str, list[Part]]


def run_stage(stage: str, config: RunConfig, parts: Parts) -> list[Part]:
    if stage == "spin_articles":
        return [spin_articles(part, parts["groups"][0], config) for part in parts["articles"]]
    work = list(zip(parts["articles"], parts["spin_articles"], strict=True))
    if stage == "validate_pairs":
        return [validate_pairs(articles, pairs, config) for articles, pairs in work]
    chains = zip(parts["articles"], parts["spin_articles"], parts["validate_pairs"], strict=True)
    corpus = Corpus([Chain(*chain) for chain in chains], parts["groups"][0])
    if stage == "audit_corpus":
        return [audit_corpus(corpus, config)]
    return [probe_corpus(corpus, parts["audit_corpus"][0], config)]


def child(stage: str, folder: Path) -> None:
    """Run one stage on the results of earlier stages in `folder`, and store its parts, seconds and memory there."""
    config = check_config(read_json(folder / "config.json"))
    done = {path.stem: read_json(path) for path in (folder / "done").glob("*.json")}
    parts = {name: [Part.from_json(part) for part in value["parts"]] for name, value in done.items()}
    began = time.monotonic()
    if stage == "prepare":
        raw = group_raw_parts(split_input(config), config.ingest_articles)
        articles = [ingest_articles(group, config) for group in raw]
        keep(folder, "articles", articles, began)
        keep(folder, "groups", [group_duplicates(articles, config)], began)
    else:
        keep(folder, stage, run_stage(stage, config, parts), began)


def keep(folder: Path, name: str, parts: list[Part], began: float) -> None:
    scale = 1 if sys.platform == "darwin" else 1024
    figures = {
        "seconds": time.monotonic() - began,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e6,
        "parts": [part.to_json() for part in parts],
    }
    write_json(folder / "done" / f"{name}.json", figures)


def measure(folder: Path, news: Path, profile: str, variants: int, limit: int | None) -> dict[str, Any]:
    """Run each stage in its own process; return its figures, and the numbers of spun `pairs` and `words`."""
    config = {
        "dataset": "gates",
        "input": str(news),
        "output": str(folder / "corpora"),
        "seed": 1,
        # Small parts: about twenty for the news, so a million pairs give about 50,000 pairs per part.
        "ingest_articles": {"part_bytes": 1 << 20, "limit": limit, "max_reject_share": 1},
        "spin_articles": {"profiles": [profile], "variants": variants},
    }
    write_json(folder / "config.json", config)
    for stage in STAGES:
        command = [sys.executable, __file__, "--stage", stage, "--folder", str(folder)]
        subprocess.run(command, check=True)  # noqa: S603 - this file itself
        print(f"{stage}: {read_json(folder / 'done' / f'{done_as(stage)}.json')['seconds']:.1f} s")
    done = {stage: read_json(folder / "done" / f"{done_as(stage)}.json") for stage in STAGES}
    spun = [Part.from_json(part) for part in done["spin_articles"]["parts"]]
    counts = {"pairs": sum(part.n_rows for part in spun), "words": sum(part.statistics["n_words"] for part in spun)}
    return done | counts


def done_as(stage: str) -> str:
    return "groups" if stage == "prepare" else stage


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS, help="approximate number of pairs to make")
    parser.add_argument("--profile", default="mixture")
    parser.add_argument("--stage", choices=STAGES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.stage:
        child(asked.stage, asked.folder)
        return
    news = find_news()
    with news.open(encoding="utf-8") as lines:
        n_articles = sum(1 for _ in lines)
    variants = max(1, round(asked.pairs / n_articles))
    with tempfile.TemporaryDirectory() as name:
        quarter, whole = (Path(name) / size for size in ("quarter", "whole"))
        small = measure(quarter, news, asked.profile, variants, n_articles // 4)
        large = measure(whole, news, asked.profile, variants, None)
    spin = large["spin_articles"]["seconds"]
    rows = [
        ("spin_articles, spinning and writing", f"{spin:.1f} s", "", f"{large['spin_articles']['memory']:,.0f} MB", "")
    ]
    for stage in GATES:
        seconds = large[stage]["seconds"]
        memory = f"{large[stage]['memory']:,.0f} MB", f"{small[stage]['memory']:,.0f} MB"
        rows.append((stage, f"{seconds:.1f} s", f"{seconds / spin:.1%}", *memory))
    total = sum(large[stage]["seconds"] for stage in GATES)
    rows.append(("all gates", f"{total:.1f} s", f"{total / spin:.1%}", "", ""))
    record(
        f"The gates, {asked.profile}",
        rows,
        columns=("one process", "time", "of spinning", "memory", "with a quarter of the pairs"),
        command=f"python benchmarks/bench_gates.py --pairs {asked.pairs} --profile {asked.profile}",
        data=f"{news.name}: {large['pairs']:,} pairs, {large['words']:,} words",
    )


if __name__ == "__main__":
    main()
