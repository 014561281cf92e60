import json
import re

import pytest
from cli.commands import error_of, spindle, write_profile

from pipelines.cli.spin import spin_text
from schemas import EDIT

TEXT = "The council will vote on the new bridge.\n\n“New” council\tmembers may take part 📈.\n"


def test_json_is_one_row_of_the_contract(tmp_path):
    result = spindle("spin", "--profile", write_profile(tmp_path), "--json", "--seed", 7, input=TEXT)
    assert result.exit_code == 0, result.stderr
    row = json.loads(result.stdout)
    assert set(row) >= {"clean", "spun", "edits", "n_words", "n_swaps", "swap_rate", "asked_rate", "profile", "seed"}
    assert (row["clean"], row["profile"], row["seed"], row["asked_rate"]) == (TEXT, "small", 7, 0.5)
    assert row["n_swaps"] == len(row["edits"]) > 0
    assert set(row["edits"][0]) == {field.name for field in EDIT}
    for edit in row["edits"]:
        assert row["clean"][edit["clean_start"] : edit["clean_end"]] == edit["original"]
        assert row["spun"][edit["spun_start"] : edit["spun_end"]] == edit["replacement"]


def test_json_has_one_line_per_variant(tmp_path):
    result = spindle("spin", "--profile", write_profile(tmp_path), "--json", "--variants", 4, input=TEXT * 5)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["variant"] for row in rows] == [0, 1, 2, 3]
    assert len({row["spun"] for row in rows}) > 1


@pytest.mark.parametrize("text", [TEXT, TEXT.rstrip("\n"), TEXT.replace("\n", "\r\n"), "  \n" + TEXT + " \n\n"])
def test_plain_output_is_exactly_the_spun_text(tmp_path, text):
    profile = write_profile(tmp_path)
    file = tmp_path / "article.txt"
    file.write_bytes(text.encode())
    row = json.loads(spindle("spin", file, "--profile", profile, "--json").stdout)
    result = spindle("spin", file, "--profile", profile, "--plain")
    assert result.stdout_bytes == row["spun"].encode()


PAGE = """<h1 class="new council bridge">The new bridge</h1>

<p>The <a href="/bridge/council.htm" title="new bridge > council">council</a> wants a new&nbsp;bridge.</p>
<!-- new council, new bridge -->
<script>if (bridge < council) { council = "new bridge"; }</script>
Lt. d&eacute;put&eacute; #39;s new bridge of the <img alt='council bridge' src="council.gif"/> council.
"""


@pytest.mark.parametrize("flow", [{}, {"passes": [0.5, 0.3, 0.2], "again": 0.5}, None])
def test_no_word_of_a_tag_comment_script_or_entity_is_swapped(tmp_path, flow):
    profile = "keyboard_typos" if flow is None else write_profile(tmp_path, **flow)
    row = json.loads(spindle("spin", "--profile", profile, "--rate", 1, "--json", input=PAGE).stdout)
    assert row["n_swaps"] >= 5
    for untouched in re.findall(r"<script.*?</script>|<[^>]*>|&\w+;|#39;", PAGE):
        assert untouched in row["spun"]
    spans = [
        found.span() for found in re.finditer(r'<script.*?</script>|<!--.*?-->|<a .*?l">|<[^>]*>|&\w+;|#39;', PAGE)
    ]
    for edit in row["edits"]:
        assert not any(start < edit["clean_end"] and end > edit["clean_start"] for start, end in spans), edit


def test_rate_0_returns_the_text_with_a_note(tmp_path):
    result = spindle("spin", "--profile", write_profile(tmp_path), "--rate", 0, "--plain", input=TEXT)
    assert (result.exit_code, result.stdout_bytes) == (0, TEXT.encode())
    assert "0 swaps" in spindle("spin", "--profile", write_profile(tmp_path), "--rate", 0, input=TEXT).stderr


def test_diff_has_wdiff_marks_outside_a_terminal(tmp_path):
    result = spindle("spin", "-", "--profile", write_profile(tmp_path), "--rate", 1, input="A bridge of [red]steel.")
    assert result.stdout == "A [-bridge-]{+link+} of [red]steel."


def test_diff_is_coloured_on_request(tmp_path):
    profile = write_profile(tmp_path)
    result = spindle("spin", "--profile", profile, "--rate", 1, input="A bridge.", env={"FORCE_COLOR": "1"})
    assert "\x1b[9;31m[-bridge-]\x1b[0m\x1b[1;32m{+link+}\x1b[0m" in result.stdout


def test_a_first_line_before_an_empty_line_is_a_headline(tmp_path):
    text = "Council of the bridge\r\n\r\nThe new council.\r\n"
    polite = write_profile(tmp_path, protect={"headline": True})
    result = spindle("spin", "--profile", polite, "--rate", 1, input=text.encode())
    assert result.stdout_bytes.startswith(b"Council of the bridge\r\n\r\nThe [-new-]")
    result = spindle("spin", "--profile", polite, "--rate", 1, input=text.replace("\r\n\r\n", "\r\n"))
    assert result.stdout.startswith("[-Council-]")


def test_same_seed_same_swaps(tmp_path):
    profile = write_profile(tmp_path)
    spun = [spin_text(TEXT * 3, profile=profile, rate=None, seed=seed, variant=0)["spun"] for seed in (1, 1, 2)]
    assert spun[0] == spun[1] != spun[2]


def test_a_profile_of_nlpaug_spins():
    result = spindle("spin", "--profile", "keyboard_typos", "--rate", 0.3, "--json", input=TEXT)
    assert result.exit_code == 0, result.stderr
    row = json.loads(result.stdout)
    assert row["n_swaps"] == len(row["edits"]) > 0
    assert {edit["origin"] for edit in row["edits"]} == {"nlpaug.KeyboardAug"}


def test_a_profile_of_nlpaug_names_missing_requirements(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    message = error_of(spindle("spin", "--profile", "synonym_aug", input=TEXT), 2)
    assert "profile synonym_aug: SynonymAug needs" in message
    assert "pip install nltk" in message


def test_a_profile_with_entities_tells_how_to_install_spacy(tmp_path, monkeypatch):
    profile = write_profile(tmp_path, protect={"entities": True})
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    message = error_of(spindle("spin", "--profile", profile, input=TEXT), 2)
    assert "profile small: expected the packages spacy" in message
    assert "`make entities`" in message


@pytest.mark.parametrize(
    ("arguments", "text", "code", "named"),
    [
        (["--profile", "autoblock"], TEXT, 2, "'autoblog'"),
        (["--rate", "1.5"], TEXT, 2, "1.5"),
        (["--rate", "-0.1"], TEXT, 2, "-0.1"),
        (["--rate", "nan"], TEXT, 2, "nan"),
        (["--json", "--plain"], TEXT, 2, "--plain"),
        (["--plain", "--variants", "2"], "no newline", 2, "newline"),
        (["no/such/file.txt"], TEXT, 3, "no/such/file.txt"),
        (["."], TEXT, 3, "."),
        (["news.jsonl"], TEXT, 2, "spindle build --config news --input FILE"),
        (["a/news.CSV.gz"], TEXT, 2, "holds rows"),
        ([], " \n", 3, "stdin"),
        ([], b"caf\xe9", 3, "0xe9"),
    ],
)
def test_wrong_options_and_bad_input_have_their_exit_codes(tmp_path, arguments, text, code, named):
    profile = [] if "--profile" in arguments else ["--profile", write_profile(tmp_path)]
    assert named in error_of(spindle("spin", *arguments, *profile, input=text), code)
