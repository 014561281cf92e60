from tune_news import main


def test_missing_samples_say_what_to_do(tmp_path, capsys):
    assert main(["--samples", str(tmp_path / "none.jsonl")]) == 3
    error = capsys.readouterr().err
    assert "none.jsonl" in error
    assert "SAMPLES=" in error
