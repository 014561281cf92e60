# ruff: noqa: T201 - a command for people
"""Kill builds at random moments: `python tests/kills/run.py --output URI --builds 25 --stages 25 --publishes 50`.

A build is killed with its workers, alone, or by one of them; or without workers, forked from a loaded process, which
costs less. Publishing is also killed by itself, since it is only a
moment of a build. A reader reads all the while. The output may be any URI that `spindle build` writes to; credentials
and endpoints are those of the environment. Everything below the output is left there, in datasets named kills-*.
"""

import argparse
import sys
import tempfile
import time
import uuid
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from articles import write_news  # noqa: E402 - after the path
from kills.corpus import N_ARTICLES  # noqa: E402
from kills.trials import Bench, Counts, build_trial, measure, publish_trial, publishing, reading, stages_trial  # noqa: E402

TRIALS = {"publish": publish_trial, "stages": stages_trial, "build": build_trial}


def run(output: str, news: str, *, kills: dict[str, int], seed: int, show=lambda _: None) -> tuple[Counts, dict]:
    """Kill that often or a few times more; return the counts, and those of the reader."""
    counts = Counts()
    tag = f"kills-{uuid.uuid4().hex[:6]}"
    with reading(output, news) as (reader, read), publishing(output, news) as publisher:
        bench = Bench(output, news, tag, reader, publisher, seed)
        right, seconds = measure(bench, with_workers=kills["build"] > 0)
        lasts = ", ".join(f"{name} {value:.2f} s" for name, value in seconds.items())
        show(f"undisturbed: {lasts}, {len(right)} data files")
        with suppress(KeyboardInterrupt):  # what was done counts
            for name, trial in TRIALS.items():
                number = 0
                while (before := counts.kills[name]) < kills[name]:
                    trial(number, bench, seconds[name], right, counts)
                    number += 1
                    if counts.kills[name] == before:  # it had ended each time: the machine has become faster
                        seconds[name] *= 0.7
                    show(f"{name} trial {number}: {counts.kills} kills, {counts.identical} identical, {counts.faults}")
    return counts, read


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", help="folder or URI; a temporary folder unless given")
    parser.add_argument("--builds", type=int, default=25, help="kills of `spindle build` with two workers")
    parser.add_argument("--stages", type=int, default=25, help="kills of builds without workers")
    parser.add_argument("--publishes", type=int, default=50, help="kills of publishing alone")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        news = write_news(Path(folder) / "news.jsonl", N_ARTICLES)
        output = asked.output or str(Path(folder) / "corpora")
        kills = {"build": asked.builds, "stages": asked.stages, "publish": asked.publishes}
        counts, read = run(output, str(news), kills=kills, seed=asked.seed, show=lambda line: print(line, flush=True))
    faults = counts.faults + read["faults"]
    print(
        f"kills: {counts.kills['build']} of builds, {counts.kills['stages']} of builds without workers, "
        f"{counts.kills['publish']} of publishing; seed {asked.seed}, "
        f"{time.monotonic() - began:.0f} s: {counts.identical} runs to the end with identical data, "
        f"{read['reads']:,} reads, {read['verified']:,} verified, {len(faults)} faults"
    )
    print("\n".join(faults[:20]))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
