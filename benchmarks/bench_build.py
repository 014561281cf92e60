"""Measure the speed of the whole `spindle build` command, and the memory of its largest process.

The command runs on 50 articles, which gives its start-up time (imports, processes, checks), on all articles, on all
articles in four times as many parts, and once more on all articles, when every part is reused. The speed after
start-up is the number of clean words, divided by the time of the full run minus the start-up time.
"""

import itertools
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from news_files import find_news
from results import record

SPINDLE = Path(sys.executable).with_name("spindle")


def build(news: Path, output: Path, *settings: str) -> tuple[float, float]:
    """Run `spindle build`; return its seconds and the peak memory of its largest process in MB."""
    command = [str(SPINDLE), "build", "--config", "news", "--input", str(news), "--output", str(output)]
    for setting in settings:
        command += ["--set", setting]
    began = time.monotonic()
    # wait4 reports the largest process among the command and the workers it has waited for.
    silence = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=silence)
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    scale = 1 if sys.platform == "darwin" else 1024
    return time.monotonic() - began, usage.ru_maxrss * scale / 1e6


def manifest(output: Path) -> dict:
    dataset = output / "news"
    return json.loads((dataset / (dataset / "LATEST").read_text().strip() / "manifest.json").read_text())


def main() -> None:
    news = find_news()
    with tempfile.TemporaryDirectory() as folder:
        few = Path(folder) / "few.jsonl"
        with news.open(encoding="utf-8") as lines:  # splitlines would also split at U+2028, which JSON may contain
            few.write_text("".join(itertools.islice(lines, 50)), encoding="utf-8")
        start_up, _ = build(few, Path(folder) / "few")
        seconds, memory = build(news, Path(folder) / "whole")
        release = manifest(Path(folder) / "whole")
        _, memory_of_many = build(news, Path(folder) / "many", "ingest_articles.part_bytes=1048576")
        again, _ = build(news, Path(folder) / "whole")
    words = release["words"]
    speed = words / (seconds - start_up)
    rows = [
        ("pairs, clean words", f"{release['rows']:,}, {words:,}"),
        ("whole command", f"{seconds:.1f} s, {words / seconds:,.0f} words/s"),
        ("start-up (the command on 50 articles)", f"{start_up:.1f} s"),
        ("after start-up", f"{speed:,.0f} words/s"),
        ("second run, all parts reused", f"{again:.1f} s"),
        ("memory of the largest process", f"{memory:,.0f} MB"),
        ("memory with four times as many parts", f"{memory_of_many:,.0f} MB"),
    ]
    record(
        "spindle build",
        rows,
        command="python benchmarks/bench_build.py",
        data=f"{news.name}, {news.stat().st_size / 1e6:.1f} MB",
    )


if __name__ == "__main__":
    main()
