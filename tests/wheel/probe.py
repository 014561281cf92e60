"""Runs inside an environment with an installed wheel: loads the DAGs and a page, and prints what came of it as JSON.

Arguments: the folder of the DAGs, and the path of a page below the plugin.
"""

import json
import sys


def main(dag_folder, page):
    import airflow

    try:
        from airflow.dag_processing.dagbag import DagBag
    except ImportError:  # Airflow 3.1
        from airflow.models.dagbag import DagBag
    bag = DagBag(dag_folder)
    found = {
        "airflow": airflow.__version__,
        "errors": bag.import_errors,
        "dags": sorted(bag.dags),
        "profiles": bag.dags["build_corpus"].params.get_param("profiles").schema,
    }
    sys.stdout.write(json.dumps(found | load_page(page)) + "\n")


def load_page(page):
    from airflow.api_fastapi.app import get_auth_manager, init_auth_manager
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    from pipelines.web.plugin import SpindlePlugin

    (mounted,) = SpindlePlugin().fastapi_apps
    server = FastAPI()
    server.mount(mounted["url_prefix"], mounted["app"])
    init_auth_manager(server)
    token = get_auth_manager().generate_jwt(SimpleAuthManagerUser(username="reader", role="VIEWER"))
    address = mounted["url_prefix"] + page
    stranger = TestClient(server, follow_redirects=False).get(address)
    reader = TestClient(server, follow_redirects=False, cookies={"_token": token}).get(address)
    program = TestClient(server, follow_redirects=False, headers={"Authorization": f"Bearer {token}"}).get(address)
    answers = {"stranger": stranger, "reader": reader, "program": program}
    return {name: answer.status_code for name, answer in answers.items()} | {"page": program.text}


if __name__ == "__main__":
    main(*sys.argv[1:])
