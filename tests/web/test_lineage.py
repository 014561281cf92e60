import json
from datetime import UTC, datetime

import pytest

from pipelines.workflow.assets import RELEASES, dataset_asset


@pytest.fixture
def announced(database, release):
    """An event of the release by a run of build_corpus, and a DAG that is scheduled on the dataset's asset."""
    from airflow.models import DagModel
    from airflow.models.asset import AssetEvent, AssetModel, DagScheduleAssetReference
    from airflow.models.dagbundle import DagBundleModel
    from airflow.utils.session import create_session
    from sqlalchemy import delete

    tables = (DagScheduleAssetReference, AssetEvent, AssetModel)

    def forget():
        """Another test's run may have left an asset of the same name."""
        with create_session() as session:
            for table in tables:
                session.execute(delete(table))

    forget()
    asset = dataset_asset("tiny")
    with create_session() as session:
        session.merge(DagBundleModel(name="dags-folder"))
        session.flush()
        for name in ("build_corpus", "train_detector"):
            session.merge(DagModel(dag_id=name, bundle_name="dags-folder"))
        session.flush()
        for made in (asset, RELEASES):
            row = AssetModel(name=made.name, uri=made.uri, group="asset", extra={})
            session.add(row)
            session.flush()
            for path, run in ((release.path, "manual__1"), ("/elsewhere", "manual__2")):
                extra = {"version": release.version, "path": path}
                session.add(
                    AssetEvent(
                        asset_id=row.id,
                        extra=extra,
                        source_dag_id="build_corpus",
                        source_run_id=run,
                        source_task_id="publish_release",
                        timestamp=datetime.now(UTC),
                    )
                )
            session.add(DagScheduleAssetReference(asset_id=row.id, dag_id="train_detector"))
    yield release
    forget()


def test_the_run_that_made_it_and_the_dags_that_follow_are_linked(reader, announced, page):
    text = reader.get(f"{page}/lineage").text
    assert 'href="/dags/build_corpus/runs/manual__1"' in text
    assert 'href="/spindle/run/build_corpus/manual__1"' in text
    assert 'href="/dags/train_detector"' in text
    assert "manual__2" not in text, "a release of this version elsewhere"
    assert (
        text.index("DAG run") < text.index("Configuration") < text.index("Input") < text.index("DAGs scheduled on it")
    )


def test_dags_that_the_account_may_not_read_are_not_named(reader, announced, page, monkeypatch):
    from airflow.api_fastapi.app import get_auth_manager

    monkeypatch.setattr(type(get_auth_manager()), "get_authorized_dag_ids", lambda *_, **__: {"other"})
    text = reader.get(f"{page}/lineage").text
    assert "manual__1" not in text
    assert "train_detector" not in text


def test_a_release_without_airflow_says_so_and_names_its_asset(reader, release, page):
    text = reader.get(f"{page}/lineage").text
    assert "it was built without Airflow" in text
    assert "x-spindle://releases/tiny" in text


def test_settings_hide_secrets(reader, release, page):
    path = release.folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["config"]["input"] = "https://me:s3cret@news.example/a.jsonl"
    path.unlink()
    path.write_text(json.dumps(manifest))
    assert "s3cret" not in reader.get(f"{page}/lineage").text
