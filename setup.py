"""The packages of the wheel; configs/ and dags/ are at the root of a checkout, and inside the package spindle here."""

from setuptools import find_packages, setup

TRAVELLING = ("configs", "dags")

setup(
    packages=[
        *find_packages(include=["pipelines*", "schemas*", "spindle*"]),
        *(f"spindle.{folder}" for folder in TRAVELLING),
    ],
    package_dir={f"spindle.{folder}": folder for folder in TRAVELLING},
    package_data={
        "spindle.configs": ["corpora/*.yaml", "profiles/*", "lexicons/*.txt", "lexicons/*.arrow", "lexicons/learned/*"],
        "spindle.dags": ["*.py"],
        "schemas": ["expectations/*.json"],
        "pipelines.report": ["style.css", "templates/*"],
        "pipelines.web": ["style.css", "theme.js", "templates/*"],
    },
)
