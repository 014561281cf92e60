"""DAGs of configurations with a schedule."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from pipelines.workflow.standing import list_build_dags, with_date

CONFIG = "dataset: news\ninput: news\noutput: out\nseed: 1\n"


@pytest.fixture
def configs(tmp_path, monkeypatch):
    folder = tmp_path / "configs" / "corpora"
    folder.mkdir(parents=True)
    monkeypatch.setenv("SPINDLE_HOME", str(tmp_path))

    def write(name, *lines):
        (folder / f"{name}.yaml").write_text(CONFIG.format(name=name) + "\n".join(lines))

    return write


def find(dag_id):
    return next(each for each in list_build_dags() if each.dag_id == dag_id)


def test_a_checkout_has_the_dag_on_demand_alone():
    (only,) = list_build_dags()
    assert only.arguments == {"dag_id": "build_corpus", "catchup": False}
    assert only.schedule is None
    assert "date" not in only.fields


def test_a_schedule_by_time_has_intervals_and_a_date(configs):
    configs("daily", "ingest_articles: {files_until: '{date}'}", "schedule: {cron: '@daily', start: 2026-03-01}")
    found = find("build_daily")
    assert found.schedule.expression == "0 0 * * *"
    assert found.arguments == {
        "dag_id": "build_daily",
        "catchup": True,
        "max_active_runs": 1,
        "start_date": datetime(2026, 3, 1, tzinfo=UTC),
    }
    assert found.fields["config"]["default"] == "daily"
    assert found.fields["date"]["format"] == "date"


def test_assets_are_named_or_addressed(configs):
    configs("after", "schedule: {assets: [spindle_releases/raw, 's3://bucket/raw']}")
    assert [repr(each) for each in find("build_after").schedule.objects] == [
        "AssetNameRef(name='spindle_releases/raw')",
        "AssetUriRef(uri='s3://bucket/raw')",
    ]


def test_a_landing_folder_is_an_asset_that_is_watched(configs):
    configs("incoming", "ingest_articles: {settle_seconds: 30}", "schedule: {landing: true}")
    (asset,) = find("build_incoming").schedule
    assert (asset.name, len(asset.watchers)) == ("spindle_landing/incoming", 1)


@pytest.mark.parametrize(
    "lines",
    [
        ["schedule: {cron: 'every day'}"],
        ["schedule: {cron: '0 0 30 2 *'}"],
        ["schedule: {landing: true}"],
        ["schedule: 7"],
        ["schedule: {assets: ['']}"],
        ["schedule: {assets: [news, 'airflow://news']}"],
        [f"schedule: {{assets: [{'news' * 400}]}}"],
    ],
    ids=lambda lines: lines[0][:40],
)
def test_an_invalid_schedule_is_shown_and_harms_no_other(configs, lines):
    configs("wrong", *lines)
    configs("daily", "schedule: {cron: '@daily'}")
    found = find("build_wrong")
    assert found.schedule is None
    assert "Not scheduled: " in found.describe("# Title")
    assert "invalid" in found.arguments["dag_display_name"]
    assert not find("build_daily").error


@pytest.mark.parametrize("text", ["dataset: [", "- a list\n", "schedule: &a [*a]"])
def test_a_configuration_that_cannot_be_read_is_shown_and_harms_no_other(configs, tmp_path, text):
    configs("daily", "schedule: {cron: '@daily'}")
    (tmp_path / "configs" / "corpora" / "broken.yaml").write_text(text)
    assert [each.dag_id for each in list_build_dags()] == ["build_corpus", "build_broken", "build_daily"]
    found = find("build_broken")
    assert found.schedule is None
    assert "broken.yaml" in found.describe("# Title")
    assert "invalid" in found.arguments["dag_display_name"]
    assert found.fields["config"]["default"] == "broken"
    assert not find("build_daily").error


def test_a_long_name_of_a_configuration_is_cut_for_airflow(configs):
    configs("n" * 240, "schedule: {cron: '@daily'}")
    assert [len(each.dag_id) for each in list_build_dags()] == [len("build_corpus"), 206]


def test_two_configurations_for_one_dag_are_told_apart(configs):
    for name in ("corpus", "a b", "a_b"):
        configs(name, "schedule: {cron: '@daily'}")
    errors = {each.dag_id: each.error for each in list_build_dags()}
    says = "expected another name for the configuration {!r}: there is a DAG {} already"
    assert errors == {
        "build_corpus": "",
        "build_a_b": "",
        "build_a_b.yaml": says.format("a_b", "build_a_b"),
        "build_corpus.yaml": says.format("corpus", "build_corpus"),
    }


@pytest.mark.parametrize(
    "lines",
    [["ingest_articles: {settle_seconds: 30}", "schedule: {landing: true}"], ["schedule: {cron: '@daily'}"]],
)
def test_the_folder_of_the_deployment_stands_for_a_missing_output(configs, tmp_path, monkeypatch, lines):
    configs("land", *lines)
    path = tmp_path / "configs" / "corpora" / "land.yaml"
    path.write_text(path.read_text().replace("output: out\n", ""))
    assert "output" in find("build_land").error
    monkeypatch.setenv("SPINDLE_OUTPUT", str(tmp_path / "out"))
    assert not find("build_land").error
    assert find("build_land").schedule


def test_the_date_of_a_run_is_the_day_on_which_its_interval_begins():
    day = datetime(2026, 3, 1, tzinfo=UTC)
    run = SimpleNamespace(data_interval_start=day, logical_date=None, run_after=datetime(2026, 3, 2, tzinfo=UTC))
    assert with_date({"date": None, "seed": 2}, {"dag_run": run}) == {"date": "2026-03-01", "seed": 2}
    assert with_date({"date": "2025-01-01"}, {"dag_run": run}) == {"date": "2025-01-01"}
    assert with_date({"seed": 2}, {"dag_run": run}) == {"seed": 2}
    run.data_interval_start = None
    assert with_date({"date": ""}, {"dag_run": run}) == {"date": "2026-03-02"}
