"""Edits composed over passes, slow and obvious."""

from dataclasses import dataclass


@dataclass
class Edit:
    clean_start: int
    clean_end: int
    start: int  # in the current text
    end: int
    n_words: int
    passes: int
    kind: str
    unit: str | None  # the unit that is the whole original


def compose(earlier, later):
    """One edit for each union of spans that overlap on the text between, which is the clean text of the later edits."""
    unions = []
    spans = [(edit.start, edit.end, False, edit) for edit in earlier]
    spans += [(edit.clean_start, edit.clean_end, True, edit) for edit in later]
    for start, end, is_later, edit in sorted(spans, key=lambda span: span[:3]):
        if unions and start < unions[-1][1]:
            unions[-1] = (unions[-1][0], max(end, unions[-1][1]), [*unions[-1][2], (is_later, edit)])
        else:
            unions.append((start, end, [(is_later, edit)]))
    edits = []
    for start, end, members in unions:
        old, new = ([edit for is_later, edit in members if is_later == which] for which in (False, True))
        carrier = (old or new)[0]
        is_as_wide = not old or (start, end) == (carrier.start, carrier.end)
        edits.append(
            Edit(
                clean_start=back(start, earlier),
                clean_end=back(end, earlier),
                start=forth(start, later),
                end=forth(end, later),
                n_words=sum(edit.n_words for _, edit in members),
                passes=max((edit.passes for edit in old), default=0) + bool(new),
                kind=carrier.kind,
                unit=carrier.unit if is_as_wide else None,
            )
        )
    return edits


def back(position, edits):
    """The position before the edits, none of which contains it."""
    return position - sum(gain(edit) for edit in edits if edit.end <= position)


def forth(position, edits):
    """The position after the edits, none of which contains it."""
    return position + sum(gain(edit) for edit in edits if edit.clean_end <= position)


def gain(edit):
    return (edit.end - edit.start) - (edit.clean_end - edit.clean_start)
