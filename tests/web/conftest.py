"""The pages below /spindle in an app with Airflow's own login, over a folder of small releases."""

import shutil

import pytest
from published import publish

from pipelines.release.find import find_release

PREFIX = "/spindle"


@pytest.fixture(scope="session")
def server(database):
    """Airflow's app, reduced to its login and our pages; errors are answered as for a browser."""
    from airflow.api_fastapi.app import init_auth_manager
    from fastapi import FastAPI

    from pipelines.web.app import make_app

    app = FastAPI()
    app.mount(PREFIX, make_app())
    init_auth_manager(app)
    return app


@pytest.fixture
def stranger(server):
    """A client that has not logged in."""
    from fastapi.testclient import TestClient

    return TestClient(server, raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture
def reader(server):
    """A client that has logged in as a viewer, the role with the fewest permissions."""
    return log_in(server, "reader", "VIEWER")


@pytest.fixture
def operator(server):
    """A client that has logged in with the least role that may trigger a DAG."""
    return log_in(server, "operator", "USER")


def log_in(server, name, role):
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
    from fastapi.testclient import TestClient

    token = get_auth_manager().generate_jwt(SimpleAuthManagerUser(username=name, role=role))
    return TestClient(server, raise_server_exceptions=False, follow_redirects=False, cookies={"_token": token})


@pytest.fixture
def root(tmp_path, monkeypatch):
    """The one configured root, a folder `corpora` without datasets yet."""
    folder = tmp_path / "corpora"
    folder.mkdir()
    monkeypatch.setenv("AIRFLOW__SPINDLE__ROOTS", str(folder))
    return folder


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """A root with one release, made once and copied by the tests."""
    folder = tmp_path_factory.mktemp("published")
    publish(folder)
    return folder


@pytest.fixture
def release(root, published):
    """A release of the dataset `tiny` in the root, with its work folder."""
    shutil.copytree(published, root, dirs_exist_ok=True)
    return find_release(root / "tiny")


@pytest.fixture
def spaced(tmp_path, monkeypatch, published):
    """A release in a root whose name has a space, so that its addresses are quoted."""
    folder = tmp_path / "my corpora"
    shutil.copytree(published, folder)
    monkeypatch.setenv("AIRFLOW__SPINDLE__ROOTS", str(folder))
    return find_release(folder / "tiny")


@pytest.fixture
def page(release):
    """The address of the release's page."""
    return f"{PREFIX}/corpora/corpora/{release.dataset}/{release.version}"
