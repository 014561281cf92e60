"""A detector as a file of arrays, without pickle."""

import json
from pathlib import Path

from pipelines.detector.detector import Detector


def save_detector(detector: Detector, path: Path) -> None:
    """Write a detector; the same detector gives the same bytes."""
    path.write_text(json.dumps({"thresholds": detector.thresholds, "about": detector.about}))


def load_detector(path: Path) -> Detector:
    """Read a detector; raise InputError if the file is not one."""
    return Detector(**json.loads(path.read_text()))
