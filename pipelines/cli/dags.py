"""`spindle dags`: the folder of the DAGs, and the lines of Airflow's configuration that add it."""

import json
from pathlib import Path

from pipelines.cli import terminal
from pipelines.config.files import own_folder

BUNDLE = "airflow.dag_processing.bundles.local.LocalDagBundle"


def run() -> None:
    folder = own_folder("dags")
    print(folder)
    note = "\n".join(["Add it as a DAG bundle to airflow.cfg, beside the bundles there:", "", *config_lines(folder)])
    terminal.stderr().print(note, soft_wrap=True, markup=False, highlight=False)


def config_lines(folder: Path) -> list[str]:
    """Return the lines of airflow.cfg that make the folder a DAG bundle."""
    bundles = [{"name": "spindle", "classpath": BUNDLE, "kwargs": {"path": str(folder)}}]
    return ["[dag_processor]", f"dag_bundle_config_list = {json.dumps(bundles)}"]
