"""Leaves out the tests of what only `make mutants` installs."""

from __future__ import annotations

import importlib.util

collect_ignore = [] if importlib.util.find_spec("cosmic_ray") else ["test_mutant_changes.py"]
