"""The wheel, built and installed into fresh environments away from the checkout, with every Python that is found.

Takes minutes and the package registry: `make test-wheel`.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest
from articles import write_news
from published import publish

ROOT = Path(__file__).parents[2]
PYTHONS = os.environ.get("SPINDLE_WHEEL_PYTHONS", "3.11 3.12 3.13").split()
PROBE = Path(__file__).with_name("probe.py")
# The oldest Airflow runs with the packages of its time only; its own constraints file is not on the registry.
OLDEST = [
    "apache-airflow==3.1.0",
    "cadwyn==5.4.4",
    "fastapi==0.117.1",
    "pydantic==2.11.9",
    "pyjwt==2.10.1",
    "structlog==25.4.0",
]
DAGS = {path.stem for path in (ROOT / "dags").glob("*.py")}

pytestmark = pytest.mark.wheel


@cache
def find_python(version):
    """The path of a Python of this version, on the PATH or among pyenv's; None if there is none that runs."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [shutil.which(f"python{version}"), *map(str, sorted(pyenv.glob(f"{version}.*/bin/python")))]
    for path in filter(None, found):
        done = subprocess.run([path, "-c", "import ensurepip, ssl"], capture_output=True, check=False)
        if done.returncode == 0:
            return path
    return None


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The wheel, built from a copy of what belongs into it, so that the checkout stays clean."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in ("configs", "dags", "pipelines", "schemas", "spindle"):
        shutil.copytree(ROOT / name, folder / "source" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("LICENSE", "NOTICE", "README.md", "pyproject.toml", "setup.py"):
        shutil.copy(ROOT / name, folder / "source" / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(folder / "source")], check=True, capture_output=True)
    return next(folder.glob("*.whl"))


class Environment:
    """A virtual environment outside the checkout, and an empty folder in which its commands run."""

    def __init__(self, python, folder):
        subprocess.run([python, "-m", "venv", str(folder / "venv")], check=True)
        self.bin, self.away = folder / "venv" / "bin", folder / "away"
        self.away.mkdir()
        kept = ("PATH", "HOME", "LANG", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_CONFIG_FILE", "SSL_CERT_FILE")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ} | {
            "AIRFLOW_HOME": str(folder / "airflow"),
            "AIRFLOW__API_AUTH__JWT_SECRET": "a secret for tests, as long as Airflow wants one to be: 64 bytes",
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__SPINDLE__ROOTS": str(self.away / "corpora"),
            "GX_ANALYTICS_ENABLED": "false",
        }

    def run(self, command, *arguments, code=0):
        """The result of a command, which must end with this exit code."""
        done = subprocess.run(
            [str(self.bin / command), *map(str, arguments)],
            cwd=self.away,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, f"{command} {arguments}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done

    def install(self, *requirements):
        # Few of the modules are imported here; those are compiled then.
        options = ("--quiet", "--disable-pip-version-check", "--no-compile")
        self.run("python", "-m", "pip", "install", *options, *requirements)


def test_configs_dags_and_expectations_travel_and_tests_do_not(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    in_wheel = {name for name in names if name.startswith(("spindle/configs/", "spindle/dags/", "schemas/"))}
    own = [*ROOT.glob("configs/*/*.*"), *ROOT.glob("configs/lexicons/learned/*"), *ROOT.glob("dags/*.py")]
    expected = {f"spindle/{path.relative_to(ROOT)}" for path in own}
    expected |= {str(path.relative_to(ROOT)) for path in [*ROOT.glob("schemas/*.py"), *ROOT.glob("schemas/*/*.json")]}
    assert in_wheel == expected
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"pipelines", "schemas", "spindle"}


@pytest.mark.parametrize("version", PYTHONS)
def test_the_wheel_works_in_a_fresh_environment(wheel, version, tmp_path):
    python = find_python(version)
    if python is None:
        pytest.skip(f"no Python {version} on this machine")
    environment = Environment(python, tmp_path)
    environment.install(wheel)
    check_light_install(environment)
    environment.install(f"{wheel}[airflow]")
    check_build(environment)
    assert check_airflow(environment)["reader"] == 200


@pytest.mark.slow
def test_the_wheel_works_in_the_oldest_airflow(wheel, tmp_path):
    python = find_python("3.12")
    if python is None:
        pytest.skip("no Python 3.12 on this machine")
    environment = Environment(python, tmp_path)
    environment.install(f"{wheel}[airflow]", *OLDEST)
    check_build(environment)
    found = check_airflow(environment)
    assert (found["airflow"], found["reader"]) == ("3.1.0", 401)  # it takes no login from a cookie


def check_light_install(environment):
    """The base install loads and verifies a release, and names the extra that building needs."""
    publish(environment.away / "corpora")
    release = environment.away / "corpora" / "tiny"
    assert "is whole" in environment.run("spindle", "verify", release).stdout
    code = f"import spindle; print(spindle.load_release({str(release)!r}, split='train')[0]['clean'][:9])"
    assert environment.run("python", "-c", code).stdout.strip()
    error = environment.run("spindle", "build", "--config", "news", "--input", "news.jsonl", code=2).stderr
    assert "pip install 'spindle[build]'" in error
    packages = {line.split("==")[0] for line in environment.run("python", "-m", "pip", "freeze").stdout.splitlines()}
    assert not packages & {"apache-airflow", "great-expectations", "nlpaug", "scikit-learn", "scipy"}


def check_build(environment):
    """A run over 50 articles, with the lexicon and profiles of the wheel and with a profile of the user's own."""
    write_news(environment.away / "news.jsonl", 50)
    profiles = environment.away / "configs" / "profiles"
    profiles.mkdir(parents=True, exist_ok=True)
    (profiles / "mine.yaml").write_text("imitates: nobody\nrate: 0.3\n", encoding="utf-8")
    arguments = ["--config", "news", "--input", "news.jsonl", "--output", "corpora"]
    environment.run("spindle", "build", *arguments, "--set", "spin_articles.profiles=[mixture, mine]")
    listed = json.loads(environment.run("spindle", "list", "corpora", "--json").stdout)
    assert [release["rows"] for release in listed if release["dataset"] == "news"] == [50]
    assert "house" in environment.run("spindle", "candidates", "house").stdout


def check_airflow(environment):
    """The DAGs load with their choices, a run of build_corpus reuses the parts of the build, and the pages show it."""
    environment.run("airflow", "db", "migrate")
    folder = environment.run("spindle", "dags").stdout.strip()
    done = environment.run("python", PROBE, folder, "/corpora/corpora/news")
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["errors"] == {}
    assert set(found["dags"]) == DAGS
    choices = json.dumps(found["profiles"])
    assert "mixture" in choices
    assert "mine" in choices
    assert found["stranger"] in (302, 307, 401)
    assert found["program"] == 200
    assert "news" in found["page"]
    form = {
        "config": "news",
        "input": str(environment.away / "news.jsonl"),
        "output": "corpora",
        "dataset": "dag",
        "probe": 0,
    }
    environment.environment["AIRFLOW__CORE__DAGS_FOLDER"] = folder
    environment.run("airflow", "dags", "test", "build_corpus", "-c", json.dumps(form))
    listed = json.loads(environment.run("spindle", "list", "corpora", "--json").stdout)
    assert [release["rows"] for release in listed if release["dataset"] == "dag"] == [50]
    return found
