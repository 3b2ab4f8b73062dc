"""What an operator writes is read as it was meant, or refused with a line and a way out."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from vortex_gui.base.errors import RecipeError, SettingsError
from vortex_gui.base.files.text_file import TextFileError, read_text_file, write_text_file
from vortex_gui.base.notation import plain_yaml
from vortex_gui.base.notation.plain_json import load_json
from vortex_gui.base.notation.plain_yaml import PlainTextError, load_plain
from vortex_gui.base.recipe.recipe import Recipe, load_recipe, read_recipe, recipe_from_text, save_recipe
from vortex_gui.base.settings.settings import Settings, load_settings, save_settings


def recipe_text(script: str = "Good evening.", slot: str = "{seed: 7}", prompt: str = "a man") -> str:
    return f"slot_params: {slot}\naudio_track:\n  script: {script}\nvisual_track:\n  prompt: {prompt}\n"


def fault_of(text: str) -> str:
    with pytest.raises(RecipeError) as caught:
        recipe_from_text(text)
    return "\n".join(caught.value.faults)


@pytest.mark.parametrize(
    "script",
    [
        "No",
        "yes",
        "on",
        "true",
        "null",
        "2026-11-28",
        "12:30",
        "1:30:00",
        "0123",
        "1.50",
        "1e3",
        "0x1F",
        "<<",
    ],
)
def test_a_text_field_takes_the_scalar_as_written(script: str) -> None:
    assert recipe_from_text(recipe_text(script)).audio_track.script == script
    assert recipe_from_text(recipe_text(prompt=script)).visual_track.prompt == script


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0123", 123),
        ("1e3", 1000.0),
        ("+5", 5),
        ("1:30", "1:30"),
        ("0o17", "0o17"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
    ],
)
def test_numbers_are_decimal(written: str, value: object) -> None:
    assert load_plain(f"a: {written}") == {"a": value}


@pytest.mark.parametrize("written", ["yes", "No", "on", "OFF", "y"])
def test_only_true_and_false_are_truth_values(written: str) -> None:
    assert load_plain(f"a: {written}\nb: true\nc: False") == {"a": written, "b": True, "c": False}


@pytest.mark.parametrize(
    ("slot", "sentence"),
    [
        ("{seed: 1:30}", "slot_params.seed: '1:30' is not a whole number."),
        ("{seed: yes}", "slot_params.seed: 'yes' is not a whole number."),
        ("{seed: 2026-11-28}", "slot_params.seed: '2026-11-28' is not a whole number."),
        ("{seed: 4294967296}", "slot_params.seed: 4294967296 is out of range; up to 4294967295 is allowed."),
        ("{slot_id: 1000000}", "slot_params.slot_id: 1000000 is out of range; up to 999999 is allowed."),
        ("{fps: true}", "slot_params.fps: true is not a whole number."),
        ("{fps: 1.0}", "slot_params.fps: 1.0 is not a whole number."),
        ("{fps: 1e3}", "slot_params.fps: 1000.0 is not a whole number."),
        ("{fps: .inf}", "slot_params.fps: .inf is not a whole number."),
        ("{duration_sec: .nan}", "slot_params.duration_sec: .nan is not a finite number."),
        ("[1]", "slot_params: [1] is not a section with fields."),
        ("fast", "slot_params: 'fast' is not a section with fields."),
        (
            f"{{seed: {'9' * 100}}}",
            "slot_params.seed: a number of 100 digits is out of range; up to 4294967295 is allowed.",
        ),
    ],
)
def test_a_fault_speaks_the_operators_words(slot: str, sentence: str) -> None:
    assert fault_of(recipe_text(slot=slot)) == sentence


def test_an_empty_section_is_its_default() -> None:
    assert recipe_from_text(recipe_text(slot="")) == recipe_from_text(recipe_text(slot="{}"))
    assert (
        fault_of("audio_track:\nvisual_track: {prompt: x}\n") == "audio_track.script: missing; it is needed."
    )


@pytest.mark.parametrize("name", ["voice_id", "speed", "emotion"])
@pytest.mark.parametrize("written", ["", "  # as it is"])
def test_an_empty_field_is_its_default(name: str, written: str) -> None:
    text = f"audio_track:\n  script: x\n  {name}:{written}\nvisual_track: {{prompt: y}}\n"
    assert recipe_from_text(text) == recipe_from_text("audio_track: {script: x}\nvisual_track: {prompt: y}")


def test_nothing_in_json_is_the_default_as_in_yaml() -> None:
    data = {"slot_params": None, "semantic_constraints": None, "audio_track": {"script": "x", "speed": None}}
    read = recipe_from_text(json.dumps(data | {"visual_track": {"prompt": "y", "negative_prompt": None}}))
    assert read == recipe_from_text("audio_track: {script: x}\nvisual_track: {prompt: y}")


def test_an_empty_field_that_is_needed_is_missing() -> None:
    fault = fault_of("audio_track:\n  script:\nvisual_track: {prompt: x}\n")
    assert fault == "audio_track.script: missing; it is needed."


def test_a_text_that_a_comment_takes_away_whole_is_told_with_its_line() -> None:
    fault = fault_of("audio_track:\n  script: #1 tonight\nvisual_track: {prompt: x}\n")
    assert 'audio_track.script: "#" in line 2 begins a comment' in fault


@pytest.mark.parametrize("script", ["! Warning to all", "&co is open", "!!str 12", "* star", "*star"])
def test_a_sign_that_yaml_would_swallow_is_refused_with_its_line(script: str) -> None:
    fault = fault_of(recipe_text(script))
    assert "line 3: " in fault
    assert "quotes" in fault or "plain values" in fault


def test_a_faulty_entry_of_a_list_is_one_fault() -> None:
    fault = fault_of(recipe_text().rstrip("\n") + "\n  expression_sequence: [No]\n")
    assert fault.startswith("visual_track.expression_sequence.0: 'No' is not known; allowed is ")
    assert "\n" not in fault


def test_an_empty_section_of_the_settings_is_its_default(tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text("output:\nconsole:\n  volume: 10\n", encoding="utf-8")
    found = load_settings(path)
    assert found.output == Settings().output
    assert found.console.volume == 10


def test_a_truth_value_is_no_number_in_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text("output: {crf: true}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="crf: true is not a whole number"):
        load_settings(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (recipe_text("Breaking: the cat has won."), ("line 3", "quotes", '"|"')),
        (recipe_text("'not closed"), ("not closed",)),
        (recipe_text("@home"), ("line 3", "quotes")),
        ("audio_track:\n\tscript: x\n", ("line 2", "spaces")),
        ("audio_track: {script: x\nvisual_track: {prompt: y}\n", ("comma or a closing bracket",)),
        ("audio_track:\n    script: x\n  voice_id: y\n", ("line 3", "indentation")),
        (recipe_text() + "---\na: 1\n", ("line 6", "second document")),
        (recipe_text("!!python/object:os.system x"), ("tags",)),
        ("a: 1\na: 2\n", ("line 2", '"a" stands twice')),
        ("{" * 20_000, ("nested too deeply",)),
        (f"slot_params: {{seed: {'9' * 5000}}}", ("5000 digits",)),
    ],
)
def test_what_is_no_yaml_names_the_line_and_a_way_out(text: str, words: tuple[str, ...]) -> None:
    fault = fault_of(text)
    assert all(word in fault for word in words), fault
    assert "\n" not in fault


def test_a_comment_that_cuts_a_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(recipe_text("We are number #1 tonight."), encoding="utf-8")
    found = read_recipe(path)
    assert found.recipe.audio_track.script == "We are number"
    (warning,) = found.warnings
    assert warning.startswith('audio_track.script: "#" in line 3')


@pytest.mark.parametrize("script", ["'number #1'", '"#1" # aside', "|\n    number #1\n", "C# is a note", ""])
def test_a_comment_beside_a_whole_text_is_not_told(script: str, tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(
        f"# all of it\nvisual_track: {{prompt: x}} # here\naudio_track:\n  script: {script or 'x'}\n"
    )
    assert read_recipe(path).warnings == ()


def as_json(**more: object) -> str:
    data = {
        "slot_params": {"seed": 7},
        "audio_track": {"script": "The moon 🌙."},
        "visual_track": {"prompt": "a"},
    }
    return json.dumps(data | more)


@pytest.mark.parametrize("suffix", [".json", ".yaml", ".txt"])
def test_json_is_read_by_a_json_reader(suffix: str, tmp_path: Path) -> None:
    """Escaped pairs are one character, and tabs may indent."""
    path = tmp_path / f"recipe{suffix}"
    path.write_text(as_json().replace(', "', ',\n\t"'), encoding="utf-8")
    assert load_recipe(path).audio_track.script == "The moon 🌙."


def test_the_same_recipe_in_both_formats_is_the_same(tmp_path: Path) -> None:
    recipe = recipe_from_text(as_json())
    for name in ("a.json", "a.yaml", "a.JSON"):
        save_recipe(recipe, tmp_path / name)
        assert load_recipe(tmp_path / name) == recipe
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["slot_params"] == {"seed": 7}
    assert "{" not in (tmp_path / "a.yaml").read_text(encoding="utf-8").split("expression")[0]


def test_an_escaped_pair_in_yaml_is_one_character() -> None:
    text = recipe_text('"The moon \\ud83c\\udf19."')
    assert recipe_from_text(text).audio_track.script == "The moon 🌙."


@pytest.mark.parametrize("half", ["\\ud800", "\\udc00 x", "\\u0000", "\\u001b[31m"])
def test_what_is_no_text_is_refused(half: str) -> None:
    fault = fault_of(as_json().replace('a"}', f'{half}"}}'))
    assert fault.startswith("visual_track.prompt: holds a character that is no text (U+")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": NaN}', "NaN is not a number"),
        ('{"a": 1e999}', "larger than a number"),
        ('{"a": 1, "a": 2}', '"a" stands twice'),
        ('{"a": 1,}', "line 1"),
        ('{\n"a" 1}', 'line 2: a ":" is missing'),
        ("{'a': 1}", "double quotes"),
        ('{"a": 1} x', "more stands after the end"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": ' + "9" * 9000 + "}", "9000 digits"),
    ],
)
def test_what_is_no_json_says_why(text: str, words: str) -> None:
    with pytest.raises(PlainTextError) as caught:
        load_json(text)
    assert words in str(caught.value)


def test_a_json_file_that_is_none_is_told_as_json(tmp_path: Path) -> None:
    path = tmp_path / "recipe.json"
    path.write_text("audio_track: {script: x}\n", encoding="utf-8")
    with pytest.raises(RecipeError, match=r"not readable as JSON \(line 1: a value is missing\)"):
        load_recipe(path)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + recipe_text().encode())
    assert load_recipe(path).audio_track.script == "Good evening."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes by name on this system")
def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    with pytest.raises(TextFileError, match="a pipe; a file is needed"):
        read_text_file(pipe, 100)
    with pytest.raises(TextFileError, match="over 0 KB"):
        read_text_file(Path(__file__), 100)


def test_saving_follows_a_link_and_keeps_the_mode(tmp_path: Path) -> None:
    real = tmp_path / "real" / "settings.yaml"
    real.parent.mkdir()
    real.write_text("console: {volume: 1}\n", encoding="utf-8")
    real.chmod(0o600)
    link = tmp_path / "settings.yaml"
    link.symlink_to(real)
    save_settings(Settings(), link)
    assert link.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o600
    assert load_settings(link) == Settings()
    assert [path.name for path in real.parent.iterdir() if path.name.startswith(".")] == []


def test_what_a_link_leads_to_is_replaced_only_if_it_is_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    for name in ("pipe", "link"):
        with pytest.raises(OSError, match="a pipe; a file is needed"):
            write_text_file(tmp_path / name, "text")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "pipe"]


def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        write_text_file(path, "\ud800")
    assert path.read_text(encoding="utf-8") == "before"
    assert [child.name for child in tmp_path.iterdir()] == ["recipe.yaml"]


def test_a_recipe_saved_through_a_link_changes_the_file_behind_it(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    real.write_text("old", encoding="utf-8")
    link.symlink_to(real)
    recipe: Recipe = recipe_from_text(as_json())
    save_recipe(recipe, link)
    assert link.is_symlink()
    assert load_recipe(real) == recipe


@pytest.mark.parametrize(
    "text", ['a: "\\UFFFFFFFF"', 'a: "\\U00110000"', "%YAML " + "1" * 5000 + ".1\n---\na: 1"]
)
def test_numbers_that_the_library_does_not_check_are_one_sentence(text: str) -> None:
    with pytest.raises(PlainTextError, match="names no character"):
        load_plain(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: !%FF a", "a: !x! y", "a: !<tag:x b", "a: !!python/object x", "%TAG !e! tag:x:\n---\na: !e!x y",
        "%YAML 2.0\n---\na: 1", "%YAML x\n---\na", "%YAML 1.2\n%YAML 1.2\n---\na: 1", "%FOO\na: 1",
        "%TAG ! x\n%TAG ! x\n---\na", "a: &", "a: *", "a: |x\n b", "a: |0\n b", "a: >9 q\n b", 'a: "\\xZZ"',
        'a: "\\u12"', "a: 'x\n---\ny'", "a: 'x\n...\n", "a: ? b", "'a' 'b'", "a: 'b' c", "}", "a: {b: c}}",
        "a: %x",
    ],
)  # fmt: skip
def test_every_fault_of_yaml_has_a_sentence_of_ours(text: str) -> None:
    with pytest.raises(PlainTextError) as caught:
        load_plain(text)
    told = str(caught.value).partition(": ")[2]
    assert told in {sentence for _, sentence in plain_yaml._PROBLEMS}


@pytest.mark.parametrize(
    "value", ["!!int 0x" + "f" * 9000, "!!float 1", "!!timestamp 2026-01-01", "!!binary eA==", "!!bool true"]
)
def test_a_tag_is_refused_whatever_it_would_make(value: str) -> None:
    with pytest.raises(RecipeError, match=r"line 1: tags .* are not allowed; write plain values"):
        recipe_from_text(f"slot_params: {{seed: {value}}}")
