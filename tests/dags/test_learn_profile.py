"""The DAG for real: a small set of samples to a profile."""

import jsonschema
import pytest
from learn.spinners import sample_pairs, write_lexicon, write_samples

from pipelines.learn.form import FIELDS

pytestmark = pytest.mark.usefixtures("database")


def test_learn_profile_writes_a_profile(dags, tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.learn.lesson.LEXICON", write_lexicon(tmp_path))
    pairs = write_samples(tmp_path / "pairs.jsonl", sample_pairs(30))
    form = {"pairs": pairs, "name": "mine", "output": str(tmp_path / "out")}
    assert dags["learn_profile"].test(run_conf=form).state == "success"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["mine.md", "mine.tsv", "mine.yaml"]
    run = dags["learn_profile"].test(run_conf=form)
    assert run.state == "failed"  # the name is taken
    states = {task.task_id: task.state for task in run.get_task_instances()}
    assert states == {"check_form": "failed", "learn_profile": "upstream_failed"}


@pytest.mark.parametrize(
    ("field", "bad", "good"),
    [("pairs", "", "a.jsonl"), ("name", "My Spinner", "mine_2"), ("output", 3, None), ("force", "yes", True)],
)
def test_the_form_refuses_a_bad_value(dags, field, bad, good):
    schema = dags["learn_profile"].params.get_param(field).schema
    jsonschema.validate(good, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(bad, schema)


def test_the_form_says_what_each_field_is(dags):
    params = dags["learn_profile"].params
    assert list(params) == list(FIELDS)
    assert all(params.get_param(name).schema["title"] and params.get_param(name).description for name in params)
