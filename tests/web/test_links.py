"""Every link of the pages, from the first page on, leads to a page."""

import html
import re

from web.results import put_audit, put_results
from web.routes import all_routes

# Links to pages that do not exist in this version; the test skips them.
LATER = {
    f"/{name}" for name in ("pairs", "quarantine", "rejects") if not any(name in route.path for route in all_routes())
}


# Pages of Airflow itself, which this server does not have: another test's run may have left assets in the database.
OF_AIRFLOW = ("/assets/", "/dags/")


def links_of(text):
    found = (html.unescape(link) for link in re.findall(r'(?:href|src|action)="([^"]+)"', text))
    return {link.split("#")[0] for link in found if not link.startswith(("#", *OF_AIRFLOW))}


def test_every_link_leads_to_a_page(reader, release):
    put_results(release.folder)
    put_audit(release.folder.parent)
    seen, waiting = {}, {"/spindle/"}
    while waiting:
        link = waiting.pop()
        if link in seen or link.endswith(tuple(LATER)) or len(seen) > 300:
            continue
        answer = reader.get(link)
        seen[link] = answer.status_code
        if "text/html" in answer.headers["content-type"] and "/files/" not in link and "/audits/" not in link:
            waiting |= links_of(answer.text)
    assert {link: status for link, status in seen.items() if status != 200} == {}
    assert len(seen) > 8


def test_links_work_below_any_prefix(reader, release):
    from airflow.api_fastapi.app import init_auth_manager
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    from pipelines.web.app import make_app

    outer, inner = FastAPI(), FastAPI()
    inner.mount("/spindle", make_app())
    outer.mount("/team/airflow", inner)
    init_auth_manager(outer)
    client = TestClient(outer, cookies=reader.cookies)
    text = client.get("/team/airflow/spindle/").text
    assert 'href="/team/airflow/spindle/corpora/corpora/tiny"' in text
    assert client.get("/team/airflow/spindle/corpora/corpora/tiny").status_code == 200
