import itertools
import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from articles import article, write_news
from tuning.planted import make_run_config, write_profiles, write_samples

from pipelines.engine.hold_out import HoldOut
from pipelines.errors import InputError
from pipelines.probe.real import RealFile
from pipelines.spinners.spinner import load_spinner, text_keys
from pipelines.tuning.confirm import Confirmation
from pipelines.tuning.objective import AUROC, OBJECTIVE
from pipelines.tuning.tune import TuneSettings, Watch, tune

NEWS = Path(__file__).parents[3] / "shared" / "news" / "clean_news.jsonl"
SMALL = TuneSettings(words=20_000, n_trials=12, n_seeds=1, least=20)


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    return write_news(tmp_path_factory.mktemp("news") / "news.jsonl", 200)


def run(config, profiles, samples, settings=SMALL, **progress):
    return tune([RealFile(samples, samples.name)], config, profiles, settings, **progress)


def spin_samples(path, name, texts):
    """Write texts and what a profile makes of them."""
    spun, _ = load_spinner(name).spin(texts, text_keys(texts, seed=3, variants=[0] * len(texts)))
    rows = zip(texts.to_pylist(), spun.spun.to_pylist(), strict=True)
    path.write_text("".join(json.dumps({"original": text, "spun": other}) + "\n" for text, other in rows))
    return path


@pytest.mark.slow
def test_samples_of_a_planted_spinner_choose_it(tmp_path, news):
    one, two = write_profiles(tmp_path)
    samples = write_samples(tmp_path / "mine.jsonl", 40)
    said, told = [], []
    tuned = run(make_run_config(tmp_path, [two], news), [one, two], samples, say=said.append, tell=told.append)
    assert all(
        tuned.name_weights(weights).get("one", 0) >= 0.5 for weights in [*tuned.found.by_fold, tuned.found.final]
    )
    assert tuned.judged[OBJECTIVE].is_shown
    assert tuned.confirmation.gains[AUROC].value >= 0  # the detector knows the few words of this news by heart
    assert told == sorted(told)
    assert said[0] == "reading news"
    assert any(line.startswith("trial 2 of 12: one 1.00; best objective so far ") for line in said)


@pytest.mark.slow
@pytest.mark.skipif(not NEWS.exists(), reason="the news is not in the project")
def test_samples_of_autoblog_choose_autoblog(tmp_path, monkeypatch):
    """The search alone: detectors take minutes."""
    monkeypatch.setattr("pipelines.tuning.tune.confirm", lambda *_, **__: Confirmation({}, 0))
    with NEWS.open() as lines:
        rows = list(itertools.islice(lines, 3_000))
    (tmp_path / "news.jsonl").write_text("".join(rows[:2_000]))
    texts = pa.array([" ".join(json.loads(row)["text"].split()[:40]) for row in rows[2_000:]])
    samples = spin_samples(tmp_path / "mine.jsonl", "autoblog", texts)
    config = make_run_config(tmp_path, ["light"], tmp_path / "news.jsonl")
    profiles = ["autoblog", "light", "twelve_months"]
    tuned = run(config, profiles, samples, replace(SMALL, words=150_000, n_trials=20))
    chosen = tuned.name_weights(tuned.found.final)
    assert chosen["autoblog"] == max(chosen.values())
    assert tuned.judged[AUROC].value > 0.02


@pytest.mark.slow
def test_samples_of_the_default_gain_nothing_and_runs_repeat(tmp_path, news):
    one, two = write_profiles(tmp_path)
    samples = write_samples(tmp_path / "mine.jsonl", 40)
    runs = [run(make_run_config(tmp_path, [one], news), [one, two], samples) for _ in range(2)]
    assert not runs[0].is_gain_shown
    assert runs[0].confirmation == runs[1].confirmation
    assert runs[0].judged == runs[1].judged
    assert runs[0].found.by_fold == runs[1].found.by_fold


def test_samples_without_enough_clean_texts_are_refused(tmp_path, news):
    one, _ = write_profiles(tmp_path)
    rows = [{"text": article(number)["text"], "label": 1} for number in range(30)]
    path = tmp_path / "mine.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in [*rows, {"text": "No text like this.", "label": 0}]))
    with pytest.raises(InputError, match="expected clean texts beside the spun ones"):
        run(make_run_config(tmp_path, [one], news), [one], path)


def test_components_use_the_replacements_of_the_split_train(tmp_path, news, monkeypatch):
    one, _ = write_profiles(tmp_path)
    asked = []

    def stop(_names, hold_out, **_):
        asked.append(hold_out)
        raise InputError("stopped")

    monkeypatch.setattr("pipelines.tuning.tune.list_components", stop)
    spin = {"profiles": [one], "held_out": 0.5}
    config = make_run_config(tmp_path, [one], news, group_duplicates={"test_unseen": 0.1}, spin_articles=spin)
    for each in (config, make_run_config(tmp_path, [one], news)):
        with pytest.raises(InputError, match="stopped"):
            run(each, [one], write_samples(tmp_path / "mine.jsonl", 40))
    assert asked == [HoldOut(0.5, is_unseen=False), None]


def test_every_tenth_trial_and_every_better_one_is_reported():
    said, told = [], []
    watch = Watch(SMALL, said.append, told.append, began=0.0)
    for number, best in enumerate([0.5, 0.5, 0.6, *[0.6] * 9], 1):
        watch.show_trial(number, {"light": 1.0}, best)
    assert [line.split(" of ")[0] for line in said] == ["trial 1", "trial 3", "trial 10"]
    assert said[1] == "trial 3 of 12: light 1.00; best objective so far 0.600"
    assert told == sorted(told)
    assert len(told) == 12
    assert watch.late_after(0.5)()
