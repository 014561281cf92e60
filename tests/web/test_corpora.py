import errno
import os
import time
from pathlib import Path

import pytest
from report.results import EVIL, make_check
from web.results import put_audit, put_results

PREFIX = "/spindle"


def test_without_roots_the_page_names_the_missing_setting(reader, monkeypatch):
    monkeypatch.delenv("AIRFLOW__SPINDLE__ROOTS", raising=False)
    assert "AIRFLOW__SPINDLE__ROOTS" in reader.get(f"{PREFIX}/").text


def test_a_missing_root_is_reported(reader, tmp_path, monkeypatch):
    monkeypatch.setenv("AIRFLOW__SPINDLE__ROOTS", str(tmp_path / "gone"))
    assert "cannot read this folder: No such file or directory" in reader.get(f"{PREFIX}/").text


def test_datasets_are_listed_with_their_latest_release(reader, release, page):
    text = reader.get(f"{PREFIX}/").text
    assert f'href="{PREFIX}/corpora/corpora/tiny"' in text
    assert f'href="{page}"' in text
    assert "✓</span> passed" in text


def test_checks_that_need_attention_are_counted(reader, release):
    put_results(release.folder, attention=["one", "two"])
    assert "2 warnings" in reader.get(f"{PREFIX}/").text


def test_a_later_stopped_run_is_shown_with_the_checks_that_failed(reader, release):
    put_audit(release.folder.parent, checks=[make_check("leaks", effect="stop", message=f"leaks {EVIL}")])
    text = reader.get(f"{PREFIX}/").text
    assert "a later run was stopped" in text
    assert "leaks &lt;/style&gt;" in text


def test_a_run_stopped_before_the_release_is_not_shown(reader, release):
    folder = put_audit(release.folder.parent, checks=[make_check("leaks", effect="stop")])
    os.utime(folder / "results.json", (time.time() - 9999,) * 2)
    assert "was stopped" not in reader.get(f"{PREFIX}/").text


def test_folders_that_are_not_datasets_are_not_listed(reader, release, root, tmp_path):
    (root / "notes").mkdir()
    (root / "linked").symlink_to(release.folder.parent)
    outside = tmp_path / "outside"
    (outside / "work").mkdir(parents=True)
    (root / "outside").symlink_to(outside)
    text = reader.get(f"{PREFIX}/").text
    assert "notes" not in text
    assert ">outside<" not in text


def test_a_link_to_itself_hides_no_dataset(reader, release, root, page):
    (root / "loop").symlink_to("loop")
    for address in (f"{PREFIX}/", f"{page}/compare"):
        answer = reader.get(address)
        assert answer.status_code == 200
        assert "loop" not in answer.text
    assert ">tiny</a>" in reader.get(f"{PREFIX}/").text


def test_a_folder_that_may_not_be_read_is_named_and_hides_no_dataset(reader, release, root, page, monkeypatch):
    (root / "private").mkdir()
    refuse(monkeypatch, root / "private" / "work")
    text = reader.get(f"{PREFIX}/").text
    assert "cannot read the folder <code>private</code>: Permission denied" in text
    assert ">tiny</a>" in text
    assert reader.get(f"{page}/compare").status_code == 200


def test_a_page_of_what_may_not_be_read_says_who_must(reader, release, root):
    with pytest.MonkeyPatch.context() as patch:
        refuse(patch, root / "tiny")
        answer = reader.get(f"{PREFIX}/corpora/corpora/tiny")
    assert answer.status_code == 409
    assert f"Airflow&#39;s API server may not read {root}/tiny: give its user the permission" in answer.text


def refuse(monkeypatch, place):
    """Refuse to look at a place: tests may run as root, who may read everything."""
    look = Path.stat

    def stat(path, **options):
        if path == place:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return look(path, **options)

    monkeypatch.setattr(Path, "stat", stat)
