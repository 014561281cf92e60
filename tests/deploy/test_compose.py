"""deploy/compose.yaml and its Dockerfile: the settings are Airflow's or ours, and nothing is open to the network.

No container is run: there is no Docker where the tests run.
"""

import re
from pathlib import Path

import pytest
import yaml

from pipelines.config.form import OUTPUT

DEPLOY = Path(__file__).parents[2] / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
OURS = {"roots", "input_roots", "output_roots"}
ENVIRONMENT = COMPOSE["x-airflow"]["environment"]


@pytest.mark.parametrize("name", [*ENVIRONMENT, *re.findall(r"AIRFLOW__\w+", DOCKERFILE)])
def test_a_setting_is_one_of_airflow_or_of_spindle(name):
    from airflow.configuration import conf

    if not name.startswith("AIRFLOW__"):
        assert name in (OUTPUT, "GX_ANALYTICS_ENABLED")
        return
    _, section, option = name.lower().split("__")
    known = OURS if section == "spindle" else conf.configuration_description[section]["options"]
    assert option in known


def test_the_settings_of_spindle_are_those_that_the_code_reads():
    source = "".join(path.read_text() for path in (DEPLOY.parent / "pipelines" / "workflow").glob("*.py"))
    assert 'conf.get("spindle", "roots"' in source
    assert '"spindle", f"{what}_roots"' in source


def test_ports_are_open_on_loopback_only():
    ports = [port for service in COMPOSE["services"].values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_secrets_come_from_the_environment():
    for name, value in ENVIRONMENT.items():
        if re.search("SECRET|KEY|PASSWORD(?!S_FILE)|CONN", name):
            assert re.search(r"\$\{\w+:\?\}", value), name


def test_the_services_are_those_of_airflow_3():
    commands = {service.get("command") for service in COMPOSE["services"].values()} - {None}
    assert commands == {
        f"airflow {name}" for name in ("db migrate", "api-server", "scheduler", "dag-processor", "triggerer")
    }


def test_the_folders_of_volumes_are_those_of_the_user_that_writes_them():
    """Docker makes a missing one for root, and copies the owner of one that is in the image."""
    places = [each.partition(":")[2] for each in COMPOSE["x-airflow"]["volumes"] if not each.startswith("$")]
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    made = next(line for line in lines if line.startswith("RUN mkdir "))
    assert made == f"RUN mkdir {' '.join(places)} && chown airflow {' '.join(places)}"
    assert lines.index(made) < lines.index("USER airflow")
