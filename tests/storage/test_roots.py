import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import ConfigError
from pipelines.storage.places import open_place
from pipelines.storage.roots import parse_roots


def roots_of(*entries):
    return parse_roots(",".join(map(str, entries)), "input_roots", remote=True)


@pytest.fixture
def house(tmp_path):
    """Folders news and newspaper, and links between them."""
    for name in ("news", "newspaper", "secret"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.jsonl").write_text("{}")
    (tmp_path / "news" / "out").symlink_to(tmp_path / "secret")
    (tmp_path / "news" / "file.jsonl").symlink_to(tmp_path / "secret" / "a.jsonl")
    (tmp_path / "news" / "loop").symlink_to(tmp_path / "news" / "loop")
    (tmp_path / "news" / "self").symlink_to(tmp_path / "news")
    (tmp_path / "alias").symlink_to(tmp_path / "news")
    return tmp_path


@pytest.mark.parametrize(
    "inside",
    ["news", "news/", "news/a.jsonl", "news/no/such", "news/../news/a", "alias/a.jsonl", "news/self/self/a.jsonl"],
)
def test_what_is_below_a_folder_is_held(house, inside):
    assert roots_of(house / "news").hold(f"{house}/{inside}")
    assert roots_of(house / "alias").hold(f"{house}/{inside}")


@pytest.mark.parametrize(
    "outside",
    [
        *("newspaper", "newspaper/a.jsonl", "secret/a.jsonl", "", "news/..", "news/../secret/a.jsonl"),
        *("news/out/a.jsonl", "news/out", "news/file.jsonl", "news/loop", "news/loop/a", "news/out/../news/a.jsonl"),
        *("news/\0", "nothing"),
    ],
)
def test_what_leads_out_of_a_folder_is_not(house, outside):
    if outside == "news/out/../news/a.jsonl":  # a step back is taken on the disk: this comes back in
        assert roots_of(house / "news").hold(f"{house}/{outside}")
    else:
        assert not roots_of(house / "news").hold(f"{house}/{outside}")


def test_a_relative_path_is_one_of_the_working_folder(house, monkeypatch):
    monkeypatch.chdir(house / "news")
    assert roots_of(house / "news").hold("a.jsonl")
    assert not roots_of(house / "news").hold("../secret/a.jsonl")
    assert not roots_of(house / "news").hold("/proc/self/cwd/../secret/a.jsonl")


@pytest.mark.parametrize(
    ("root", "inside", "outside"),
    [
        ("s3://b/news", "s3://b/news/2024/a.gz", "s3://b/newspaper/a.gz"),
        ("s3://b/news/", "s3://b/news", "s3://b//news"),
        ("s3://b", "s3://b/x", "s3://b2/x"),
        ("s3://b", "s3://key:secret@b/x", "s3://b@c/x"),
        ("s3://b/news", "S3://b/news/x", "gs://b/news/x"),
        ("s3://b/news", "s3://b/news/..x", "s3://b/news/../x"),
        ("https://host.org/news", "https://me:pw@host.org/news/a?sig=x", "https://host.org@evil.org/news/a"),
        ("https://host.org/news", "https://HOST.org/news", "http://host.org/news"),
        ("https://host.org/news", "https://host.org/news/a", "https://host.org:8443/news/a"),
        ("https://host.org/news", "https://host.org/new%73/a", "https://host.org/news/%2e%2e/b"),
        ("hf://", "hf://any/one", "hf://csv"),
        ("hf://owner/", "hf://owner/name@main", "hf://owner2/name"),
        ("hf://owner", "hf://datasets/owner/name/a.jsonl", "hf://datasets/other/name"),
        ("hf://owner/name", "hf://datasets/owner/name?split=a", "hf://owner/name2"),
        ("hf://datasets/owner/name", "hf://owner/name", "hf://buckets/owner/name"),
        ("hf://datasets/", "hf://owner/name", "hf://../etc"),
    ],
)
def test_addresses_are_held_step_by_step(root, inside, outside):
    assert roots_of(root).hold(inside)
    assert not roots_of(root).hold(outside)
    assert not roots_of("/").hold(inside)
    assert not roots_of("s3://else/where").hold(inside)


@given(st.lists(st.sampled_from(["..", ".", "", "news", "out", "a.jsonl", "secret", "self"]), max_size=8))
def test_what_is_held_is_really_below(tmp_path_factory, steps):
    base = tmp_path_factory.getbasetemp() / "held"
    if not base.exists():
        (base / "news").mkdir(parents=True)
        (base / "secret").mkdir()
        (base / "news" / "out").symlink_to(base / "secret")
        (base / "news" / "self").symlink_to(base / "news")
    path = "/".join([str(base / "news"), *steps])
    real = os.path.realpath(path)
    root = os.path.realpath(base / "news")
    assert roots_of(base / "news").hold(path) == (os.path.commonpath([real, root]) == root)


def test_nothing_is_confined_by_an_empty_setting():
    assert parse_roots("", "input_roots", remote=True) is None
    assert parse_roots("  ", "input_roots", remote=True) is None


@pytest.mark.parametrize(
    "wrong",
    [
        ",",
        "news",
        "~nobody-of-that-name/news",
        "./news",
        "s3://",
        "s3://b/*",
        "https://h/a?b",
        "hf://a/b/c",
        "s3://k:s@b",
        "/a,news",
        "s3://b/..",
    ],
)
def test_a_root_that_is_none_is_refused_and_not_ignored(wrong):
    with pytest.raises(ConfigError, match="input_roots of Airflow to list absolute folders"):
        parse_roots(wrong, "input_roots", remote=True)


def test_outputs_are_folders(tmp_path):
    with pytest.raises(ConfigError, match="output_roots"):
        parse_roots(f"{tmp_path},s3://b", "output_roots", remote=False)
    assert parse_roots(f" {tmp_path} ,", "output_roots", remote=False).hold(tmp_path / "news")


def test_roots_of_outputs_are_folders_and_prefixes_of_stores(tmp_path):
    roots = parse_roots(f"{tmp_path},s3://b/corpora,gs://b", "output_roots", remote=True)
    for inside in (tmp_path / "x", "s3://b/corpora", "s3://b/corpora/news", open_place("s3://b/corpora/x"), "gs://b/x"):
        assert roots.hold(inside), inside
    for outside in ("s3://b", "s3://b/corpora2", "s3://b/corpora/../x", open_place("s3://b/other"), "s3://c/corpora"):
        assert not roots.hold(outside), outside
    for wrong in ("hf://owner/*", "https://host/x", "s3://key:secret@b/x", "s3://b/*", "relative"):
        with pytest.raises(
            ConfigError, match=r"to list absolute folders, prefixes such as s3://bucket/corpora, and hf://owner/"
        ):
            parse_roots(wrong, "output_roots", remote=True)


def test_a_refusal_names_the_roots_and_no_secret(tmp_path):
    with pytest.raises(ConfigError) as caught:
        roots_of(tmp_path, "s3://b/news").check("the input", "https://me:pw@host/a?sig=x")
    assert str(caught.value) == (
        f"expected the input below {tmp_path} or s3://b/news, as [spindle] input_roots of Airflow has it, "
        "got 'https://host/a?...': choose a place there, or ask who runs Airflow to add one"
    )
