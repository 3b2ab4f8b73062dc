"""Ends before it connects, as one that lacks a package."""

from importlib import import_module

import_module("a_package_that_nobody_has")
