"""Learning from text of real spinners, which is not part of the project; skipped if it is not beside the project."""

import json
from pathlib import Path

import pytest

from pipelines.learn.doubts import find_doubts
from pipelines.learn.habits import measure_habits
from pipelines.learn.known import Known
from pipelines.learn.lesson import LEXICON, learn
from pipelines.learn.occurrences import find_occurrences
from pipelines.learn.pairs import align_pairs
from pipelines.learn.samples import Pair, read_samples
from pipelines.lexicon.load import read_lexicon
from pipelines.lexicon.weigh import LexiconRows

PAIRS = Path(__file__).parents[3] / "shared" / "spinners" / "real_pairs.jsonl"
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not PAIRS.exists(), reason="the samples are not here")]


@pytest.fixture(scope="module", params=["F3-withinside", "F2-12months"])
def lesson(request, tmp_path_factory):
    lines = [line for line in PAIRS.read_bytes().splitlines() if json.loads(line)["family"] == request.param]
    path = tmp_path_factory.mktemp("samples") / "pairs.jsonl"
    path.write_bytes(b"\n".join(lines))
    return learn(read_samples(str(path)), lexicon=LEXICON)


def test_nearly_all_pairs_are_used(lesson):
    assert lesson.skipped.total() <= 0.03 * len(lesson.aligned)


def test_recall_of_held_out_swaps_is_high(lesson):
    assert lesson.recall.learned[0] > 0.7
    assert lesson.recall.learned[1] > 0.78
    assert lesson.recall.learned[0] > lesson.recall.lexicon[0] + 0.15


def test_the_profile_has_the_rate_and_replacement_length_of_the_samples(lesson):
    for habit, off in (("rate", 0.03), ("swaps", 0.03), ("length", 0.1), ("longer", 0.05), ("frequency", 0.15)):
        assert lesson.generated[habit].value == pytest.approx(lesson.habits[habit].value, abs=off), habit


@pytest.mark.parametrize("family", ["F3-withinside", "F2-12months"])
def test_only_samples_that_are_turned_round_are_doubted(family):
    known = Known(LexiconRows.of(read_lexicon(LEXICON)))
    rows = [row for row in map(json.loads, PAIRS.read_text().splitlines()) if row["family"] == family]
    pairs = [Pair(row["original"], row["spun"]) for row in rows]
    assert _doubts_of(pairs, known) == []
    (doubt,) = _doubts_of([Pair(spun, original) for original, spun in pairs], known)
    assert "the wrong way round" in doubt


def _doubts_of(pairs, known):
    aligned, _ = align_pairs(pairs, known)
    habits = measure_habits(aligned, find_occurrences(aligned, known), known)
    return list(find_doubts(pairs, habits["frequency"]))
