"""`make fidelity`: measure profiles against real samples of spinners, and write benchmarks/FIDELITY.md.

Exit codes: 0 success, 2 wrong options, 3 missing samples or news.
"""

import argparse
import os
import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[0] = str(HERE.parent)  # so that this folder is the package `fidelity`, with benchmarks/results.py beside it

from fidelity.contrast_table import tell_contrasts  # noqa: E402
from fidelity.news import News, read_news  # noqa: E402
from fidelity.questions import ask_distances, ask_recall, ask_seed  # noqa: E402
from fidelity.report import Question, show, write  # noqa: E402
from fidelity.samples import PAIRS, SEED_SWAPS, SPUN_TEXTS, read_rows, read_texts  # noqa: E402
from fidelity.seed import read_seed  # noqa: E402
from fidelity.study import Study, shipped, start_saying  # noqa: E402
from fidelity.transfer import N_SEEDS, Samples, Size, measure_transfer  # noqa: E402
from fidelity.transfer_tables import tell_families, tell_pairs, tell_texts  # noqa: E402
from pipelines.errors import ConfigError, InputError  # noqa: E402

QUESTIONS = ("recall", "seed", "distances", "transfer")
RESULTS = HERE.parent / "FIDELITY.md"
SENTENCES = 40_000
# Sentences that are spun and compared with the seed, whose original is unknown.
NEWS_SENTENCES = 1_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    options = read_options(arguments)
    say = start_saying()

    try:
        samples = read_samples(options)
        profiles, news = shipped(options.profile), read_news()
        with tempfile.TemporaryDirectory() as folder:
            study = Study(samples.rows, Path(folder), say if sys.stderr.isatty() or options.verbose else quiet)
            for question in answer(study, samples, profiles, news, options):
                show(question)
                if options.output:
                    write(
                        [question], options.output, command=command_of(options), data=describe(samples, news, options)
                    )
    except (ConfigError, InputError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2 if isinstance(error, ConfigError) else 3
    if options.output:
        print(f"written to {options.output}")
    return 0


def answer(
    study: Study, samples: Samples, profiles: Sequence[str], news: News, options: argparse.Namespace
) -> Iterator[Question]:
    """Yield the answer to each requested question."""
    seed = read_seed(SEED_SWAPS) if SEED_SWAPS.is_file() and not options.pairs else []
    for name in options.only or QUESTIONS:
        if name == "recall":
            yield ask_recall(study, profiles)
        elif name == "seed" and seed:
            yield ask_seed(study, seed)
        elif name == "distances":
            yield ask_distances(study, profiles, seed, news.draw(NEWS_SENTENCES))
        elif name == "transfer":
            yield from ask_transfer(study, samples, profiles, news, options)


def ask_transfer(
    study: Study, samples: Samples, profiles: Sequence[str], news: News, options: argparse.Namespace
) -> Iterator[Question]:
    """Train the detectors, and yield the tables of pairs, of texts, of families and of edited texts."""
    size = Size(options.sentences, options.seeds, options.processes)
    found = measure_transfer(study, samples, profiles, news, size, defaults=not options.profile)
    data = f"{min(options.sentences, len(news.sentences)):,} clean sentences"
    yield tell_pairs(found, data)
    if samples.texts:
        yield tell_texts(found, data)
    if not options.profile:
        yield tell_families(found)
        yield tell_contrasts(found)


def read_samples(options: argparse.Namespace) -> Samples:
    """Read the user's own samples, or those of the project."""
    rows = [row for path in ([options.pairs] if options.pairs else PAIRS) for row in read_rows(path)]
    texts = options.texts or (None if options.pairs else SPUN_TEXTS)
    return Samples(rows, read_texts(texts) if texts else ())


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make fidelity", description=__doc__.partition("\n")[0])
    parser.add_argument("--pairs", type=Path, help="your own samples: JSON lines {original, spun, family}")
    parser.add_argument("--texts", type=Path, help="your own spun texts without originals: JSON lines {text, family}")
    parser.add_argument("--profile", action="append", default=[], help="measure only this profile; may be repeated")
    parser.add_argument("--only", action="append", choices=QUESTIONS, help="answer only this question; may be repeated")
    parser.add_argument("--sentences", type=int, default=SENTENCES, help="number of clean sentences to train on")
    parser.add_argument("--seeds", type=int, default=N_SEEDS, help="number of detectors for each corpus")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="seeds to run in parallel")
    parser.add_argument("--output", type=Path, help="file to write; default without --pairs: benchmarks/FIDELITY.md")
    parser.add_argument("--verbose", action="store_true", help="show progress even if stderr is not a terminal")
    options = parser.parse_args(arguments)
    if options.output is None and not options.pairs:
        options.output = RESULTS
    return options


def command_of(options: argparse.Namespace) -> str:
    """Return the command that repeats this run, with file names in place of paths."""
    words = ["make", "fidelity"]
    if options.pairs:
        words.append(f"PAIRS={options.pairs.name}")
    if options.profile:
        words.append(f"PROFILE={options.profile[0]}")
    return shlex.join(words)


def describe(samples: Samples, news: News, options: argparse.Namespace) -> str:
    n_words = sum(len(row.original.split()) for row in samples.rows)
    texts = f" and {len(samples.texts)} texts" if samples.texts else ""
    return (
        f"{len(samples.rows):,} real pairs of {n_words:,} words{texts}; {options.seeds} seeds of "
        f"{min(options.sentences, len(news.sentences)):,} sentences of {news.name}"
    )


def quiet(message: str) -> None:
    """Ignore the message: stderr is not a terminal."""


if __name__ == "__main__":
    sys.exit(main())
