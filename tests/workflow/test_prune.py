"""The tasks of the DAG prune_releases, without Airflow's runs."""

import pytest
from release.small_releases import write_releases

from pipelines.errors import ConfigError, StorageError
from pipelines.release.find import find_versions
from pipelines.release.pointers.latest import promote
from pipelines.workflow.prune import check_form, prune_releases


def test_tasks_return_counts_by_dataset(tmp_path):
    versions = write_releases(tmp_path / "news", 3)
    promote(tmp_path / "news", versions[-1])
    form = check_form({"output": str(tmp_path), "keep": 1.0, "grace": 0})
    planned = prune_releases(form)
    assert find_versions(tmp_path / "news") == versions
    assert prune_releases(form | {"dry_run": False}) == planned
    assert planned["news"]["releases"] == 2
    assert find_versions(tmp_path / "news") == versions[-1:]


def test_a_folder_outside_the_roots_is_refused(tmp_path, monkeypatch):
    write_releases(tmp_path / "news", 1)
    monkeypatch.setenv("AIRFLOW__SPINDLE__OUTPUT_ROOTS", str(tmp_path / "other"))
    with pytest.raises(ConfigError, match="expected the output below"):
        check_form({"output": str(tmp_path)})


def test_a_damaged_release_stops_the_pruning_of_its_dataset_alone(tmp_path):
    for dataset in ("bad", "news"):
        versions = write_releases(tmp_path / dataset, 2)
        promote(tmp_path / dataset, versions[-1])
    (tmp_path / "bad" / find_versions(tmp_path / "bad")[0] / "manifest.json").write_text("{")
    form = check_form({"output": str(tmp_path), "keep": 1, "grace": 0})
    with pytest.raises(StorageError, match=r"expected to prune .*bad"):
        prune_releases(form | {"dry_run": False})
    assert (len(find_versions(tmp_path / "bad")), len(find_versions(tmp_path / "news"))) == (2, 1)
