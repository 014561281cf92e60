"""The DAGs in a private Airflow."""

from datetime import timedelta

import pytest
from private_airflow import ROOT


@pytest.fixture(scope="session")
def dag_files():
    return sorted((ROOT / "dags").glob("*.py"))


@pytest.fixture(scope="module")
def dags():
    """Every DAG in dags/, by id; anew for each module, for `dag.test` leaves what it was given in the DAG's params.

    Tasks are retried at once, since `dag.test` waits as long as their DAG asks for.
    """
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(dag_folder=str(ROOT / "dags"), bundle_name="tests")
    assert not bag.import_errors, f"dags/ does not import: {bag.import_errors}"
    for task in (task for dag in bag.dags.values() for task in dag.tasks):
        task.retry_delay = timedelta(0)
    return bag.dags
