import pyarrow as pa
import pytest

from pipelines.text.language import detect_languages

TEXTS = {
    "en": "The council voted on Tuesday to repair the old bridge before the winter, and traffic will be diverted.",
    "de": "Der Stadtrat hat am Dienstag beschlossen, die alte Brücke noch vor dem Winter reparieren zu lassen.",
    "fr": "Le conseil municipal a décidé mardi de réparer le vieux pont avant l'hiver, et la circulation sera déviée.",
    "es": "El ayuntamiento decidió el martes reparar el viejo puente antes del invierno y desviar el tráfico.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_language_is_found(language):
    languages, confidence = detect_languages(pa.array([TEXTS[language]]), "en")
    assert languages.to_pylist() == [language]
    assert confidence[0] > 0.7


def test_a_foreign_headline_on_an_english_text_does_not_count():
    text = "Brücke gesperrt\n\n" + 5 * (TEXTS["en"] + "\n")
    assert detect_languages(pa.array([text]), "en")[0].to_pylist() == ["en"]


def test_capitals_are_no_other_language():
    assert detect_languages(pa.array([TEXTS["en"].upper()]), "en")[0].to_pylist() == ["en"]


def test_no_texts():
    languages, confidence = detect_languages(pa.array([], pa.string()), "en")
    assert (len(languages), len(confidence)) == (0, 0)


def test_the_language_depends_on_the_text_alone():
    alone = detect_languages(pa.array([TEXTS["fr"]]), "en")[1][0]
    among = detect_languages(pa.array(list(TEXTS.values())), "en")[1][2]
    assert alone == among
