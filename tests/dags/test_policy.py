"""What every DAG keeps to; each message names the DAG and the mend."""

import itertools
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from corpus import list_parts

from pipelines.config.form import FIELDS, SETTINGS
from pipelines.run import STAGES


def test_every_file_yields_the_dag_of_its_name(dags, dag_files):
    assert sorted(dags) == [path.stem for path in dag_files], "a file in dags/ holds one DAG, named as the file"


def test_every_dag_says_who_and_what(dags):
    for name, dag in dags.items():
        assert dag.tags, f"{name}: add tags="
        assert (dag.doc_md or "").startswith("# "), f"{name}: add doc_md=__doc__, with a title as its first line"
        assert not dag.catchup, f"{name}: set catchup=False"
        for task in dag.tasks:
            assert f"**{task.task_id}**" in dag.doc_md, f"{name}: say in the docstring what {task.task_id} does"


def test_every_task_retries_and_ends(dags):
    for name, dag in dags.items():
        for task in dag.tasks:
            where = f"{name}.{task.task_id}"
            assert task.owner == "spindle", f"{where}: set the owner"
            assert task.retries >= 1, f"{where}: set retries"
            assert task.execution_timeout, f"{where}: set execution_timeout"
            is_over_parts = task.is_mapped or task.get_closest_mapped_task_group()
            assert not is_over_parts or task.map_index_template, f"{where}: set map_index_template to name the part"


def test_build_corpus_runs_the_stages_in_order(dags):
    dag = dags["build_corpus"]
    order = [task.task_id for task in dag.topological_sort()]
    assert [task for task in order if task in STAGES] == list(STAGES)
    for before, after in itertools.pairwise(STAGES):
        reached = dag.get_task(before).get_flat_relative_ids(upstream=False)
        assert after in reached, f"{after} does not wait for {before}"
    over_parts = {stage for stage, parts in list_parts(2).items() if len(parts) == 2}
    # group_duplicates is no stage over parts, but jobs before it link the near-duplicates of a large corpus.
    mapped = {task.task_id for task in dag.tasks if task.is_mapped or task.get_closest_mapped_task_group()}
    assert mapped == over_parts | {"link_duplicates"}
    assert "group_duplicates" in dag.get_task("link_duplicates").downstream_task_ids


def test_the_models_are_trained_beside_the_audit(dags):
    train, audit = (dags["build_corpus"].get_task(task) for task in ("train_models", "audit_corpus"))
    assert train.upstream_task_ids == audit.upstream_task_ids
    assert train.downstream_task_ids == audit.downstream_task_ids == {"probe_corpus"}


def test_the_form_says_what_each_field_is(dags):
    params = dags["build_corpus"].params
    assert list(params) == ["config", *FIELDS, SETTINGS]
    for name in params:
        param = params.get_param(name)
        assert param.schema["title"], name
        assert param.description, name


@pytest.mark.parametrize(
    ("field", "bad", "good"),
    [
        ("rate", 1.5, 0.2),
        ("rate", -0.1, None),
        ("variants", 0, 3),
        ("profiles", ["no_such_profile"], ["light"]),
        ("config", "no_such_config", "sample"),
        ("settings", ["spin_articles.rat=1"], ["spin_articles.rate=0.1", "seed=4"]),
        ("settings", ["seed"], None),
        ("dataset", "../elsewhere", "my-news"),
        ("seed", -1, 7),
        ("limit", 0, 10),
    ],
)
def test_the_form_refuses_a_bad_value(dags, field, bad, good):
    schema = dags["build_corpus"].params.get_param(field).schema
    jsonschema.validate(good, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(bad, schema)


def test_parsing_a_dag_imports_nothing_heavy(dag_files):
    heavy = ["great_expectations", "datasets", "nlpaug", "pandas", "scipy"]
    # Airflow takes seconds to import: once, before the process is copied for each file.
    program = """if True:
        import json, os, runpy, sys
        import airflow.sdk
        for path in sys.argv[1:]:
            if not os.fork():
                runpy.run_path(path)
                print(json.dumps([path, sorted(sys.modules)]), flush=True)
                os._exit(0)
            assert os.wait()[1] == 0, path
        """
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, dag_files)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    loaded = dict(json.loads(line) for line in done.stdout.splitlines() if line.startswith("["))
    assert loaded.keys() == set(map(str, dag_files))
    for path, modules in loaded.items():
        assert not set(modules) & set(heavy), f"{path}: import {set(modules) & set(heavy)} inside the tasks"


def test_no_task_of_a_stage_stores_its_value_twice(dags):
    for task in dags["build_corpus"].tasks:
        many = getattr(task, "multiple_outputs", False) or getattr(task, "partial_kwargs", {}).get("multiple_outputs")
        assert not many, f"{task.task_id}: set multiple_outputs=False, or each key is an XCom and a request of its own"


def test_a_batch_is_checked_as_soon_as_it_is_spun(dags):
    dag = dags["build_corpus"]
    groups = [dag.get_task(task).get_closest_mapped_task_group() for task in ("spin_articles", "validate_pairs")]
    assert groups[0] is groups[1], "one mapped task group holds both, so that no batch waits for the others"
    assert groups[0] is not None
