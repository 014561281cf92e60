"""Build a corpus as `spindle build` does, and print figures of the whole and of each stage as a last line of JSON.

A script of its own, so that a worker imports no more than a worker of `spindle build`.
"""

import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def build(news: str, output: str, workers: str, settings: Sequence[str]) -> None:
    """Build, and print the figures as the last line."""
    spans: dict[str, list[float]] = {}

    def note(progress: Any) -> None:
        now = time.monotonic()
        spans.setdefault(progress.stage, [now, now])[1] = now

    from pipelines.config.form import config_from_form  # noqa: PLC0415 - importing is timed
    from pipelines.run import build_corpus  # noqa: PLC0415

    began = time.monotonic()
    config = config_from_form({"config": "news", "input": news, "output": output}, list(settings))
    done = build_corpus(config, workers=int(workers), report=note)
    stages = {
        stage: {"seconds": last - first, "tasks": [_task(part) for part in done.stages.get(stage, [])]}
        for stage, (first, last) in spans.items()
    }
    first = min(span[0] for span in spans.values())
    stages = {"split_input": {"seconds": first - began, "tasks": []}, **stages}
    print(json.dumps(_counts(done.stages) | {"stages": stages} | _bytes(Path(output), Path(done.release.path))))


def _task(part: Any) -> dict[str, float]:
    return {"seconds": part.seconds, "words": words_of(part.statistics)}


def words_of(statistics: Mapping[str, Any]) -> int:
    """Return the words that a part counted, in total or by split; 0 if it counts none."""
    splits = statistics.get("splits", {}).values()
    return int(statistics.get("n_words", sum(sums.get("n_words", 0) for sums in splits)))


def _counts(stages: Mapping[str, Sequence[Any]]) -> dict[str, int]:
    spun = stages["spin_articles"]
    return {
        "articles": sum(part.n_rows for part in stages["ingest_articles"]),
        "pairs": sum(part.n_rows for part in spun),
        "words": sum(words_of(part.statistics) for part in spun),
    }


def _bytes(output: Path, release: Path) -> dict[str, int]:
    def size(folder: Path) -> int:
        files = {(stat.st_dev, stat.st_ino): stat for path in folder.rglob("*") if (stat := path.lstat())}
        return sum(stat.st_blocks * 512 for stat in files.values())

    whole, published = size(output), size(release)
    return {"work_bytes": whole - published, "release_bytes": published}


if __name__ == "__main__":
    build(*sys.argv[1:4], sys.argv[4:])
