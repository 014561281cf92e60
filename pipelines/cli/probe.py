"""`spindle probe`: a release judged by the models that it trains."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console

from pipelines.cli import terminal
from pipelines.cli.numbers import print_lines
from pipelines.cli.probe_tables import print_figures
from pipelines.cli.progress import show_steps
from pipelines.probe.negatives import negative_files_of
from pipelines.probe.real import name_files
from pipelines.probe.run import ProbeSettings, probe_pairs
from pipelines.probe.sample import files_of
from pipelines.release.find import find_release
from pipelines.scoring.models import find_model, load_model
from pipelines.storage.folders import ready_file
from pipelines.storage.json_files import write_json
from pipelines.storage.places import open_place
from pipelines.workers import n_cores


def run(path: str, *, real: Sequence[str], model: str | None, out: str | None, as_json: bool) -> None:
    release = find_release(terminal.check_folder(path))
    files = [terminal.check_file(file) for file in real]
    detector = None if model is None else load_model(find_model(model))
    figures = None if out is None else ready_file(open_place(out))
    with show_progress(terminal.stderr()) as tell:
        probe = probe_pairs(
            files_of(release.folder),
            settings=ProbeSettings(seed=release.seed),
            real=name_files(files),
            progress=tell,
            negatives=negative_files_of(release.folder),
            detector=detector,
            workers=n_cores(),
        )
    if figures is not None:
        write_json(figures, probe.figures)
    if as_json:
        terminal.write_json(probe.figures)
        return
    console = terminal.stdout()
    print_figures(
        console, probe.figures, "A detector trained on this release" if model is None else f"The detector of {model}"
    )
    lines = [("release", f"{release.dataset} {release.version}")]
    print_lines(console, [*lines, *([("figures", str(figures))] if figures is not None else [])])


@contextmanager
def show_progress(console: Console) -> Iterator[Callable[[str, float], None]]:
    """Yield the function that takes the progress: a step as it begins, and the share of all work that is done."""
    with show_steps(console) as (say, tell):
        current = ""

        def report(step: str, share: float) -> None:
            nonlocal current
            if step != current:
                say(current := step)
            tell(share)

        yield report
