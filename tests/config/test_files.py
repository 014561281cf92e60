"""The search for configs: the user's folders first, and only files of the right folder."""

import pytest

from pipelines.config.files import (
    HOME,
    config_folders,
    config_names,
    find_config,
    own_folder,
    parse_yaml,
    read_yaml,
    writable_folder,
)
from pipelines.errors import ConfigError

PROFILE = "configs/profiles/mine.yaml"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty working folder, without $SPINDLE_HOME."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv(HOME, raising=False)
    return folder


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv(HOME, str(tmp_path / "home"))
    return tmp_path / "home"


def write(path, text=""):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_working_folder_comes_before_the_home_and_the_home_before_spindles_own(here, home):
    own = find_config("light", "profiles")
    at_home = write(home / "profiles/light.yaml")
    assert find_config("light", "profiles") == at_home.resolve() != own
    nearest = write(here / "configs/profiles/light.yaml")
    assert find_config("light", "profiles") == nearest.resolve()
    assert config_folders() == [here / "configs", home, own_folder("configs")]


def test_a_home_may_hold_a_folder_configs(here, home):
    path = write(home / PROFILE)
    assert find_config("mine", "profiles") == path.resolve()
    assert writable_folder() == home / "configs"


def test_names_are_those_of_all_folders_without_copies(here, home):
    write(home / "profiles/mine.yaml")
    write(here / "configs/profiles/mine.yaml")
    names = config_names("profiles")
    assert names.count("mine") == 1
    assert {"mine", "light", "mixture"} <= set(names)


def test_the_message_says_what_is_near_and_where_was_searched(here, home):
    write(home / "profiles/mine.yaml")
    with pytest.raises(ConfigError) as caught:
        find_config("mien", "profiles")
    assert "did you mean 'mine'?" in str(caught.value)
    assert f"(in {home}/profiles, {own_folder('configs')}/profiles" in str(caught.value)


@pytest.mark.parametrize("name", ["../secret", "/etc/secret", "corpora/../../secret", ""])
def test_a_name_is_no_way_to_other_folders(here, name):
    write(here / "secret.yaml")
    (here / "configs/profiles").mkdir(parents=True)
    with pytest.raises(ConfigError, match="expected"):
        find_config(name, "profiles")


def test_a_path_is_taken_as_it_is_or_said_to_be_missing(here):
    path = write(here / "other.yaml")
    assert find_config(str(path), "profiles") == path
    with pytest.raises(ConfigError, match=r"expected a file at gone\.yaml, found none"):
        find_config("gone.yaml", "profiles")


def test_new_configs_go_into_the_working_folder_or_the_home(here, tmp_path, monkeypatch):
    assert str(writable_folder()) == "configs"
    monkeypatch.setenv(HOME, str(tmp_path / "home"))
    assert writable_folder() == tmp_path / "home"
    (here / "configs").mkdir()
    assert str(writable_folder()) == "configs"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("title: Münchner Nachrichten\n".encode("latin-1"), "save the file in UTF-8"),
        (b"dataset: ne\x00ws\n", "save the file in UTF-8"),
        (b"- dataset\n- news\n", "got a list"),
        (b"dataset: &a [*a]\n", "refers to itself"),
        (b"seed: 2024-02-30\n", "day is out of range"),
        (b"seed: " + b"9" * 5_000, "digits"),
        (b"a: " + b"[" * 3_000, "recursion"),
        (b"a:\n\tb: c\n", "cannot start any token"),
        (
            ("a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [{', '.join(9 * [f'*b{n - 1}'])}]\n" for n in range(1, 20)))
            .replace("*b0", "*a")
            .encode(),
            "when its references are followed",
        ),
    ],
)
def test_a_file_that_is_no_configuration_is_a_short_error(here, content, said):
    path = here / "odd.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=said) as caught:
        read_yaml(path)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500 + len(str(path))


def test_a_long_file_without_references_is_read(here):
    """A profile of ReservedAug lists all of its words."""
    words = [f"word{number}" for number in range(20_000)]
    (here / "long.yaml").write_text(f"words: [{', '.join(words)}]\n")
    assert read_yaml(here / "long.yaml") == {"words": words}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_encoding_with_a_mark_is_read(here, encoding):
    (here / "marked.yaml").write_bytes("title: Münchner Nachrichten\n".encode(encoding))
    assert read_yaml(here / "marked.yaml") == {"title": "Münchner Nachrichten"}


def test_an_empty_file_changes_nothing_and_a_folder_is_named(here):
    (here / "empty.yaml").touch()
    assert read_yaml(here / "empty.yaml") == {}
    (here / "folder.yaml").mkdir()
    with pytest.raises(ConfigError, match="found a folder"):
        find_config("folder.yaml", "corpora")
    with pytest.raises(ConfigError, match="directory"):
        read_yaml(here / "folder.yaml")


def test_merges_of_merges_are_a_short_error():
    """Each line brings nine times the keys of the one before, and the mapping that comes of it has two."""
    lines = [f"a{n}: &a{n} {{<<: [{', '.join(9 * [f'*a{n - 1}'])}]}}" for n in range(1, 30)]
    with pytest.raises(ConfigError, match=r"its merges \(<<\) bring over 100,000 keys"):
        parse_yaml("\n".join(["a0: &a0 {x: 1, y: 2}", *lines]), "here")
    wide = ", ".join(f"k{n}: 1" for n in range(2_000))
    with pytest.raises(ConfigError, match="bring over"):
        parse_yaml("\n".join([f"a: &a {{{wide}}}", *(f"b{n}: {{<<: *a}}" for n in range(100))]), "here")


def test_merges_in_merges_are_read():
    text = "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: [*a, *b], z: 3}\nd: {<<: *a, x: 4}\n"
    assert parse_yaml(text, "here") == {
        "a": {"x": 1},
        "b": {"x": 1, "y": 2},
        "c": {"x": 1, "y": 2, "z": 3},
        "d": {"x": 4},
    }


def test_values_that_are_used_twice_are_allowed():
    assert parse_yaml("{a: &a [1, 2], b: *a, c: {<<: {d: 1}}}", "here") == {"a": [1, 2], "b": [1, 2], "c": {"d": 1}}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("imitates: x\nrate: 0.05\nrate: 0.9\n", "'rate' in line 3 stands already in line 2"),
        ("a:\n  b: 1\nc:\n  b: 2\n  d: {e: 1,\n    e: 2}\n", "'e' in line 6 stands already in line 5"),
        ("8: a\n0x8: b\n", "'0x8' in line 2 stands already in line 1"),
        ("a: &a {b: 1}\nc:\n  <<: *a\n  <<: *a\n", "'<<' in line 4 stands already in line 3"),
        (f"{'k' * 999}: 1\n{'k' * 999}: 2\n", "in line 2 stands already in line 1"),
    ],
)
def test_a_key_given_twice_is_an_error_with_both_lines(here, content, said):
    (here / "twice.yaml").write_text(content)
    with pytest.raises(ConfigError, match=said) as caught:
        read_yaml(here / "twice.yaml")
    assert "twice.yaml" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("a: {k: 1}\nb: {k: 2}\n", {"a": {"k": 1}, "b": {"k": 2}}),
        ("a: 1\nA: 2\n'1': 3\n1: 4\n", {"a": 1, "A": 2, "1": 3, 1: 4}),
        (
            "a: &a {k: 1, l: 1}\nb: &b\n  <<: *a\n  k: 2\nc:\n  <<: *b\n  l: 3\n",
            {"a": {"k": 1, "l": 1}, "b": {"k": 2, "l": 1}, "c": {"k": 2, "l": 3}},
        ),
    ],
)
def test_a_key_of_another_mapping_or_of_a_merge_may_come_again(content, value):
    assert parse_yaml(content, "here") == value


def test_what_is_no_file_is_no_config(here):
    (here / "configs/profiles/folder.yaml").mkdir(parents=True)
    (here / "configs/profiles/lost.yaml").symlink_to("nowhere.yaml")
    assert not {"folder", "lost"} & set(config_names("profiles"))
    for name in ("folder", "lost"):
        with pytest.raises(ConfigError, match=f"expected '{name}' to be a file"):
            find_config(name, "profiles")


def test_a_home_of_no_user_is_no_folder_of_configs(here, monkeypatch):
    monkeypatch.setenv(HOME, "~nobody-of-that-name/spindle")
    assert config_folders() == [own_folder("configs")]
