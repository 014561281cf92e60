"""The dataset's page: histories, and findings decided on by an editor, not by a viewer."""


def decide(page, goto, home, verb, **fields):
    goto(f"{home}/checks/corpus/drift_swap_rate")
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name=verb, exact=True).click()
    page.locator("p.done").wait_for()
    return page.locator("ol.decisions li").first.inner_text()


def test_the_dataset_shows_histories_and_stopped_runs(page, goto, home):
    goto(home)
    assert page.locator("#checks svg.history").count() > 0
    assert page.locator("figure svg.plot").count() >= 2
    assert page.get_by_text("nothing published").count() >= 2
    page.locator("#quarantine tbody td.n a").first.click()
    page.locator("article.pair").first.wait_for()


def test_an_editor_decides_on_a_finding(page, goto, home):
    assert "known <b>since</b> Monday" in decide(page, goto, home, "Acknowledge", note="known <b>since</b> Monday")
    goto(home)
    page.locator("#findings").get_by_text("acknowledged by admin").wait_for()
    assert "for 2 further releases" in decide(page, goto, home, "Mute", note="while we change the rate", releases="2")
    assert "resolve" in decide(page, goto, home, "Resolve", note="done")
    assert "accept" in decide(page, goto, home, "Accept as the baseline", note="the new rate")
    assert page.get_by_text("Drift is measured from the baseline").count() == 1


def test_a_viewer_is_refused(viewer, goto, home):
    goto(f"{home}/checks/corpus/drift_length_ratio", viewer)
    assert viewer.locator("form.decide").count() == 0
    assert viewer.get_by_text("may not").count() + viewer.get_by_text("permission").count() > 0
    goto(f"{home}/latest", viewer)
    assert viewer.locator("form[method=post]").count() == 0


def test_latest_is_rolled_back_and_moved_forward_again(page, goto, home, site):
    latest, (old, new) = site.remains.folder / "LATEST", site.remains.versions
    goto(f"{home}/latest")
    page.get_by_role("button", name="Roll back to it").click()
    page.get_by_text("LATEST was moved").wait_for()
    assert latest.read_text().strip() == old
    page.get_by_role("button", name="Make it the latest").click()
    page.locator(".lede", has_text=new).wait_for()
    assert latest.read_text().strip() == new
