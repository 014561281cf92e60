"""A fixture for the tests of functions that call kernels."""

import shutil

import pytest

from pipelines.engine import kernels
from pipelines.engine.kernels import library


@pytest.fixture(scope="module", params=["compiled", "arrays"])
def either_way(request):
    """The functions that call kernels, with compiled kernels and without."""
    if request.param == "compiled":
        if not kernels.is_compiled() and shutil.which("cc") is None:
            pytest.skip("no C compiler")
        assert kernels.is_compiled(), "the kernels are not compiled, or from other sources: run `make setup`"
        yield
    else:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(library, "_load", lambda: None)
            yield
