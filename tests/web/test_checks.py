from published import publish
from report.results import make_check
from web.results import put_results


def test_checks_that_do_not_hold_come_first_and_the_rest_is_folded(reader, release, page):
    put_results(release.folder)
    text = reader.get(f"{page}/checks").text
    assert text.index("2 checks do not hold") < text.index("rate_error") < text.index("<details")
    assert text.index("<details") < text.index("leaked_groups")
    assert "corpus: 2 hold" in text


def test_a_check_has_its_figure_threshold_distance_and_effect(reader, release, page):
    put_results(release.folder)
    text = reader.get(f"{page}/checks").text
    row = text[text.index('id="corpus-rate_error"') :]
    row = row[: row.index("</tr>")]
    for says in ("0.03", "at most 0.02", "0.01 over", 'aria-label="warning"', "audit_corpus.max_rate_error"):
        assert says in row


def test_failing_rows_are_one_click_away(reader, release, page):
    names = {"pairs": "length_ratio", "articles": "language", "quarantine": "replayed"}
    examples = [{"id": "0a1b", "value": "3.5"}]
    put_results(
        release.folder,
        checks=[
            make_check("length_ratio", suite="pairs", effect="warning", observed=1, examples=examples),
            make_check(
                "language", suite="articles", effect="warning", observed=1, examples=[{"id": "a/1 ü", "value": None}]
            ),
            make_check("replayed", suite="pairs", effect="quarantine", observed=1),
        ],
    )
    text = reader.get(f"{page}/checks").text
    hrefs = [
        f"{page}/pairs?text=0a1b",
        f"{page}/pairs?article=a%2F1+%C3%BC",
        f"/spindle/corpora/corpora/tiny/quarantine?reason={names['quarantine']}",
    ]
    assert "no value" in text
    assert "Rejected rows" not in text, "the release has these articles"
    for href in hrefs:
        assert f'href="{href}"' in text
        assert reader.get(href).status_code == 200


def test_the_last_values_are_drawn_up_to_this_release(reader, root):
    made = [publish(root, parts=parts) for parts in (1, 2, 3)]
    for release, value in zip(made, (0.011, 0.012, 0.019), strict=True):
        put_results(release.folder, checks=[make_check("rate_error", observed=value)])
    page = f"/spindle/corpora/corpora/tiny/{made[1].version}/checks"
    assert "rate_error: 2 values from 0.011 to 0.012, last 0.012" in reader.get(page).text


def test_checks_that_were_not_run_are_counted_apart(reader, release, page):
    put_results(
        release.folder, checks=[make_check("a"), make_check("b", effect="not run", observed=None, unexpected=0)]
    )
    assert "corpus: 1 hold, 1 not run" in reader.get(f"{page}/checks").text
