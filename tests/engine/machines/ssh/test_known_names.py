"""Names that ssh's own settings know: host lines of all files, without patterns; none where nothing is."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.engine.machines.ssh.known_names import MOST_DEEP, known_names


def test_hosts_are_named_in_their_order_without_patterns(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "b.conf").write_text("Host late\n")
    (tmp_path / "more" / "a.conf").write_text("host=early   # a box\n")
    config = tmp_path / "config"
    config.write_text(
        "# Host commented\nHost box lab *.example !not\n  HostName 10.0.0.2\nInclude more/*.conf\n"
        'Match host other\nHost "box" broken\'quote\nHost last\n'
    )
    assert known_names(["ssh", "-F", str(config)]) == ("box", "lab", "early", "late", "last")


def test_files_that_include_each_other_come_to_an_end(tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text(f"Host one\nInclude {config}\n")
    assert MOST_DEEP < 10
    assert known_names(["ssh", "-F", str(config)]) == ("one",)


def test_without_settings_nothing_is_known(tmp_path: Path) -> None:
    assert known_names(["ssh", "-F", str(tmp_path / "none")]) == ()
    assert known_names(["ssh", "-F", str(tmp_path)]) == ()
