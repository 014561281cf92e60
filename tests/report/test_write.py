import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from pairs import NEWS, make_pairs
from report.cells import make_cells
from report.results import EVIL, make_check, make_results

from pipelines.report.cells import Cells
from pipelines.report.write import CHARACTERS, SAMPLES, render_report, write_report

MAX_BYTES = 400_000
# Attributes that make a browser load something or run something.
LOADS = {"src", "srcset", "data", "action", "poster", "background", "formaction", "xlink:href", "style"}


class Page(HTMLParser):
    """Tags and attributes of a page, the text in it, and whether every tag is closed."""

    VOID = ("meta", "br")

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.open, self.text, self.ids = [], [], [], "", []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, *attribute) for attribute in attributes]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.attributes += [(tag, *attribute) for attribute in attributes]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def render(results=None, samples=None):
    return render_report(make_results() if results is None else results, make_pairs() if samples is None else samples)


def says(page):
    return " ".join(Page(page).text.split())


def test_the_report_begins_with_the_verdict(tmp_path):
    write_report(tmp_path / "report.html", make_results(), make_pairs())
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    text = says(page[page.index("<header>") : page.index("</header>")])
    assert text.startswith(
        "Spindle, report on quality tiny plain ! passed with warnings "
        "24 pairs are good to publish; 2 of 5 checks need attention. length_ratio is 1 Expected: What length_ratio"
    )
    assert "train 20, test 4" in text
    assert "25.0% in 500 edits" in text


def test_the_report_shows_every_check_with_figure_and_threshold():
    page = render()
    for check in make_results()["checks"]:
        (row,) = re.findall(rf"<tr class=\"\w+\">(?:(?!</tr>).)*</span> {check['check']}</th>.*?</tr>", page, re.DOTALL)
        assert check["notes"] in row
        assert str(check["observed"]) in row
        assert "at most" in row
        assert check["severity"] in row
    assert page.index("rate_error</th>") < page.index("leaked_groups</th>")


def test_the_report_of_a_stopped_release_says_what_stopped_it():
    stop = make_check("leaked_groups", effect="stop", observed=2, notes="Do not use the pairs.", detail="group 77ad")
    text = says(render(make_results(verdict="failed", checks=[stop, make_check("fine")])))
    assert "✗ failed Nothing is published: 1 of 2 checks stops the release. leaked_groups is 2" in text
    assert "stops the release: group 77ad; set by audit_corpus.max_leaked_groups" in text


def test_the_report_marks_edits_of_the_samples():
    page = render()
    assert page.count('<article class="pair">') == len(NEWS)
    assert '<del class="k-word" title="became “link”: word, moby">bridge</del>' in page
    assert '<ins class="k-word" title="was “bridge”: word, moby">link</ins>' in page


def test_the_report_is_closed_and_loads_and_runs_nothing():
    page = Page(render())
    assert page.open == []
    assert not {"script", "link", "img", "iframe", "object", "embed", "form", "base", "image", "use"} & set(page.tags)
    assert not [a for a in page.attributes if a[1] in LOADS or a[1].startswith("on")]
    links = {value for tag, name, value in page.attributes if name == "href"}
    assert all(link.startswith("#") or link in ("results.json", "data_docs/index.html") for link in links)
    names = [value for _, name, value in page.attributes if name == "id"]
    assert len(set(names)) == len(names)
    assert {link[1:] for link in links if link.startswith("#")} <= set(names)


def test_the_policy_allows_the_style_and_nothing_else():
    page = render()
    (style,) = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src &#39;none&#39;; style-src &#39;sha256-{digest}&#39;; base-uri &#39;none&#39;; "
        "form-action &#39;none&#39;"
    )
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in page
    assert page.index("Content-Security-Policy") < page.index("<style>")


def test_text_from_outside_is_shown_as_text():
    samples = make_pairs([f"{EVIL} the new bridge"], {"bridge": EVIL}, profile=EVIL, pair_id=EVIL)
    text = render(make_results(EVIL), samples)
    page = Page(text)
    assert "script" not in page.tags
    assert page.tags.count("style") == 1
    assert text.count(EVIL) == 0
    assert page.text.count(EVIL) > 15
    assert [value for _, name, value in page.attributes if name == "title" and EVIL in value]


@pytest.mark.parametrize("results", [{}, {"verdict": "failed"}, make_results(checks=[], statistics={}, counts={})])
def test_a_report_of_little_is_a_report(results):
    assert Page(render({"dataset": "x", "verdict": "passed"} | results, make_pairs([]))).open == []


@pytest.mark.parametrize(
    ("words", "n_shown"),
    [("word{} the new council asked", SAMPLES), ("new", 7), ("a b c", 3)],
    ids=["usual", "all", "worst"],
)
def test_the_report_is_small_whatever_the_samples(words, n_shown):
    text = " ".join(words.format(i) for i in range(4000))
    swaps = {"a": "b", "b": "c", "c": "d" * 40, "new": "brand new", "council": "authorities", "asked": "requested"}
    page = render(samples=make_pairs([text] * (SAMPLES + 5), swaps))
    assert page.count('<article class="pair">') == n_shown
    assert len(page.encode()) < MAX_BYTES
    assert max(map(len, re.findall(r"<p dir=\"auto\">(.*?)</p>", page, re.DOTALL))) < 40 * CHARACTERS


def test_the_same_results_give_the_same_bytes():
    assert render() == render()


def test_the_report_shows_the_cells_of_the_check_nearest_to_its_limit():
    cells = Cells.model_validate(make_cells(EVIL))
    page = render_report(make_results(), make_pairs(), cells)
    assert says(page).count("names_kept, at most 0.0%") == 1
    assert "▲▲ 0.4%" in page
    assert EVIL not in page
    assert 'id="cells"' not in render()
