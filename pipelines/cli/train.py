"""`spindle train`: a detector trained on a release, as one file."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console

from pipelines.cli import terminal
from pipelines.cli.numbers import human_bytes, print_lines
from pipelines.detector.detector import Detector
from pipelines.errors import ConfigError
from pipelines.release.find import Release, find_release
from pipelines.scoring.measure import Measured, measure
from pipelines.scoring.train import check_model_path, sample_split, save_model, train_on
from pipelines.storage.folders import ready_file

# Words of clean text that the model is measured on.
MEASURED_WORDS = 300_000
VALIDATION = "validation"


def run(path: str, output: str, *, words: int, seed: int, as_json: bool) -> None:
    place = check_model_path(output)
    release = find_release(terminal.check_folder(path))
    ready_file(place)  # before the training, which takes minutes
    began = time.monotonic()
    with show_phase(terminal.stderr()) as tell:
        tell(f"reading pairs of {release.dataset} {release.version}")
        pairs = sample_split(release, "train", words, seed=seed)
        tell(f"training on {len(pairs):,} pairs")
        detector = train_on(release, pairs, seed=seed)
        tell(f"measuring on the split {VALIDATION}")
        found = measure_on(detector, release, seed=seed)
        save_model(detector, place)
    size, seconds = place.stat().st_size, time.monotonic() - began
    if as_json:
        about = {"model": str(place), "bytes": size, "seconds": round(seconds, 3), **detector.about}
        figures = {each.unit: {"n": each.n, "auroc": each.auroc, "found_1pct": each.found} for each in found}
        terminal.write_json(about | {VALIDATION: figures, "thresholds": detector.thresholds})
        return
    trained = (
        f"{detector.about['pairs']:,} pairs, {detector.about['words']:,} words of {release.dataset} {release.version}"
    )
    lines = [("model", f"{place} ({human_bytes(size)})"), ("trained on", trained), (VALIDATION, describe(found))]
    print_lines(terminal.stdout(), [*lines, ("time", f"{seconds:.1f} s")])


def measure_on(detector: Detector, release: Release, *, seed: int) -> list[Measured]:
    """Measure a detector on the split validation; [] if the release has none."""
    try:
        pairs = sample_split(release, VALIDATION, MEASURED_WORDS, seed=seed)
    except ConfigError:
        return []
    return measure(detector, pairs)


def describe(found: Sequence[Measured]) -> str:
    """Describe what a model can do in one line.

    >>> describe([Measured("sentence", 900, 0.971, 0.712), Measured("article", 90, 0.99, 0.91)])
    'at 1 % false alarms: by sentence 71% found, AUROC 0.971; by article 91% found, AUROC 0.990'
    """
    if not found:
        return "the release has no pairs there to measure on"
    return "at 1 % false alarms: " + "; ".join(
        f"by {each.unit} {each.found:.0%} found, AUROC {each.auroc:.3f}" for each in found
    )


@contextmanager
def show_phase(console: Console) -> Iterator[Callable[[str], None]]:
    """Yield the function that takes the name of each phase: a line that changes on a terminal, else a line each."""
    if not console.is_terminal:
        yield lambda phase: console.print(phase, soft_wrap=True)
        return
    with console.status("starting") as status:
        yield status.update
