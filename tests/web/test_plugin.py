import gc
import importlib.metadata
import subprocess
import sys

import pytest

from pipelines.web.plugin import SpindlePlugin, mount_path


def test_airflow_registers_the_plugin():
    from airflow.plugins_manager import is_valid_plugin

    assert is_valid_plugin(SpindlePlugin)


def test_the_entry_point_names_it():
    import tomllib

    from private_airflow import ROOT

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    value = project["entry-points"]["airflow.plugins"]["spindle"]
    assert importlib.metadata.EntryPoint("spindle", value, "airflow.plugins").load() is SpindlePlugin


def test_loading_the_plugin_does_not_import_the_pages():
    """Tasks and the scheduler load plugins too."""
    code = (
        "import sys, airflow.plugins_manager; before = set(sys.modules)\n"
        "from pipelines.web.plugin import SpindlePlugin; SpindlePlugin()\n"
        "print(*(name for name in set(sys.modules) - before if not name.startswith('pipelines')))"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.split() == []


def test_the_app_is_mounted_at_the_address_of_the_views():
    (entry,) = SpindlePlugin().fastapi_apps
    assert all(view["href"].startswith(entry["url_prefix"]) for view in SpindlePlugin.external_views)


@pytest.mark.parametrize(
    ("base_url", "path"),
    [("http://localhost:8080", "/spindle"), ("https://x.org/airflow/", "/airflow/spindle"), ("", "/spindle")],
)
def test_airflows_own_paths_take_precedence(monkeypatch, base_url, path):
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", base_url)
    assert mount_path() == path


def test_a_full_collection_leaves_out_what_the_server_has_loaded():
    assert SpindlePlugin().fastapi_apps
    assert gc.get_freeze_count() > 10_000
    gc.unfreeze()
