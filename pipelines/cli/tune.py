"""`spindle tune`: a configuration tuned to real samples."""

import shlex
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipelines.cli import terminal
from pipelines.cli.numbers import print_lines
from pipelines.cli.progress import show_steps
from pipelines.config.run import check_config, read_tree
from pipelines.errors import ConfigError
from pipelines.probe.real import name_files
from pipelines.storage.addresses import is_remote
from pipelines.tuning.components import default_profiles
from pipelines.tuning.objective import Gain
from pipelines.tuning.tune import Tuned, TuneSettings, describe_weights, tune
from pipelines.tuning.write import NAMES, check_output, say_gain, say_size, say_verdict, write_tuned


def run(
    real: Sequence[str],
    source: str,
    output: str,
    *,
    config: str,
    settings: Sequence[str],
    profiles: Sequence[str] | None,
    sizes: Mapping[str, Any],
    force: bool,
    as_json: bool,
) -> None:
    """Tune the configuration `config`, and write the result to `output`; `sizes` are fields of TuneSettings."""
    path = _local(output)
    check_output(path)
    tree = read_tree(config, settings)
    checked = check_config({"output": "corpora", **tree, "input": source})
    files = name_files([terminal.check_file(file) for file in real])
    began = time.monotonic()
    with show_steps(terminal.stderr()) as (say, tell):
        tuned = tune(files, checked, profiles or default_profiles(), TuneSettings(**sizes), say=say, tell=tell)
    written = write_tuned(path, tuned, tree, force=force)
    build = f"spindle build --config {shlex.quote(output)} --input {shlex.quote(source)} --output corpora"
    if as_json:
        terminal.write_json(to_json(tuned, written))
        return
    console, found = terminal.stdout(), tuned.found
    console.print(say_verdict(tuned, force=force), soft_wrap=True)
    lines = [
        *((NAMES[name], say_gain(gain)) for name, gain in tuned.confirmation.gains.items()),
        ("default", describe_weights(tuned.name_weights(found.default))),
        ("found", describe_weights(tuned.name_weights(found.final))),
        ("config", str(written[0])),
        *(("profile", str(file)) for file in written[1:]),
        ("use it", build),
        ("time", f"{time.monotonic() - began:.1f} s, {say_size(tuned)}"),
    ]
    print_lines(console, lines)


def to_json(tuned: Tuned, files: Sequence[Path]) -> dict[str, Any]:
    """The result for programs: the gains over the folds, the weights, and the files written."""
    found = tuned.found
    return {
        "is_gain_shown": tuned.is_gain_shown,
        "detector": {name: _gain_json(gain) for name, gain in tuned.confirmation.gains.items()},
        "words": {name: _gain_json(gain) for name, gain in tuned.judged.items()},
        "default": tuned.name_weights(found.default),
        "found": tuned.name_weights(found.final),
        "folds": [tuned.name_weights(weights) for weights in found.by_fold],
        "n_spun": tuned.samples.n_spun,
        "n_clean": len(tuned.samples.is_spun) - tuned.samples.n_spun,
        "families": list(tuned.samples.families),
        "trials": len(found.scores),
        "seeds": tuned.confirmation.n_seeds,
        "out_of_time": tuned.was_late,
        "files": [str(file) for file in files],
    }


def _gain_json(gain: Gain) -> dict[str, float]:
    values = {**asdict(gain), "gain": gain.value}
    return {name: round(value, 4) for name, value in values.items()}


def _local(output: str) -> Path:
    if is_remote(output):
        raise ConfigError(f"expected a local file for --output, got {output[:60]!r}: --config takes no other")
    return Path(output)
