"""The `spindle` command.

app         the commands, their options and their help; nothing heavy is imported before it is needed
exits       errors as one line and an exit code, the same for every command
terminal    where output goes: results to stdout, what accompanies them to stderr
diff        a pair with its edits marked
numbers     a release's numbers, as lines for a person
progress    how far a build is
follow      what of Airflow's log a person wants to see, for `make run`
build, spin, candidates, verify, show, listing, prune    the commands, one each
"""

from pipelines.cli.app import main

__all__ = ["main"]
