"""Learning from text of real spinners, which is not part of the project; skipped if it is not beside the project."""

import json
from pathlib import Path

import pytest

from pipelines.learn.lesson import LEXICON, learn
from pipelines.learn.samples import read_samples

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
