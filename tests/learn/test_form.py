import pytest

from pipelines.errors import ConfigError
from pipelines.learn.form import check_form, learn_from_form
from pipelines.storage.roots import Confines, parse_roots


def test_a_filled_form_is_completed(tmp_path, monkeypatch):
    (tmp_path / "pairs.jsonl").touch()
    monkeypatch.chdir(tmp_path)
    assert check_form({"pairs": "pairs.jsonl", "name": "mine", "output": "out"}) == {
        "pairs": str(tmp_path / "pairs.jsonl"),
        "name": "mine",
        "output": "out",
        "force": False,
    }


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"pair": "a.jsonl"}, "expected fields pairs, name, output, force, got pair"),
        ({"pairs": "nothing.jsonl", "name": "mine"}, "as the workers see it"),
        ({"name": "My Spinner"}, "a-z, 0-9 and _"),
        ({"name": "autoblog"}, r"in the form: Replace"),
        ({"name": "mine", "output": "s3://bucket/profiles"}, "local or mounted disk"),
    ],
)
def test_an_invalid_form_is_rejected_with_the_reason(form, words):
    with pytest.raises(ConfigError, match=words):
        check_form(form)


def test_the_name_of_a_profile_of_spindle_is_rejected_in_any_folder_unless_it_is_to_be_replaced(tmp_path, monkeypatch):
    (tmp_path / "pairs.jsonl").touch()
    monkeypatch.chdir(tmp_path)
    form = {"pairs": "pairs.jsonl", "name": "autoblog"}
    with pytest.raises(ConfigError, match=r"autoblog is in use.*comes with Spindle.*in the form: Replace"):
        check_form(form)
    assert check_form(form | {"force": True})["force"]


@pytest.fixture
def confines(tmp_path):
    """The roots in and out; a link in each that leads elsewhere."""
    for name in ("in", "out", "secret"):
        (tmp_path / name).mkdir()
    (tmp_path / "in" / "pairs.jsonl").touch()
    (tmp_path / "in" / "link.jsonl").symlink_to(tmp_path / "secret" / "pairs.jsonl")
    (tmp_path / "out" / "link").symlink_to(tmp_path / "secret")
    return Confines(
        parse_roots(str(tmp_path / "in"), "input_roots", remote=True),
        parse_roots(str(tmp_path / "out"), "output_roots", remote=False),
    )


def test_a_form_within_its_roots_is_taken(confines, tmp_path):
    form = {"pairs": str(tmp_path / "in" / "pairs.jsonl"), "name": "mine", "output": str(tmp_path / "out")}
    assert check_form(form, confines)["name"] == "mine"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"pairs": "secret/pairs.jsonl"}, "expected the file of pairs below"),
        ({"pairs": "in/../secret/no-such-file"}, "expected the file of pairs below"),
        ({"pairs": "in/link.jsonl"}, "expected the file of pairs below"),
        ({"pairs": "-"}, "expected the file of pairs below"),
        ({"output": "secret"}, "expected the files of the profile below"),
        ({"output": "out/link"}, "expected the files of the profile below"),
        ({"output": "file:///"}, "expected the files of the profile below"),
        ({"output": None, "name": "autoblog", "force": True}, "expected the files of the profile below"),
        ({"name": "../mine"}, "a-z, 0-9 and _"),
    ],
)
def test_both_tasks_refuse_what_is_outside(fields, words, confines, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    form = {"pairs": "in/pairs.jsonl", "name": "mine", "output": "out", "force": False}
    for task in (check_form, learn_from_form):
        with pytest.raises(ConfigError, match=words):
            task(form | fields, confines)
    assert not list((tmp_path / "secret").iterdir())
