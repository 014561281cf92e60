import json
import shlex
import shutil
import subprocess

import pytest

from pipelines.config.ingest import IngestArticles
from pipelines.errors import InputError
from pipelines.sources.read import read_input

COLUMNS = {"text": ["Rain fell.", "Sun shone."], "id": [1, 2]}
RAIN, SUN = {"id": "1", "text": "Rain fell on the old bridge."}, {"id": "2", "text": "Sun shone on the new one."}
LONG = {"headline": "Rain", "fields": {"body": "Rain fell on the old bridge all day long. " * 9}}
BY_ROW = {name: {"0": RAIN[name], "1": SUN[name]} for name in ("id", "text")}
# JSON of pandas, the Hub, search engines and services for news: an object, and the paths of its articles in jq.
TABLES = {
    "to_json()": (BY_ROW, "objects of 2 values in 'id', 'text'"),
    "to_json(orient='index')": ({"7": RAIN, "9": SUN}, "an article in each of its 2 fields"),
    "to_json(orient='split')": (
        {"columns": ["id", "text"], "index": [0, 1], "data": [list(RAIN.values()), list(SUN.values())]},
        "a table of 2 rows in 'data'",
    ),
    "to_json(orient='table')": ({"schema": {"fields": [{"name": "id"}]}, "data": [RAIN, SUN]}, "articles in .data[]"),
    "JSON Feed": (
        {"version": "1.1", "title": "Herald", "items": [RAIN, SUN], "_ext": {"a": []}},
        "articles in .items[]",
    ),
    "search": ({"hits": {"hits": [{"_source": RAIN}, {"_source": SUN}]}}, "articles in .hits.hits[]._source"),
    "rows": ({"features": [], "rows": [{"row": RAIN}, {"row": SUN}]}, "articles in .rows[].row"),
    "odd key": ({"news-2020": [RAIN, SUN]}, 'articles in ."news-2020"[]'),
}


def write(folder, rows):
    (folder / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(folder / "news.jsonl")


def read(path):
    return [row for table in read_input(path, IngestArticles()) for row in table.to_pylist()]


@pytest.mark.parametrize("name", ["news.json", "news.jsonl"])
@pytest.mark.parametrize("indent", [None, 1])
def test_an_object_of_columns_is_refused(tmp_path, name, indent):
    (tmp_path / name).write_text("\n" + json.dumps(COLUMNS, indent=indent) + "\n")
    with pytest.raises(InputError, match=r"an object for each article .* lists of 2 values in 'text', 'id': .* jq -c"):
        read(str(tmp_path / name))


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("n_objects", [1, 2])
def test_an_object_that_holds_articles_is_refused_also_beside_good_files(tmp_path, kind, n_objects):
    table, what = TABLES[kind]
    write(tmp_path, [table] * n_objects)
    (tmp_path / "good.jsonl").write_text(json.dumps(RAIN) + "\n")
    with pytest.raises(InputError) as caught:
        read(str(tmp_path))
    assert f"in news.jsonl, got one that holds {what}: write an object for each" in str(caught.value)


@pytest.mark.parametrize("kind", TABLES)
def test_the_command_gives_the_articles(tmp_path, kind):
    if not (jq := shutil.which("jq")):
        pytest.skip("jq is not installed")
    path = write(tmp_path, [TABLES[kind][0]])
    with pytest.raises(InputError) as caught:
        read(path)
    command = shlex.split(str(caught.value).partition("jq -c ")[2])[0]
    found = subprocess.run([jq, "-c", command, path], capture_output=True, text=True, check=True).stdout
    assert list(map(json.loads, found.splitlines())) == [RAIN, SUN]


def test_articles_whose_text_has_another_name_are_known_by_its_length(tmp_path):
    with pytest.raises(InputError, match=r"articles in \.response\.results\[\]: .* jq -c '\.response\.results\[\]'"):
        read(write(tmp_path, [{"response": {"status": "ok", "results": [LONG]}}]))


@pytest.mark.parametrize(
    "rows",
    [
        [COLUMNS, COLUMNS],
        [{"text": ["Rain fell.", "Sun shone."]}],
        [{"text": ["Rain fell.", "Sun shone."], "id": "1"}],
        [{"text": ["Rain fell.", "Sun shone."], "tags": ["rain"]}],
        [{"text": ["Rain fell."], "tags": ["rain"]}],
        [{"articles": [RAIN, SUN]}, RAIN],
        [{"title": "Rain", "comments": [SUN]}, RAIN],
        [RAIN | {"see": [SUN, RAIN]}],
        [{"text": None, "see": [SUN, RAIN]}, RAIN],
        [{"text": {"en": "Rain", "fr": "Pluie"}, "title": {"en": "Rain", "fr": "Pluie"}}, RAIN],
    ],
)
def test_articles_are_read(tmp_path, rows):
    assert len(read(write(tmp_path, rows))) == len(rows)


@pytest.mark.parametrize("row", [{"title": "Rain", "comments": [SUN]}, {"text": None, "see": [SUN, RAIN]}, {}])
def test_an_article_without_text_costs_its_row(tmp_path, row):
    write(tmp_path, [row])
    (tmp_path / "good.jsonl").write_text(json.dumps(RAIN) + "\n")
    assert len(read(str(tmp_path))) == 2
