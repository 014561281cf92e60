"""The scores of a batch of rows, against scores of one text at a time."""

import json

import numpy as np
import pyarrow as pa
import pytest
from planted_model import PlantedModel, planted, texts_of  # noqa: F401 - a fixture
from scoring.rows import TEXTS, make_rows

from pipelines.scoring import job
from pipelines.scoring.job import ScoringJob, read_stream, score_batch, score_texts, write_stream
from pipelines.scoring.models import find_model

MODEL = PlantedModel()


def slow_scores(text):
    if text is None:
        return None, None
    found = MODEL.inspect(texts_of(text))
    spun = [score >= MODEL.thresholds["sentence_1pct"] for score in found.sentences.scores]
    return found.scores[0], sum(spun) / max(1, len(spun))


def run(table, planted, kind, **options):  # noqa: F811
    rows, counts = score_batch(write_stream(table), ScoringJob(find_model(planted), kind, "text", **options))
    return read_stream(rows), counts


@pytest.mark.parametrize("size", [1, 30, 1 << 20])
def test_scores_do_not_depend_on_the_texts_beside(monkeypatch, size):
    monkeypatch.setattr(job, "TEXT_BYTES", size)
    found = score_texts(MODEL, texts_of(*TEXTS))
    for text, *scores in zip(TEXTS, found.scores.to_pylist(), found.shares.to_pylist(), strict=True):
        assert scores == [None if score is None else pytest.approx(score) for score in slow_scores(text)]
    assert found.scores.type == found.shares.type == pa.float32()
    assert found.words.tolist() == [len(MODEL.inspect(texts_of(text or "")).words.text) for text in TEXTS]


def test_no_texts():
    assert len(score_texts(MODEL, texts_of()).scores) == 0


def test_of_a_huge_text_the_first_part_is_scored(monkeypatch):
    monkeypatch.setattr(job, "MOST_CHARACTERS", 10)
    found = score_texts(MODEL, texts_of("📈 rain zz. " + "zz. " * 1000, "short"))
    assert found.words.tolist() == [2, 1]
    assert found.scores[0].as_py() == pytest.approx(0.9)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_parquet_rows_get_two_columns(planted, kind):  # noqa: F811
    table = pa.Table.from_pylist(make_rows())
    table = table.set_column(1, "text", table["text"].cast(kind))
    rows, counts = run(table, planted, "parquet")
    assert rows.drop_columns([job.SCORE, job.SHARE]).equals(table)
    assert rows[job.SCORE].to_pylist()[2] is None
    assert (counts.n_rows, counts.dropped, counts.no_text, counts.broken) == (6, 0, 1, [])


def test_a_column_of_nulls(planted):  # noqa: F811
    rows, counts = run(pa.table({"text": pa.nulls(3)}), planted, "parquet")
    assert rows[job.SCORE].null_count == counts.no_text == 3


def test_scores_of_an_earlier_run_are_replaced(planted):  # noqa: F811
    once, _ = run(pa.Table.from_pylist(make_rows()), planted, "parquet")
    assert run(once, planted, "parquet")[0].equals(once)
    lines = pa.table({"line": [json.dumps(row) for row in make_rows()]})
    once, _ = run(lines, planted, "lines")
    again, _ = run(once, planted, "lines")
    assert [json.loads(line) for line in again["line"].to_pylist()] == [
        json.loads(line) for line in once["line"].to_pylist()
    ]


@pytest.mark.parametrize("kind", ["parquet", "lines"])
def test_rows_from_a_score_on_are_dropped_and_those_without_text_kept(planted, kind):  # noqa: F811
    rows = make_rows()
    table = pa.Table.from_pylist(rows) if kind == "parquet" else pa.table({"line": [json.dumps(row) for row in rows]})
    kept, counts = run(table, planted, kind, keep_below=0.3)
    if kind == "lines":
        kept = pa.Table.from_pylist([json.loads(line) for line in kept["line"].to_pylist()])
    wanted = [row["id"] for row in rows if row["text"] is None or slow_scores(row["text"])[0] < 0.3]
    assert kept["id"].to_pylist() == wanted
    assert counts.dropped == len(rows) - len(wanted) > 0


@pytest.mark.parametrize("kind", ["parquet", "lines"])
@pytest.mark.parametrize("least_words", [0, 4, 9, 50])
def test_short_texts_are_kept_whatever_their_score_and_counted(planted, kind, least_words):  # noqa: F811
    rows = make_rows()
    table = pa.Table.from_pylist(rows) if kind == "parquet" else pa.table({"line": [json.dumps(row) for row in rows]})
    kept, counts = run(table, planted, kind, keep_below=0.05, least_words=least_words)
    if kind == "lines":
        kept = pa.Table.from_pylist([json.loads(line) for line in kept["line"].to_pylist()])
    high = [row for row in rows if row["text"] is not None and slow_scores(row["text"])[0] >= 0.05]
    short = [row for row in high if len(MODEL.inspect(texts_of(row["text"])).words.text) < least_words]
    wanted = [row["id"] for row in rows if row not in high or row in short]
    assert kept["id"].to_pylist() == wanted
    assert (counts.dropped, counts.short) == (len(rows) - len(wanted), len(short))


def test_a_threshold_means_what_it_means_to_a_reader_of_the_file(planted):  # noqa: F811
    """0.9 as a float32 is below 0.9 as a float64: a row is dropped by the number that is written."""
    table = pa.table({"text": ["zz."]})
    written = float(np.float32(0.9))
    assert len(run(table, planted, "parquet", keep_below=written)[0]) == 0
    assert len(run(table, planted, "parquet", keep_below=np.nextafter(written, 1))[0]) == 1


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"text": "zz."}', '{"text": "zz.", "spun_score": 0.9, "spun_share": 1}'),
        (' {"text":"a", "n": 1.0, "big": 12345678901234567890 }  ', None),
        ('{"text": "}\\n{ \\u00e9 é"}', None),
        ("{}", '{"spun_score": null, "spun_share": null}'),
        ("{ }", '{"spun_score": null, "spun_share": null}'),
        ('{"text": 5}', '{"text": 5, "spun_score": null, "spun_share": null}'),
        ('{"text": "\\"spun_score\\""}', None),
        ('{"a": {"spun_score": 1}, "text": "b"}', None),
        ('{"spun_score": 7, "text": "b é", "spun_share": 8}', None),
        (
            r'{"sp\u0075n\u005Fscore": 7, "text": "b", "spun_shar\u0065": 8}',
            '{"text": "b", "spun_score": 0.1, "spun_share": 0}',
        ),
    ],
)
def test_lines_keep_what_they_hold(planted, line, expected):  # noqa: F811
    rows, counts = run(pa.table({"line": [line]}), planted, "lines")
    (found,) = rows["line"].to_pylist()
    before, after = json.loads(line), json.loads(found)
    assert expected is None or found == expected
    assert counts.broken == []
    score, share = after.pop("spun_score"), after.pop("spun_share")
    text = before.get("text")
    wanted = slow_scores(text if isinstance(text, str) else None)
    assert (score, share) == tuple(None if each is None else pytest.approx(each) for each in wanted)
    assert after == {name: value for name, value in before.items() if name not in ("spun_score", "spun_share")}


def test_scored_again_a_line_is_as_it_was_written_beside_its_scores(planted):  # noqa: F811
    lines = ['{"text": "a \\ud83d", "spun_score": 0.1, "price": 1.10, "much": 1e400}', '{"much": 1e400, "text": "a"}']
    once, _ = run(pa.table({"line": lines}), planted, "lines")
    assert [line.partition(', "spun_score"')[0] for line in once["line"].to_pylist()] == [
        '{"text": "a \\ud83d", "price": 1.10, "much": 1e400',
        '{"much": 1e400, "text": "a"',
    ]
    assert run(once, planted, "lines")[0].equals(once)


def test_broken_lines_are_left_out_and_numbered(planted):  # noqa: F811
    lines = ['{"text": "a"}', "", "{broken", '{"text": "b"}', "  ", "[1]", "{} {}"]
    rows, counts = run(pa.table({"line": lines}), planted, "lines")
    assert [json.loads(line)["text"] for line in rows["line"].to_pylist()] == ["a", "b"]
    assert (counts.n_rows, counts.broken, counts.dropped) == (5, [2, 5, 6], 0)


def test_lines_that_are_null_are_broken(planted):  # noqa: F811
    lines = pa.array(['{"text": "a"}', None, "", '{"text": "\ufffd"}', None])
    rows, counts = run(pa.table({"line": lines}), planted, "lines")
    assert [json.loads(line)["text"] for line in rows["line"].to_pylist()] == ["a", "\ufffd"]
    assert (counts.n_rows, counts.broken) == (4, [1, 4])


def test_a_stream_of_a_slice_has_its_own_rows_only():
    table = pa.table({"text": ["x" * 1000] * 1000})
    assert len(write_stream(table.slice(5, 1))) < 3000
