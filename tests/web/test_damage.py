"""Damaged files never take a page down: they are named, with the reason, and all else is shown."""

import json
import random
import shutil

import pytest
from report.results import make_results
from web.results import put_audit, put_results
from web.routes import all_routes, fill
from web.scripts import foreign_scripts

PREFIX = "/spindle"
DATASET = f"{PREFIX}/corpora/corpora/tiny"
# Values of other types than any entry has, and odd ones of the right type.
VALUES = [None, True, 5, -1, 0.5, 1e308, 10**400, "", "odd", "<script>", [], [5], {}, {"odd": 5}, [[[]]], float("nan")]
SOUND = "20260101T000000Z-aaaaaaaaaaaa"


@pytest.fixture
def dataset(release, root):
    """The folder of a dataset with two releases, all kinds of results, dropped rows, tags and stopped runs."""
    folder = root / "tiny"
    put_results(release.folder)
    shutil.copytree(release.folder, folder / SOUND)
    put_audit(folder)
    (folder / "tags").mkdir()
    (folder / "tags" / "paper").write_text(release.version)
    for what in ("quarantine", "rejects"):
        if not list(folder.glob(f"{what}/*/*.parquet")):
            target = folder / what / "spin_articles" / f"{'a' * 32}.parquet"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(b"junk")
    return folder


def pages_of(version):
    """Every page of the dataset and of one release, with some queries."""
    known = {"version": version, "file": "0", "row": "0", "part": "a" * 32, "key": "f" * 32}
    paths = [fill(route.path, **known) for route in all_routes() if "run_id" not in route.path]
    queries = {"/pairs": ["?text=council", "?word=link&profile=autoblog", "?sort=rate", "?since=2026-01-01"]}
    more = [
        f"{path}{query}" for path in paths for end, asked in queries.items() if path.endswith(end) for query in asked
    ]
    return [
        f"{PREFIX}{path}" for path in (*paths, *more, *(f"{path}?form=jsonl" for path in paths if "download" in path))
    ]


def places(value, path=()):
    """The places of all values in a JSON document."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, child in children for place in places(child, (*path, key)))]


def damage_json(path, draw):
    """Cut a document, replace one of its values, or take one away; return what was done."""
    text = path.read_text()
    how = draw.choice(["cut", "bytes", "value", "value", "value", "gone"])
    if how == "cut":
        path.write_text(text[: draw.randrange(len(text))])
    elif how == "bytes":
        path.write_bytes(draw.randbytes(draw.randrange(60)))
    else:
        document = json.loads(text)
        # Short places are as likely as long ones.
        every = places(document)
        depth = draw.choice(sorted({len(place) for place in every if place}) or [0])
        place = draw.choice([place for place in every if len(place) == depth])
        value, at = draw.choice(VALUES), document
        for step in place[:-1]:
            at = at[step]
        if not place:
            document = value
        elif how == "gone":
            del at[place[-1]]
        else:
            at[place[-1]] = value
        path.write_text(json.dumps(document))
        return f"{path.name} {place} {how} {value!r:.40}"
    return f"{path.name} {how}"


def damage_bytes(path, draw):
    """Cut a file, turn some of its bytes, or make it another one."""
    content = bytearray(path.read_bytes())
    how = draw.choice(["cut", "bits", "bits", "junk", "empty"])
    if how == "cut":
        content = content[: draw.randrange(len(content))]
    elif how == "bits":
        for _ in range(draw.randint(1, 20)):
            content[draw.randrange(len(content))] = draw.randrange(256)
    else:
        content = draw.randbytes(200) if how == "junk" else b""
    path.write_bytes(content)
    return f"{path.name} {how}"


def damage(dataset, version, seed):
    """Damage one file of the dataset, most often one of the release; return its kind and what was done."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    release = dataset / version
    files = {
        "manifest": [release / "manifest.json"],
        "results": [release / "quality" / "results.json"],
        "json": sorted(release.glob("**/*.json")),
        "rows": sorted([*release.glob("data/*/*"), *release.glob("quality/__index/*/*")]),
        "dropped": sorted([*dataset.glob("rejects/*/*"), *dataset.glob("quarantine/*/*")]),
        "names": [dataset / "LATEST", dataset / "tags" / "paper"],
        "audit": [dataset / "work" / "audit_corpus" / ("f" * 32) / "results.json"],
    }
    kind = draw.choice(["manifest", "manifest", "results", "results", *files])
    path = draw.choice(files[kind])
    content = path.read_bytes()
    path.unlink()  # it may be a hard link to the work
    path.write_bytes(content)
    return kind, (damage_json if path.suffix == ".json" else damage_bytes)(path, draw)


@pytest.mark.slow
def test_a_hundred_damaged_releases_take_no_page_down(reader, dataset, release, tmp_path):
    check_damage(reader, dataset, release, tmp_path, range(100))


def test_damaged_releases_take_no_page_down(reader, dataset, release, tmp_path):
    check_damage(reader, dataset, release, tmp_path, range(12))


def check_damage(reader, dataset, release, tmp_path, seeds):
    """The other release is always shown; no answer is an error of the server; a script is never let through."""
    whole, named = tmp_path / "whole", 0
    shutil.copytree(dataset, whole)
    for seed in seeds:
        shutil.rmtree(dataset)
        shutil.copytree(whole, dataset)
        kind, done = damage(dataset, release.version, seed)
        every = pages_of(release.version)
        asked = every if seed % 10 == 0 else [every[(seed + step) % len(every)] for step in range(6)]
        listed = reader.get(DATASET)
        for page in [*asked, f"{DATASET}/{release.version}", f"{DATASET}/{release.version}/pairs"]:
            answer = reader.get(page)
            assert answer.status_code in (200, 404, 409, 422), f"{seed}: {done}: {page}: {answer.status_code}"
            assert "Traceback" not in answer.text
            if not answer.headers["content-type"].startswith(("application/", "text/plain")):
                assert foreign_scripts(answer.text) == []
        assert listed.status_code == reader.get(f"{PREFIX}/").status_code == 200, f"{seed}: {done}"
        assert SOUND in listed.text, f"{seed}: {done}"
        assert reader.get(f"{DATASET}/{SOUND}").status_code == 200
        if "damaged" in listed.text and kind in ("manifest", "results", "json"):
            named += 1
    assert named >= len(seeds) / 5, "most damage of manifests and results is noticed, and named"


@pytest.mark.usefixtures("dataset")
@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (["created"], 5, "created is wrong"),
        (["created"], "yesterday", "created is wrong"),
        (["splits", "train"], "many", "splits.train is wrong"),
        (["files", 0, "path"], 7, "files.0.path is wrong"),
        (["rows"], -1, "rows is wrong"),
    ],
)
def test_a_damaged_manifest_is_named_in_the_list_and_on_its_page(reader, release, path, value, says):
    manifest = json.loads((release.folder / "manifest.json").read_text())
    at = manifest
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    (release.folder / "manifest.json").unlink()
    (release.folder / "manifest.json").write_text(json.dumps(manifest))
    listed, own = reader.get(DATASET), reader.get(f"{DATASET}/{release.version}")
    assert (listed.status_code, own.status_code) == (200, 409)
    assert all(says in answer.text for answer in (listed, own))
    assert "Unreadable" in own.text
    assert reader.get(f"{PREFIX}/").status_code == 200


def test_damaged_results_leave_the_release_and_say_so(reader, dataset, release):
    put_results(release.folder, checks="none")
    own = reader.get(f"{DATASET}/{release.version}")
    assert own.status_code == 200
    assert "The checks, the plots and the probe are not shown" in own.text
    assert "checks is wrong" in own.text
    assert "checks is wrong" in reader.get(DATASET).text


def test_a_junk_file_of_rejects_is_named_and_the_others_are_shown(reader, dataset):
    (dataset / "rejects" / "spin_articles").mkdir(parents=True, exist_ok=True)
    junk = dataset / "rejects" / "spin_articles" / f"{'b' * 32}.parquet"
    junk.write_bytes(b"PAR1 no file")
    answer = reader.get(f"{DATASET}/rejects")
    assert answer.status_code == 200
    assert "unreadable" in answer.text
    assert junk.name in answer.text


def test_results_of_every_kind_are_read(tmp_path):
    """The shape refuses no results that the stages write."""
    from pipelines.report.results_shape import load_results
    from pipelines.storage.json_files import write_json

    for results in (make_results(), {}, {"verdict": "passed"}, make_results(drift=None, shortcuts=None, probe=None)):
        write_json(tmp_path / "results.json", results)
        assert load_results(tmp_path / "results.json") == results


def test_the_page_of_a_damaged_release_leads_back_to_its_dataset(reader, release, page):
    manifest = release.folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace(f'"{release.created}"', "5"))
    answer = reader.get(f"{page}/files")
    assert answer.status_code == 409
    assert f'<a href="{DATASET}">tiny</a>' in answer.text
