"""Libraries of readers that not everybody needs: loaded when a file of theirs is read."""

import importlib
from types import ModuleType

from pipelines.errors import ConfigError


def load_library(module: str, name: str) -> ModuleType:
    """Return a module of the extra `web`; raises ConfigError if it is not installed. `name` is the file to read."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise ConfigError(
            f"expected the package {package} to be installed, which reads {name}, but {error}: "
            "run `pip install 'spindle[web]'`"
        ) from error
