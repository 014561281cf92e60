"""The `spindle` command.

app         the command itself, put together; nothing heavy is imported before it is needed
corpora     options and help of the commands that build corpora
releases    options and help of the commands on releases
texts       options and help of the commands on texts and profiles
settings    options and help of the commands on the configuration
options     options that several commands share, or that have the help of the trigger form
exits       errors as one line and an exit code, the same for every command
terminal    output: results to stdout, progress, notes and errors to stderr
plain_console  a console that lets no text of a stranger act on the terminal

build       command: all stages on this machine
spin        command: one text, spun now
candidates  command: the candidates of a word or phrase
learn       command: a profile from samples
profiles    command: the profiles there are
profile     command: one profile, with an example
config      command: the configuration shown, its schema, a file to start from
rebuild     command `build --from-manifest`: a release built again and compared
verify      command: every check on a release
show        command: a release's numbers and some of its pairs
diff        command: the differences between two releases
probe       command: a release judged by the models that it trains
listing     command `list`: all releases (`list` itself is Python's)
promote     command: LATEST moved to another release
tag         command: names for releases
prune       command: old releases and unused parts of work deleted
push        command: a release uploaded to the Hugging Face Hub
export      command: a release in a format that other programs read
train       command: a detector trained on a release
detect      command: texts scored and marked
tune        command: a configuration tuned to real samples
dags        command: the folder of the DAGs, for an Airflow of one's own

text_files  a text from a file or stdin
marked      a pair with its edits marked
scored      a scored text with its swapped spans marked
scoring     `detect --output`: all rows of a crawl scored
numbers     a release's numbers, as lines
changes     the differences between two releases, as lines and tables
probe_tables  the figures of a probe, in words and as tables
progress    the progress of a build
follow      the lines of Airflow's log that `make run` shows
"""

import signal


def main() -> None:
    """Run the command that the arguments of this process name, and exit.

    Until it has loaded, Ctrl-C ends the process as the system does, without a traceback.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # it may be ignored, as by nohup
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from pipelines.cli.app import main as run  # noqa: PLC0415 - after the signal

    run()
