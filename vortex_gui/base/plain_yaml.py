"""Plain YAML for what the operator writes: bounded, without double keys, and without aliases.

A few lines of aliases can stand for gigabytes.
"""

from __future__ import annotations

from typing import Any

import yaml

MAX_CHARS = 256 * 1024
FAULTS = (yaml.YAMLError, ValueError, RecursionError)
"""What `load_plain` raises for a text that is no plain YAML."""


def load_plain(text: str) -> Any:
    """Plain data of YAML or JSON (JSON is YAML); raises one of `FAULTS`."""
    if len(text) > MAX_CHARS:
        raise yaml.YAMLError(f"over {MAX_CHARS // 1024} KB; a page of text is enough")
    return yaml.load(text, Loader=_PlainLoader)


def where_of(error: Exception) -> str:
    """One of `FAULTS` in one line, with the place where it is known."""
    mark = getattr(error, "problem_mark", None)
    problem = " ".join(str(getattr(error, "problem", None) or str(error) or type(error).__name__).split())
    return f"line {mark.line + 1}: {problem}" if mark else problem


class _PlainLoader(yaml.SafeLoader):
    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed")
        node: yaml.Node | None = super().compose_node(parent, index)
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key.value, str) and key.value in seen:
                raise yaml.YAMLError(f"the key {key.value!r} stands twice")
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)
