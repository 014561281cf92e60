"""The packages of the wheel; configs/ and dags/ are at the root of a checkout, and inside the package spindle here.

The engine's kernels are compiled, if a C compiler is found; the engine works without them too. They are plain C, called
with ctypes, so a library fits every Python.
"""

import runpy
from pathlib import Path

from setuptools import Extension, find_packages, setup

TRAVELLING = ("configs", "dags")
KERNELS = Path("pipelines/engine/kernels")
SOURCES = runpy.run_path(str(KERNELS / "sources.py"))

kernels = Extension(
    "pipelines.engine.kernels._kernels",
    sources=[path.as_posix() for path in SOURCES["list_sources"](KERNELS) if path.suffix == ".c"],
    depends=[path.as_posix() for path in SOURCES["list_sources"](KERNELS)],
    define_macros=[("KERNEL_SOURCES", f'"{SOURCES["hash_sources"](KERNELS)}"')],
    # Products and sums of floats are rounded one by one, as NumPy does.
    extra_compile_args=["-std=c11", "-O3", "-fwrapv", "-fno-strict-aliasing", "-ffp-contract=off"],
    py_limited_api=True,
    optional=True,
)

setup(
    packages=[
        *find_packages(include=["pipelines*", "schemas*", "spindle*"]),
        *(f"spindle.{folder}" for folder in TRAVELLING),
    ],
    package_dir={f"spindle.{folder}": folder for folder in TRAVELLING},
    ext_modules=[kernels],
    options={"bdist_wheel": {"py_limited_api": "cp311"}},
    package_data={
        "pipelines.engine.kernels": ["*.c", "*.h"],
        "spindle.configs": ["corpora/*.yaml", "profiles/*", "lexicons/*.txt", "lexicons/*.arrow", "lexicons/learned/*"],
        "spindle.dags": ["*.py"],
        "schemas": ["expectations/*.json"],
        "pipelines.report": ["style.css", "templates/*"],
        "pipelines.web": ["style.css", "theme.js", "templates/*"],
    },
)
