"""Where the tests find the repository, their child scripts and their data."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHILDREN = ROOT / "tests" / "children"
DATA = ROOT / "tests" / "data"
