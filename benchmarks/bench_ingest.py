"""Measure ingest: its speed on one core, and the memory of a process that reads a text of 50 MB.

Each run is a new process on one core that makes articles of raw parts, after split_input has made these; the quickest
of five counts, in CPU time without imports. The memory is the peak of a process that does both stages.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from news_files import ROOT, find_news
from results import record

RUNS = 5
FIELD_BYTES = 50_000_000
# Real pages have curly quotes and the odd damage, so a share of the lines goes to ftfy.
LINES = (
    40 * "“The council will repair the old bridge before winter,” the mayor\u2019s office said.\n" + "It cost Â£6m.\n"
)
CODE = """
import json, os, resource, shutil, sys, time
from pathlib import Path
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
import pyarrow as pa
pa.set_cpu_count(1)
from pipelines.config.run import check_config
from pipelines.sources.split import split_input
from pipelines.stages.ingest_articles import ingest_articles
config = check_config({"dataset": "news", "input": sys.argv[1], "output": sys.argv[2], "seed": 1})
raw = split_input(config)
shutil.rmtree(config.dataset_folder / "work" / "ingest_articles", ignore_errors=True)
began = time.process_time()
parts = [ingest_articles([part], config) for part in raw]
seconds = time.process_time() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
words = sum(part.statistics["n_words"] for part in parts)
print(json.dumps({"seconds": seconds, "words": words, "rows": sum(part.n_rows for part in parts), "peak": peak}))
"""


def ingest(news: Path, output: Path) -> dict:
    """Ingest `news` in a new process; return seconds, kept rows and words, and peak memory in bytes."""
    command = [sys.executable, "-c", CODE, str(news), str(output)]
    settings = {"capture_output": True, "text": True, "env": os.environ | {"PYTHONPATH": str(ROOT)}}
    run = subprocess.run(command, cwd=ROOT, check=False, **settings)  # noqa: S603 - our own code
    if run.returncode:
        raise SystemExit(run.stderr)
    return json.loads(run.stdout.splitlines()[-1])


def write_large(path: Path) -> None:
    """Write one row with a text of FIELD_BYTES, and an ordinary one."""
    texts = (LINES * (FIELD_BYTES // len(LINES.encode())), LINES)
    path.write_text("".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts), encoding="utf-8")


def main() -> None:
    news = find_news()
    with tempfile.TemporaryDirectory() as folder:
        runs = [ingest(news, Path(folder) / "news") for _ in range(RUNS)]
        large = Path(folder) / "large.jsonl"
        write_large(large)
        peak = ingest(large, Path(folder) / "large")["peak"]
    best = min(runs, key=lambda run: run["seconds"])
    size = news.stat().st_size / 1e6
    rows = [
        ("articles, words", f"{best['rows']:,}, {best['words']:,}"),
        ("CPU time", f"{best['seconds']:.2f} s"),
        ("speed", f"{best['words'] / best['seconds']:,.0f} words/s, {size / best['seconds']:.1f} MB/s"),
        ("peak memory", f"{max(run['peak'] for run in runs) / 1e6:,.0f} MB"),
        (f"peak memory with a field of {FIELD_BYTES / 1e6:.0f} MB", f"{peak / 1e6:,.0f} MB"),
    ]
    record(
        "Ingest",
        rows,
        command="python benchmarks/bench_ingest.py",
        data=f"{news.name}, {size:.1f} MB, one core, quickest of {RUNS} runs",
    )


if __name__ == "__main__":
    main()
