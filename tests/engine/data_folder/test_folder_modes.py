"""Wrong modes of the data folder are mended and told; what is not ours keeps its own."""

from __future__ import annotations

import ast
import stat
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path

import vortex_gui
from vortex_gui.engine.data_folder.folder_modes import OURS, mend_modes

PACKAGE = Path(vortex_gui.__file__).parent


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_private_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "history.db").touch(0o600)
    assert mend_modes(tmp_path) is None


def test_the_rights_of_others_are_taken_away_and_told(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "logs").mkdir(parents=True)
    names = ["history.db", "history.db-wal", "console.lock", "metrics.token", "logs/console.jsonl.1"]
    for name in names:
        (folder / name).touch()
        (folder / name).chmod(0o644)
    for path in (folder, folder / "logs"):
        path.chmod(0o755)
    notice = mend_modes(folder)
    assert notice is not None
    assert notice.text == (
        "Other users of this machine had rights to the data folder (data, history.db, history.db-wal …)."
    )
    assert {mode(folder / name) for name in names} == {0o600}
    assert (mode(folder), mode(folder / "logs")) == (0o700, 0o700)
    assert mend_modes(folder) is None


def test_files_of_others_and_the_targets_of_links_keep_their_modes(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir(0o700)
    for path in (folder / "letter.txt", tmp_path / "target"):
        path.touch()
        path.chmod(0o644)
    (folder / "history.db").symlink_to(tmp_path / "target")
    assert mend_modes(folder) is None
    assert mode(folder / "letter.txt") == 0o644
    assert mode(tmp_path / "target") == 0o644


def test_a_folder_that_all_share_keeps_its_mode_and_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o1777)
    notice = mend_modes(folder)
    assert notice is not None
    assert "all users share it" in notice.text
    assert mode(folder) == 0o1777
    folder.chmod(0o700)


def test_every_pattern_is_of_a_file_that_the_program_writes() -> None:
    """A pattern as wide as `*` would take the operator's own files from others."""
    assert all(len(pattern.split("/")[0].strip("*")) > 3 for pattern in OURS)


def test_every_name_that_a_module_puts_into_the_data_folder_is_on_the_list() -> None:
    """Those of a fault or of a run alone, too, which no quiet sitting writes."""
    names = {name for path in sorted(PACKAGE.rglob("*.py")) for name in names_in_data_folder(path)}
    assert {"window.ini", "table.ini", "shift-log", "hashes.json", "flight.ring"} <= names
    assert {name for name in names if not any(fnmatch(name, pattern) for pattern in OURS)} == set()


def names_in_data_folder(path: Path) -> Iterator[str]:
    """What stands behind `data_dir /` in a source, or behind `folder /` where that is the data folder."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    lefts = {"data_dir", "data_path"}
    if path.parent in (PACKAGE / "engine" / "history", PACKAGE / "engine" / "watch"):
        lefts |= {"folder", "_folder"}
    module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            left = getattr(node.left, "attr", getattr(node.left, "id", ""))
            if left in lefts:
                yield name_of(node.right, module)


def name_of(node: ast.expr, module: str) -> str:
    """The text of a literal or a module's constant; `1` stands for what is put in."""
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.JoinedStr(parts):
            return "".join(name_of(part, module) for part in parts)
        case ast.FormattedValue():
            return "1"
        case ast.Name(name):
            return str(getattr(import_module(module), name))
    raise AssertionError(f"{module}: {ast.unparse(node)} is not a name that a test can read")
