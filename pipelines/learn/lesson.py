"""Learn from the samples: align pairs, count swaps, measure habits, fit the choice model, compare the new profile."""

import logging
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.errors import InputError
from pipelines.learn.compare import spin_again
from pipelines.learn.doubts import find_doubts
from pipelines.learn.fit import Choice, fit_profile
from pipelines.learn.habits import Habits, measure_habits
from pipelines.learn.harvest import harvest
from pipelines.learn.known import Known
from pipelines.learn.occurrences import find_occurrences
from pipelines.learn.pairs import MIN_PAIRS, AlignedPair, align_pairs, check_enough
from pipelines.learn.progress import Say, Tell, step_of, tell_nobody, within
from pipelines.learn.recall import Recall, cross_validate
from pipelines.learn.samples import Samples
from pipelines.learn.settings import Json, settings_of
from pipelines.lexicon.learned import Learned, write_learned
from pipelines.lexicon.load import read_lexicon
from pipelines.lexicon.weigh import LexiconRows
from pipelines.spinners.profile import Profile
from pipelines.storage.failing import naming_full_temporary

log = logging.getLogger(__name__)
LEXICON = "english"


@dataclass(frozen=True)
class Lesson:
    """Everything learned from the samples.

    skipped    unused lines and pairs, by reason
    dropped    swaps kept out of the table, by reason
    settings   fields of the profile, except name, imitates and learned
    generated  the habits of the new profile on the same originals
    doubts     reasons why the samples may not be what they are taken for, as sentences
    """

    aligned: list[AlignedPair]
    skipped: Counter[str]
    dropped: Counter[str]
    table: Learned
    habits: Habits
    choice: Choice
    settings: Json
    recall: Recall
    generated: Habits
    doubts: tuple[str, ...] = ()


def learn(
    samples: Samples, *, lexicon: str, min_pairs: int = MIN_PAIRS, say: Say = log.info, tell: Tell = tell_nobody
) -> Lesson:
    """Learn everything from the samples; raise InputError for too few pairs, or if the new profile swaps nothing."""
    check_enough(len(samples.pairs), samples.skipped, min_pairs=min_pairs)
    say("loading the lexicon")
    known = Known(LexiconRows.of(read_lexicon(lexicon)))
    step_of(tell, "load")(1)
    say(f"aligning {len(samples.pairs):,} pairs")
    aligned, unlike = align_pairs(samples.pairs, known, step_of(tell, "align"))
    skipped = samples.skipped + unlike
    check_enough(len(aligned), skipped, min_pairs=min_pairs)
    say("counting swaps and habits")
    occurrences = find_occurrences(aligned, known)
    habits = measure_habits(aligned, occurrences, known)
    table, choice = harvest(occurrences, known), fit_profile(occurrences, known)
    settings = settings_of(habits, occurrences, choice)
    doubts = tuple(find_doubts(samples.pairs, habits["frequency"]))
    for doubt in doubts:
        log.warning("%s", doubt)
    step_of(tell, "count")(1)
    say("looking for the swaps of held-out pairs")
    recall = cross_validate(aligned, known, step_of(tell, "recall"))
    say("spinning the originals anew")
    generated = spin_and_measure(aligned, table, settings, lexicon, known, tell=step_of(tell, "compare"))
    return Lesson(aligned, skipped, occurrences.dropped, table, habits, choice, settings, recall, generated, doubts)


def spin_and_measure(
    aligned: list[AlignedPair], table: Learned, settings: Json, lexicon: str, known: Known, *, tell: Tell = tell_nobody
) -> Habits:
    """Spin the originals with these settings and this table, and measure the habits as for the samples.

    Raises InputError if no word is swapped.
    """
    with naming_full_temporary(), TemporaryDirectory(prefix="spindle-learn-") as folder:
        path = Path(folder) / "learned.tsv"
        path.write_text(write_learned(table, []), encoding="utf-8")
        profile = Profile.model_validate(
            {"name": "new", "imitates": "the samples", "lexicon": lexicon, "learned": str(path), **settings}
        )
        again = spin_again(aligned, profile, known, within(tell, 0, 0.6))
    if not again:
        raise InputError(
            "expected a profile that swaps words of the samples' originals, but the one learned swaps none, as it "
            "leaves names alone, and words in ALL CAPS count as names: give samples in sentence case"
        )
    habits = measure_habits(again, find_occurrences(again, known), known)
    tell(1)
    return habits
