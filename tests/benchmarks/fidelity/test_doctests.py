import doctest
import importlib
import pkgutil

import fidelity
import pytest


@pytest.mark.parametrize(
    "name", [found.name for found in pkgutil.iter_modules(fidelity.__path__) if found.name != "__main__"]
)
def test_examples_are_true(name):
    assert doctest.testmod(importlib.import_module(f"fidelity.{name}")).failed == 0
