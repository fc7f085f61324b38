"""Expressions that could stand in the place of a wrong one, kind by kind: other values, signs, functions, factors.

None of these functions knows whether a change helps; `substitution` computes that.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from unstuck.doctor.directions import array
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source, combined, followed, unread_names
from unstuck.doctor.values import LEAVES, Scope, called, numpy_name, one_argument_functions, tree_of

Change = tuple[ast.expr, str]
"""Write a text in the place of an expression."""
Changes = Callable[[Scope, ast.expr, Wrong], Iterable[tuple[Any, str]]]


def other_values(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[Change]:
    """Put other values in the place of one: those of another layer, the transposed ones."""
    for leaf in _leaves(scope, whole):
        if isinstance(leaf, ast.Subscript):
            yield from ((leaf.value, base) for base in _other_lists(scope, leaf))
        value = scope.values[ast.unparse(leaf)]
        above = scope.source.parent.get(leaf)
        if isinstance(above, ast.Attribute) and above.attr == "T":
            yield above, scope.source.text_of(leaf)
        elif np.ndim(value) == 2:
            yield leaf, scope.source.text_of(leaf) + ".T"
        for text, other in scope.values.items():
            if not _numeric(other) or other is value or np.ndim(other) != np.ndim(value):
                continue
            if _is_parameter(scope, wrong, text) != _is_parameter(scope, wrong, ast.unparse(leaf)):
                continue  # weights stand for weights, and values for values
            if np.shape(other) == np.shape(value) or (np.ndim(other) == 2 and _of_other_units(wrong, other, value)):
                yield leaf, scope.text[text]
                yield from everywhere(scope, whole, leaf, scope.text[text])
            if np.ndim(other) == 2 and np.shape(other)[::-1] == np.shape(value):
                yield leaf, scope.text[text] + ".T"


def _of_other_units(wrong: Wrong, other: Any, value: Any) -> bool:
    """Say whether values of more units could make a gradient that was too small for its weight."""
    same = sum(a == b for a, b in zip(np.shape(other), np.shape(value), strict=True))
    return same == 1 and np.size(wrong.node.value) < np.size(wrong.compared.true) and np.size(other) > np.size(value)


def _other_lists(scope: Scope, leaf: ast.Subscript) -> Iterator[str]:
    """List what else has items here: `A` for the `Z` of `Z[l]`."""
    own = ast.unparse(leaf.value)
    bases = dict.fromkeys(text.rpartition("[")[0] for text in scope.values if text.endswith("]"))
    yield from (base for base in bases if base != own and all(part.isidentifier() for part in base.split(".")))


def value_for_weight(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[Change]:
    """Put a value in the place of a weight: what went through it."""
    for leaf in _leaves(scope, whole):
        if _is_parameter(scope, wrong, ast.unparse(leaf)):
            for text, other in scope.values.items():
                if _numeric(other) and not _is_parameter(scope, wrong, text):
                    yield leaf, scope.text[text]


def times_value(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[Change]:
    """Multiply a value, or what is summed, by others that are known here: by what came in at a weight."""
    for leaf in _leaves(scope, whole):
        value = scope.values[ast.unparse(leaf)]
        for text, other in scope.values.items():
            if _numeric(other) and other is not value and not _is_parameter(scope, wrong, text):
                yield leaf, combined(scope.source.text_of(leaf), "*", scope.text[text])


def _is_parameter(scope: Scope, wrong: Wrong, text: str) -> bool:
    node = scope.nodes.get(text)
    while node is not None and node.name in ("T", "transpose") and node.inputs:
        node = node.inputs[0]
    return node in wrong.evidence.roles.version


def _leaves(scope: Scope, whole: ast.expr) -> Iterator[ast.expr]:
    """List the outermost names, attributes and items in an expression whose values are known arrays, or numbers."""
    stack: list[ast.AST] = [whole]
    while stack:
        node = stack.pop(0)
        known = isinstance(node, LEAVES) and _numeric(scope.values.get(ast.unparse(node)))
        if known and not (isinstance(node, ast.Attribute) and node.attr == "T"):
            yield node  # type: ignore[misc]
            continue
        stack += ast.iter_child_nodes(node)


def _numeric(value: Any) -> bool:
    return isinstance(value, np.ndarray | float | np.floating)


def other_factors(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[Change]:
    """Put both factors of a product of matrices right."""
    del wrong
    matrices = {
        text: value for text, value in scope.values.items() if isinstance(value, np.ndarray) and value.ndim == 2
    }
    sides = [(scope.text[t], v) for t, v in matrices.items()] + [
        (scope.text[t] + ".T", v.T) for t, v in matrices.items()
    ]
    node: Any
    for node in ast.walk(whole):
        is_product = isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)
        is_call = isinstance(node, ast.Call) and called(node) in ("dot", "matmul") and len(node.args) == 2
        if not is_product and not is_call:
            continue
        try:
            shape = np.shape(scope.evaluate(scope.source.text_of(node)))
        except Exception:
            continue
        for a, x in sides:
            for b, y in sides:
                if x.shape[1] == y.shape[0] and (x.shape[0], y.shape[1]) == shape:
                    yield node, f"{a} @ {b}" if is_product else f"{scope.source.text_of(node.func)}({a}, {b})"


def other_index(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[Change]:
    """Take the layer before or after: `zs[l]` for `zs[l - 1]`."""
    del wrong
    for node in ast.walk(whole):
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice | ast.Tuple):
            functions = {n.func for n in ast.walk(node.slice) if isinstance(n, ast.Call)}
            for part in ast.walk(node.slice):
                if isinstance(part, ast.Name | ast.BinOp | ast.Constant) and part not in functions:
                    yield from ((part, text) for text in next_numbers(scope.source, part))


def next_numbers(source: Source, index: ast.expr) -> Iterator[str]:
    """Write a whole number that is one less, and one more; also the one at the end of a key, `"A2"`."""
    text = source.text_of(index)
    if isinstance(index, ast.Constant) and isinstance(index.value, str):
        stem = index.value.rstrip("0123456789")
        if stem != index.value:
            last = int(index.value[len(stem) :])
            yield from (f"{text[0]}{stem}{n}{text[-1]}" for n in (last - 1, last + 1))
    if isinstance(index, ast.Constant) and isinstance(index.value, int):
        yield from (str(index.value - 1), str(index.value + 1))
    elif isinstance(index, ast.BinOp) and isinstance(index.right, ast.Constant):
        if index.right.value == 1 and isinstance(index.op, ast.Add | ast.Sub):
            yield source.text_of(index.left)
    elif isinstance(index, ast.Name):
        yield from (combined(text, "-", "1"), combined(text, "+", "1"))


def other_definition(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[Change]:
    """Take another item where a name used here was given its value: `a = self.a[l - 1]` for `a = self.a[l]`."""
    del wrong
    here = scope.source.statement(whole).lineno
    counters = [
        n.target.id for n in scope.source.loops(whole) if isinstance(n, ast.For) and isinstance(n.target, ast.Name)
    ]
    for name in dict.fromkeys(n.id for n in ast.walk(whole) if isinstance(n, ast.Name)):
        given = [s for s in scope.source.assignments(scope.function, name) if s.lineno < here]
        for statement in [s for s in given[-1:] if scope.source.loops(s)]:
            value = getattr(statement, "value", None)
            if isinstance(value, ast.Subscript) and not isinstance(value.slice, ast.Slice | ast.Tuple):
                for text in (*counters, *next_numbers(scope.source, value.slice)):
                    yield value.slice, text


def without_factor(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[Change]:
    """Leave out one factor of a product, or all but one."""
    del wrong
    for node in ast.walk(whole):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
            if isinstance(node.op, ast.Mult):
                yield node, scope.source.text_of(node.right)
            first = node.left
            yield node, scope.source.text_of(first)
            while isinstance(first, ast.BinOp) and isinstance(first.op, ast.Mult | ast.Div):
                first = first.left
                yield node, scope.source.text_of(first)
        elif isinstance(node, ast.Call) and len(node.args) == 2 and called(node) == "multiply":
            yield from ((node, scope.source.text_of(argument)) for argument in node.args)


def times_slope(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[Change]:
    """Multiply by the derivative of the layer's activation."""
    for slope in slopes(scope, wrong):
        yield whole, product_text(scope.source.text_of(whole), slope)


def times_unread(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[Change]:
    """Multiply by a function of what the loop or the function is given and nothing reads: `slope(a)` for no use of `a`.

    What it is worth is not in the trace.
    """
    del wrong
    source = scope.source
    loops = [loop.target for loop in source.loops(whole) if isinstance(loop, ast.For)]
    here = {n.id for target in loops for n in ast.walk(target) if isinstance(n, ast.Name)}
    if isinstance(scope.function, ast.FunctionDef):
        here |= {argument.arg for argument in scope.function.args.args} - {"self"}
    functions = [name for name, function in one_argument_functions(scope) if _entry_by_entry(function)]
    for unread in unread_names(source, scope.function):
        if unread in here and unread != "_":
            for name in functions:
                written = name.replace("@", unread) if "@" in name else f"{name}({unread})"
                yield whole, product_text(source.text_of(whole), written)


def times_sibling(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[Change]:
    """Multiply by what stands as a factor where the same is stored elsewhere: `self.slope()` in the output's delta.

    What it is worth here is not in the trace.
    """
    del wrong
    source, statement = scope.source, scope.source.statement(whole)
    targets = [ast.unparse(t) for t in statement.targets] if isinstance(statement, ast.Assign) else []
    factors: dict[str, None] = {}
    for other in ast.walk(source.tree):
        if (
            isinstance(other, ast.Assign)
            and other is not statement
            and [ast.unparse(t) for t in other.targets] == targets
        ):
            product = other.value
            while isinstance(product, ast.BinOp) and isinstance(product.op, ast.Mult):
                factors[source.text_of(product.right)] = None
                product = product.left
    if getattr(statement, "value", None) is whole and targets:
        yield from ((whole, product_text(source.text_of(whole), factor)) for factor in list(factors)[:3])


def _entry_by_entry(function: Any) -> bool:
    """Say whether a function gives a number for each number of an array."""
    try:
        with np.errstate(all="ignore"):
            value = np.asarray(function(np.array([0.25, 0.5, 0.75])))
    except Exception:
        return False
    return value.shape == (3,) and value.dtype.kind in "fib"


def product_text(text: str, factor: str) -> str:
    """Write a product; one whose second factor is a product itself without parentheses around that."""
    tree = ast.parse(factor, mode="eval").body
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Mult):
        left, right = (factor[n.col_offset : n.end_col_offset] for n in (tree.left, tree.right))
        return combined(combined(text, "*", left), "*", right)
    return combined(text, "*", factor)


def other_slope(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[Change]:
    """Put the derivative of the layer's activation in the place of what stands there."""
    for slope in slopes(scope, wrong):
        for node in ast.walk(whole):
            if isinstance(node, ast.expr) and node is not whole and not isinstance(node, ast.Constant | ast.operator):
                if isinstance(getattr(node, "ctx", None), ast.Store):
                    continue
                yield node, slope
        if wrong.source is not None:
            first = _factor_text(scope, whole, wrong.source)
            if first is not None:
                yield whole, product_text(first, slope)


def _factor_text(scope: Scope, whole: ast.expr, source: Node) -> str | None:
    """Find the part of an expression that is the right value which went in."""
    for node in ast.walk(whole):
        if isinstance(node, LEAVES) and scope.nodes.get(ast.unparse(node)) is source:
            return scope.source.text_of(node)
    tree = tree_of(scope.case, source)
    if isinstance(tree, ast.expr) and any(node is tree for node in ast.walk(whole)):
        return scope.source.text_of(tree)
    return None


def other_function(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[Change]:
    """Call another of the user's functions of one argument."""
    del wrong
    names = [name for name, _ in one_argument_functions(scope) if "@" not in name]
    node: Any
    for node in ast.walk(whole):
        if isinstance(node, ast.Call) and len(node.args) == 1 and scope.source.text_of(node.func) in names:
            own = scope.source.text_of(node.func)
            yield from ((node.func, name) for name in names if name != own)


def unwrapped(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[Change]:
    """Leave out a function: `f(x)` for `f(g(x))`, `x` for `zeros_like(x)`."""
    del wrong
    for node in ast.walk(whole):
        if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
            yield node, scope.source.text_of(node.args[0])
            yield from everywhere(scope, whole, node, scope.source.text_of(node.args[0]))


def everywhere(scope: Scope, whole: ast.expr, part: ast.expr, text: str) -> Iterator[Change]:
    """Put a text in the place of all parts of an expression that read alike: `a * (1 - a)` for `z * (1 - z)`."""
    same = [n for n in ast.walk(whole) if isinstance(n, type(part)) and ast.dump(n) == ast.dump(part)]
    if len(same) < 2 or same[0] is not part:
        return
    source, (begin, end) = scope.source, scope.source.extent(whole)
    written, at = "", begin
    for first, last in sorted(map(source.extent, same)):
        written += source.text[at:first] + text
        at = last
    yield whole, written + source.text[at:end]


def own_formula(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[Change]:
    """Correct the function that should compute the derivative."""
    for slope in slopes(scope, wrong, formulas_only=True):
        yield whole, slope


def turned(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[Change]:
    """Exchange the factors of a product of matrices, or transpose it."""
    del wrong
    yield from exchanged(scope.source, whole)


def exchanged(source: Source, whole: ast.expr) -> Iterator[Change]:
    """List a product of matrices with its factors exchanged, and transposed."""
    node: Any
    for node in ast.walk(whole):
        pair: list[ast.expr] = []
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            pair = [node.left, node.right]
        elif isinstance(node, ast.Call) and called(node) in ("dot", "matmul", "outer"):
            inner = [node.func.value] if len(node.args) == 1 and isinstance(node.func, ast.Attribute) else []
            pair = [*inner, *node.args][:2]
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 2 and not node.keywords
        ):
            yield node, f"{node.func.id}({source.text_of(node.args[1])}, {source.text_of(node.args[0])})"  # one's own
        if len(pair) != 2:
            continue
        above = source.parent.get(node)
        if isinstance(above, ast.Attribute) and above.attr == "T":
            yield above, source.text_of(node)
            continue
        left, right = (_transposed(source, each) for each in pair)
        first = pair[0]
        if isinstance(node, ast.BinOp) and isinstance(first, ast.BinOp) and isinstance(first.op, ast.Mult):
            factor = source.text_of(first.left)  # `c * a @ b` is `(c * a) @ b`
            yield node, combined(combined(factor, "*", right), "@", _transposed(source, first.right))
        if isinstance(node, ast.BinOp):
            yield node, combined(right, "@", left)
        elif len(node.args) == 1:
            yield node, f"{followed(right, '.dot')}({left})"
        else:
            name = source.text_of(node.func)
            written = (right, left) if called(node) != "outer" else tuple(source.text_of(p) for p in reversed(pair))
            yield node, f"{name}({written[0]}, {written[1]})"
    yield whole, followed(source.text_of(whole), ".T")


def _transposed(source: Source, node: ast.expr) -> str:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return source.text_of(node.value)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and isinstance(node.left, ast.Constant):
        return combined(source.text_of(node.left), "*", _transposed(source, node.right))
    return followed(source.text_of(node), ".T")


def other_sign(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[Change]:
    """Write plus for minus, or exchange what is subtracted."""
    del wrong
    for node in ast.walk(whole):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            left, right = scope.source.text_of(node.left), scope.source.text_of(node.right)
            if isinstance(node.op, ast.Sub):
                yield node, combined(right, "-", left)
            yield node, combined(left, "-" if isinstance(node.op, ast.Add) else "+", right)


def summed(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[Change]:
    """Sum over another axis, keep the axis, sum for mean, or sum what is not summed."""
    yield from sums_in(scope, whole, np.shape(wrong.compared.true))


def sums_in(scope: Scope, whole: ast.expr, shape: tuple[int, ...]) -> Iterator[Change]:
    """List an expression with other sums in it: over another axis, with the axis kept, or of what is not summed."""
    keep = ", keepdims=True" if len(shape) == 2 else ""
    for node in ast.walk(whole):
        if isinstance(node, ast.Call) and called(node) in ("sum", "mean", "average"):
            for inner, name in summands(node):
                prefix = scope.source.text_of(node.func).removesuffix(name)
                method = not node.args
                for kind in dict.fromkeys((name, "sum")):
                    for axis in (0, 1):
                        if method:
                            yield node, f"{prefix}{kind}(axis={axis}{keep})"
                        elif prefix or numpy_name(scope.source) is None:
                            yield node, f"{prefix}{kind}({scope.source.text_of(inner)}, axis={axis}{keep})"
                        else:
                            yield (
                                node,
                                f"{numpy_name(scope.source)}{kind}({scope.source.text_of(inner)}, axis={axis}{keep})",
                            )
    for leaf in _leaves(scope, whole):
        if np.ndim(scope.values[ast.unparse(leaf)]) == 2:
            text = scope.source.text_of(leaf)
            yield from ((leaf, each) for each in sums_of(scope, text, shape))
    yield from ((whole, each) for each in sums_of(scope, scope.source.text_of(whole), shape))


def summands(call: ast.Call) -> Iterator[tuple[ast.expr, str]]:
    """Find what a call of a sum adds up, and the name of the sum."""
    name = called(call) or ""
    axis = bool(call.args) and isinstance(call.args[0], ast.Constant | ast.UnaryOp)  # `counts.sum(1)`
    if call.args and not axis:
        yield call.args[0], name
    elif isinstance(call.func, ast.Attribute):
        yield call.func.value, name


def sums_of(scope: Scope, text: str, shape: tuple[int, ...]) -> Iterator[str]:
    """Write the sums of an array over each of its axes, in a shape of one or two dimensions."""
    numpy = numpy_name(scope.source)
    keep = ", keepdims=True" if len(shape) == 2 else ""
    for axis in (0, 1):
        if numpy is not None:
            yield f"{numpy}sum({text}, axis={axis}{keep})"
        else:
            yield f"{followed(text, '.sum')}(axis={axis}{keep})"


# -- slopes of activations


def slopes(scope: Scope, wrong: Wrong, *, formulas_only: bool = False) -> Iterator[str]:
    """Write the derivative of the layer's activation at this place: with a function of the user's, or as a formula."""
    numpy = numpy_name(scope.source) or ""
    formulas = {name.replace("np.", numpy): function for name, function in _FORMULAS.items()}
    functions = [] if formulas_only else list(one_argument_functions(scope))
    bare = [w for w in scope.case.wrong if w.whole is wrong]  # without the entry of a bias
    wanted = [*(factor for w in (wrong, *bare) for _, factor in w.wanted_factors()), *_at_the_output(wrong)]
    numbers = np.array([float(factor) for factor in wanted if np.ndim(factor) == 0])
    wanted = [factor for factor in wanted if np.ndim(factor)]
    shapes = {np.shape(factor) for factor in wanted} | ({()} if numbers.size else set())
    at = {text: np.asarray(value) for text, value in scope.values.items() if _numeric(value)}
    fits = {text: _of_a_shape(value, shapes) for text, value in at.items() if value.dtype.kind == "f"}
    at = {text: value for text, value in fits.items() if value is not None}
    seen = set()
    for name, function in (*functions, *formulas.items()):
        for text, value in at.items():
            try:
                with np.errstate(all="ignore"):
                    slope = array(function(value.copy()))
            except Exception:
                continue
            if _near(slope, numbers) if slope.ndim == 0 else any(_equal(slope, factor) for factor in wanted):
                written = name.replace("@", scope.text[text]) if "@" in name else f"{name}({scope.text[text]})"
                if " ** " in scope.source.text:
                    written = written.replace("**", " ** ")
                if written not in seen:
                    seen.add(written)
                    yield written


def _of_a_shape(value: Any, shapes: set[tuple[int, ...]]) -> Any:
    """Give a value, or it without its first or last entry, if that has one of some shapes; else None."""
    cut = [value[..., :-1], value[..., 1:], value[:-1], value[1:]] if value.ndim else []
    return next((part for part in (value, *cut) if part.shape in shapes), None)


def _at_the_output(wrong: Wrong) -> list[Any]:
    """List by what the loss's derivative at the output must be multiplied to become that at a value before it."""
    found, last = [], -1
    adjoint = wrong.evidence.adjoint
    for output in sorted((join.output for join in wrong.evidence.round.joins), key=lambda n: n.index):
        here = adjoint.get(output)
        with np.errstate(all="ignore"):
            found += [
                there / here
                for node, there in adjoint.items()
                if here is not None and last < node.index < output.index and np.shape(there) == np.shape(here)
            ]
        last = output.index
    return found


_FORMULAS: dict[str, Callable[[Any], Any]] = {
    "@ * (1 - @)": lambda a: a * (1 - a),
    "(1 - @**2)": lambda a: 1 - a**2,
    "(@ > 0)": lambda z: z > 0,
    "(1 - np.tanh(@)**2)": lambda z: 1 - np.tanh(z) ** 2,
    "np.exp(-@) / (1 + np.exp(-@))**2": lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
    "np.where(@ > 0, 1, 0.01)": lambda z: np.where(z > 0, 1, 0.01),
    "np.where(@ > 0, 1, 0.1)": lambda z: np.where(z > 0, 1, 0.1),
}


def _near(slope: Any, numbers: Any) -> bool:
    return bool(np.any(np.abs(numbers - slope) <= 1e-9 + 1e-6 * np.abs(numbers)))


def _equal(slope: Any, factor: Any) -> bool:
    good = np.isfinite(factor)
    if np.shape(slope) != np.shape(factor) or good.sum() < max(min(2, good.size), 0.5 * good.size):
        return False
    return bool(np.allclose(slope[good], factor[good], rtol=1e-6, atol=1e-9))
