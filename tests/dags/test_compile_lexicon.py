"""The wiring; what the tasks do is tested in tests/lexicon/build/test_rebuild.py, and needs the network in full."""

import itertools


def test_the_steps_run_in_order(dags):
    dag = dags["compile_lexicon"]
    for before, after in itertools.pairwise(["check_tools", "fetch_wordnet", "compile_lexicon"]):
        assert after in dag.get_task(before).downstream_task_ids
    assert dag.get_task("prepare_python").upstream_task_ids == {"check_tools"}
    assert dag.get_task("prepare_python").downstream_task_ids == {"compile_lexicon"}
