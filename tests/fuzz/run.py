# ruff: noqa: T201 - a command for people
"""The fuzzer by hand: `python tests/fuzz/run.py --inputs 10000`, counts by format, and each fault with its number.

`--only NUMBER` repeats one input.
"""

import argparse
import logging
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from fuzz.trial import Trial, run_trial  # noqa: E402 - after the path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    if asked.only is not None:
        print(run_trial(asked.only, asked.seed))
        return 0
    logging.disable()
    began = time.monotonic()
    with ProcessPoolExecutor(asked.workers) as pool:
        trials = list(pool.map(partial(run_trial, seed=asked.seed), range(asked.inputs), chunksize=20))
    show(trials)
    print(f"{asked.inputs:,} inputs, seed {asked.seed}, {time.monotonic() - began:.0f} s")
    return int(any(trial.fault for trial in trials))


def show(trials: list[Trial]) -> None:
    print(f"{'format':<12}{'inputs':>8}{'read':>8}{'refused':>9}{'rows':>9}{'kept':>9}{'rejected':>10}{'faults':>8}")
    for name in sorted({trial.format for trial in trials}):
        mine = [trial for trial in trials if trial.format == name]
        rows, kept = sum(trial.rows for trial in mine), sum(trial.kept for trial in mine)
        refused, faults = sum(bool(trial.error) for trial in mine), sum(bool(trial.fault) for trial in mine)
        print(
            f"{name:<12}{len(mine):>8,}{len(mine) - refused - faults:>8,}{refused:>9,}{rows:>9,}{kept:>9,}"
            f"{rows - kept:>10,}{faults:>8,}"
        )
    kinds = Counter(trial.fault.strip().splitlines()[-1][:200] for trial in trials if trial.fault)
    for kind, count in kinds.most_common():
        first = next(trial for trial in trials if trial.fault.strip().endswith(kind) or kind in trial.fault)
        print(f"\n{count} x {kind}\nfirst: --only {first.number} ({first.format})\n{first.fault[-1_500:]}")


if __name__ == "__main__":
    sys.exit(main())
