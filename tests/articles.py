"""News for tests, written for them: sentences that are put together by number, so no two articles are the same."""

import json

PLACES = ["Harbour Street", "the old mill", "Linden Park", "the north quay", "Station Road", "the river path"]
WHO = ["The council", "A local company", "The museum", "A group of residents", "The fire service", "The school board"]
DID = [
    "will open",
    "has closed",
    "plans to rebuild",
    "wants to sell",
    "has agreed to repair",
    "will soon begin to clean",
]
WHAT = [
    "a small bridge",
    "the public library",
    "two large houses",
    "the sports ground",
    "an empty factory",
    "the market hall",
]
WHY = [
    "because the winter storm did serious damage to the roof and the walls",
    "after a long debate about the cost of the work and the money that is left",
    "so that families can use the place again before the end of the summer",
    "although many people in the town say that other problems are more important",
    "while engineers try to find out why the ground is moving under the building",
]
THEN = [
    "Officials said the decision was difficult, but they expect strong support from voters.",
    "Work should start next month and will take about a year, according to the plan.",
    "Several shops nearby fear that they will lose customers while the road is shut.",
    "The mayor called it an important step and thanked everyone who had helped.",
    "Critics asked for a new study, saying the numbers were wrong from the beginning.",
    "A final vote is expected on Friday, when the members meet again in the town hall.",
    "Neighbours were quick to welcome the news, and some brought cake to celebrate.",
]


def article(number):
    """One article of some 70 words as {id, title, text}."""
    pick = lambda options, step: options[(number // step + number) % len(options)]  # noqa: E731 - one line, used here only
    lead = f"{pick(WHO, 1)} {pick(DID, 6)} {pick(WHAT, 36)} near {pick(PLACES, 5)} {pick(WHY, 7)}."
    rest = [THEN[(number * step + number // 7) % len(THEN)] for step in (1, 3, 5)]
    detail = (
        f"The bill is put at {number + 11} thousand pounds, and number {number + 1} on the list of works comes next."
    )
    return {
        "id": f"story-{number}",
        "title": f"{pick(WHO, 1)} and {pick(WHAT, 36)}",
        "text": " ".join([lead, *rest, detail]),
    }


def write_news(path, count, start=0):
    path.write_text("".join(json.dumps(article(number)) + "\n" for number in range(start, start + count)))
    return path


def name_case(value):
    """Return the name of a test's case: the same in each process, also for content with the time in it."""
    return value[:30] if isinstance(value, str) else None if isinstance(value, int) else type(value).__name__
