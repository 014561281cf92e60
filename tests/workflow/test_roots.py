from pipelines.workflow.roots import find_roots


def configure(monkeypatch, *folders):
    monkeypatch.setenv("AIRFLOW__SPINDLE__ROOTS", ",".join(map(str, folders)))


def test_without_a_setting_there_are_no_roots(monkeypatch):
    monkeypatch.delenv("AIRFLOW__SPINDLE__ROOTS", raising=False)
    assert find_roots() == {}


def test_roots_are_named_by_their_folders(tmp_path, monkeypatch):
    configure(
        monkeypatch, tmp_path / "a" / "corpora", f" {tmp_path}/news ", tmp_path / "b" / "corpora", "", tmp_path / "news"
    )
    assert list(find_roots()) == ["corpora", "news", "corpora-2"]
    assert find_roots()["corpora-2"] == tmp_path / "b" / "corpora"


def test_a_numbered_name_does_not_hide_a_folder_of_that_name(tmp_path, monkeypatch):
    configure(monkeypatch, tmp_path / "c-2", tmp_path / "a" / "c", tmp_path / "b" / "c")
    assert list(find_roots()) == ["c-2", "c", "c-3"]
