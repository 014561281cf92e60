"""The confines of a run, for whoever triggers it: Airflow's settings `[spindle] input_roots` and `output_roots`.

Each is a list separated by commas (AIRFLOW__SPINDLE__INPUT_ROOTS, AIRFLOW__SPINDLE__OUTPUT_ROOTS); nothing is confined
while it is unset. Every task asks again: settings, links and XComs may have changed since the form was checked.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from airflow.providers.common.compat.sdk import conf
from airflow.sdk.log import mask_secret
from pydantic import ValidationError

from pipelines.config.explain import explain
from pipelines.config.form import config_from_form, config_name, tree_from_form
from pipelines.config.notify import Notify
from pipelines.config.run import RunConfig, check_config, read_tree
from pipelines.errors import ConfigError
from pipelines.parts.part import Part
from pipelines.redact import find_secrets, redact
from pipelines.storage.places import Place, is_below, open_place
from pipelines.storage.roots import Confines, is_plain, parse_roots

Json = dict[str, Any]
Value = TypeVar("Value")
# Name in the JSON of a part that a task hands over: what it was made of, see `handed`.
OF = "of"
OUTPUT, REAL = "the output", "every file of probe_corpus.real"
# Folders below a dataset's own that a run writes to, and so must not be links that lead elsewhere.
WITHIN = ("*", "work/*", "rejects/*", "quarantine/*")


def find_confines() -> Confines:
    """Return the confines of the settings; raises ConfigError for an entry that is no root."""
    inputs, outputs = (str(conf.get("spindle", f"{what}_roots", fallback="") or "") for what in ("input", "output"))
    # A root of the Hub in output_roots allows push_release to upload there.
    return Confines(parse_roots(inputs, "input_roots", remote=True), parse_roots(outputs, "output_roots", remote=True))


def read_form(form: Mapping[str, Any]) -> RunConfig:
    """Return the configuration that a filled form asks for, and let Airflow mask its secrets in logs.

    A confined run takes only the project's own configurations: they name notifiers, for which Airflow fills in
    templates with whatever it knows. Raises ConfigError for others, and for a form that is filled wrongly.
    """
    _mask(dict(form))
    confined, name = _find_name(form)
    config = config_from_form(form)
    if confined and config.notify != Notify.model_validate(read_tree(name).get("notify", {})):
        raise ConfigError(
            "expected no setting of `notify` in the form: runs are confined by [spindle] input_roots and output_roots "
            "of Airflow, so notifiers come from the config alone"
        )
    _mask([config.input, *config.negatives.inputs.values()])
    return config


def read_notify(form: Mapping[str, Any]) -> Notify:
    """Return whom a filled form asks to tell, even if the rest of it is invalid; raises ConfigError.

    For a confined run the config alone says it, as in `read_form`, and for a form that cannot be read.
    """
    _mask(dict(form))
    confined, name = _find_name(form)
    try:
        tree = read_tree(name) if confined else tree_from_form(form)
    except ConfigError:
        tree = read_tree(name)
    try:
        return Notify.model_validate(tree.get("notify") or {})
    except ValidationError as error:
        raise ConfigError(explain(error, Notify)) from error


def _find_name(form: Mapping[str, Any]) -> tuple[bool, str]:
    """Return True for a confined run, and the name of its config; raise ConfigError for a path that is not taken."""
    confined, name = find_confines().are_set, config_name(form)
    if confined and not is_plain(name):
        raise ConfigError(
            f"expected `config` to be the name of a file in configs/corpora/, got {name!r}: "
            "runs are confined by [spindle] input_roots and output_roots of Airflow, so no path is taken"
        )
    return confined, name


def confine(config: RunConfig) -> RunConfig:
    """Return the configuration; raise ConfigError if it reads or writes outside the roots."""
    from pipelines.sources.confine import confine_input  # noqa: PLC0415 - a DAG file is read every few seconds

    if (inputs := find_confines().inputs) is not None:
        for place in (config.input, *config.negatives.inputs.values()):
            confine_input(place, inputs)
    return _confine_work(config)


def take(task: str, value: Value | None) -> Value:
    """Return what a task has returned; raise ConfigError if that is nothing."""
    if value is None:
        raise nothing_left(task)
    return value


def nothing_left(task: str) -> ConfigError:
    """Return the error of a task that needs the result of another one, which has left none."""
    return ConfigError(
        f"expected the result of {task}, found none: it was marked by hand, or skipped as one before it was. "
        "Clear the task that was marked, with the tasks after it"
    )


def read_config(tree: Json | None) -> RunConfig:
    """Return the configuration that check_run left for the tasks, confined but for the input: split_input reads it."""
    tree = take("check_run", tree)
    return _confine_work(check_config(tree))


def read_part(tree: Json | None, config: RunConfig, task: str = "the task before") -> Part:
    """Return a part that `task` left; raise ConfigError if there is none, or its files are not those of the dataset."""
    tree = take(task, tree)
    part = Part.from_json({name: value for name, value in tree.items() if name != OF})
    if find_confines().outputs is not None:
        folder = config.dataset_folder.resolve()
        names = [*part.sums, *(f"{name}.parquet" for name in part.rows)]
        for place in (part.folder, part.rejects_file, *(part.place / name for name in names)):
            if place is not None and not is_below(open_place(place), folder):
                raise ConfigError(
                    f"expected the files of {part.stage} {part.label} in {folder}, got {str(place)!r}: "
                    "the XCom of a task has been changed, so start a new run"
                )
    return part


def confine_output(place: str) -> str:
    """Return a path that a task left; raise ConfigError if it is outside the roots of outputs."""
    outputs = find_confines().outputs
    if outputs is not None and place:
        outputs.check(OUTPUT, open_place(place))
    return place


def confine_dataset(folder: Place) -> None:
    """Raise ConfigError if the folder of a dataset, or a link in it, is outside the roots of outputs."""
    outputs = find_confines().outputs
    if outputs is None:
        return
    outputs.check("the folder of the dataset", folder)
    links = (found for pattern in WITHIN for found in folder.glob(pattern)) if isinstance(folder, Path) else ()
    for path in (found for found in links if found.is_symlink()):
        outputs.check("everything in the folder of the dataset", path)


def without_secrets(config: RunConfig) -> Json:
    """Return the configuration as tasks pass it on: XComs are stored, and shown to many."""
    tree = config.model_dump(mode="json")
    return tree | {name: redact(tree[name]) for name in ("input", "publish_release", "negatives")}


def with_secrets(config: RunConfig, form: Mapping[str, Any]) -> RunConfig:
    """Return the configuration with the inputs of the form, secrets included; raises ConfigError for other inputs."""
    asked = read_form(form)
    inputs = {"news": asked.input, **asked.negatives.inputs}
    accepted = {"news": config.input, **config.negatives.inputs}
    if redact(inputs) != redact(accepted):
        few = {name: place for name, place in inputs.items() if redact(place) != redact(accepted.get(name))}
        name, place = next(iter(few.items()), (next(iter(accepted.keys() - inputs.keys()), ""), None))
        raise ConfigError(
            f"expected the input that check_run accepted, {accepted.get(name)!r}, got {place!r}: "
            "form or configuration have changed meanwhile, so start a new run"
        )
    return confine(config.model_copy(update={"input": asked.input, "negatives": asked.negatives}))


def _confine_work(config: RunConfig) -> RunConfig:
    from pipelines.spinners.confine import confine_profile  # noqa: PLC0415 - see above

    confines = find_confines()
    if confines.inputs is not None:
        for name in config.spin_articles.profiles:
            confine_profile(name, confines.inputs)
        for address in config.probe_corpus.real:
            confines.inputs.check(REAL, open_place(address))
    if confines.outputs is not None:
        folder = config.dataset_folder
        if not confines.outputs.hold(folder.parent):
            confines.outputs.refuse(OUTPUT, config.output)  # as it was asked for: a link's target is nobody's business
        confine_dataset(folder)
    return config


def _mask(value: Any) -> None:
    for secret in find_secrets(value):
        mask_secret(secret)
