"""The run whose worker was lost goes on: last, since it publishes a release beside those of the other tests."""

from urllib.parse import quote

import pytest
from web import live
from web.live_runs import run_id


@pytest.mark.slow
def test_the_tab_follows_a_run_to_its_verdict(page, site):
    """An operator clears the task of the lost worker; finished parts are used again, and the page reloads by itself.

    No scheduler has started the task, so none misses its heartbeat: the operator marks it as failed first. A task that
    is cleared while it is said to run waits for its worker to stop it.
    """
    run, token, dag = run_id("running"), live.log_in(site.address), "/api/v2/dags/build_corpus"
    page.goto(f"{site.address}/dags/build_corpus/runs/{run}/plugin/corpus")
    frame = page.frame_locator("iframe")
    frame.locator("h1 .verdict", has_text="running").wait_for(timeout=60_000)
    task = f"{dag}/dagRuns/{quote(run)}/taskInstances/spin_articles/1"
    live.call(site.address, task, {"new_state": "failed"}, token, method="PATCH")
    body = {"dry_run": False, "dag_run_id": run, "task_ids": [["spin_articles", 1]]}
    body |= {"only_failed": False, "only_running": False, "include_downstream": True}
    live.call(site.address, f"{dag}/clearTaskInstances", body, token)
    with live.run_airflow(site.env, "scheduler"):
        frame.locator("h1 .verdict", has_text="passed").wait_for(timeout=240_000)
        frame.get_by_role("link", name="Release").click(timeout=120_000)  # published after the verdict
        frame.locator("nav.tabs").wait_for()
