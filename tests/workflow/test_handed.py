"""A task takes the results of the run as it is now, in the order of the input, and no other."""

import copy
import pickle
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.config.run import RunConfig, load_config
from pipelines.errors import ConfigError, LostPartError
from pipelines.parts.finish import DamagedPartError
from pipelines.parts.part import Part
from pipelines.workflow import handed, tasks
from pipelines.workflow.handed import Maker, take_articles, take_chains

CONFIG = load_config("sample", input="x", output="/o", dataset="tiny").model_dump(mode="json")
GROUPS = {"key": "groups"}


def part_of(stage, key, number):
    return Part(stage, key, f"part {number:05}", f"/o/tiny/work/{stage}/{key}", {"train": 1})


def make_raw(keys):
    """The value of split_input: batches of groups of raw parts; a group for each text, a part for each letter."""
    groups = [[part_of("split_input", key, number).to_json() for key in letters] for number, letters in enumerate(keys)]
    return [groups[:1], groups[1:]] if len(groups) > 1 else [groups]


def make_chain(letters, number, config=CONFIG, groups="groups", content=""):
    """The chain that the tasks hand over for a group of raw parts."""
    keys = [f"{stage}-{letters}{content}" for stage in ("articles", "pairs", "validated")]
    stages = ("ingest_articles", "spin_articles", "validate_pairs")
    reads = (list(letters), [keys[0], groups], [keys[0], keys[1]])
    parts = (
        Maker(stage, config).hand_over(part_of(stage, key, number), *read)
        for stage, key, read in zip(stages, keys, reads, strict=True)
    )
    return dict(zip(("articles", "pairs", "validated"), parts, strict=True))


def names_of(chain):
    """The marks of the parts of a chain: the same part may have another label in another try."""
    return [part["of"] for part in chain.values()]


def take_slowly(chains, keys, groups):
    """The chain of each text in `keys`, looked for one by one; None if there is one that has none."""
    found = []
    for letters in keys:
        for chain in chains:
            made = make_chain(letters, int(chain["articles"]["label"][-5:]), groups=groups)
            if all(chain[name]["of"] == made[name]["of"] for name in made):
                found.append(chain)
                break
        else:
            return None
    return found


@given(
    now=st.lists(st.text("abcd", min_size=1, max_size=2), min_size=1, max_size=5, unique=True),
    before=st.lists(st.text("abcd", min_size=1, max_size=2), max_size=5, unique=True),
    lost=st.sets(st.integers(0, 4), max_size=1),
    groups=st.sampled_from(["groups", "others"]),
    seed=st.integers(0, 9),
)
def test_exactly_the_chains_of_this_run_are_taken_in_the_order_of_the_input(now, before, lost, groups, seed):
    """Whatever an earlier try of the run has left beside them, and in whatever order Airflow has both."""
    chains = [make_chain(letters, number) for number, letters in enumerate(now) if number not in lost]
    chains += [make_chain(letters, number, groups=groups) for number, letters in enumerate(before)]
    random.Random(seed).shuffle(chains)  # noqa: S311 - no secret
    expected = take_slowly(chains, now, "groups")
    for batches in (chains, [chains[:2], chains[2:]]):
        if expected is None:
            with pytest.raises(ConfigError, match="Clear "):
                take_chains(batches, make_raw(now), GROUPS, CONFIG)
        else:
            taken = take_chains(batches, make_raw(now), GROUPS, CONFIG)
            assert list(map(names_of, taken)) == list(map(names_of, expected))
    articles = [chain["articles"] for chain in chains]
    if expected is not None:
        taken = take_articles([articles], make_raw(now), CONFIG)
        assert [part["of"] for part in taken] == [chain["articles"]["of"] for chain in expected]


def change(config, path, value):
    changed = copy.deepcopy(config)
    *sections, name = path.split(".")
    place = changed
    for section in sections:
        place = place[section]
    place[name] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value", "stage"),
    [
        ("seed", 7, "ingest_articles"),
        ("negatives.kinds", {"clean": "/n"}, "ingest_articles"),
        ("ingest_articles.min_words", 99, "ingest_articles"),
        ("group_duplicates.similarity", 0.9, "spin_articles"),
        ("spin_articles.rate", 0.9, "spin_articles"),
        ("validate_pairs.max_length_ratio", 9, "validate_pairs"),
        ("audit_corpus.near_similarity", 0.9, None),
        ("publish_release.license", "x", None),
        ("notify.on_failure", ["x"], None),
    ],
)
def test_parts_of_other_settings_are_not_taken_but_those_of_later_stages_do_not_count(path, value, stage):
    changed = change(CONFIG, path, value)
    batches, raw = [[make_chain("ab", 0), make_chain("c", 1)]], make_raw(["ab", "c"])
    if stage is None:
        assert take_chains(batches, raw, GROUPS, changed) == batches[0]
        return
    with pytest.raises(
        ConfigError, match=f"result of {stage} of part 00000 and 1 more that this run has.* Clear {stage}"
    ):
        take_chains(batches, raw, GROUPS, changed)


def test_every_section_of_the_configuration_belongs_to_a_stage_or_stands_behind_them():
    """A new section behind the stages either decides on all parts (FOR_ALL_STAGES), or on none."""
    fields = list(RunConfig.model_fields)
    behind = fields[fields.index("publish_release") + 1 :]
    assert set(behind) - handed.FOR_ALL_STAGES == {"notify", "schedule"}


@pytest.mark.parametrize("stage", ["ingest_articles", "spin_articles", "validate_pairs"])
def test_parts_of_another_version_of_the_code_are_not_taken(stage, monkeypatch):
    batches, raw = [[make_chain("a", 0), make_chain("b", 1)]], make_raw(["a", "b"])
    here = handed.code_fingerprint
    with monkeypatch.context() as patch:
        patch.setattr(handed, "code_fingerprint", lambda module: here(module) + module.count(stage) * "+")
        batches[0][1] = make_chain("b", 1)
    with pytest.raises(ConfigError, match=f"expected the result of {stage} of part 00001 that this run has"):
        take_chains(batches, raw, GROUPS, CONFIG)


def test_a_result_that_is_missing_is_named():
    raw = make_raw(["a", "b", "c"])
    chains = [make_chain("a", 0)]
    with pytest.raises(
        ConfigError, match="result of validate_pairs of part 00001 and 1 more, found none: it was marked"
    ):
        take_chains([chains], raw, GROUPS, CONFIG)
    with pytest.raises(ConfigError, match="result of ingest_articles of part 00001 and 1 more, found none"):
        take_articles([[chain["articles"] for chain in chains]], raw, CONFIG)
    for batches in (None, [], [[]]):
        with pytest.raises(ConfigError, match="ingest_articles of part 00000 and 2 more, found none"):
            take_articles(batches, raw, CONFIG)
    with pytest.raises(ConfigError, match="expected the result of split_input, found none"):
        take_articles([chains], None, CONFIG)
    with pytest.raises(ConfigError, match="expected the result of group_duplicates, found none"):
        take_chains([chains], raw, None, CONFIG)
    with pytest.raises(ConfigError, match="expected the result of check_run, found none"):
        tasks.drop_copies(None, [])
    with pytest.raises(ConfigError, match="expected the result of check_run, found none"):
        take_articles([], raw, None)


def test_xcoms_of_a_version_that_did_not_mark_them_are_not_taken():
    chain = make_chain("a", 0)
    for part in chain.values():
        del part["of"]
    with pytest.raises(ConfigError, match="Clear ingest_articles as a whole"):
        take_chains([[chain]], make_raw(["a"]), GROUPS, CONFIG)
    with pytest.raises(ConfigError, match="Clear ingest_articles as a whole"):
        take_articles([[chain["articles"]]], make_raw(["a"]), CONFIG)


def test_a_judgement_is_that_of_the_same_chains_and_groups():
    audit = Maker("audit_corpus", CONFIG)
    chains = [make_chain("a", 0)]
    value = audit.hand_over(part_of("audit_corpus", "k", 0), *handed.keys_of(chains, GROUPS))
    assert audit.take(value, *handed.keys_of(chains, GROUPS)) == value
    others = [make_chain("a", 0, content="2")]
    for keys in (handed.keys_of(others, GROUPS), handed.keys_of(chains, {"key": "others"})):
        with pytest.raises(ConfigError, match="Clear audit_corpus as a whole"):
            audit.take(value, *keys)


@pytest.mark.parametrize(
    ("answer", "is_approved"),
    [
        ({"chosen_options": ["Approve"], "quality": "k"}, True),
        ({"chosen_options": ["Approve"], "quality": "another"}, False),
        ({"chosen_options": ["Reject"], "quality": "k"}, False),
        ({}, False),
        (None, False),
    ],
)
def test_only_the_answer_for_this_corpus_approves_it(answer, is_approved):
    judged = part_of("probe_corpus", "k", 0)
    free = load_config("sample", input="x", output="/o")
    asking = load_config("sample", input="x", output="/o", publish_release={"require_approval": True})
    handed.check_answer(answer, judged, free)
    if is_approved:
        handed.check_answer(answer, judged, asking)
        return
    with pytest.raises(ConfigError, match="expected somebody to approve the release"):
        handed.check_answer(answer, judged, asking)


def test_the_answer_is_called_as_airflow_calls_it():
    from airflow.providers.standard.operators.hitl import ApprovalOperator

    assert handed.APPROVE == ApprovalOperator.APPROVE


def test_a_damaged_part_of_another_task_says_what_to_clear():
    damaged = DamagedPartError(
        "long", found="expected a.parquet, found none", stage="spin_articles", label="part 00007"
    )
    damaged = pickle.loads(pickle.dumps(damaged))  # noqa: S301 - comes out of a worker
    with pytest.raises(LostPartError) as caught, handed.naming_lost_parts("validate_pairs"):
        raise damaged
    assert str(caught.value) == (
        "expected a.parquet, found none: spin_articles of part 00007 is computed again when spin_articles is cleared "
        "with the tasks after it, or by a new run"
    )
    for stage in ("audit_corpus", "link_duplicates"):  # a retry of the task computes both again
        with pytest.raises(DamagedPartError), handed.naming_lost_parts("audit_corpus"):
            raise DamagedPartError("x", stage=stage)
