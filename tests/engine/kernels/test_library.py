import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pipelines.engine import kernels
from pipelines.engine.kernels import library
from pipelines.engine.kernels.library import FOLDER, read_prototypes

pytestmark = pytest.mark.skipif(not kernels.is_compiled(), reason="the kernels are not compiled")
WINDOWS = (np.array([5]), np.array([2]), np.array([1]))


def test_a_kernel_is_called_with_arrays():
    windows = np.empty(5, np.int64)
    assert kernels.run("windows_of", 1, *WINDOWS, windows) == 1
    assert windows.tolist() == [0, 1, 1, 2, 2]


def test_arrays_that_are_only_read_may_have_strides():
    windows = np.empty(4, np.int64)
    kernels.run("windows_of", 2, np.array([2, 0, 2, 0])[::2], np.array([1, 1]), np.broadcast_to(0, 2), windows)
    assert windows.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((1, *WINDOWS, np.empty(5)), "windows to be an array of int64, got float64"),
        ((1, *WINDOWS, np.empty(10, np.int64)[::2]), "windows to be contiguous and writable"),
        ((1, *WINDOWS, np.broadcast_to(0, 5)), "windows to be contiguous and writable"),
        ((1, [5], *WINDOWS[1:], np.empty(5, np.int64)), "counts to be an array of int64"),
        ((1, *WINDOWS), "5 arguments of windows_of, got 4"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(arguments, said):
    with pytest.raises(TypeError, match=said):
        kernels.run("windows_of", *arguments)


def test_addresses_are_those_of_numpy_whatever_the_layout_of_its_objects():
    array = np.arange(9)[3:]
    assert library._address_of(array) == array.ctypes.data
    assert library._choose_address(lambda _: 0)(array) == array.ctypes.data


def test_the_prototypes_say_what_is_read_and_what_is_written():
    assert read_prototypes()["windows_of"] == [
        ("n_texts", None, False),
        ("counts", np.int64, True),
        ("lengths", np.int64, True),
        ("shifts", np.int64, True),
        ("windows", np.int64, False),
    ]


def test_kernels_of_other_sources_are_refused(monkeypatch):
    path = next(FOLDER.glob("_kernels.*"))
    assert library._open(path) is not None
    monkeypatch.setattr(library, "hash_sources", lambda _: "another")
    with pytest.warns(UserWarning, match="compiled from other sources than those in kernels/.*make setup"):
        assert library._open(path) is None


def test_a_file_that_is_no_library_is_refused(tmp_path):
    path = tmp_path / "_kernels.abi3.so"
    path.write_bytes(b"nothing")
    with pytest.warns(UserWarning, match="cannot be loaded"):
        assert library._open(path) is None


@pytest.mark.parametrize(("setting", "is_on"), [("off", False), ("on", True)])
def test_the_environment_can_turn_them_off(setting, is_on):
    script = "from pipelines.engine import kernels; print(kernels.is_compiled())"
    root = Path(library.__file__).parents[3]
    environment = {"SPINDLE_KERNELS": setting, "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(is_on)


def test_without_kernels_a_call_is_an_error(monkeypatch):
    monkeypatch.setattr(library, "_load", lambda: None)
    with pytest.raises(RuntimeError, match="ask is_compiled first"):
        kernels.run("windows_of")
