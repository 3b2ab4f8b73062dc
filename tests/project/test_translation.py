"""Every sentence that an operator reads passes through `tr`, stands there whole, and is found by lupdate."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from tests.paths import ROOT
from tools.translations import extract, pseudo, sentences

PACKAGE = ROOT / "vortex_gui"
FILES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "translation.py")
LETTERS = re.compile(r"[^\W\d_]{2,}")
SINKS = {
    # Qt: whatever shows a text
    "QLabel": (0,), "QPushButton": (0,), "QToolButton": (0,), "QCheckBox": (0,), "QRadioButton": (0,),
    "QGroupBox": (0,), "QDockWidget": (0,), "QAction": (0, 1), "addAction": (0, 1), "addMenu": (0,),
    "addTab": (0, 1, 2), "setText": (0,), "setToolTip": (0,), "setStatusTip": (0,),
    "setWhatsThis": (0,), "setWindowTitle": (0,),
    "setPlaceholderText": (0,), "setAccessibleName": (0,), "setAccessibleDescription": (0,), "setTitle": (0,),
    "setLabelText": (0,), "setTabText": (1,), "setTabToolTip": (1,), "setSuffix": (0,), "setPrefix": (0,),
    "setSpecialValueText": (0,), "addItem": (0,), "showMessage": (0,),
    # ours
    "notify": (1,), "Notice": (2, 3), "WorkerStateChanged": (1,), "Field": (0,), "setting": (1, 2),
    "VortexError": (0,), "EngineError": (0,), "HistoryError": (0,), "StageError": (1,), "StageTimeout": (1,),
    "OutputError": (1,), "ModelError": (0,), "CheckpointError": (1,), "DeadlineMissed": (0,),
    "MemoryPressureError": (0,), "VortexInitializationError": (0,), "PlainTextError": (0,),
    "TextFileError": (0,),
}  # fmt: skip
"""Calls whose argument at these places an operator reads."""
READ_KEYWORDS = {
    "remedy",
    "help",
    "description",
    "toolTip",
    "text",
    "windowTitle",
    "label",
    "title",
    "sentence",
}
"""Keyword arguments of these calls that an operator reads."""
LOOKED_AT = {"tr", "mark", "format", *SINKS}


def named(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@cache
def calls(path: Path) -> tuple[ast.Call, ...]:
    """Those in a file that the tests look at."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return tuple(node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) in LOOKED_AT)


def is_text(node: ast.expr) -> bool:
    """A text with words, or one that is put together from them."""
    match node:
        case ast.Constant(value=str(text)):
            return LETTERS.search(text) is not None
        case ast.JoinedStr(values=parts):
            return any(is_text(part) for part in parts if isinstance(part, ast.Constant))
        case ast.BinOp(left=left, right=right):
            return is_text(left) or is_text(right)
        case ast.IfExp(body=body, orelse=orelse):
            return is_text(body) or is_text(orelse)
    return False


def other_ways(source: str) -> bool:
    """Whether a sentence goes another way than through `tr` of the translation."""
    translates = ".translate(" in source.replace(".translate(ACCENTS", "") and "str.maketrans" not in source
    return "self.tr(" in source or translates or re.search(r"\bdef _?tr\b", source) is not None


def test_sentences_have_one_way() -> None:
    assert [named(path) for path in FILES if other_ways(path.read_text(encoding="utf-8"))] == []


def broken_sentences(found: Iterable[ast.Call]) -> Iterator[int]:
    """Lines whose sentence is put together, filled in from outside, or lacks a value that it names."""
    for call in found:
        match call:
            case ast.Call(func=ast.Name(id="tr" | "mark" as name), args=[sentence]):
                if isinstance(sentence, ast.JoinedStr | ast.BinOp):
                    yield call.lineno
                elif isinstance(sentence, ast.Constant) and isinstance(sentence.value, str) and name == "tr":
                    names = {
                        field for _, field, _, _ in Formatter().parse(sentence.value) if field is not None
                    }
                    if names != {keyword.arg for keyword in call.keywords}:
                        yield call.lineno
            case ast.Call(func=ast.Attribute(value=ast.Call() as inner, attr="format")) if (
                called(inner) == "tr"
            ):
                yield call.lineno


def test_a_sentence_stands_whole_in_its_call() -> None:
    """lupdate reads literals alone, and a name that is not filled in would be shown in braces."""
    assert [f"{named(path)}:{line}" for path in FILES for line in broken_sentences(calls(path))] == []


def untranslated(found: Iterable[ast.Call]) -> Iterator[str]:
    """Texts with words at the places where an operator reads."""
    for call in found:
        places = SINKS.get(called(call))
        if places is None:
            continue
        read = [call.args[place] for place in places if place < len(call.args)]
        read += [keyword.value for keyword in call.keywords if keyword.arg in READ_KEYWORDS]
        yield from (ast.unparse(part) for part in read if is_text(part))


def test_what_is_shown_passes_through_the_translation() -> None:
    assert [f"{named(path)}: {text}" for path in FILES for text in untranslated(calls(path))] == []


@pytest.mark.parametrize(
    ("line", "is_broken", "is_untranslated"),
    [
        ('x.setText(tr("Slot {slot}.", slot=3))', False, False),
        ('x.setText(tr("Slot {slot}.", number=3))', True, False),
        ('x.setText(tr("Slot {slot}."))', True, False),
        ('x.setText(tr("Slot.", slot=3))', True, False),
        ('x.setText(tr(f"Slot {slot}."))', True, False),
        ('x.setText(tr("Slot " + slot))', True, False),
        ('x.setText(mark("Slot " + slot))', True, False),
        ('x.setText(tr("Slot {}.").format(slot))', True, False),
        ('x.setText("Slot")', False, True),
        ('x.setText(f"Slot {slot}")', False, True),
        ('x.setText("Slot " + slot)', False, True),
        ('x.setText("Slot" if slot else "")', False, True),
        ('x.add(remedy="Retry.", text="Slot")', False, False),
        ('VortexError(tr("Slot."), remedy="Retry.")', False, True),
    ],
)
def test_each_rule_sees_the_line_that_breaks_it(line: str, is_broken: bool, is_untranslated: bool) -> None:
    found = [node for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Call)]
    assert any(broken_sentences(found)) is is_broken
    assert any(untranslated(found)) is is_untranslated
    assert other_ways("def tr(text): ...")
    assert other_ways("self.tr('Slot')")
    assert other_ways("'Slot'.translate({})")
    assert not other_ways("'Slot'.translate(str.maketrans({}))")


def test_lupdate_finds_every_sentence(tmp_path: Path) -> None:
    written = {
        call.args[0].value
        for path in PACKAGE.rglob("*.py")
        for call in calls(path)
        if called(call) in ("tr", "mark") and call.args and isinstance(call.args[0], ast.Constant)
    }
    assert set(sentences(extract(tmp_path / "vortex.ts"))) == {text for text in written if text}


def test_the_pseudo_language_is_longer_and_keeps_names_and_tags() -> None:
    assert pseudo("Slot {slot:06d} is <b>done</b>.") == "⟦Slöt {slot:06d} ïs <b>döñé</b>.·········⟧"
    assert pseudo("&Open") == "⟦&Öpéñ··⟧"
