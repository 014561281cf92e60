"""Build a corpus as `spindle build` does, and print figures of the whole and of each stage as a last line of JSON.

A script of its own, so that nothing of the benchmark is in the process that is measured.
"""

import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipelines.config.form import config_from_form
from pipelines.parts.part import Part
from pipelines.quality.corpus.timings import words_of
from pipelines.run import Progress, build_corpus
from pipelines.storage.json_files import read_json


def build(news: str, output: str, workers: str, settings: Sequence[str]) -> None:
    """Build, and print the figures as the last line."""
    spans: dict[str, list[float]] = {}

    def note(progress: Progress) -> None:
        now = time.monotonic()
        spans.setdefault(progress.stage, [now, now])[1] = now

    began = time.monotonic()
    config = config_from_form({"config": "news", "input": news, "output": output}, list(settings))
    done = build_corpus(config, workers=int(workers), report=note)
    tasks = {stage: [_task(part.seconds, words_of(part)) for part in parts] for stage, parts in done.stages.items()}
    stages = {stage: {"seconds": last - first, "tasks": tasks.get(stage, [])} for stage, (first, last) in spans.items()}
    # No progress tells the time of what is done beside another stage: sketches, linking jobs, the training of models.
    for folder in sorted((config.dataset_folder / "work").iterdir()):
        if seconds := [read_json(file)["seconds"] for file in folder.glob("*/receipt.json")]:
            stages.setdefault(folder.name, {"seconds": sum(seconds), "tasks": [_task(each, 0) for each in seconds]})
    first = min(span[0] for span in spans.values())
    stages = {"split_input": {"seconds": first - began, "tasks": []}, **stages}
    print(json.dumps(_counts(done.stages) | {"stages": stages} | _bytes(Path(output), Path(done.release.path))))


def _task(seconds: float, words: int) -> dict[str, float]:
    return {"seconds": seconds, "words": words}


def _counts(stages: Mapping[str, Sequence[Part]]) -> dict[str, int]:
    spun = stages["spin_articles"]
    return {
        "articles": sum(part.n_rows for part in stages["ingest_articles"]),
        "pairs": sum(part.n_rows for part in spun),
        "words": sum(words_of(part) for part in spun),
    }


def _bytes(output: Path, release: Path) -> dict[str, int]:
    def size(folder: Path) -> int:
        files = {(stat.st_dev, stat.st_ino): stat for path in folder.rglob("*") if (stat := path.lstat())}
        return sum(stat.st_blocks * 512 for stat in files.values())

    whole, published = size(output), size(release)
    return {"work_bytes": whole - published, "release_bytes": published}


if __name__ == "__main__":
    build(*sys.argv[1:4], sys.argv[4:])
