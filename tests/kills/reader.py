"""A reader that never rests: it lists the releases of a dataset, follows LATEST, and loads and verifies what it sees.

`reader.py OUTPUT NEWS` takes names of datasets from its input, one a line, and reads the last one until its input ends.
Then it prints its counts as JSON: `reads`, `verified`, and `faults`, the messages of partial reads.
"""

import json
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from kills.corpus import configure  # noqa: E402 - after the path

from pipelines.release.find import LATEST, data_files, latest_version  # noqa: E402
from pipelines.release.listing import list_releases  # noqa: E402
from pipelines.release.verification.verify import verify_release  # noqa: E402
from pipelines.storage.tables import read_tables  # noqa: E402

# Each release is verified when it is first seen, and again at every so many reads.
AGAIN = 50
# Seconds between two reads: the killed process needs the processor, too.
PAUSE = 0.02


@dataclass
class Reader:
    """Counts of all reads.

    reads     releases that were loaded: every row of every data file
    verified  releases that were verified
    faults    messages of partial reads
    """

    reads: int = 0
    verified: int = 0
    faults: list[str] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)

    def read(self, folder: Any) -> None:
        """Read LATEST first and the releases after it: whatever LATEST names must be there."""
        stated = (folder / LATEST).read_text().strip() if (folder / LATEST).is_file() else None
        if stated and latest_version(folder) is None:
            self.faults.append(f"LATEST names {stated}, which is no release")
        if stated and stated < self.seen.get(str(folder), ""):
            self.faults.append(f"LATEST went back from {self.seen[str(folder)]} to {stated}")
        if stated:
            self.seen[str(folder)] = stated
        releases = list_releases(folder) if folder.is_dir() else []
        if stated and stated not in {release.version for release in releases}:
            self.faults.append(f"LATEST names {stated}, which is not listed")
        for release in releases:
            self._load(release.folder)

    def _load(self, folder: Any) -> None:
        for files in data_files(folder).values():
            for path, rows in files:
                found = sum(len(table) for table in read_tables(path, columns=["pair_id"]))
                if found != rows:
                    self.faults.append(f"{path} has {found} rows, not {rows}")
        self.reads += 1
        if str(folder) not in self.seen or self.reads % AGAIN == 0:
            self.seen[str(folder)] = ""
            self.faults += [f"{folder}: {rule}" for rule in verify_release(folder) if not rule.holds]
            self.verified += 1


def main() -> None:
    datasets: list[str] = []
    ended = threading.Event()

    def listen() -> None:
        datasets.extend([sys.stdin.readline().strip()])
        for line in sys.stdin:
            datasets[:] = [line.strip()]
        ended.set()

    threading.Thread(target=listen, daemon=True).start()
    reader = Reader()
    while not ended.is_set():
        if not datasets:
            time.sleep(0.01)
            continue
        folder = configure(*sys.argv[1:], datasets[0]).dataset_folder
        try:
            reader.read(folder)
        except Exception as error:  # noqa: BLE001 - a reader that fails has read a part
            reader.faults.append(f"{type(error).__name__}: {error}")
        time.sleep(PAUSE)
    print(json.dumps({name: value for name, value in asdict(reader).items() if name != "seen"}))  # noqa: T201


if __name__ == "__main__":
    main()
