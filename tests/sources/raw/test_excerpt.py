import pytest

from pipelines.sources.raw.excerpt import escape, excerpt, list_few


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("news.jsonl", "news.jsonl"),
        ("Zürich 新聞.jsonl", "Zürich 新聞.jsonl"),
        ("a\nb", r"a\x0ab"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("M\udcfcnchen", r"M\xfcnchen"),
        ("abc\u202efdp.txt", r"abc\u202efdp.txt"),
        ("\ud83d", r"\ud83d"),
    ],
)
def test_names_are_escaped_where_a_terminal_would_act_on_them(name, shown):
    assert escape(name) == shown
    shown.encode()


def test_long_names_are_cut_in_lists_and_contents_in_excerpts():
    assert list_few(["x" * 90 + "end.jsonl"]) == "..." + "x" * 51 + "end.jsonl"
    assert excerpt("y" * 61) == "y" * 60 + "..."
    assert list_few([str(number) for number in range(1_007)]) == "0, 1, 2, 3, 4 and 1,002 more"
