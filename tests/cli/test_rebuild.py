"""spindle build --from-manifest: releases that grew from one another, each built again and compared."""

import gzip
import json
import re
import shutil
from pathlib import Path

import pytest
from articles import article
from cli.commands import error_of, in_threads, spindle, write_profile
from release.former import publish_former

from pipelines import run
from pipelines.release import rebuild
from pipelines.release.carried import CarryFrom
from pipelines.storage.json_files import read_json, write_json

pytestmark = pytest.mark.usefixtures("one_process")

WORDS = {"council": {"board": 2}, "house": {"home": 1}, "work": {"labour": 1}, "year": {"season": 1}}
FIRST, STEP = 24, 12


def rows_of(count):
    """News in which each later article is a near-copy of an earlier one, so that groups depend on what was there."""
    new = [article(number) for number in range(FIRST)]
    near = [
        row | {"id": f"near-{row['id']}", "text": f"{row['text']} More tomorrow, no. {n}."} for n, row in enumerate(new)
    ]
    return [*new, *near][:count]


def write_rows(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """A folder with news.jsonl, a profile, and three releases in out/news: each has more of the news than the last."""
    folder = tmp_path_factory.mktemp("grown")
    profile = write_profile(folder, WORDS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "start_pool", in_threads)
        for n in range(3):
            write_rows(folder / f"news{n}.jsonl", rows_of(FIRST + n * STEP))
            built = build(folder, f"news{n}.jsonl", profile)
            assert built.exit_code == 0, built.stderr
    return folder


def build(folder, news, profile, *more):
    settings = [f"spin_articles.profiles=[{json.dumps(profile)}]", "group_duplicates.test=0.3"]
    options = [option for setting in settings for option in ("--set", setting)]
    files = ("--input", folder / news, "--output", folder / "out")
    return spindle("build", "--config", "news", *files, "--workers", 1, "--probe", 0, *options, *more)


def versions(folder):
    return sorted(folder.glob("out/news/2*"))


def again(path, *more):
    return spindle("build", "--from-manifest", path, "--workers", 1, *more)


def files_below(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_each_release_is_rebuilt_identically_and_its_dataset_is_left_alone(grown):
    before = files_below(grown)
    for number, release in enumerate(versions(grown)):
        result = again(release / "manifest.json" if number else release)
        assert result.exit_code == 0, result.stderr
        files = [entry for entry in read_json(release / "manifest.json")["files"] if "rows" in entry]
        for entry in files:
            assert f"{entry['path']}  {entry['sha256']}" in result.stdout
        assert f"identical: {len(files)} of {len(files)} data files have the same SHA-256" in result.stdout
        expected = f"carried over from {versions(grown)[number - 1].name}" if number else "drawn anew"
        assert expected in result.stdout
    assert files_below(grown) == before


def test_the_groups_depend_on_the_release_before(grown, monkeypatch):
    """Else the test above would show nothing."""
    monkeypatch.setattr(rebuild, "_find_carry", lambda *_: CarryFrom(None))
    assert "data files differ" in error_of(again(versions(grown)[1], "-q"), 1)


def test_a_release_alone_carries_over_its_own_groups(grown, tmp_path):
    for release in versions(grown)[1:]:
        alone = tmp_path / f"only-{release.name}" / release.name
        shutil.copytree(release, alone)
        found = json.loads(again(alone, "--json").stdout)
        assert found["identical"] is True
        assert "quality/groups.arrow of the release itself" in found["groups"]
        assert found["fingerprint"] == found["rebuilt_fingerprint"]
        assert all(file["identical"] and file["sha256"] == file["rebuilt"] for file in found["files"])


def test_a_manifest_alone_is_enough_unless_groups_were_carried_over(grown, tmp_path):
    first, second, _ = versions(grown)
    shutil.copy(first / "manifest.json", tmp_path)
    assert json.loads(again(tmp_path / "manifest.json", "--json").stdout)["identical"] is True
    shutil.copy(second / "manifest.json", tmp_path)
    assert "quality/groups.arrow beside" in error_of(again(tmp_path / "manifest.json"), 3)


def test_damaged_groups_are_not_carried_over(grown, tmp_path):
    shutil.copytree(versions(grown)[1], tmp_path / "alone")
    groups = tmp_path / "alone" / "quality" / "groups.arrow"
    groups.write_bytes(groups.read_bytes()[:-1] + b"?")
    assert "missing or damaged" in error_of(again(tmp_path / "alone"), 3)


def test_a_second_release_of_the_same_articles_is_rebuilt_from_the_one_before_both(grown, tmp_path):
    """Its lineage is that of the first: the groups are the same."""
    shutil.copytree(grown, tmp_path, dirs_exist_ok=True)
    built = build(tmp_path, "news2.jsonl", str(grown / "small.yaml"), "--seed", 5)
    assert built.exit_code == 0, built.stderr
    newest = versions(tmp_path)[-1]
    found = json.loads(again(newest, "--json").stdout)
    assert found["identical"] is True
    assert versions(grown)[1].name in found["groups"]


def test_the_input_may_lie_elsewhere_in_another_form(grown, tmp_path):
    packed = tmp_path / "moved.jsonl.gz"
    packed.write_bytes(gzip.compress((grown / "news2.jsonl").read_bytes()))
    found = json.loads(again(versions(grown)[2], "--input", packed, "--json").stdout)
    assert (found["identical"], found["differences"]) == (True, [])


def test_a_changed_input_is_named_as_the_cause(grown, tmp_path):
    rows = rows_of(FIRST)
    write_rows(tmp_path / "changed.jsonl", [*rows[:-1], rows[-1] | {"text": rows[-2]["text"] + " It was late."}])
    result = again(versions(grown)[0], "--input", tmp_path / "changed.jsonl")
    assert result.exit_code == 1
    said = result.stderr[result.stderr.index("error: ") :]
    assert re.search(r"[1-5] of \d data files differ \(data/\w+/part-00000", said)
    assert "input: 24 rows then, 24 now, with other content after about row 0" in said
    assert "DIFFERS  " in result.stdout
    assert "not identical" in result.stdout


def test_another_profile_is_named_as_the_cause(grown):
    profile, lexicon = grown / "small.yaml", grown / "small.arrow"
    before = profile.read_bytes(), lexicon.read_bytes()
    try:
        write_profile(grown, WORDS | {"council": {"panel": 2}}, rate=0.4)
        said = error_of(again(versions(grown)[0], "--quiet"), 1)
    finally:
        profile.write_bytes(before[0])
        lexicon.write_bytes(before[1])
    assert re.search(r"rate: 0\.5 then, 0\.4 now", said)


def test_code_and_packages_are_compared(grown, tmp_path):
    shutil.copy(versions(grown)[0] / "manifest.json", tmp_path)
    manifest = read_json(tmp_path / "manifest.json")
    manifest["code"] = "0" * 32
    manifest["packages"]["pyarrow"] = "1.0"
    write_json(tmp_path / "manifest.json", manifest)
    found = json.loads(again(tmp_path / "manifest.json", "--json").stdout)
    assert found["identical"] is True
    assert [text.partition(":")[0] for text in found["differences"]] == ["code", "packages.pyarrow"]


def test_a_given_output_keeps_the_rebuild(grown, tmp_path):
    release = versions(grown)[1]
    found = json.loads(again(release, "--output", tmp_path, "--json").stdout)
    kept = Path(found["path"])
    assert kept.parent == tmp_path / "news"
    assert kept.name.endswith(release.name[-12:])
    once = sorted(tmp_path.glob("news/2*"))
    result = again(release, "--output", tmp_path)
    assert (result.exit_code, sorted(tmp_path.glob("news/2*"))) == (0, once)
    assert "parts of earlier builds in this output, not computed again" in result.stdout
    assert "found" in error_of(again(versions(grown)[2], "--output", tmp_path), 2)


def test_the_output_of_the_release_itself_is_refused(grown):
    assert "expected another output" in error_of(again(versions(grown)[1], "--output", grown / "out"), 2)


def test_a_missing_input_says_how_to_name_it(grown, tmp_path):
    shutil.copy(versions(grown)[0] / "manifest.json", tmp_path)
    manifest = read_json(tmp_path / "manifest.json")
    manifest["config"]["input"] = "gone.jsonl"
    write_json(tmp_path / "manifest.json", manifest)
    assert "--input" in error_of(again(tmp_path / "manifest.json"), 3)


@pytest.mark.parametrize("is_kept", [True, False])
@pytest.mark.parametrize("end", [KeyboardInterrupt(), MemoryError(), OSError(5, "Input/output error")], ids=repr)
def test_a_rebuild_that_ends_early_says_whether_anything_is_kept(grown, tmp_path, monkeypatch, end, is_kept):
    def fail(*_, **__):
        raise end

    monkeypatch.setattr("pipelines.cli.build.build_corpus", fail)
    failed = again(versions(grown)[0], *(("--output", tmp_path) if is_kept else ()))
    assert failed.exit_code == (130 if isinstance(end, KeyboardInterrupt) else 3)
    assert ("what is finished" in failed.stderr) == is_kept


@pytest.mark.parametrize("recorded", ["stdin", "https://news.example/all.jsonl?..."])
def test_an_input_that_is_not_recorded_in_full_is_asked_for(grown, tmp_path, recorded):
    shutil.copy(versions(grown)[0] / "manifest.json", tmp_path)
    manifest = read_json(tmp_path / "manifest.json")
    manifest["config"]["input"] = recorded
    write_json(tmp_path / "manifest.json", manifest)
    assert "expected --input" in error_of(again(tmp_path / "manifest.json"), 2)
    found = again(tmp_path / "manifest.json", "--input", grown / "news0.jsonl", "--json")
    assert json.loads(found.stdout)["identical"] is True


def test_a_setting_of_another_version_is_named(grown, tmp_path):
    shutil.copy(versions(grown)[0] / "manifest.json", tmp_path)
    manifest = read_json(tmp_path / "manifest.json")
    manifest["config"]["spin_articles"]["speed"] = 3
    write_json(tmp_path / "manifest.json", manifest)
    said = error_of(again(tmp_path / "manifest.json"), 2)
    assert "speed" in said
    assert "built by another version" in said


def test_format_1_cannot_be_rebuilt(tmp_path):
    said = error_of(again(publish_former(tmp_path / "former").path), 2)
    assert "got format 1" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "more", [("--config", "news"), ("--seed", 0), ("--set", "seed=3"), ("--limit", 3), ("--dry-run",), ("--head",)]
)
def test_options_that_the_manifest_decides_are_refused(grown, more):
    assert f"got {more[0]}" in error_of(again(versions(grown)[0], *more), 2)


def test_a_path_that_is_no_release(tmp_path):
    (tmp_path / "a.json").write_text("{}")
    assert "got the file" in error_of(again(tmp_path / "a.json"), 2)
    assert "expected" in error_of(again(tmp_path), 2)
    assert "found nothing" in error_of(again(tmp_path / "nowhere"), 3)
    (tmp_path / "manifest.json").write_text("{")
    assert "manifest.json" in error_of(again(tmp_path / "manifest.json"), 3)


def test_build_needs_a_config_or_a_manifest():
    assert "--from-manifest" in error_of(spindle("build", "--input", "a.jsonl"), 2)
