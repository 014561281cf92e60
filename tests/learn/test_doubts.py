import pytest

from pipelines.learn.doubts import find_doubts
from pipelines.learn.estimate import Estimate
from pipelines.learn.samples import Pair

ENGLISH = [Pair("The council will close the old bridge over the river tomorrow morning.", "")] * 6
GERMAN = [Pair("Der Rat schließt morgen früh die alte Brücke über den Fluss.", "")] * 6
UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"), 0)


@pytest.mark.parametrize(
    ("pairs", "frequency", "said"),
    [
        (ENGLISH, Estimate(-0.5, -0.6, -0.4, 9), []),
        (ENGLISH, Estimate(0.2, 0.05, 0.4, 9), []),
        (ENGLISH + GERMAN, UNKNOWN, []),
        (ENGLISH + GERMAN + GERMAN[:1], UNKNOWN, ["7 of 13 look like 'de'"]),
        (ENGLISH, Estimate(0.3, 0.2, 0.4, 9), ["2.0 times as common as the words that they replace"]),
        (GERMAN, Estimate(1.0, 0.9, 1.1, 9), ["6 of 6 look like 'de'", "10.0 times as common"]),
    ],
)
def test_doubts_are_said_where_there_is_reason(pairs, frequency, said):
    found = list(find_doubts(pairs, frequency))
    assert len(found) == len(said)
    assert all(part in doubt for part, doubt in zip(said, found, strict=True))
