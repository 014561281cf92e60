import pickle
import random
from pathlib import Path

import numpy as np
import pytest

from pipelines.errors import ConfigError, InputError
from spindle import SpindleAug

# A profile as an augmenter of nlpaug

SENTENCE = "The council will vote on the new bridge,\r\n\tand  police asked people to stay at home.  "


def test_spindle_aug_keeps_the_rest_to_the_byte():
    aug = SpindleAug("autoblog", rate=0.3)
    (spun,) = aug.augment(SENTENCE)
    assert spun != SENTENCE
    assert spun.endswith(".  ")
    assert ",\r\n\t" in spun
    assert SpindleAug("autoblog", rate=0).augment(SENTENCE) == [SENTENCE]


def test_spindle_aug_gives_a_list_always():  # contrastive-product-matching#4
    aug = SpindleAug("light", rate=0.3)
    assert [type(aug.augment(data)) for data in (SENTENCE, [SENTENCE], "", [], None)] == [list] * 5
    assert (aug.augment(""), aug.augment(["", SENTENCE])[0]) == ([], "")
    assert len(aug.augment([SENTENCE] * 3)) == 3


def test_spindle_aug_variants_differ():
    variants = SpindleAug("autoblog", rate=0.3).augment(SENTENCE, n=6, num_thread=2)
    assert len(variants) == len(set(variants)) == 6
    assert SpindleAug("autoblog", rate=0).augment(SENTENCE, n=3) == [SENTENCE]


def test_spindle_aug_depends_on_seed_text_and_call_alone():
    one, two = SpindleAug("autoblog", rate=0.3), SpindleAug("autoblog", rate=0.3)
    calls = [one.augment(SENTENCE)[0] for _ in range(3)]
    two.augment("The council voted on something else")
    random.seed(5)
    assert [two.augment([SENTENCE])[0] for _ in range(3)] == calls
    assert SpindleAug("autoblog", rate=0.3).augment(SENTENCE, n=3) == calls
    assert SpindleAug("autoblog", rate=0.3, seed=1).augment(SENTENCE)[0] != calls[0]
    assert pickle.loads(pickle.dumps(one)).augment(SENTENCE) == one.augment(SENTENCE)  # noqa: S301 - our own


def test_spindle_aug_equals_the_command_line():
    from pipelines.cli.spin import spin_text

    calls = [SpindleAug("light", rate=0.2, seed=9).augment(SENTENCE, n=2)]
    rows = [spin_text(SENTENCE, profile="light", rate=0.2, seed=9, variant=variant) for variant in range(2)]
    assert calls == [[row["spun"] for row in rows]]


def test_spindle_aug_details_point_at_the_words():  # nlpaug#129, #333
    ((spun, changes),) = SpindleAug("autoblog", rate=0.3, include_detail=True).augment(SENTENCE)
    assert changes
    for change in changes:
        assert SENTENCE[change["orig_start_pos"] :].startswith(change["orig_token"])
        assert spun[change["new_start_pos"] :].startswith(change["new_token"])
    assert [change["change_seq"] for change in changes] == list(range(1, len(changes) + 1))


def test_spindle_aug_works_in_flows():
    import nlpaug.augmenter.char as nac
    import nlpaug.flow as naf

    alone = naf.Sequential([SpindleAug("autoblog", rate=0.3)])
    assert alone.augment(SENTENCE) == [SpindleAug("autoblog", rate=0.3).augment(SENTENCE)[0]]
    flow = naf.Sequential([SpindleAug("autoblog", rate=0.3), naf.Sometimes([nac.KeyboardAug()], aug_p=0.5)])
    assert len(flow.augment(SENTENCE, n=3)) == 3
    assert naf.Sometimes([SpindleAug("light")], aug_p=1).augment(SENTENCE) != [SENTENCE]
    assert naf.Sequential([SpindleAug("light")]).augment([SENTENCE, "Rain fell"])


def test_spindle_aug_runs_profiles_of_nlpaug_too():
    (spun,) = SpindleAug("keyboard_typos", rate=0.2).augment(SENTENCE)
    assert spun != SENTENCE
    assert ",\r\n\t" in spun


def test_spindle_aug_takes_the_path_of_a_profile(tmp_path):
    (tmp_path / "mine.yaml").write_text("{imitates: x, rate: 0.3}")
    by_path = SpindleAug(tmp_path / "mine.yaml").augment(SENTENCE)
    assert by_path == SpindleAug(str(tmp_path / "mine.yaml")).augment(SENTENCE) != [SENTENCE]
    assert SpindleAug(Path("light"), rate=np.float32(0.25)).augment(SENTENCE)


@pytest.mark.parametrize("include_detail", [False, True])
def test_spindle_aug_mends_surrogates_and_keeps_positions(include_detail):
    odd, mended = (f"{sign} {SENTENCE}{sign}" for sign in ("\ud800", "\ufffd"))
    one, two = (SpindleAug("autoblog", rate=0.3, include_detail=include_detail) for _ in range(2))
    assert one.augment(odd) == two.augment(mended)
    assert one.augment([odd, None, SENTENCE]) == two.augment([mended, None, SENTENCE])
    assert one.substitute(odd) == two.substitute(mended)


@pytest.mark.parametrize(
    "call", [lambda aug: aug.augment(5), lambda aug: aug.augment(["a", 5]), lambda aug: aug.augment(("a",))]
)
def test_spindle_aug_names_what_is_no_text(call):
    with pytest.raises(InputError, match=r"expected (a text|text 1 of the list to be a string), got (5|\('a',\))"):
        call(SpindleAug("light"))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"profile": "autoblock"}, "'autoblog'"),
        ({"profile": Path("gone.yaml")}, r"a file at gone\.yaml"),
        ({"profile": None}, "or a path, got None"),
        ({"rate": 2}, "got 2"),
        ({"rate": "x"}, "from 0 to 1, got 'x'"),
        ({"rate": float("nan")}, "got nan"),
    ],
)
def test_spindle_aug_explains_errors(values, words):
    with pytest.raises(ConfigError, match=words):
        SpindleAug(**values)
