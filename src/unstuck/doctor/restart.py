"""Repairs that change the training: other first weights, another learning rate, inputs that are scaled."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.causes import Start, biases_of, cached_layers, inputs_of, starts_of, targets_of
from unstuck.doctor.findings import Edit, Finding, Fix
from unstuck.doctor.repair import RATE, fix, shown
from unstuck.doctor.steps import Rate, rate_of
from unstuck.doctor.tree import Source, combined
from unstuck.doctor.values import called, numpy_name, source_of
from unstuck.doctor.widths import WIDE

NORMAL = ("randn", "normal", "standard_normal")
POSITIVE = ("rand", "random", "random_sample")


def restart(case: Case) -> Iterator[Fix]:
    """Draw all first weights around 0, with the deviation 1 / sqrt(number of inputs) or near it."""
    edits, texts = [], []
    # The sides of a square one are alike: where several layers share a line, another says which is which.
    starts = sorted(starts_of(case), key=lambda start: len(set(np.shape(start.value))) > 1)
    for start in {start.where.span: start for start in starts}.values():
        source, expression = start.where.source, start.where.expression
        text = _scaled(source, expression, start)
        if text is None:
            return
        edit = source.put(expression, text)
        if edit is not None and edit not in edits:
            edits.append(edit)
            texts.append(text)
    if edits:
        yield from fix(f"Start with {shown(texts[0])}", *edits, safety="changes-training")


def _scaled(source: Source, expression: ast.expr, start: Start) -> str | None:
    """Write the draw in an expression anew, scaled by the number of inputs; None if nothing is drawn in it."""
    numpy = numpy_name(source)
    kinds = (*NORMAL, *POSITIVE, "uniform")
    drawn = [n for n in ast.walk(expression) if isinstance(n, ast.Call) and called(n) in kinds]
    if not drawn or numpy is None:
        return None
    draw = source.text_of(drawn[0])
    if called(drawn[0]) == "uniform":
        sizes = [source.text_of(k.value) for k in drawn[0].keywords if k.arg == "size"]
        sizes += [source.text_of(a) for a in drawn[0].args[2:]]
        if not sizes:
            return None
        draw = f"{source.text_of(drawn[0].func)}(-1, 1, size={sizes[0]})"
    if called(drawn[0]) in POSITIVE:
        draw = f"(2 * {draw} - 1)"
    return f"{draw} / {numpy}sqrt({_inputs(source, drawn[0], start)})"


def _inputs(source: Source, draw: ast.Call, start: Start) -> str:
    """Write the number of inputs as the draw does."""
    sizes: Sequence[ast.expr] = draw.args
    for keyword in draw.keywords:
        if keyword.arg == "size":
            sizes = [keyword.value]
    if len(sizes) == 1 and isinstance(sizes[0], ast.Tuple | ast.List):
        sizes = sizes[0].elts
    shape, inputs = np.shape(start.value), start.layer.inputs
    if len(sizes) == len(shape) == 2 and inputs in shape:
        return source.text_of(sizes[shape.index(inputs)])
    return str(inputs)


def multiplies_gradient(case: Case, rate: Rate) -> bool:
    """Say whether what is taken for the learning rate is one: the steps along the gradient are of that length.

    It may be the number of a momentum or a decay. Where no step goes along its gradient, nothing speaks against it.
    """
    evidence = case.first
    assert evidence is not None
    lengths = [abs(c.factor) for c in evidence.compared if c.agrees and c.moved and not c.flat and c.factor]
    wanted = [rate.value * factor for factor in evidence.likely_factors]
    return not lengths or any(abs(a - b) < 1e-3 * b for a in lengths for b in wanted)


def other_rate(source: Source, expression: ast.expr, *factors: float) -> Iterator[Fix]:
    """Multiply the learning rate where it is written down."""
    for factor in factors:
        if isinstance(expression, ast.Constant) and isinstance(expression.value, int | float):
            text = f"{expression.value * factor:.6g}"
        else:
            text = combined(source.text_of(expression), "*", f"{factor:g}")
        yield from fix(f"{RATE} {text}", source.put(expression, text), safety="changes-training")


def other_number(source: Source, expression: ast.expr, title: str, *factors: float) -> Iterator[Fix]:
    """Multiply a number where it is written down: the number of steps, the strength of a penalty."""
    for factor in factors:
        if isinstance(expression, ast.Constant) and isinstance(expression.value, int | float):
            number = expression.value * factor
            text = str(round(number)) if isinstance(expression.value, int) and factor > 1 else f"{number:.6g}"
        elif isinstance(expression, ast.Call) and expression.args and called(expression) == "range":
            end = expression.args[-1 if len(expression.args) < 3 else 1]
            edit = source.put(end, combined(f"{factor:g}", "*", source.text_of(end)))
            yield from fix(f"{title}: {factor:g} times", edit, safety="changes-training")
            continue
        else:
            text = combined(source.text_of(expression), "*", f"{factor:g}")
        yield from fix(f"{title}: {text}", source.put(expression, text), safety="changes-training")


def biases_at_zero(case: Case, finding: Finding) -> Iterator[Fix]:
    """Start the biases of a layer at 0 where they are far from it; else start anew, or take shorter steps."""
    source = source_of(case, finding.span.path)
    tree = source.at(finding.span)
    numpy = numpy_name(source)
    if finding.span not in [where.span for _, _, where in biases_of(case)] or not isinstance(tree, ast.expr):
        yield from restart(case)
        rate = rate_of(case)
        if rate is not None:
            yield from other_rate(rate.where.source, rate.where.expression, 0.1, 0.01)
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):  # zeros(n) + 30
            edit = source.put(node, source.text_of(node.left))
            yield from fix("Start with biases of 0", edit, safety="changes-training")
        elif isinstance(node, ast.Call) and called(node) in ("full", "ones") and node.args and numpy is not None:
            text = f"{numpy}zeros({source.text_of(node.args[0])})"
            yield from fix("Start with biases of 0", source.put(node, text), safety="changes-training")
    text = combined("0", "*", source.text_of(tree))
    yield from fix("Start with biases of 0", source.put(tree, text), safety="changes-training")


def wider(case: Case, finding: Finding) -> Iterator[Fix]:
    """Give a hidden layer more units, where their number is written down."""
    source = source_of(case, finding.span.path)
    tree = source.at(finding.span)
    layers = cached_layers(case)
    least = min((layer.outputs for layer in layers[:-1]), default=0)
    numbers = (
        [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and n.value == least] if tree is not None else []
    )
    for width in (max(WIDE, 4 * least), 4 * max(WIDE, 4 * least)):
        edits = [source.put(n, str(width)) for n in numbers]
        yield from fix(f"Give the layer {width} units", *edits, safety="changes-training")


def standardise(case: Case, source: Source, expression: ast.expr | ast.stmt) -> Iterator[Fix]:
    """Scale the inputs after the statement that gives them their name.

    Where the targets are made of them, in the same block: after these. What a function takes apart, as into rows to
    learn from and rows to test, before that.
    """
    data, whole = inputs_of(case), _taken_apart(source, expression)
    if data is not None and whole is not None and data.whole.ndim == 2 and data.axis % 2 == 1:
        statement, name = whole
        text = f"{name} = ({name} - {name}.mean(axis=0)) / ({name}.std(axis=0) + 1e-8)"
        yield from fix("Standardise the inputs", source.insert_before(statement, text), safety="changes-training")
        return
    named = given_name(source, expression)
    if named is None:
        return
    statement, name = named
    if data is not None and data.whole.ndim == 1:
        text = f"{name} = ({name} - {name}.mean()) / {name}.std()"
    else:
        axis = _features(case, source, statement, name)
        if axis is None:
            return
        along = f"axis={1 - axis}, keepdims=True"
        text = f"{name} = ({name} - {name}.mean({along})) / ({name}.std({along}) + 1e-8)"
    made = source.insert_after(_after_the_targets(case, source, statement, name), text)
    yield from fix("Standardise the inputs", made, safety="changes-training")


def _taken_apart(source: Source, expression: ast.expr | ast.stmt) -> tuple[ast.Assign, str] | None:
    """Find where inputs are divided into rows to learn from and others, and the name of the whole.

    By a function, with the targets, `a, b, c, d = split(X, y)`, or by slices, `X[:n]` and `X[n:]`.
    """
    statement = source.statement(expression)
    if not isinstance(statement, ast.Assign) or not source.alone(statement):
        return None
    targets, value = statement.targets[0], statement.value
    if isinstance(targets, ast.Tuple) and isinstance(value, ast.Call) and value.args:
        whole, apart = value.args[0], len(targets.elts) == 2 * len(value.args) > 2
        return (statement, whole.id) if apart and isinstance(whole, ast.Name) else None
    part = expression if isinstance(expression, ast.Subscript) else value
    if not _is_slice(part):
        return None
    name = part.value.id  # type: ignore[attr-defined]
    slices = [n for n in ast.walk(source.function(statement)) if _is_slice(n) and n.value.id == name]  # type: ignore[attr-defined]
    return (statement, name) if len({ast.dump(n) for n in slices}) > 1 else None


def _is_slice(node: ast.AST) -> bool:
    """Say whether a node takes rows of something that has a name: `X[:100]`."""
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and isinstance(node.slice, ast.Slice)


def given_name(source: Source, expression: ast.expr | ast.stmt) -> tuple[ast.Assign, str] | None:
    """Find the statement that gives an array its name, and the name."""
    statement = source.statement(expression)
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1 or not source.alone(statement):
        return None
    target, value = statement.targets[0], statement.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and expression in value.elts:
        target = target.elts[value.elts.index(expression)]  # `X, y = iris.x, iris.targets`
    return (statement, target.id) if isinstance(target, ast.Name) else None


def _features(case: Case, source: Source, statement: ast.stmt, name: str) -> int | None:
    """Find along which axis the features lie, in what a statement gives a name; None if it cannot be told.

    It may be the data turned round, or some of their rows.
    """
    data = inputs_of(case)
    place = source.span(statement)
    sites = case.trace.sites.all
    values = [w.node.value for w in case.trace.writes if w.name == name and sites[w.site].span == place]
    if data is None or data.whole.ndim != 2:
        return None
    if not values or np.ndim(values[0]) != 2:
        return data.axis % 2
    count, shape = data.whole.shape[data.axis % 2], np.shape(values[0])
    fitting = [axis for axis in (0, 1) if shape[axis] == count]
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    return 1 - data.axis % 2 if np.array_equal(np.transpose(values[0]), data.whole) else data.axis % 2


def _after_the_targets(case: Case, source: Source, statement: ast.stmt, name: str) -> ast.stmt:
    """Find the last statement of the same block that makes the targets of the inputs."""
    last, made = statement, {name}
    targets = targets_of(case)
    goal = source.statement(targets.where.expression) if targets is not None and targets.where is not None else None
    block = source.block(statement)
    if goal not in block or targets is None or targets.where is None or targets.where.source is not source:
        return statement
    for each in block[block.index(statement) + 1 : block.index(goal) + 1]:
        read = {n.id for n in ast.walk(each) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        if read & made and isinstance(each, ast.Assign):
            made |= {n.id for n in ast.walk(each) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
            last = each if each is goal else last
    return last


def with_ones(case: Case) -> Iterator[Fix]:
    """Put a column of ones beside the inputs, where they get their name: a bias for a network that has none."""
    data, starts = inputs_of(case), starts_of(case)
    if data is None or data.where is None or data.whole.ndim != 2 or not starts:
        return
    source = data.where.source
    named, numpy, first = given_name(source, data.where.expression), numpy_name(source), starts[0]
    if named is None or numpy is None or first.where.source is not source:
        return
    statement, name = named
    axis = _features(case, source, statement, name)
    count = first.layer.inputs
    ones = f"(len({name}), 1)" if axis == 1 else f"(1, {name}.shape[1])"
    text = f"{name} = {numpy}concatenate([{name}, {numpy}ones({ones})], axis={axis})"
    written = first.where.expression
    edits: list[Edit | None] = [source.insert_after(_after_the_targets(case, source, statement, name), text)]
    if not any(isinstance(n, ast.Attribute) and n.attr == "shape" for n in ast.walk(written)):
        numbers = [
            n for n in ast.walk(written) if isinstance(n, ast.Constant) and type(n.value) is int and n.value == count
        ]
        edits += [source.put(numbers[0], str(count + 1))] if len(numbers) == 1 else [None]
    yield from fix("Put a column of ones beside the inputs: its weights are the bias", *edits)
