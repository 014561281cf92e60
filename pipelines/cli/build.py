"""`spindle build`: all stages on this machine, with progress, and a summary of the release."""

from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from pipelines.cli import terminal
from pipelines.cli.numbers import Lines, print_lines, release_lines
from pipelines.cli.progress import show_progress
from pipelines.config.run import load_config
from pipelines.errors import SpindleError
from pipelines.run import Build, build_corpus, check_run


def run(config: str, settings: Sequence[str], *, workers: int | None, **values: Any) -> None:
    asked = load_config(config, settings, **values)
    check_run(asked)
    n_workers = workers or terminal.n_cores()
    try:
        with show_progress(terminal.stderr()) as report:
            build = build_corpus(asked, workers=n_workers, report=report)
    except BrokenProcessPool as error:
        raise SpindleError(
            f"a worker process was killed, most often because memory ran out with {n_workers} workers: "
            "run the same command with fewer --workers; what is finished is not computed again"
        ) from error
    except KeyboardInterrupt:
        terminal.stderr().print("interrupted: the same command goes on from what is finished")
        raise
    lines = [*release_lines(build.release), *rejects_lines(build), ("time", time_line(build))]
    print_lines(terminal.stdout(), lines)
    for note in notes(build):
        terminal.stdout().print(note, soft_wrap=True)


def rejects_lines(build: Build) -> Lines:
    """The folders of dropped rows, one for each stage that dropped some."""
    files = [Path(part.rejects_file) for stage in build.stages.values() for part in stage if part.rejects_file]
    return [("rejects", str(folder)) for folder in dict.fromkeys(file.parent for file in files)]


def time_line(build: Build) -> str:
    """Seconds and speed of the whole run."""
    words = sum(part.statistics.get("n_words", 0) for part in build.stages["spin_articles"] if not part.reused)
    speed = f", {words:,} words spun at {words / max(build.seconds, 1e-3):,.0f} words/s overall" if words else ""
    return f"{build.seconds:.1f} s{speed}"


def notes(build: Build) -> list[str]:
    """Notes for results that are not new."""
    parts = [part for stage in build.stages.values() for part in stage]
    found = []
    if all(part.reused for part in parts):
        found.append(
            f"nothing to compute: all {len(parts)} parts of work were there from an earlier run with the same input, "
            "settings and code"
        )
    if not build.release.published:
        found.append(f"already published: release {build.release.version} has the same content, so no new one was made")
    return found
