"""The run whose worker was lost goes on: last, since it publishes a release beside those of the other tests."""

import pytest
from web import live
from web.live_runs import run_id


@pytest.mark.slow
def test_the_tab_follows_a_run_to_its_verdict(page, site):
    """An operator clears the task of the lost worker; finished parts are used again, and the page reloads by itself."""
    body = {"dry_run": False, "dag_run_id": run_id("running"), "task_ids": [["spin_articles", 1]]}
    body |= {"only_failed": False, "only_running": False, "include_downstream": True}
    with live.run_airflow(site.env, "scheduler"):
        page.goto(f"{site.address}/dags/build_corpus/runs/{run_id('running')}/plugin/corpus")
        frame = page.frame_locator("iframe")
        frame.locator("h1 .verdict", has_text="running").wait_for(timeout=60_000)
        token = live.log_in(site.address)
        live.call(site.address, "/api/v2/dags/build_corpus/clearTaskInstances", body, token)
        frame.locator("h1 .verdict", has_text="passed").wait_for(timeout=240_000)
        frame.get_by_role("link", name="Release").click(timeout=120_000)  # published after the verdict
        frame.locator("nav.tabs").wait_for()
