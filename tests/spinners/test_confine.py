import pytest
import yaml

from pipelines.config.files import own_folder
from pipelines.errors import ConfigError
from pipelines.spinners.confine import confine_profile
from pipelines.storage.roots import parse_roots

PROFILE = {"imitates": "nothing", "rate": 0.1}
HABITS = {"rate": [0.1, 0.2], "habits": {"lexicon": 1, "table.tsv": 1}}


@pytest.fixture
def roots(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    for folder in ("in", "out"):
        (tmp_path / folder / "table.tsv").write_text("office\t3\t2\tbureau:2\n")
    return parse_roots(str(tmp_path / "in"), "input_roots", remote=True)


@pytest.fixture
def write(tmp_path):
    """Writes a profile into a folder; returns its path."""

    def write_profile(folder="in", **fields):
        path = tmp_path / folder / "mine.yaml"
        path.write_text(yaml.safe_dump(PROFILE | fields))
        return str(path)

    return write_profile


@pytest.mark.parametrize("name", ["autoblog", "twelve_months", "keyboard_typos", "no_such_profile"])
def test_a_plain_name_is_the_projects(name, roots):
    confine_profile(name, roots)


def test_a_profile_in_the_roots_may_name_what_is_there(write, roots):
    confine_profile(write(learned=["table.tsv", "withinside"]), roots)
    confine_profile(write(mixture=HABITS), roots)


@pytest.mark.parametrize(
    "name",
    [
        *("{base}/out/mine.yaml", "../out/mine.yaml", "{base}/in/link.yaml", "../corpora/sample", "{base}/in/mine"),
        *("a/b", "/etc/passwd", "{base}/in/../out/mine.yaml", "~/mine.yaml"),
    ],
)
def test_a_profile_elsewhere_is_refused(name, write, roots, tmp_path, monkeypatch):
    write("out")
    (tmp_path / "in" / "link.yaml").symlink_to(tmp_path / "out" / "mine.yaml")
    monkeypatch.chdir(tmp_path / "in")
    if name.startswith("~"):  # never expanded, also not when it is read
        with pytest.raises(ConfigError, match="expected a file at ~"):
            confine_profile(name, roots)
    else:
        with pytest.raises(ConfigError, match=r"expected the profile .* as .*input_roots"):
            confine_profile(name.format(base=tmp_path), roots)


@pytest.mark.parametrize(
    "fields",
    [
        *({"learned": "../out/table.tsv"}, {"learned": ["table.tsv", "OUT/table.tsv"]}, {"learned": "../../secret"}),
        *({"lexicon": "OUT/english.arrow"}, {"lexicon": "../../secret"}, {"lexicon": "../out/english.arrow"}),
        *({"mixture": {**HABITS, "habits": {"OUT/table.tsv": 1}}}, {"learned": "link.tsv"}),
    ],
)
def test_a_file_elsewhere_is_refused(fields, write, roots, tmp_path):
    (tmp_path / "in" / "link.tsv").symlink_to(tmp_path / "out" / "table.tsv")
    fields = yaml.safe_load(yaml.safe_dump(fields).replace("OUT", f"{tmp_path}/out"))
    with pytest.raises(ConfigError, match="every file of the profile mine below"):
        confine_profile(write(**fields), roots)


def test_the_optional_lexicon_is_one_of_the_files(write, roots, tmp_path):
    (tmp_path / "in" / "own.arrow").touch()
    path = write(lexicon=f"{tmp_path}/in/own.arrow")
    confine_profile(path, roots)
    beside = tmp_path / "in" / "own_optional.arrow"
    beside.symlink_to(tmp_path / "out" / "other.arrow")
    for there in (False, True):
        if there:
            (tmp_path / "out" / "other.arrow").touch()
        with pytest.raises(ConfigError, match=r"every file of the profile mine below .*own_optional\.arrow"):
            confine_profile(path, roots)
    beside.unlink()
    beside.touch()
    confine_profile(path, roots)


def test_models_of_a_stranger_are_not_loaded(write, roots):
    flow = [{"augmenter": "ContextualWordEmbsAug", "settings": {"model_path": "/models/bert"}}]
    with pytest.raises(ConfigError, match="may run code"):
        confine_profile(write(engine="nlpaug", flow=flow), roots)


def test_our_own_profiles_are_named_plainly(roots):
    for path in (own_folder("configs") / "profiles").glob("*.yaml"):
        confine_profile(path.stem, roots)
