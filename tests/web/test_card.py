import pytest
from published import replace_file
from report.results import EVIL
from web.scripts import foreign_scripts

from pipelines.web.card import MOST_BYTES, render_card, split_front_matter


def test_the_card_is_rendered_below_the_page_s_heading(reader, release, page):
    text = reader.get(f"{page}/card").text
    assert text.count("<h1>") == 1
    assert "<h2>tiny</h2>" in text
    assert "<table>" in text
    assert "license:" in text, "the metadata, folded"


def test_the_card_s_markup_is_text(reader, release, page):
    replace_file(release.folder / "README.md", f"# A card\n\n{EVIL}\n\n<img src=x onerror=alert(1)>\n".encode())
    text = reader.get(f"{page}/card").text
    assert "&lt;script&gt;" in text
    assert "<img" not in text
    assert foreign_scripts(text) == []


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("[a](javascript:alert(1))", "[a](javascript:alert(1))"),
        ("[a](data:text/html,x)", "[a](data:text/html,x)"),
        ("[a](https://news.example/)", 'href="https://news.example/" rel="noopener noreferrer" target="_blank"'),
        ("[a](quality/report.html)", 'href="/there"'),
        ("[a](./quality/report.html)", 'href="/there"'),
        ("[a](../../secret)", "<a>a</a>"),
        ("[a](//evil.example/)", "<a>a</a>"),
        ("![a](https://evil.example/x.png)", "!<a href="),
    ],
)
def test_links_lead_to_files_of_the_release_or_out_of_the_frame(link, shown):
    html = render_card(link, {"quality/report.html": "/there"})
    assert shown in html
    assert "<img" not in html


def test_cells_have_no_inline_style():
    html = render_card("| a | b |\n| --- | ---: |\n| 1 | 2 |\n", {})
    assert "style=" not in html
    assert '<td class="n">2</td>' in html


def test_a_card_without_metadata_is_all_markdown():
    assert split_front_matter("# A card\n---\n") == ("", "# A card\n---\n")
    assert split_front_matter("---\nnever closed\n") == ("", "---\nnever closed\n")


def test_a_card_that_is_too_long_is_only_linked(reader, release, page):
    replace_file(release.folder / "README.md", b"x" * (MOST_BYTES + 1))
    text = reader.get(f"{page}/card").text
    assert "too long to be shown" in text
    assert "x" * 1000 not in text


def test_a_card_that_is_no_text_is_no_error(reader, release, page):
    replace_file(release.folder / "README.md", b"\xff\xfe card")
    assert reader.get(f"{page}/card").status_code == 200
