"""The changes of one file: Cosmic Ray's operators, and two of our own, each at every place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import parso  # noqa: F401  # before cosmic_ray, whose operators otherwise meet it half imported
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator

BINARY = ("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul", "Mod_Mul", "Pow_Mul")
COMPARISONS = (
    *("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is"),
    *("Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt"),
)
OPERATORS = (
    *(f"ReplaceBinaryOperator_{pair}" for pair in BINARY),
    *(f"ReplaceComparisonOperator_{pair}" for pair in COMPARISONS),
    *("ReplaceUnaryOperator_USub_UAdd", "ReplaceUnaryOperator_Delete_Not", "AddNot"),
    *("ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd"),
    *("ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "ZeroIterationForLoop"),
    *("ExceptionReplacer", "RemoveDecorator"),
)
"""One or two of each kind: all of them would put ten operators in the place of one, and tell no more."""

Place = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed text of a file."""

    line: int
    before: str
    after: str
    text: str


class SwapMinMax(Operator):  # type: ignore[misc]  # Cosmic Ray has no types
    """min for max and max for min, which Cosmic Ray lacks."""

    def mutation_positions(self, node: Any) -> Iterator[Place]:
        if node.type == "name" and node.value in ("min", "max") and node.parent.type == "atom_expr":
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        node.value = "max" if node.value == "min" else "min"
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        return ()


class ChangeNumber(Operator):  # type: ignore[misc]
    """Whole numbers one up and one down, others half as large again and half.

    Cosmic Ray's own adds 1 to 1e6, which nobody could see, and to 0.04, which nobody could miss.
    """

    def mutation_positions(self, node: Any) -> Iterator[Place]:
        if node.type == "number":
            yield from [(node.start_pos, node.end_pos)] * 2

    def mutate(self, node: Any, index: int) -> Any:
        number = ast.literal_eval(node.value)
        whole = isinstance(number, int) or number == 0
        node.value = str(number + (1, -1)[index] if whole else number * (1.5, 0.5)[index])
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        return ()


def mutants_of(source: str, tables: frozenset[str]) -> list[Mutant]:
    """Every change that compiles and means something else, outside the tables of these names."""
    meaning, left_out = _meaning(source), _lines_of(source, tables)
    operators = [*(get_operator(f"core/{name}")() for name in OPERATORS), SwapMinMax(), ChangeNumber()]
    found: dict[str, Mutant] = {}
    for operator in operators:
        nodes = ast_nodes(get_ast(source))
        places = sum(1 for node in nodes for _ in operator.mutation_positions(node))
        for number in range(places):
            text: str = mutate_code(source, operator, number)
            if _meaning(text) in (None, meaning):
                continue
            mutant = _mutant(source, text)
            if mutant.line not in left_out:
                found.setdefault(text, mutant)
    return sorted(found.values(), key=lambda mutant: mutant.line)


def _mutant(source: str, text: str) -> Mutant:
    old, new = source.splitlines(), text.splitlines()
    at = next(at for at, line in enumerate(old) if at >= len(new) or new[at] != line)
    after = new[at].strip() if len(new) == len(old) else "(gone)"
    return Mutant(at + 1, old[at].strip(), after, text)


def _meaning(text: str) -> str | None:
    """The tree without what is no rule: annotations, what may be passed by name, flags of dataclasses.

    `None` if the text is broken.
    """
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
        elif isinstance(node, ast.arguments):
            node.args = [*node.posonlyargs, *node.args, *node.kwonlyargs]
            node.defaults += [default for default in node.kw_defaults if default]
            node.posonlyargs, node.kwonlyargs, node.kw_defaults = [], [], []
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dataclass":
            node.keywords = []
    return ast.dump(tree)


def _lines_of(source: str, names: frozenset[str]) -> set[int]:
    """Lines of the top-level statements that give these names their values."""
    lines: set[int] = set()
    for node in ast.parse(source).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id in names for target in targets):
            lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines
