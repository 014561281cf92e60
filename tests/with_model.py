"""Releases with a model, as probe_corpus will give them one."""

import json

from pipelines.detector.model_file import save_detector
from pipelines.scoring.models import MODEL
from pipelines.scoring.train import sample_split, train_on
from pipelines.storage.files import sha256_file


def give_model(release):
    """Train a model on a release and list it in the manifest; return its path."""
    path = release.folder / MODEL
    save_detector(train_on(release, sample_split(release, "train", 10**6)), path)
    manifest = release.folder / "manifest.json"
    content = json.loads(manifest.read_text())
    content["files"].append({"path": MODEL, "bytes": path.stat().st_size, "sha256": sha256_file(path)})
    manifest.unlink()  # it may be a hard link
    manifest.write_text(json.dumps(content))
    return path
