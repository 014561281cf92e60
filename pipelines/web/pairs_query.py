"""The query of the pair browser: the search, its order, and the place to start from."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from fastapi.exceptions import RequestValidationError
from pydantic import Field, ValidationInfo, field_validator

from pipelines.browse.match import Wanted
from pipelines.browse.paging import Position
from pipelines.browse.search_terms import asked_words
from pipelines.web.address_query import AddressQuery

# Limit of the numbers of files, rows and words.
Number = Annotated[int, Field(ge=0, lt=1 << 31)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
# Ids of articles are what the input had, addresses for example.
MOST_OF_AN_ID = 4_000
Text = Annotated[str, Field(max_length=200)]
# Conditions, as the address names them; `split` limits the pairs that are searched.
FILTERS = (
    *("split", "profile", "kind", "origin", "word", "source", "since", "until"),
    *("rate_from", "rate_to", "words_from", "words_to", "text", "article"),
)


# The end of a range -> its begin.
BEGINS = {"until": "since", "rate_to": "rate_from", "words_to": "words_from"}
# Entry -> its label in the form.
LABELS = {
    "split": "Split",
    "profile": "Profile",
    "kind": "Kind of edit",
    "origin": "Origin of edit",
    "word": "Swapped word",
    "source": "Source",
    "since": "Published from",
    "until": "Published to",
    "rate_from": "Words swapped, % from",
    "rate_to": "Words swapped, % to",
    "words_from": "Length in words from",
    "words_to": "Length in words to",
    "text": "Find",
    "article": "Article",
    "sort": "Order",
}


class PairsQuery(AddressQuery):
    """The query of an address. Rates are in percent."""

    split: str | None = None
    profile: str | None = None
    kind: str | None = None
    origin: str | None = None
    word: Annotated[str | None, Field(max_length=100)] = None
    source: Text | None = None
    since: date | None = None
    until: date | None = None
    rate_from: Percent | None = None
    rate_to: Percent | None = None
    words_from: Number | None = None
    words_to: Number | None = None
    text: Text | None = None
    article: Annotated[str | None, Field(max_length=MOST_OF_AN_ID)] = None
    sort: Literal["rate", "-rate"] | None = None
    # Rank of the first pair of a sorted page.
    at: Number = 0
    # First row of a page in the order of the release, or, with back=1, the row after its last.
    file: Number | None = None
    row: Number = 0
    back: bool = False
    # Long articles whole; all matching pairs counted.
    whole: bool = False
    count: bool = False

    @field_validator("word", "text")
    @classmethod
    def _has_a_word(cls, word: str | None) -> str | None:
        if word is not None and not asked_words(word):
            raise ValueError("expected a word with letters or digits: other signs are not searched for")
        return word

    @field_validator(*BEGINS)
    @classmethod
    def _ends_after_it_begins(cls, end: Any, info: ValidationInfo) -> Any:
        begin = info.data.get(BEGINS[str(info.field_name)])
        if end is not None and begin is not None and end < begin:
            raise ValueError(f"expected {begin} or more, where the range begins")
        return end

    @property
    def filters(self) -> dict[str, Any]:
        """The conditions that are set, as they are in an address."""
        found = self.model_dump(include=set(FILTERS), mode="json")
        return {name: found[name] for name in FILTERS if found[name] is not None}

    @property
    def kept(self) -> dict[str, Any]:
        """The entries that every further page keeps."""
        kept = {"sort": self.sort, "whole": 1 if self.whole else None}
        return self.filters | {name: value for name, value in kept.items() if value is not None}

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            profile=self.profile,
            kind=self.kind,
            origin=self.origin,
            word=self.word,
            source=self.source,
            since=self.since,
            until=self.until,
            least_rate=_share(self.rate_from),
            most_rate=_share(self.rate_to),
            least_words=self.words_from,
            most_words=self.words_to,
            text=self.text,
            article=self.article,
        )

    @property
    def place(self) -> Position | None:
        return None if self.file is None else Position(self.file, self.row)


class DownloadQuery(PairsQuery):
    """The query of a download; its order and its place are not looked at."""

    form: Literal["parquet", "jsonl"] = "parquet"


def find_wrong_choices(asked: PairsQuery, choices: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return what is wrong with each value that is no choice of its filter; a filter without choices takes any."""
    return {
        name: f"expected one of {', '.join(known)}"
        for name, known in choices.items()
        if known and getattr(asked, name) not in (None, *known)
    }


def check_choices(asked: PairsQuery, choices: Mapping[str, Sequence[str]]) -> None:
    """Answer that entries of the query are wrong if one is no choice of its filter."""
    wrong = find_wrong_choices(asked, choices)
    if wrong:
        errors = [{"type": "value_error", "loc": ("query", name), "msg": says} for name, says in wrong.items()]
        raise RequestValidationError(errors)


def _share(percent: float | None) -> float | None:
    return None if percent is None else percent / 100
