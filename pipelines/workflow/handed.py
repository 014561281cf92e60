"""Results that tasks hand over to each other: a task takes those of the run as it is now, and of this code.

Airflow keeps what a task has returned: when it is cleared, until it starts again; when it has no place in the run any
more, since there are fewer mapped tasks than before; and when somebody marks it as done by hand. So a part is handed
over with what it was made of (`of`): its stage with the code, the settings up to this stage, and the keys of the parts
that the stage took. Whoever takes it knows these as well, and compares.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from pipelines.config.run import RunConfig
from pipelines.errors import ConfigError, LostPartError
from pipelines.fingerprint import code_fingerprint
from pipelines.parts.finish import DamagedPartError
from pipelines.parts.part import Chain, Corpus, Part
from pipelines.storage.json_files import hash_json
from pipelines.workflow.batches import join_batches, label_of
from pipelines.workflow.confine import OF, read_config, read_part, take

Json = dict[str, Any]
# The answer to approve_release that publishes: ApprovalOperator.APPROVE, whose import takes a second.
APPROVE = "Approve"
# Task -> the mapped task whose results its own are made of.
TAKES = {"ingest_articles": "split_input", "spin_articles": "ingest_articles", "validate_pairs": "spin_articles"}
# Sections of a configuration that stand behind those of the stages, and decide on their parts all the same.
FOR_ALL_STAGES = {"negatives"}


class Maker:
    """A stage as it is here and now, to tell its parts from those of other code or settings.

    Settings of later stages do not count: who mends one of them does not have to clear the stages before.
    """

    def __init__(self, stage: str, config: Json | None) -> None:
        config = take("check_run", config)
        fields = list(RunConfig.model_fields)
        later = set(fields[fields.index(stage) + 1 :]) - FOR_ALL_STAGES
        settings = {name: value for name, value in config.items() if name not in later}
        self.stage = stage
        self._made = hash_json([stage, code_fingerprint(f"pipelines.stages.{stage}"), settings])

    def of(self, *keys: str) -> str:
        """Return what a part of the stage is `of`, if it was made from the parts with these keys, in this order."""
        return hash_json([self._made, *keys])

    def hand_over(self, part: Part, *keys: str) -> Json:
        """Return a part, made from the parts with these keys, as JSON for the tasks that take it."""
        return part.to_json() | {OF: self.of(*keys)}

    def take(self, value: Json | None, *keys: str) -> Json:
        """Return a part that was handed over; raise ConfigError if there is none, or it was made from others."""
        value = take(self.stage, value)
        if value.get(OF) != self.of(*keys):
            raise _stale(self.stage)
        return value


def take_articles(batches: Sequence[Any] | None, raw: Sequence[Any] | None, config: Json) -> list[Json]:
    """Return the parts of articles: one for each group of raw parts, in their order.

    batches  what the tasks of ingest_articles have returned, in this try of the run or an earlier one
    raw      what split_input has returned: batches of groups of raw parts
    Raise ConfigError if a group has no part. Parts of other groups are left out: the input has changed.
    """
    made, items = _name_articles(raw, config), join_batches(batches or [])
    found = {part[OF]: part for part in items if part.get(OF) in made}
    _require(made, found, dict.fromkeys(map(label_of, items), "ingest_articles"))
    return [found[of] for of in made]


def take_chains(
    batches: Sequence[Any] | None, raw: Sequence[Any] | None, groups: Json | None, config: Json
) -> list[Json]:
    """Return the chains: one for each group of raw parts, in their order.

    batches  what the tasks of validate_pairs have returned, in this try of the run or an earlier one
    raw      as in `take_articles`
    Raise ConfigError as `take_articles` does, also for a chain with a part of other articles, groups or pairs.
    """
    made, of_groups = _name_articles(raw, config), take("group_duplicates", groups)["key"]
    spin, validate = Maker("spin_articles", config), Maker("validate_pairs", config)
    found: dict[str, Json] = {}
    faulty: dict[str, str] = {}  # label -> the first stage whose part is not that of this run
    for chain in join_batches(batches or []):
        articles, pairs, validated = (chain[name] for name in ("articles", "pairs", "validated"))
        if articles.get(OF) not in made:
            faulty[label_of(chain)] = "ingest_articles"
        elif pairs.get(OF) != spin.of(articles["key"], of_groups):
            faulty[label_of(chain)] = spin.stage
        elif validated.get(OF) != validate.of(articles["key"], pairs["key"]):
            faulty[label_of(chain)] = validate.stage
        else:
            found[articles[OF]] = chain
    _require(made, found, faulty, "validate_pairs")
    return [found[of] for of in made]


def read_corpus(chains: Sequence[Json], groups: Json | None, config: Json) -> Corpus:
    """Return the corpus of chains and their groups; raise ConfigError if the groups are those of other articles."""
    checked, made_of = read_config(config), (chain["articles"]["key"] for chain in chains)
    read = [Chain(**{name: read_part(part, checked) for name, part in chain.items()}) for chain in chains]
    return Corpus(read, read_part(Maker("group_duplicates", config).take(groups, *made_of), checked))


def keys_of(chains: Sequence[Json], groups: Json | None) -> list[str]:
    """Keys of the parts that audit_corpus and the tasks after it judge: those before are in the keys of these."""
    return [*(chain["validated"]["key"] for chain in chains), take("group_duplicates", groups)["key"]]


def check_answer(answer: Json | None, judged: Part, config: RunConfig) -> None:
    """Raise ConfigError if the release of a judged corpus needs approval, and `answer` does not give it.

    answer  what approve_release has left: the options chosen, and the key of the part that they were chosen for
    """
    given = answer or {}
    is_approved = given.get("quality") == judged.key and APPROVE in given.get("chosen_options", [])
    if config.publish_release.require_approval and not is_approved:
        raise ConfigError(
            "expected somebody to approve the release, as publish_release.require_approval asks for, found no answer "
            "for this corpus: approve_release was marked by hand. Clear it, with the tasks after it, and answer it"
        )


@contextmanager
def naming_lost_parts(task: str) -> Iterator[None]:
    """Raise LostPartError, which says what to clear, in place of DamagedPartError, if another task makes the part.

    Models, sketches and linking jobs belong to no stage: whoever needs them computes them, so a retry helps.
    """
    try:
        yield
    except DamagedPartError as error:
        from pipelines import run  # noqa: PLC0415 - imports all stages

        if error.stage == task or error.stage not in {"split_input", *run.STAGES}:
            raise
        raise LostPartError(
            f"{error.found}: {error.stage} of {error.label} is computed again when {error.stage} is cleared with the "
            "tasks after it, or by a new run"
        ) from error


def _name_articles(raw: Sequence[Any] | None, config: Json) -> dict[str, str]:
    """Map what each part of articles is `of` to its label, in the order of split_input."""
    ingest, batches = Maker("ingest_articles", config), take("split_input", raw)
    return {ingest.of(*(part["key"] for part in group)): label_of(group) for batch in batches for group in batch}


def _require(
    made: Mapping[str, str], found: Mapping[str, Json], faulty: Mapping[str, str], task: str = "ingest_articles"
) -> None:
    """Raise ConfigError if a part of `made` is not in `found`.

    faulty  label -> the stage whose part is of another run
    task    the task that has returned the parts
    """
    labels = [label for of, label in made.items() if of not in found]
    if not labels:
        return
    label = labels[0]
    which = label if len(labels) == 1 else f"{label} and {len(labels) - 1:,} more"
    if label in faulty:
        raise _stale(faulty[label], f" of {which}")
    raise ConfigError(
        f"expected the result of {task} of {which}, found none: it was marked by hand, or skipped as one before it "
        "was. Clear the task that was marked, as a whole, with the tasks after it"
    )


def _stale(stage: str, which: str = "") -> ConfigError:
    return ConfigError(
        f"expected the result of {stage}{which} that this run has, found one of another input, of other settings, "
        f"or of another version of Spindle. Clear {stage} as a whole, with the tasks after it"
    )
