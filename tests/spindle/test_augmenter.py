import pickle
import random

import pytest

from pipelines.errors import ConfigError
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


@pytest.mark.parametrize(("values", "words"), [({"profile": "autoblock"}, "'autoblog'"), ({"rate": 2}, "got 2")])
def test_spindle_aug_explains_errors(values, words):
    with pytest.raises(ConfigError, match=words):
        SpindleAug(**values)
