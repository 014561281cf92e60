import io
import json

import pytest

from pipelines.errors import InputError
from pipelines.learn.samples import Pair, parse_samples, read_samples


def lines(*rows):
    return [(row if isinstance(row, str) else json.dumps(row)).encode() + b"\n" for row in rows]


def test_pairs_are_sorted_and_other_keys_ignored():
    rows = [{"original": "b", "spun": "y", "id": 4}, {"spun": " x\n", "original": "a", "family": None}]
    samples = parse_samples(lines(*rows))
    assert samples.pairs == (Pair("a", "x"), Pair("b", "y"))
    assert not samples.skipped


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "broken_json"),
        ('["a", "b"]', "broken_json"),
        ("[" * 100_000, "broken_json"),
        ({"original": "a"}, "missing_text"),
        ({"original": "a", "spun": 7}, "missing_text"),
        ({"original": "a", "spun": None}, "missing_text"),
        ({"original": " ", "spun": "b"}, "empty_text"),
        ({"original": "a", "spun": " a\n"}, "identical"),
        ({"original": "x", "spun": "y"}, "duplicate"),
    ],
)
def test_a_line_without_a_pair_is_counted_by_reason(line, reason):
    samples = parse_samples(lines({"original": "x", "spun": "y"}, line))
    assert samples.pairs == (Pair("x", "y"),)
    assert samples.skipped == {reason: 1}


def test_invalid_utf8_and_lone_surrogates_do_no_harm():
    samples = parse_samples([b'{"original": "a\xff", "spun": "b"}', b"\n", b'{"original": "a\\ud800", "spun": "b"}'])
    assert samples.skipped == {"broken_json": 1}
    assert samples.pairs == (Pair("a\N{REPLACEMENT CHARACTER}", "b"),)


def test_a_byte_order_mark_is_not_part_of_the_first_line():
    assert parse_samples([b'\xef\xbb\xbf{"original": "a", "spun": "b"}']).pairs == (Pair("a", "b"),)


def test_stdin_is_read_for_a_dash(monkeypatch):
    class Stdin:
        buffer = io.BytesIO(b'{"original": "a", "spun": "b"}')

    monkeypatch.setattr("sys.stdin", Stdin)
    assert read_samples("-").pairs == (Pair("a", "b"),)


@pytest.mark.parametrize("name", ["nothing.jsonl", "."])
def test_an_unreadable_file_is_an_error_that_names_it(tmp_path, name):
    with pytest.raises(InputError, match="expected pairs as lines of JSON in"):
        read_samples(str(tmp_path / name))
