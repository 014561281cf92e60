"""`make tune`: choose the weights of the default corpus on real samples, and write configs/corpora/news.yaml.

Exit codes: 0 success, 2 wrong options, 3 missing samples or news.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from fidelity.corpora import default_corpus
from fidelity.news import read_news
from fidelity.samples import PAIRS, SPUN_TEXTS, read_samples_of
from fidelity.transfer import Samples
from fidelity.tuned_corpus import describe, write_corpus
from fidelity.tuning import Budget, tune

from pipelines.errors import ConfigError, InputError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the search and return the exit code."""
    options = read_options(arguments)
    began = time.monotonic()
    try:
        rows, texts = read_samples_of(options.samples or [*PAIRS, SPUN_TEXTS])
        budget = Budget(options.sentences, options.seeds, options.processes, options.minutes)
        tuned = tune(Samples(rows, texts), default_corpus(), read_news(), budget)
        print(describe(tuned))
        written = write_corpus(tuned, options.output) if options.output else []
    except (ConfigError, InputError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2 if isinstance(error, ConfigError) else 3
    print(f"{(time.monotonic() - began) / 60:.0f} minutes")
    for place in written:
        print(f"written to {place}")
    return 0


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    budget = Budget()
    parser = argparse.ArgumentParser(prog="make tune", description=__doc__.partition("\n")[0])
    parser.add_argument("--samples", type=Path, nargs="+", help="JSON lines {original, spun, family} or {text, family}")
    parser.add_argument("--output", type=Path, help="configuration whose profiles are replaced; default: none")
    parser.add_argument("--sentences", type=int, default=budget.sentences, help="clean sentences of each seed")
    parser.add_argument("--seeds", type=int, default=budget.seeds, help="searches whose choices are averaged")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="seeds to run in parallel")
    parser.add_argument("--minutes", type=float, default=budget.minutes, help="time after which no choice is begun")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
