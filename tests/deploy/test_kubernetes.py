"""deploy/kubernetes: Airflow renders pods that fit the schemas of Kubernetes; the values agree.

No cluster is run: there is none where the tests run. Rendering needs what `make cluster` installs.
"""

import datetime as dt
from pathlib import Path

import pytest
import yaml

KUBERNETES = Path(__file__).parents[2] / "deploy" / "kubernetes"
POD = yaml.safe_load((KUBERNETES / "pod_template.yaml").read_text())
VALUES = yaml.safe_load((KUBERNETES / "values.yaml").read_text())
DOCKERFILE = (KUBERNETES.parent / "Dockerfile").read_text()
BASE = POD["spec"]["containers"][0]
VERSIONS = ("1.30.0", "1.34.0")


def render():
    """The pod that Airflow makes of the template for a mapped task."""
    pytest.importorskip("airflow.providers.cncf.kubernetes", reason="needs make cluster")
    from airflow.providers.cncf.kubernetes.pod_generator import PodGenerator
    from kubernetes.client import ApiClient

    template = PodGenerator.deserialize_model_file(str(KUBERNETES / "pod_template.yaml"))
    pod = PodGenerator.construct_pod(
        dag_id="build_corpus",
        task_id="spin_articles",
        map_index=3,
        pod_id="spin-articles-3",
        try_number=1,
        kube_image=None,
        date=dt.datetime(2026, 11, 29, tzinfo=dt.UTC),
        args=["python", "-m", "airflow.sdk.execution_time.execute_workload"],
        pod_override_object=None,
        base_worker_pod=template,
        namespace="airflow",
        scheduler_job_id="1",
        run_id="manual__2026-11-29",
    )
    return ApiClient().sanitize_for_serialization(pod)


def test_airflow_keeps_what_the_template_says():
    pod = render()
    (base,) = pod["spec"]["containers"]
    assert base["name"] == "base"
    assert base["image"] == BASE["image"]
    assert base["resources"] == BASE["resources"]
    assert base["envFrom"] == BASE["envFrom"]
    assert {each["name"] for each in BASE["env"]} <= {each["name"] for each in base["env"]}
    assert base["args"][-1].endswith("execute_workload")
    assert pod["metadata"]["labels"]["map_index"] == "3"
    assert pod["spec"]["securityContext"] == POD["spec"]["securityContext"]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_rendered_pod_fits_the_schema_of_kubernetes(version):
    validator = pytest.importorskip("kubernetes_validate", reason="needs make cluster")
    validator.validate(render(), version, strict=True)


def test_a_wrong_pod_would_be_found():
    validator = pytest.importorskip("kubernetes_validate", reason="needs make cluster")
    with pytest.raises(validator.ValidationError):
        validator.validate(POD | {"spec": POD["spec"] | {"restartPolicies": "Never"}}, VERSIONS[-1], strict=True)


def test_settings_of_the_pod_and_of_the_chart_are_those_of_airflow_or_spindle():
    from airflow.configuration import conf

    ours = {"spindle": {"roots", "input_roots", "output_roots"}}
    pairs = [(section, option) for section, options in VALUES["config"].items() for option in options]
    names = [each["name"] for each in BASE["env"] if each["name"].startswith("AIRFLOW__")]
    pairs += [tuple(name.lower().split("__")[1:]) for name in names]
    for section, option in pairs:
        if section == "kubernetes_executor":
            pytest.importorskip("airflow.providers.cncf.kubernetes", reason="needs make cluster")
        known = ours.get(section) or conf.configuration_description[section]["options"]
        assert option in known, (section, option)


def test_pod_and_chart_name_the_same_image_secret_and_roots():
    image = f"{VALUES['defaultAirflowRepository']}:{VALUES['defaultAirflowTag']}"
    worker = f"{VALUES['images']['pod_template']['repository']}:{VALUES['images']['pod_template']['tag']}"
    assert BASE["image"] == image == worker
    environment = {each["name"]: each["value"] for each in BASE["env"]}
    for section, option in (
        ("spindle", "input_roots"),
        ("spindle", "output_roots"),
        ("logging", "remote_base_log_folder"),
    ):
        assert environment[f"AIRFLOW__{section}__{option}".upper()] == VALUES["config"][section][option]
    assert yaml.safe_load(VALUES["extraEnvFrom"]) == BASE["envFrom"]
    assert POD["spec"]["serviceAccountName"] == VALUES["workers"]["serviceAccount"]["name"]


def test_the_pod_runs_as_the_user_and_in_the_folders_of_the_image():
    assert f"--uid {POD['spec']['securityContext']['runAsUser']} " in DOCKERFILE
    assert f"AIRFLOW_HOME={VALUES['airflowHome']} " in DOCKERFILE
    assert VALUES["config"]["core"]["dags_folder"] in DOCKERFILE
    assert f"apache-airflow[amazon,celery,cncf.kubernetes,postgres]=={VALUES['airflowVersion']}" in DOCKERFILE
    mounts = {mount["mountPath"] for mount in BASE["volumeMounts"]}
    assert f"{VALUES['airflowHome']}/logs" in mounts


def test_no_secret_is_written_down():
    text = (KUBERNETES / "values.yaml").read_text() + (KUBERNETES / "pod_template.yaml").read_text()
    assert not {"password:", "fernetKey:", "jwtSecret:", "apiSecretKey:", "metadataConnection:"} & set(text.split())
