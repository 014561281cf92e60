import pytest

from pipelines.errors import ConfigError
from pipelines.learn.form import check_form


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
        ({"name": "autoblog"}, "--force"),
        ({"name": "mine", "output": "s3://bucket/profiles"}, "local or mounted disk"),
    ],
)
def test_an_invalid_form_is_rejected_with_the_reason(form, words):
    with pytest.raises(ConfigError, match=words):
        check_form(form)
