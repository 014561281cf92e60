# ruff: noqa: INP001, E501 - a script, not a package; rows of tables
"""Write docs/profiles.md: what each profile imitates, and ten paragraphs of our own as `autoblog` spins them.

Run by `make docs`; a test compares the file with what the profiles write today.
"""

import re
from pathlib import Path

import pyarrow as pa

from pipelines.cli.marked import mark_edits
from pipelines.config.files import config_names
from pipelines.spinners.profile import Profile, load_profile
from pipelines.spinners.spinner import load_spinner, text_keys

DOCS = Path(__file__).parent
HEAD = """# Profiles

A profile is one way of spinning: a YAML file in `configs/profiles/` with the settings that differ from the defaults.
`pipelines/spinners/profile.py` documents each field. Try a profile with `spindle spin FILE --profile NAME`, list its
candidates for a word with `spindle candidates WORD --profile NAME`, and build with
`--set spin_articles.profiles=[NAME]`, or for several by weight with
`--set spin_articles.profiles='{autoblog: 2, light: 1}'`.

| profile | rate | passes | imitates |
| --- | --- | --- | --- |
"""
OWN = """
## A profile of your own

From samples, twenty pairs or more of a text and what a spinner made of it: rows with the columns `original` and `spun`, in
any format that news are read in ([inputs.md](inputs.md)):

```
spindle learn pairs.jsonl --name mine
```

It writes `configs/profiles/mine.yaml`, its table of swaps `configs/lexicons/learned/mine.tsv` and a report that shows
the samples' figures beside those of the new profile. The name of a profile that comes with Spindle is refused without
`--force`: what is run in that folder would then take yours. Or by hand: copy a short profile, such as `light.yaml`, and
change it.

## Differences from real spinners

Some thirteen to twenty-three paragraphs of each kind were read, those of sampled kinds beside the samples. These traits
still tell ours from real ones:

| profile | traits |
| --- | --- |
| `autoblog` | Some replacements are odder than any real one ("legal action" -> "lofty scamper"): its weights follow the seed's rare and long replacements, and one news story cannot say which of those are typical. Its replacements are longer (1.5 words, 1.4 in the seed), and fewer originals have several words (13 %, 19 in the seed). |
| `withinside` | Hyphenated words are opened more often (35 % survive, 8 of 12 in the samples). Names that are words as well (Trump, China) are mostly replaced. |
| `spinbot` | Replacements are rarer (zipf shift -.32; the samples have +.04). "that" becomes "which" too regularly. |
| `lemmas` | Fewer words are glued together, and fewer plurals are lost. |
| `padded` | Adverbs land inside noun groups ("second truly track"). |
| `forum` | Hardly a collocation survives; real spam keeps whole clauses. |
| `title_case` | Only replacements get a random capital. Real ones capitalise other words too, which a pair of Spindle cannot show: text outside edits stays as it is. |
| `connectives`, `function_words` | Words are doubled at the border of a swap ("the best part of of them"), and pronouns change too often ("told ourselves"). |
| `careful` | The sentence does not choose the sense ("winds" -> "twists", "minister" -> "pastor"), as a good paraphraser would. |
| `every_word` | Sentences fall apart altogether; no sample says how far such spinners go. |
| `mixture` | Spinners draw their settings independently of each other, so some are combinations that nobody would program. "within", "inside", "which" and "became" are put in so often that detectors overrate them; really rare words ("celerity") hardly ever are. |

A spinner whose words have few candidates, such as `british`, or one of a mixture's `only`, stays below its rate where slots
run out. The exact rate holds wherever there are enough slots.

## Ten paragraphs, as autoblog writes them

The news is our own, invented for this page; `[-was-]` became `{+is+}`. {figures}

"""


def write() -> str:
    """The whole page."""
    names = config_names("profiles")
    rows = "".join(_row(load_profile(name)) for name in names)
    paragraphs = re.split(r"\n\n+", (DOCS / "paragraphs.txt").read_text(encoding="utf-8").strip())
    texts = pa.array(paragraphs)
    spun, _ = load_spinner("autoblog").spin(texts, text_keys(texts, seed=1, variants=[0] * len(texts)))
    share = 100 * spun.n_swaps.sum() / spun.n_words.sum()
    figures = f"Of their {spun.n_words.sum():,} words, {share:.0f} swaps in 100 were made."
    marked = [
        mark_edits(text, edits, colour=False) for text, edits in zip(paragraphs, spun.edits.to_pylist(), strict=True)
    ]
    blocks = "\n".join(
        f"{number}. {plain}\n\n   ```\n   {diff}\n   ```\n"
        for number, (plain, diff) in enumerate(zip(spun.spun.to_pylist(), marked, strict=True), 1)
    )
    return HEAD + rows + OWN.replace("{figures}", figures) + blocks


def _row(profile: Profile) -> str:
    passes = "" if profile.engine == "nlpaug" else len(profile.passes)
    return f"| `{profile.name}` | {profile.rate:g} | {passes} | {' '.join(profile.imitates.split())} |\n"


if __name__ == "__main__":
    (DOCS / "profiles.md").write_text(write(), encoding="utf-8")
