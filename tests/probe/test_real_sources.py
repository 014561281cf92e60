import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import InputError
from pipelines.probe.real_sources import find_real, shortest_names


def test_files_are_found_with_their_checksums(tmp_path):
    (tmp_path / "a").mkdir()
    for path, text in ((tmp_path / "x.jsonl", "one"), (tmp_path / "a" / "x.jsonl", "two")):
        path.write_text(text)
    found = find_real([f"{tmp_path}/x.jsonl", f"{tmp_path}/a/x.jsonl", f"{tmp_path}/x.jsonl"])
    assert list(found) == [f"{tmp_path.name}/x.jsonl", "a/x.jsonl"]
    assert [file.sha256 for file in found.values()] == [hashlib.sha256(text).hexdigest() for text in (b"one", b"two")]


@pytest.mark.parametrize("name", ["gone.jsonl", "."])
def test_a_missing_file_and_a_folder_are_refused(tmp_path, name):
    with pytest.raises(InputError, match=r"expected each of probe_corpus\.real to be a file of real samples"):
        find_real([str(tmp_path / name)])


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map("/".join), unique=True, max_size=6))
def test_names_are_different_ends_of_their_paths(paths):
    paths = [f"/{path}" for path in paths]
    names = shortest_names(paths)
    assert len(set(names)) == len(paths)
    assert all(path.endswith(name) for path, name in zip(paths, names, strict=True))
