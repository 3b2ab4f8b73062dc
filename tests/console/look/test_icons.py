"""One drawing a thing."""

from __future__ import annotations

from collections import defaultdict

from vortex_gui.console.look import icons


def test_no_two_icons_are_drawn_the_same() -> None:
    names: defaultdict[str, list[str]] = defaultdict(list)
    for path in icons.FOLDER.glob("*.svg"):
        names[path.read_text(encoding="utf-8").strip()].append(path.stem)
    assert len(names) > 50
    assert [same for same in names.values() if len(same) > 1] == []
