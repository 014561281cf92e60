"""The promises of a store of releases, checked at every change of an object."""

import hashlib
import json

from pipelines.parts.finish import RECEIPT
from pipelines.release.find import LATEST, MANIFEST, TAGS, VERSION
from pipelines.storage.receipts import FILES

DATASET = "corpora/news"
PROMISES = {
    "whole or absent": "a release or a part is whole as long as its manifest or receipt is there",
    "forward": "LATEST names whole releases and never moves back, unless it is promoted",
    "kept": "no release that LATEST or a tag names is pruned",
}


class Invariants:
    """Watches the changes of the objects of one dataset, and records violations in the world."""

    def __init__(self, world, content):
        self.world = world
        self.content = content
        # Files of releases and parts that must be there -> SHA-256; version or home of a part -> its files.
        self._expected = {}
        self._files_of = {}
        # Receipts of parts that were damaged, and are not finished again; and of all that ever were.
        self.damaged, self._ever_damaged = set(), set()
        # Pointer -> version that it was made to name, as its process reported.
        self._promised = {}

    def expect_all(self):
        """Expect all that is there by now to stay whole."""
        for key, (data, _) in self.content.items():
            if key.endswith((f"/{MANIFEST}", f"/{RECEIPT}")):
                self._expect(key, data)

    def watch(self, key, before, after):
        """Check the change of an object from `before` to `after`; None: no object."""
        if self.world.current.kind == "damager":
            return
        name = key.rpartition("/")[2]
        if key in self._expected and (after is None or _sha256(after) != self._expected[key]):
            self._violate("whole or absent", f"{key} {'disappears' if after is None else 'changes'}")
        if name in (MANIFEST, RECEIPT):
            self._watch_commit(key, before, after)
        elif _is_pointer(key):
            self._watch_pointer(key, before, after)
        elif after is None:
            self._watch_deleted(key)

    def damage(self, key):
        """Expect no more of the part that a file belongs to: it is about to be damaged."""
        stage, home = key.removeprefix(f"{DATASET}/").split("/")[1:3]
        receipt = f"{DATASET}/work/{stage}/{home.removesuffix('.parquet')}/{RECEIPT}"
        self.damaged.add(receipt)
        self._ever_damaged.add(receipt)
        self._forget(receipt)

    def names_release(self, version):
        return f"{DATASET}/{version}/{MANIFEST}" in self.content

    def _watch_commit(self, commit, before, after):
        if before is not None and after is not None and before != after:
            self._violate("whole or absent", f"{commit} changes")
        elif (
            after is None and commit in self._files_of and commit not in self._ever_damaged and commit.endswith(RECEIPT)
        ):
            self._violate("whole or absent", f"{commit} is deleted, though nobody has damaged its part")
        self._forget(commit)
        if after is not None:
            self._expect(commit, after)
        elif commit.endswith(MANIFEST):
            self._watch_pruned(commit.split("/")[-2])

    def _expect(self, commit, data):
        try:
            files = _list_files(commit, json.loads(data))
        except (ValueError, LookupError):
            if commit not in self.damaged:
                self._violate("whole or absent", f"{commit} cannot be read")
            return
        if commit in self.damaged and not self._are_whole(files):
            return
        self.damaged.discard(commit)
        self._files_of[commit] = files
        self._expected |= files
        for file, sha256 in files.items():
            if file not in self.content:
                self._violate("whole or absent", f"{commit} is there without {file}")
            elif _sha256(self.content[file][0]) != sha256:
                self._violate("whole or absent", f"{commit} is there with another {file}")

    def _are_whole(self, files):
        return all(key in self.content and _sha256(self.content[key][0]) == files[key] for key in files)

    def _forget(self, commit):
        for file in self._files_of.pop(commit, ()):
            self._expected.pop(file, None)

    def _watch_pointer(self, pointer, before, after):
        old, new = (before or b"").decode().strip(), (after or b"").decode().strip()
        if old != new:
            self._promised.pop(pointer, None)
        if pointer != f"{DATASET}/{LATEST}":
            return
        if not VERSION.fullmatch(new):
            self._violate("forward", f"LATEST becomes {new!r}")
        elif new < old and self.names_release(old) and self.world.current.kind != "promoter":
            self._violate("forward", f"LATEST moves back from {old} to {new}")

    def promise(self, pointer, version):
        """Expect a release to stay as long as a pointer names it; a process reports that it does."""
        pointer = f"{DATASET}/{pointer}"
        if self._pointers().get(pointer) == version:
            self._promised[pointer] = version
            if not self.names_release(version):
                self._violate("kept", f"{pointer} is reported to name {version}, which is no release")

    def _watch_pruned(self, version):
        for pointer, promised in self._promised.items():
            if promised == version:
                self._violate("kept", f"{pointer} names {version}, which is pruned")

    def _watch_deleted(self, key):
        """Check the deletion of a file of a release whose manifest is gone."""
        version = key.removeprefix(f"{DATASET}/").partition("/")[0]
        if VERSION.fullmatch(version) and version in self._pointers().values():
            self._violate("kept", f"{key} is deleted, though LATEST or a tag names it")

    def _pointers(self):
        """Pointer -> version that it names."""
        named = {key: data.decode().strip() for key, (data, _) in self.content.items() if _is_pointer(key)}
        return {pointer: version for pointer, version in named.items() if version}

    def check_pointers(self):
        """Check what LATEST and the tags name."""
        for pointer, version in self._pointers().items():
            if not self.names_release(version):
                self._violate("kept", f"{pointer} names {version}, which is no release")

    def check_end(self, published):
        """Check what holds once all actors have ended, and what they left behind has been tidied up.

        published  versions that LATEST names, or a newer one; none if somebody has moved it back
        """
        self.check_pointers()
        readme = self.content.get(f"{DATASET}/README.md", (b"", None))[0].decode()
        latest = self._pointers().get(f"{DATASET}/{LATEST}", "")
        for version in VERSION.findall(readme):
            if not self.names_release(version):
                self._violate("kept", f"README.md names {version}, which is no release")
        if latest not in readme:
            self._violate("forward", f"README.md does not name {latest}, as LATEST does")
        for version in published:
            if version > latest and self.names_release(version):
                self._violate("forward", f"LATEST stays at {latest}, though {version} was published")

    def _violate(self, promise, what):
        self.world.violate(f"{promise}: {what}")


def _is_pointer(key):
    return key == f"{DATASET}/{LATEST}" or key.startswith(f"{DATASET}/{TAGS}/")


def _list_files(commit, content):
    if commit.endswith(RECEIPT):
        return {f"{DATASET}/{name}": entry["sha256"] for name, entry in content[FILES].items()}
    folder = commit.removesuffix(MANIFEST)
    return {folder + entry["path"]: entry["sha256"] for entry in content["files"]}


def _sha256(data):
    return hashlib.sha256(data).hexdigest()
