"""The whole way from a file of pairs to a profile: its YAML, its table of swaps and a report on both."""

import logging
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from pipelines.config.explain import explain
from pipelines.config.files import CONFIGS
from pipelines.errors import ConfigError
from pipelines.learn import lesson as lesson_of
from pipelines.learn.lesson import Lesson, Say
from pipelines.learn.pairs import MIN_PAIRS
from pipelines.learn.report import write_report
from pipelines.learn.samples import read_samples
from pipelines.learn.write import profile_text, table_header
from pipelines.lexicon.learned import FOLDER, write_learned
from pipelines.spinners.profile import Profile
from pipelines.storage.files import replacing
from pipelines.storage.folders import make_folder

log = logging.getLogger(__name__)
PROFILES = CONFIGS / "profiles"


@dataclass(frozen=True)
class LearnedProfile:
    """The files that were written, and what they rest on."""

    name: str
    profile: Path
    table: Path
    report: Path
    lesson: Lesson


def learn_profile(
    path: str,
    name: str,
    *,
    folder: Path | None = None,
    force: bool = False,
    lexicon: str | None = None,
    min_pairs: int = MIN_PAIRS,
    say: Say = log.info,
) -> LearnedProfile:
    """Learn the profile `name` from the pairs in a file, or on stdin for "-"; all its files are written, or none.

    folder  where they go; None: where `--profile name` finds them, in configs/profiles/ and configs/lexicons/learned/
    force   files that are there may be replaced
    lexicon the compiled one that the profile is to use; None: english
    min_pairs  fewer than these are too little to learn from
    say     is told each step as it begins
    Raises ConfigError for a name that is none or is taken, InputError if there is too little to learn from. Same pairs,
    same files, in whatever order they come; only the profile's comment has the day.
    """
    check_name(name)
    profile, table, report = paths = check_paths(name, folder, force=force)
    for path_folder in {path.parent for path in paths}:
        make_folder(path_folder)
    lexicon = lexicon or lesson_of.LEXICON
    lesson = lesson_of.learn(read_samples(path), lexicon=lexicon, min_pairs=min_pairs, say=say)
    learned = f"./{table.name}" if folder else name
    texts = {
        profile: profile_text(lesson, learned, lexicon=lexicon, day=datetime.now(UTC).date()),
        report: write_report(name, lesson),
        table: write_learned(lesson.table, table_header(lesson)),
    }
    with ExitStack() as stack:  # the profile is renamed last: without it the other files are nothing to anyone
        for target, text in texts.items():
            stack.enter_context(replacing(target)).write_text(text, encoding="utf-8")
    return LearnedProfile(name, profile, table, report, lesson)


def paths_of(name: str, folder: Path | None) -> tuple[Path, Path, Path]:
    """Where the profile, its table and the report go."""
    profiles, tables = (PROFILES, FOLDER) if folder is None else (folder, folder)
    return profiles / f"{name}.yaml", tables / f"{name}.tsv", profiles / f"{name}.md"


def check_paths(name: str, folder: Path | None, *, force: bool) -> tuple[Path, Path, Path]:
    """The same; raises ConfigError if one of them is taken and not to be replaced."""
    paths = paths_of(name, folder)
    if taken := [path for path in paths if path.exists() and not force]:
        raise ConfigError(f"expected nothing at {taken[0]}, but there is a file: take another name, or --force")
    return paths


def check_name(name: str) -> None:
    """Raise ConfigError if no profile may have the name."""
    try:
        Profile(name=name, imitates="", rate=0)
    except ValidationError as error:
        raise ConfigError(f"expected a name of a-z, 0-9 and _, {explain(error, Profile)}") from error
