"""Notifiers for tests, named in configurations by their import path."""

import json
from pathlib import Path

from airflow.sdk import BaseNotifier


class FileNotifier(BaseNotifier):
    """Appends what it is told to a file, a line of JSON each time."""

    template_fields = ("text",)

    def __init__(self, path, text="{{ spindle.title }}", **kwargs):
        super().__init__(**kwargs)
        self.path = path
        self.text = text

    def notify(self, context):
        with Path(self.path).open("a") as file:
            file.write(json.dumps({"text": self.text, "spindle": context["spindle"]}) + "\n")


class BrokenNotifier(BaseNotifier):
    """Fails as a mail server that is away does."""

    def notify(self, context):
        raise ConnectionError(f"the mail server is away: {context['spindle']['title']}")


class NoNotifier:
    """Not one."""
