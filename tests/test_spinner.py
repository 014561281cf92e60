import pyarrow as pa
import pytest
from cli.commands import write_profile

from pipelines.spinner import load_spinner, text_keys

HEADLINE = "Café council's new bridge 🌉"
TEXTS = pa.array([f"{HEADLINE}\n\nThe council will vote on the new bridge of the town.", "New bridge of the council."])
HEADLINES = pa.array([len(HEADLINE), None], pa.int32())


def spinner_of(folder, **settings):
    return load_spinner(write_profile(folder, **settings))


def spin(spinner, rate=1.0, headlines=HEADLINES):
    keys = text_keys(TEXTS, seed=3, variants=[0, 0])
    spun, rates = spinner.spin(TEXTS, keys, rate=rate, headlines=headlines)
    assert rates.tolist() == [rate, rate]
    return spun


def originals(spun):
    return [[edit["original"] for edit in edits] for edits in spun.edits.to_pylist()]


BODIES = [["council", "vote", "new", "bridge"], ["New", "bridge", "council"]]


def test_a_protected_headline_stays(tmp_path):
    spun = spin(spinner_of(tmp_path, protect={"headline": True}))
    assert originals(spun) == BODIES
    assert spun.spun[0].as_py().startswith(HEADLINE + "\n\n")


@pytest.mark.parametrize(("protect", "headlines"), [(False, HEADLINES), (True, None), (True, pa.array([0, 0]))])
def test_a_headline_is_spun_if_it_is_not_protected_or_there_is_none(tmp_path, protect, headlines):
    spun = spin(spinner_of(tmp_path, protect={"headline": protect}), headlines=headlines)
    assert originals(spun) == [["council", "new", "bridge", *BODIES[0]], BODIES[1]]


def test_the_rate_is_that_of_the_whole_text_where_the_headline_stays(tmp_path):
    spun = spin(spinner_of(tmp_path, protect={"headline": True}), rate=0.2)
    assert spun.n_words.tolist() == [15, 5]
    assert spun.n_swapped_words.tolist() == [3, 1]


def test_a_flow_of_nlpaug_leaves_the_headline_alone(tmp_path):
    flow = [{"augmenter": "KeyboardAug"}]
    spun = spin(spinner_of(tmp_path, engine="nlpaug", flow=flow, protect={"headline": True}))
    assert spun.spun[0].as_py().startswith(HEADLINE + "\n\n")
    assert all(spun.n_swaps)
    spun = spin(spinner_of(tmp_path, engine="nlpaug", flow=flow))
    assert not spun.spun[0].as_py().startswith(HEADLINE)
