from pipelines.engine.kernels.library import FOLDER
from pipelines.engine.kernels.sources import hash_sources, list_sources
from pipelines.fingerprint import source_files


def test_the_hash_names_the_content_of_all_sources(tmp_path):
    (tmp_path / "a.c").write_text("int a;\n")
    (tmp_path / "note.txt").write_text("nothing")
    first = hash_sources(tmp_path)
    (tmp_path / "note.txt").write_text("something")
    assert hash_sources(tmp_path) == first
    (tmp_path / "b.h").write_text("\n")
    assert hash_sources(tmp_path) != first


def test_a_changed_kernel_makes_new_parts():
    assert set(list_sources(FOLDER)) <= set(source_files("pipelines.stages.spin_articles"))
