import pytest
from spinners.nlpaug.flows import spin_one, step

from pipelines.errors import ConfigError
from pipelines.spinners.nlpaug.tools import load_flow


def test_a_second_dictionary_is_read_not_the_first_again(tmp_path):
    flows = []
    for name, line in (("one", "rain rane\n"), ("two", "rain rayn\n")):
        (tmp_path / name).write_text(line)
        flows.append([step("SpellingAug", dict_path=str(tmp_path / name), include_reverse=False)])
    assert [spin_one("rain", flow, rate=1)[0] for flow in flows] == ["rane", "rayn"]
    assert load_flow(flows[0])[0].fingerprint != load_flow(flows[1])[0].fingerprint


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (step("SynonimAug"), "did you mean 'SynonymAug'"),
        (step("NoiseAug"), "these work: AntonymAug"),
        (step("BackTranslationAug"), "no word can be traced"),
        (step("RandomWordAug", action="crop"), "substitute, swap, delete.*'crop'"),
        (step("KeyboardAug", aug_word_p=0.3), "'aug_word_p'.*the profile's rate"),
        (step("SynonymAug", aug_max=None), "'aug_max'.*the profile's rate"),
        (step("KeyboardAug", min_chars=2), "did you mean 'min_char'"),
        (step("KeyboardAug", lang="klingon"), "cannot work with the settings"),
        (step("ReservedAug"), "reserved_tokens"),
        (step("ReservedAug", reserved_tokens=[["rain", ""]]), "reserved_tokens"),
        (step("ReservedAug", reserved_tokens=[["rain"]]), "two different words"),
        (step("ReservedAug", reserved_tokens=[["Rain", "rain"]], case_sensitive=False), "two different words"),
        (step("RandomWordAug", action="substitute", target_words=["a", ""]), "action: delete"),
        (step("SpellingAug", dict_path="no/such/file"), "settings.dict_path.*'no/such/file'"),
        (step("TfIdfAug", model_path="no/such/folder"), "tfidfaug_w2idf.txt.*'no/such/folder'"),
    ],
)
def test_a_flow_that_cannot_work_is_refused_when_loaded(part, words):
    with pytest.raises(ConfigError, match=words):
        load_flow([part])
