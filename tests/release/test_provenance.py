import pytest
from corpus import make_config

from pipelines.parts import Part
from pipelines.release.provenance import describe_run, redact


@pytest.mark.parametrize(
    ("address", "redacted"),
    [
        ("news.jsonl", "news.jsonl"),
        ("/data/news/part-?.jsonl", "/data/news/part-?.jsonl"),
        ("s3://bucket/news/*.jsonl", "s3://bucket/news/*.jsonl"),
        ("hf://datasets/cc_news/data@refs/convert", "hf://datasets/cc_news/data@refs/convert"),
        ("write to me@example.org", "write to me@example.org"),
        ("https://example.org:8080/a.csv", "https://example.org:8080/a.csv"),
        ("https://user:pass@example.org/a.csv", "https://example.org/a.csv"),
        ("https://token@example.org/a.csv", "https://example.org/a.csv"),
        ("s3://KEY:sec/ret+a=@bucket/a.csv", "s3://bucket/a.csv"),
        ("https://example.org/a.csv?sig=s3cret", "https://example.org/a.csv?..."),
        ("https://user:pa@ss@example.org/a?b=c@d#e", "https://example.org/a?..."),
        ("https://example.org/a#token=s3cret", "https://example.org/a?..."),
        ("a s3://K:s@b/c and gs://d/e?f", "a s3://b/c and gs://d/e?..."),
        ("s3://K:s@b/c,s3://K:s@b/d", "s3://b/d"),  # it is safer to remove too much
    ],
)
def test_redact_removes_users_passwords_and_queries(address, redacted):
    assert redact(address) == redacted


def test_redact_reaches_every_place():
    tree = {"https://u:p@h/": [{"a": "s3://K:s@b/c"}, 1, None, True, 0.5]}
    assert redact(tree) == {"https://h/": [{"a": "s3://b/c"}, 1, None, True, 0.5]}


def test_a_run_is_described_by_everything_that_determines_its_result(tmp_path):
    config = make_config(tmp_path, spin_articles={"profiles": {"light": 2, "autoblog": 1}})
    parts = [
        Part("spin_articles", "a", "", "", {"train": 3, "test": 1}, {"no_swaps": 1}),
        Part("spin_articles", "b", "", "", {"train": 2}, {"no_swaps": 2, "other": 4}),
    ]
    described = describe_run(config, {"spin_articles": parts})
    assert described["counts"] == {
        "spin_articles": {"in": 13, "kept": 6, "rejected": {"other": 4, "no_swaps": 3}, "parts": 2}
    }
    assert list(described["profiles"]) == ["autoblog", "light"]
    assert described["config"]["spin_articles"]["profiles"] == {"light": 2, "autoblog": 1}
    assert "output" not in described["config"]
    assert described["packages"].keys() >= {"python", "numpy", "pyarrow"}
