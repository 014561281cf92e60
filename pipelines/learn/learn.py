"""Learn a profile from a file of pairs, and write its YAML, its table of swaps and a report."""

import logging
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from pipelines.config.files import find_namesake, own_folder, writable_folder
from pipelines.errors import ConfigError
from pipelines.learn import lesson as lesson_of
from pipelines.learn.lesson import Lesson
from pipelines.learn.pairs import MIN_PAIRS
from pipelines.learn.progress import Say, Tell, tell_nobody
from pipelines.learn.report import write_report
from pipelines.learn.samples import read_samples
from pipelines.learn.write import profile_text, table_header
from pipelines.lexicon.learned import FOLDER, write_learned
from pipelines.spinners.profile import Profile
from pipelines.storage.files import replacing
from pipelines.storage.folders import make_folder

log = logging.getLogger(__name__)
# How the command and the trigger form are told to replace a profile.
FORCE = "give --force (in the form: Replace)"


@dataclass(frozen=True)
class LearnedProfile:
    """The written files, and the lesson that they are made from."""

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
    tell: Tell = tell_nobody,
) -> LearnedProfile:
    """Learn the profile `name` from the pairs in a file, or on stdin for "-"; write all of its files or none.

    folder     target folder; None: `writable_folder`, where `--profile name` finds them
    force      replace existing files, and take the place of a profile of this name that comes with Spindle
    lexicon    compiled lexicon of the profile; None: english
    min_pairs  fewest pairs to learn from
    say        called with a description of each step at its beginning
    tell       called with the share of the work that is done
    Raise ConfigError for an invalid or taken name, InputError for too few pairs, or if the new profile swaps
    nothing in them. The same pairs in any order give the same files, except for the date in the profile's comment.
    """
    check_name(name)
    profile, table, report = paths = check_paths(name, folder, force=force)
    for path_folder in {path.parent for path in paths}:
        make_folder(path_folder)
    lexicon = lexicon or lesson_of.LEXICON
    lesson = lesson_of.learn(read_samples(path), lexicon=lexicon, min_pairs=min_pairs, say=say, tell=tell)
    learned = f"./{table.name}" if folder else name
    texts = {
        profile: profile_text(lesson, learned, lexicon=lexicon, day=datetime.now(UTC).date()),
        report: write_report(name, lesson),
        table: write_learned(lesson.table, table_header(lesson)),
    }
    check_paths(name, folder, force=force)  # another one may have taken the name meanwhile
    with ExitStack() as stack:  # the profile is renamed last, because the other files are used only through it
        for target, text in texts.items():
            stack.enter_context(replacing(target)).write_text(text, encoding="utf-8")
    return LearnedProfile(name, profile, table, report, lesson)


def paths_of(name: str, folder: Path | None) -> tuple[Path, Path, Path]:
    """Return the paths of the profile, its table and the report."""
    own = writable_folder()
    profiles, tables = (own / "profiles", own / FOLDER) if folder is None else (folder, folder)
    return profiles / f"{name}.yaml", tables / f"{name}.tsv", profiles / f"{name}.md"


def check_paths(name: str, folder: Path | None, *, force: bool) -> tuple[Path, Path, Path]:
    """Return the paths of `paths_of`; raise ConfigError for a name in use, unless it is to be replaced.

    A file elsewhere counts as well if the new one would be found in its place: that of a profile of Spindle's own.
    """
    paths = profile, table, _ = paths_of(name, folder)
    if force:
        return paths
    if taken := [path for path in paths if path.exists()]:
        raise ConfigError(f"expected nothing at {taken[0]}, but there is a file: take another name, or {FORCE}")
    for path, searched in ((profile, "profiles"), (table, FOLDER)):
        if other := find_namesake(path, searched):
            owner = "comes with Spindle" if other.is_relative_to(own_folder("configs")) else "is yours"
            raise ConfigError(
                f"expected a name that is free, but {name} is in use: {other} {owner}, and what is run here would take "
                f"the learned one without a word: take another name, or {FORCE}"
            )
    return paths


def check_name(name: str) -> None:
    """Raise ConfigError for a name that no profile may have."""
    try:
        Profile(name=name, imitates="", rate=0)
    except ValidationError as error:
        raise ConfigError(
            f"expected a name of a-z, 0-9 and _, the first a letter or digit, got {name[:60]!r}: give another one"
        ) from error
