"""`spindle build`: all stages on this machine, with progress, and a summary of the release."""

import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from dataclasses import asdict
from typing import Any

from pipelines.cli import terminal
from pipelines.cli.exits import Terminated, no_memory
from pipelines.cli.numbers import Lines, print_lines, release_json, release_lines
from pipelines.cli.progress import show_progress
from pipelines.config.form import config_from_form
from pipelines.config.run import STDIN, RunConfig
from pipelines.errors import ConfigError
from pipelines.redact import redact_text
from pipelines.release.carried import CarryFrom
from pipelines.release.find import latest_version
from pipelines.release.not_latest import say_not_latest
from pipelines.run import Build, Progress, RunPlan, build_corpus, plan_corpus
from pipelines.storage.failing import storage_failed
from pipelines.storage.places import open_place
from pipelines.storage.standard_streams import is_typed
from pipelines.workers import n_cores


def run(
    form: Mapping[str, Any],
    settings: Sequence[str],
    *,
    workers: int | None,
    dry_run: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Build what a filled form asks for, with further settings on top."""
    config = config_from_form(form, settings)
    if config.input == STDIN and is_typed():
        terminal.stderr().print("type or paste lines of JSON, then Ctrl-D", style="dim")
    if dry_run:
        plan = plan_corpus(config)
        if as_json:
            terminal.write_json({"dataset_folder": str(config.dataset_folder), **asdict(plan)})
        else:
            print_lines(terminal.stdout(), plan_lines(plan, config))
        return
    done = build(config, workers or n_cores(), quiet=quiet)
    if as_json:
        terminal.write_json(to_json(done))
    elif quiet:
        print(done.release.path)
    else:
        print_lines(terminal.stdout(), [*release_lines(done.release), *rejects_lines(done), ("time", time_line(done))])
        for note in notes(done):
            terminal.stdout().print(note, soft_wrap=True)


def build(
    config: RunConfig, n_workers: int, *, quiet: bool, carry: CarryFrom | None = None, is_kept: bool = True
) -> Build:
    """Build a corpus with progress on stderr.

    carry    the release whose groups and splits are carried over, in place of the latest one
    is_kept  False if the output is deleted when the build does not end
    """
    if sys.flags.optimize > 1:
        raise ConfigError(
            "expected Python with docstrings, which Great Expectations needs, got PYTHONOPTIMIZE=2 or -OO: "
            "set PYTHONOPTIMIZE=1, or unset it"
        )
    silent: Callable[[Progress], None] = lambda _: None  # noqa: E731 - a context manager needs a value
    try:
        with nullcontext(silent) if quiet else show_progress(terminal.stderr()) as report:
            return build_corpus(config, workers=n_workers, report=report, carry=carry)
    except (BrokenProcessPool, MemoryError) as error:
        then = "; what is finished is not computed again" if is_kept else ""
        raise no_memory(error, n_workers, then) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        then = ": it goes on from what is finished" if is_kept else ""
        raise storage_failed(error, f"run the same command{then}") from error
    except (KeyboardInterrupt, Terminated) as end:
        how = "terminated" if isinstance(end, Terminated) else "interrupted"
        then = "goes on from what is finished" if is_kept else "begins anew"
        terminal.stderr().print(f"{how}: the same command {then}")
        raise


def to_json(build: Build) -> dict[str, Any]:
    """The result of a build for programs: the release, its counts by stage, the parts of each stage, the seconds.

    `latest` is the version that readers of the dataset take, which may be another one.
    """
    return {
        **release_json(build.release),
        "latest": latest_version(build.release.folder.parent),
        "parts": {
            stage: {
                "reused": sum(part.reused for part in parts),
                "computed": sum(not part.reused for part in parts),
            }
            for stage, parts in build.stages.items()
        },
        "seconds": round(build.seconds, 3),
    }


def plan_lines(plan: RunPlan, config: RunConfig) -> Lines:
    """Lines on what a build would read, reuse and compute."""
    few = ", ".join(plan.files[:5]) + (f" and {len(plan.files) - 5:,} more" if len(plan.files) > 5 else "")
    return [
        ("input", f"{redact_text(config.input)}: {len(plan.files):,} file(s), {few}"),
        ("articles", f"{plan.rows:,} rows"),
        *((stage, _parts_line(asdict(parts))) for stage, parts in plan.stages.items()),
        ("output", f"{config.dataset_folder}, where nothing was written: this was a dry run"),
    ]


def _parts_line(parts: Mapping[str, int]) -> str:
    """The parts of a stage by what would become of them.

    >>> _parts_line({"reused": 3, "to_compute": 1, "unknown": 0})
    '4 parts: 3 reused, 1 to compute'
    """
    words = {"reused": "reused", "to_compute": "to compute", "unknown": "that depend on the stages before"}
    total = sum(parts.values())
    said = ", ".join(f"{number:,} {words[name]}" for name, number in parts.items() if number)
    return f"{total:,} part{'s' * (total != 1)}: {said}"


def rejects_lines(build: Build) -> Lines:
    """The folders of dropped rows, one for each stage that dropped some."""
    files = [open_place(part.rejects_file) for stage in build.stages.values() for part in stage if part.rejects_file]
    return [("rejects", str(folder)) for folder in dict.fromkeys(file.parent for file in files)]


def time_line(build: Build) -> str:
    """Seconds and speed of the whole run."""
    words = sum(part.n_words for part in build.stages["spin_articles"] if not part.reused)
    speed = f", {words:,} words spun at {words / max(build.seconds, 1e-3):,.0f} words/s overall" if words else ""
    return f"{build.seconds:.1f} s{speed}"


def notes(build: Build) -> list[str]:
    """Notes for results that are not new, and for a release that readers do not take."""
    parts = [part for stage in build.stages.values() for part in stage]
    found = []
    if all(part.reused for part in parts):
        found.append(
            f"nothing to compute: all {len(parts)} parts of work were there from an earlier run with the same input, "
            "settings and code"
        )
    if not build.release.published:
        found.append(f"already published: release {build.release.version} has the same content, so no new one was made")
    if says := say_not_latest(build.release):
        found.append(says)
    return found
