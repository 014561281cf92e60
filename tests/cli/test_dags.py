import json
from pathlib import Path

from cli.commands import spindle

from pipelines.cli.dags import config_lines
from pipelines.config.files import own_folder


def test_stdout_is_the_folder_alone_so_that_scripts_can_use_it():
    result = spindle("dags")
    folder = Path(result.stdout.strip())
    assert folder == own_folder("dags")
    assert (folder / "build_corpus.py").is_file()
    assert "[dag_processor]" in result.stderr


def test_the_lines_are_a_bundle_that_airflow_can_load(tmp_path):
    section, line = config_lines(tmp_path / 'a "quoted" folder')
    assert section == "[dag_processor]"
    (bundle,) = json.loads(line.partition(" = ")[2])
    from airflow.dag_processing.bundles.local import LocalDagBundle

    assert bundle["classpath"] == f"{LocalDagBundle.__module__}.{LocalDagBundle.__name__}"
    assert LocalDagBundle(name=bundle["name"], **bundle["kwargs"]).path == tmp_path / 'a "quoted" folder'
