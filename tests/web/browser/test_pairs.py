"""The pair browser: search, filter, sort, download, pairs like one."""


def test_pairs_are_filtered_and_edits_coloured(page, goto, warned):
    goto(f"{warned}/pairs")
    page.locator("input[name=word]").fill("bridge")
    page.locator("form button").first.click()
    page.locator(".found ins").first.wait_for()  # only the filtered page marks the matching edits
    colour = "element => getComputedStyle(element).backgroundColor"
    assert page.locator("article.pair ins").first.evaluate(colour) not in ("rgba(0, 0, 0, 0)", "transparent")
    edited = {text.lower() for text in page.locator("article.pair ins, article.pair del").all_inner_texts()}
    assert any("bridge" in text for text in edited)
    assert page.locator("article.pair mark").first.is_visible()


def test_pairs_are_sorted_searched_downloaded_and_compared(page, goto, warned):
    goto(f"{warned}/pairs")
    page.locator("select[name=sort]").select_option("-rate")
    page.locator("input[name=text]").fill("the council")
    page.locator("form button").first.click()
    page.get_by_text("pairs found by swap rate").first.wait_for()
    about = page.locator("article.pair .about").all_inner_texts()
    rates = [float(text.split("replaced ")[1].split("%")[0]) for text in about]
    assert rates == sorted(rates, reverse=True)
    marked = "".join(page.locator("article.pair mark").all_inner_texts())  # in pieces, where an edit divides it
    assert "the council" in marked.lower()
    with page.expect_download() as download:
        page.get_by_role("link", name="JSONL").click()
    assert download.value.suggested_filename.endswith("-pairs.jsonl")
    page.get_by_role("link", name="Pairs like this one").first.click()
    page.get_by_text("that share its rarest swaps").wait_for()
    page.locator("article.pair mark").first.wait_for()
