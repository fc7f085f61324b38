"""The accuracy is counted by a rule that cannot tell right from wrong

## What happens

The loss falls, and the accuracy is 0 %, or 100 %, or the share of one class, or more than 1, in every epoch.

## Why it stops learning

The network may have learnt everything; the rule does not see it. Rules that fail:

* `p == y` on numbers like 0.9731: never equal, 0 %.
* `argmax` along an axis with one entry, or of a label that is the number of a class already: always 0, so the share of the samples with the label 0.
* `z > 0.5` on the sum before the sigmoid: the sigmoid is 0.5 where z is 0, so the samples with z between 0 and 0.5 are counted as the other class.
* `argmax(p) == t` where `t` is a row such as (0, 0, 1): a class number is compared with each entry of the row.
* a sum over samples *and* classes, divided by the number of samples: up to k for k classes; or a count divided by more, or fewer, than were counted.
* `int(p) == t`, `p.astype(int) == t`: 0.99 becomes 0, so the share of the samples with the label 0.
* `round(p, 1) == t`: right only within 0.05 of the label.
* `argmax(p) == label` where the labels begin with 1: positions begin with 0.
* `correct = 0` before the loop over the epochs, `correct / n` in it: the answers of all epochs so far, over those of one.
* `p > 0.5 == t` without parentheses: Python reads `(p > 0.5) and (0.5 == t)`.
* `p - t < 0.1` without `abs`: 0 - 1 is less than that as well.
* `sum(round(p)) == label`, `argmin(p) == label`: put to the targets themselves, the rule cannot tell their classes apart.

## How we know

The answers are computed again from the same outputs, and counted. The rule is put to the targets in the place of the outputs.

## The repair

One output: `np.mean((p >= 0.5) == y)`, both of the same shape. Several: `np.mean(p.argmax(axis=1) == labels)`.

## When this is fine

`==` between whole numbers: labels, results of `argmax`, `round` or a comparison. A threshold other than 0.5 on probabilities, if one kind of
mistake costs more than the other.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.answers import DECISIONS, Comparison, axis_of, comparisons
from unstuck.doctor.case import Case, found, number, shape_text
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.repair import fix, node_of, shown
from unstuck.doctor.roles import SCALING, VIEWS, Join, without_views
from unstuck.doctor.same_layer import same_layer
from unstuck.doctor.tallies import Count, Tally, counts, never_set_back
from unstuck.doctor.taught import labels_and_classes
from unstuck.doctor.trace import Node
from unstuck.doctor.tracing.replays import Method
from unstuck.doctor.tree import Source, followed
from unstuck.doctor.values import called, numpy_name, operands, plain, source_of, tree_of

PERCENT = 100
NEAR = 1000  # operations, within which what is made of an answer is looked at
ROWS = 10  # answers that are all the same


def diagnose(case: Case) -> Iterator[Finding]:
    """Find accuracies whose rule cannot tell right from wrong: equality of floats, a column, a threshold elsewhere."""
    evidence = case.first
    if evidence is None:
        return
    seen = set()
    compared: dict[int, list[Comparison]] = {}
    for comparison in comparisons(case):
        compared.setdefault(comparison.node.site, []).append(comparison)
    for site, together in compared.items():
        rules = (_threshold, _number_and_row, _counted_often, _divided_by_more, _divided_by_fewer)
        each = (rule(case, evidence, comparison) for comparison in together for rule in rules)
        finding = _floats(case, together) or next((f for f in each if f is not None), None)
        finding = finding or _first_label(case, together)
        finding = finding or _between_the_labels(case, together) or _blind(case, evidence, together)
        if finding is not None:
            seen.add(site)
            yield finding
    if not seen and (finding := _counted_from_another(case)) is not None:
        yield finding
    yield from _cut_off(case)
    yield from _chains(case, evidence)
    yield from _one_sided(case)
    yield from (_never_set_back(case, source, tally) for source, tally in never_set_back(case))
    yield from (_over_other_rows(source, count) for source, count in counts(case) if count.divisor > count.answers)
    for node in case.trace.nodes:
        finding = _exactly(case, node) or _first_of_one(case, node) if node.site not in seen else None
        if finding is not None:
            seen.add(node.site)
            yield finding


def _cut_off(case: Case) -> Iterator[Finding]:
    """Find outputs between the labels of which `int` leaves nothing but the lower one."""
    places = dict.fromkeys((case.span(node).path, *one) for node, one in _always_one(case))
    for path, answer, labels in places:
        source = source_of(case, path)
        for call in ast.walk(source.tree):
            cut = _cut_to_whole(call)
            if cut is None or not isinstance(call, ast.Call):
                continue
            outputs = [array(n.value).ravel() for n in _values_of(case, source, cut) if case.roles.mask[n.index]]
            values = np.concatenate([np.zeros(0), *outputs])
            if len(values) < ROWS or not np.all(np.isfinite(values)) or np.any(values.astype(int) != answer):
                continue
            inside = min(labels) <= values.min() < values.max() <= max(labels)
            if np.mean(values == np.round(values)) > 0.5 or not inside:
                continue
            yield found(
                __name__,
                source.span(call),
                f"`{case.text(source.span(call))}` cuts off all that is behind the point: every answer is {answer:g}.",
                "A whole number of 0.99 is 0. The outputs lie between the labels, so the answer is the lower one for every row, and "
                "the accuracy is the share of that class, whatever the network has learnt. Compare with a threshold, or round.",
                ("outputs", f"{number(float(values.min()))} to {number(float(values.max()))}", ""),
                ("different answers", "1", str(len(labels))),
            )
            return


def _always_one(case: Case) -> Iterator[tuple[Node, tuple[float, frozenset[float]]]]:
    """List where the same answer is compared with several labels, again and again: the answer, and the labels."""
    compared: dict[int, list[Node]] = {}
    for node in case.trace.nodes:
        if node.name in ("eq", "ne", "equal", "not_equal") and len(node.args) == 2 and node.site >= 0:
            compared.setdefault(node.site, []).append(node)
    for together in compared.values():
        if sum(np.size(node.value) for node in together) < ROWS:
            continue
        for side in (0, 1):
            sides = [[a.value if isinstance(a, Node) else a for a in node.args] for node in together]
            kinds = {np.asarray(value).dtype.kind for pair in sides for value in pair}
            if not kinds <= set("iuf"):
                continue
            answers = np.unique(np.concatenate([np.ravel(pair[side]) for pair in sides]))
            labels = np.unique(np.concatenate([np.ravel(pair[1 - side]) for pair in sides]))
            if len(answers) == 1 and 1 < len(labels) < ROWS:
                yield together[0], (float(answers[0]), frozenset(map(float, labels)))


def _cut_to_whole(call: ast.AST) -> ast.expr | None:
    """Find what a call makes a whole number of, by leaving out what is behind the point."""
    if not isinstance(call, ast.Call) or len(call.args) != 1 or call.keywords:
        return None
    if called(call) in ("int", "floor", "trunc", "fix"):
        return call.args[0]
    whole = isinstance(call.func, ast.Attribute) and call.func.attr == "astype"
    return call.func.value if whole and "int" in ast.unparse(call.args[0]) else None  # type: ignore[attr-defined]


def _values_of(case: Case, source: Source, written: ast.expr) -> Iterator[Node]:
    """List the values that an expression had; those of a name are what was given to it last, in the same function."""
    if isinstance(written, ast.Name):
        given: dict[int, list[Node]] = {}
        for write in case.trace.writes:
            span = case.trace.sites.all[write.site].span if write.site >= 0 and write.name == written.id else None
            place = source.at(span) if span is not None and span.path == source.path else None
            if place is not None and source.function(place) is source.function(written):
                given.setdefault(place.lineno, []).append(write.node)
        yield from given[max((n for n in given if n <= written.lineno), default=min(given))] if given else ()
        return
    sites = {site.index for site in case.trace.sites.all if site.span == source.span(written)}
    yield from (node for node in case.trace.nodes if node.site in sites)


def _assigned_once(source: Source, written: ast.expr) -> ast.expr | None:
    """Find the expression that a name stands for, if it is given to it in one place; else the expression itself."""
    if not isinstance(written, ast.Name):
        return written
    stored = list(source.assignments(source.function(written), written.id))
    return stored[0].value if len(stored) == 1 and isinstance(stored[0], ast.Assign) else None


def _chains(case: Case, evidence: Evidence) -> Iterator[Finding]:
    """Find thresholds that are compared with the targets, where the answers were meant: `p > 0.5 == t`."""
    targets = np.concatenate([array(j.target).ravel() for e in case.evidence for j in e.round.joins])
    source = source_of(case, case.span(evidence.round.joins[0].node).path)
    for tree in ast.walk(source.tree):
        if _chain(tree) is None or np.any(targets == _chain(tree)):
            continue
        assert isinstance(tree, ast.Compare)
        yield found(
            __name__,
            source.span(tree),
            f"`{case.text(source.span(tree))}` compares the threshold with the label, not the answer.",
            "Python reads a > b == c as (a > b) and (b == c). The second half asks whether the label is the threshold, which "
            "it never is, so nothing is ever counted as right. Put the answer into parentheses: (p > 0.5) == t.",
            (f"targets that are {_chain(tree):g}", f"0 of {targets.size}", ""),
        )


def _chain(tree: ast.AST) -> float | None:
    """Return the threshold in `p > 0.5 == t`; None if it is another expression."""
    if not isinstance(tree, ast.Compare) or len(tree.ops) != 2 or not isinstance(tree.ops[1], ast.Eq):
        return None
    middle, inequality = tree.comparators[0], isinstance(tree.ops[0], ast.Gt | ast.GtE | ast.Lt | ast.LtE)
    number_in_it = isinstance(middle, ast.Constant) and isinstance(middle.value, int | float)
    return float(middle.value) if inequality and number_in_it else None  # type: ignore[attr-defined]


def _one_sided(case: Case) -> Iterator[Finding]:
    """Find differences of answers and targets that are small enough if they are far below 0: `p - t < 0.1`."""
    joins = {join.node.site: join for e in case.evidence for join in e.round.joins if join.node.name == "sub"}
    nodes = [n for n in case.trace.nodes if n.site in joins and n.name == "sub" and np.size(n.value) == 1]
    places = {case.span(n) for n in nodes}
    targets = {v for n in nodes for v in _sides(joins[n.site], n)}
    if len(targets) < 2:
        return  # all errors may have one sign
    source = source_of(case, case.span(nodes[0]).path)
    largest = max(targets) - min(targets)
    functions = {n.name: n for n in ast.walk(source.tree) if isinstance(n, ast.FunctionDef)}
    for tree in ast.walk(source.tree):
        limit = _limit(tree)
        if not isinstance(tree, ast.Compare) or limit is None or not 0 < limit < largest:
            continue
        difference = _assigned_once(source, tree.left)
        alike = (n for n in ast.walk(source.function(tree)) if isinstance(n, ast.Compare) and n is not tree)
        function = functions.get(called(difference) or "") if isinstance(difference, ast.Call) else None
        if function is not None:
            ends = [n.value for n in ast.walk(function) if isinstance(n, ast.Return)]
            difference = ends[0] if len(ends) == 1 else None
        if difference is None or source.span(difference) not in places:
            continue
        if any(ast.unparse(tree.left) in map(ast.unparse, (n.left, *n.comparators)) for n in alike):
            continue  # the other side is asked for as well
        yield found(
            __name__,
            source.span(tree),
            f"`{case.text(source.span(tree))}` asks how far answer and target are apart in one direction, and not in the other.",
            f"They may differ by {largest:g}, and as well by {-largest:g}, which is less than {limit:g}: such a mistake passes for a right "
            "answer, and what hangs on this test never takes notice of it. Compare the absolute value: abs(...).",
            ("largest differences of answer and target", f"{-largest:g} and {largest:g}", ""),
            ("differences that are taken to be small", f"{-largest:g} to {limit:g}", f"{-limit:g} to {limit:g}"),
        )


def _sides(join: Join, node: Node) -> Iterator[float]:
    """List the target in a difference that is computed where those of the training are, and the answers to choose from."""
    place = next((i for i, a in enumerate(join.node.args) if a in (join.output, join.answer)), None)
    if place is not None:
        answer, target = node.args[place], node.args[1 - place]
        choices = answer.args[1:] if isinstance(answer, Node) and answer.name == "where" else ()
        for each in (target, *choices):
            value = each.value if isinstance(each, Node) else each
            if np.size(value) == 1:
                yield float(np.ravel(value)[0])


def _limit(tree: ast.AST) -> float | None:
    """Return the number in `d < 0.1`, or in `d > 0.1`; None if it is another expression."""
    if not isinstance(tree, ast.Compare) or len(tree.ops) != 1:
        return None
    inequality = isinstance(tree.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE)
    value = tree.comparators[0].value if isinstance(tree.comparators[0], ast.Constant) else None
    return float(value) if inequality and isinstance(value, int | float) else None


def _never_set_back(case: Case, source: Source, tally: Tally) -> Finding:
    start, share = source.span(tally.start), source.span(tally.share)
    return found(
        __name__,
        start,
        f"The count in `{case.text(share)}` begins at 0 once, before the loop, and goes on from round to round.",
        "In the second round the right answers of the first are still in it, and it is divided by the answers of one round: "
        "the share grows past 1 whatever the network does. Set the count to 0 at the beginning of each round.",
        ("rounds seen, all in one count", str(tally.turns), "1"),
        ("line of the share", str(share.line)),
    )


def _over_other_rows(source: Source, count: Count) -> Finding:
    most = count.answers / count.divisor
    return found(
        __name__,
        source.span(count.share),
        f"This accuracy can be {number(most)} at most: {count.answers} answers are divided by {count.divisor}.",
        "Each answer is counted once, and the count is divided by the number of other rows: of all the data, where a part of them is "
        "asked about. Even without a single mistake the result is far from 1. Divide by the number of answers that were compared.",
        ("accuracy if all answers are right", number(most), "1"),
    )


def _exactly(case: Case, node: Node) -> Finding | None:
    """Find outputs that are any number, of which it is asked whether they are one number exactly: `p == 1`."""
    if node.name not in ("eq", "equal") or len(node.args) != 2 or node.site < 0 or np.size(node.value) < 2:
        return None
    outputs, wanted = node.args if isinstance(node.args[0], Node) else node.args[::-1]
    if not isinstance(outputs, Node) or not isinstance(wanted, int | float):
        return None
    values = array(outputs.value)
    made = bool(case.roles.mask) and bool(case.roles.mask[outputs.index]) and outputs not in case.roles.version
    if not made or wanted != round(wanted) or not np.all(np.isfinite(values)) or np.any(values == wanted):
        return None
    if np.mean(values == np.round(values)) > 0.5 or not _meets_data(case, node):
        return None
    return found(
        __name__,
        case.span(node),
        f"`{case.text(case.span(node))}` asks whether an output is {wanted:g} in every digit.",
        "An output is a number like 0.9731; it comes close to a label and is never equal to it. So no sample gets this answer, "
        "however good the network is. Compare with a threshold: (p >= 0.5) for one output between 0 and 1.",
        ("entries that are equal", f"0 of {values.size}", "those of that class"),
        ("outputs", f"{number(float(values.min()))} to {number(float(values.max()))}", ""),
    )


def _meets_data(case: Case, node: Node) -> bool:
    """Say whether data, labels say, are put beside what was found of the outputs: what is only counted is no answer."""
    ways, met = [node], {node}
    for way in ways:
        for user in case.roles.users.get(way, ()):
            if user.index - node.index > NEAR or user in met:
                continue
            if any(np.size(n.value) > 1 and not case.roles.mask[n.index] for n in user.inputs):
                return True
            met.add(user)
            ways.append(user)
    return False


def _first_of_one(case: Case, node: Node) -> Finding | None:
    """Find an argmax along an axis with a single entry: always 0."""
    if node.name != "argmax" or node.site < 0 or not isinstance(node.args[0], Node) or np.size(node.value) < 2:
        return None
    shape, axis = np.shape(node.args[0].value), axis_of(node)
    if axis is None or not shape or shape[axis] != 1 or not case.roles.mask[node.args[0].index]:
        return None
    return found(
        __name__,
        case.span(node),
        f"`{case.text(case.span(node))}` chooses among a single number, so every answer is 0.",
        "argmax gives the position of the largest of several numbers. Along this axis there is only one, and its position is "
        "always 0. Take the other axis, or, if there is one output for each sample, compare it with 0.5.",
        ("different answers", "1", "as many as there are classes"),
        ("numbers to choose from", "1", f"{max(shape)}"),
    )


def _first_label(case: Case, together: list[Comparison]) -> Finding | None:
    """Find labels that are numbers of classes already, of which argmax is taken: always 0."""
    chosen = [without_views(comparison.labels) for comparison in together]
    if not all(node.name == "argmax" and node.site >= 0 and isinstance(node.args[0], Node) for node in chosen):
        return None
    if any(np.size(node.args[0].value) != np.size(node.value) for node in chosen):
        return None
    labels = np.unique(np.concatenate([array(node.args[0].value).ravel() for node in chosen]))
    if len(labels) < 2 or not _whole(labels):
        return None
    span = case.span(chosen[0])
    return found(
        __name__,
        span,
        f"`{case.text(span)}` chooses among a single number, so every label is 0.",
        "argmax gives the position of the largest of several numbers: the class of a row with a single 1 in it. These labels are "
        "the numbers of the classes themselves, and the position of a number by itself is always 0. So only samples that are "
        "answered with the class 0 are counted, whatever they are. Compare with the label as it is.",
        ("different labels", str(len(labels)), ""),
        ("different labels after argmax", "1", str(len(labels))),
    )


def _whole(value: Any) -> bool:
    value = array(value)
    return bool(np.all(value == np.round(value)))


def _floats(case: Case, together: list[Comparison]) -> Finding | None:
    """Find outputs that are any number between the labels, compared with these for equality, all at once or one by one."""
    several = [c for c in together if np.size(c.node.value) > 1]
    asked = several[:1] or [c for c in together if np.size(c.node.value) == 1]
    if not several and len(asked) < ROWS:
        return None
    outputs, labels = (
        np.concatenate([array(v.value).ravel() for v in values])
        for values in ([c.answers for c in asked], [c.labels for c in asked])
    )
    if labels.size < 2 or not _whole(labels) or len(np.unique(labels)) > 20:
        return None
    if asked[0].output() is not asked[0].answers and asked[0].answers.name not in VIEWS:
        return None
    if np.mean(outputs == np.round(outputs)) > 0.5 or not np.all(np.isfinite(outputs)):
        return None
    equal = sum(int(np.sum(c.node.value)) for c in asked)
    place = case.span(asked[0].node)
    return found(
        __name__,
        place,
        f"`{case.text(place)}` asks whether an output equals its label in every digit.",
        "An output is a number like 0.9731; it comes close to its label and is never equal to it. So the accuracy is 0 "
        "however good the network is. Make an answer of it first: (p >= 0.5) for one output, argmax along the classes for "
        "several.",
        (
            "entries that are equal",
            f"{equal} of {sum(np.size(c.node.value) for c in asked)}",
            "those answered rightly",
        ),
        ("outputs", f"{number(float(outputs.min()))} to {number(float(outputs.max()))}", "0 or 1, to be equal"),
    )


def _threshold(case: Case, evidence: Evidence, comparison: Comparison) -> Finding | None:
    """Find the threshold of the output applied to what goes into the output's activation."""
    node = comparison.answers
    node = without_views(node)
    if node.name not in ("gt", "ge", "lt", "le") or len(node.args) != 2 or not isinstance(node.args[0], Node):
        return None
    scores, limit = node.args[0], node.args[1]
    limit = limit.value if isinstance(limit, Node) else limit
    join = evidence.round.joins[0]
    middle = (float(np.max(join.target)) + float(np.min(join.target))) / 2
    output = _activated(case, evidence, scores)
    if np.ndim(limit) or output is None or float(limit) != middle:
        return None
    beyond = array(output.value) > middle
    differing = int(np.sum(beyond != (array(scores.value) > middle)))
    if not differing:
        return None
    return found(
        __name__,
        case.span(node),
        f"The threshold {number(middle)} is that of the output, but `{case.text(case.span(node))}` applies it to what goes "
        "into the activation.",
        f"The output is {number(middle)} where the sum before the activation is 0, not where that is {number(middle)}. "
        "Samples in between are counted as the other class. Apply the activation first, or compare the sum with 0.",
        ("samples that are counted as the other class", f"{differing} of {beyond.size}", "0"),
    )


def _activated(case: Case, evidence: Evidence, scores: Node) -> Node | None:
    """Find the output that was made from a value in the same layer, through an activation that turns 0 into the middle."""
    for join in evidence.round.joins[:1]:
        for before in same_layer(evidence, join.output):
            if before is join.output or before.site != scores.site or before.name != scores.name:
                continue
            if np.shape(before.value) != np.shape(join.output.value):
                continue
            z, o = array(before.value), array(join.output.value)
            if np.allclose(o, 1 / (1 + np.exp(-z))) or np.allclose(o, np.tanh(z)):
                return _applied(scores, o is not None and np.allclose(o, np.tanh(z)))
    return None


def _applied(scores: Node, tanh: bool) -> Node:
    z = array(scores.value)
    return Node(-1, "output", np.tanh(z) if tanh else 1 / (1 + np.exp(-z)))


def _number_and_row(case: Case, evidence: Evidence, comparison: Comparison) -> Finding | None:
    """Find the number of a class that is compared with the entries of a row that has a single 1 for the class."""
    classes, along = _row_of_classes(comparison.answers, comparison.labels.value)
    if along is None or np.size(comparison.answers.value) * classes != np.size(comparison.node.value):
        return None
    return found(
        __name__,
        case.span(comparison.node),
        f"`{case.text(case.span(comparison.node))}` compares the number of a class with a row of {classes} entries.",
        f"argmax answers with a number from 0 to {classes - 1}; the label is a row with a single 1 at its class. Each entry of "
        "the row is compared with the number, which says nothing about whether the answer is right. Make a number of the "
        "label too: argmax of its row.",
        ("entries that are equal", f"{int(np.sum(comparison.node.value))} of {np.size(comparison.node.value)}", ""),
        ("shape of the answers", shape_text(comparison.answers.value), shape_text(comparison.labels.value)),
    )


def _row_of_classes(answers: Node, labels: Any) -> tuple[int, int | None]:
    """Return among how many classes was chosen, and the axis along which labels have a single 1 for each; None if none."""
    answers = without_views(answers)
    if answers.name not in ("argmax", "argmin") or not isinstance(answers.args[0], Node):
        return 0, None
    axis, rows = axis_of(answers), np.asarray(labels)
    classes = np.size(answers.args[0].value) if axis is None else np.shape(answers.args[0].value)[axis]
    if rows.dtype.kind not in "fiub" or classes < 2 or len(np.unique(rows)) != 2:
        return classes, None
    marked = rows == rows.max()
    fits = [a for a, n in enumerate(rows.shape) if n == classes and np.all(marked.sum(axis=a) == 1)]
    return classes, fits[-1] if fits else None


def _counted_often(case: Case, evidence: Evidence, comparison: Comparison) -> Finding | None:
    """Find a sum over samples and classes that is divided by the number of samples alone."""
    shape = np.shape(comparison.node.value)
    if len(shape) != 2 or min(shape) < 2:
        return None
    for share, divisor in _shares(case, comparison):
        if divisor in shape and float(array(share.value)) > 1:
            return found(
                __name__,
                case.span(share),
                f"This accuracy is {number(float(array(share.value)))}: each sample is counted {max(shape)} times or less.",
                "The comparison has an entry for every sample and every class, and all of them are added up, but the sum is "
                "divided by the number of the samples alone. Compare one answer for each sample: argmax along the classes.",
                ("accuracy", number(float(array(share.value))), "at most 1"),
                ("entries that are compared", str(int(np.prod(shape))), str(divisor)),
            )
    return None


def _shares(case: Case, comparison: Comparison) -> Iterator[tuple[Node, Any]]:
    """List the quotients of a count of right answers, each with its divisor."""
    for total in case.roles.users.get(comparison.node, ()):
        if total.name in ("sum", "count_nonzero") and not np.ndim(total.value):
            for share in case.roles.users.get(total, ()):
                if share.name in ("div", "divide", "true_divide"):
                    divisor = share.args[1]
                    yield share, divisor.value if isinstance(divisor, Node) else divisor


def _divided_by_more(case: Case, evidence: Evidence, comparison: Comparison) -> Finding | None:
    """Find a count of right answers that is divided by a multiple of the number of answers."""
    entries = np.size(comparison.node.value)
    for share, divisor in _shares(case, comparison) if entries > 1 else ():
        added_up = any(user.name == "add" for user in case.roles.users.get(share, ()))
        if not isinstance(divisor, int | float | np.number) or added_up:
            continue
        if float(divisor) <= entries or float(divisor) % entries:
            continue
        return found(
            __name__,
            case.span(share),
            f"This accuracy can be {number(entries / float(divisor))} at most: {entries} answers are divided by {divisor}.",
            "Each answer is counted once, and the count is divided by a multiple of their number, so even without a single mistake "
            "the result is far from 1. Divide by the number of answers that were compared: np.mean does.",
            ("accuracy if all answers are right", number(entries / float(divisor)), "1"),
        )
    return None


def _divided_by_fewer(case: Case, evidence: Evidence, comparison: Comparison) -> Finding | None:
    """Find a count of right answers that is divided by so few that a share of more than 1 comes out, and that is all."""
    entries = np.size(comparison.node.value)
    for share, divisor in _shares(case, comparison):
        value = float(array(share.value))
        if not isinstance(divisor, int | float | np.number) or not 1 < value < np.inf:
            continue
        most = entries / float(divisor)
        if most == PERCENT or any(_goes_on(user) for user in case.roles.users.get(share, ())):
            continue
        return found(
            __name__,
            case.span(share),
            f"This accuracy is {number(value)}: of {entries} answers those that are right are counted, and divided by {divisor}.",
            "A share is a number of right answers over the number of all answers, and can be 1 at most. What stands below here is another "
            "number: that of the columns, or of the inputs. Divide by the number of answers that were compared: np.mean does.",
            ("accuracy", number(value), "at most 1"),
            ("accuracy if all answers are right", number(most), "1"),
        )
    return None


def _goes_on(user: Node) -> bool:
    """Say whether a count is added to others, or scaled again, other than to percent: it need not be a share yet."""
    factors = [a.value if isinstance(a, Node) else a for a in user.args]
    percent = user.name in ("mul", "multiply") and any(np.ndim(a) == 0 and a == PERCENT for a in factors)
    return user.name in SCALING | {"add"} and not percent


def _between_the_labels(case: Case, together: list[Comparison]) -> Finding | None:
    """Find outputs rounded to decimals, which leaves many answers that are no label."""
    node = together[0].answers
    decimals = node.kwargs.get("decimals", node.args[1] if len(node.args) > 1 else 0)
    if node.name not in ("round", "around") or not isinstance(decimals, int) or decimals < 1:
        return None
    answers = np.concatenate([array(c.answers.value).ravel() for c in together])
    labels = np.unique(np.concatenate([array(c.labels.value).ravel() for c in together]))
    none = ~np.isin(answers, labels)
    if answers.size < 10 or not 1 < len(labels) < 4 or np.mean(none) < 0.5:
        return None
    return found(
        __name__,
        case.span(together[0].node),
        f"`{case.text(case.span(together[0].node))}` rounds to answers of which most are no label.",
        f"There are {len(labels)} labels, and an output rounded to {decimals} decimal(s) may be any number in between: it is counted as "
        "right only if it comes as close to its label as that, and the training does not ask for it. Take the label that is nearest: "
        "a threshold halfway between the labels.",
        ("answers that are no label", f"{int(none.sum())} of {none.size}", "0"),
        ("different answers", str(len(np.unique(answers))), str(len(labels))),
    )


def _counted_from_another(case: Case) -> Finding | None:
    """Find labels that begin with another number than argmax does: 1 to k beside 0 to k - 1."""
    taught = labels_and_classes(case)
    places = {label: next(iter(classes)) for label, classes in taught.classes.items() if len(classes) == 1}
    comparison = next((c for c in comparisons(case) if c.answers.name == "argmax"), None)
    apart = {label - place if place is not None else 0 for label, place in places.items()}
    if len(places) < max(2, len(taught.classes)) or taught.rows < 10 or len(apart) != 1 or comparison is None:
        return None
    if all(0 <= label < taught.outputs for label in places):
        return None  # right, or the targets may be what is wrong
    first, span = min(places), case.span(comparison.node)
    return found(
        __name__,
        span,
        f"`{case.text(span)}` compares positions, which begin with 0, with labels that begin with {first}.",
        "argmax gives the position of the largest output, and positions are counted from 0. The rows with one label were taught in one "
        "place, but its position is another number than the label, so an answer that is right is not counted. Add the difference.",
        ("label, and position that its rows are taught at", f"{first} and {places[first]}", "the same"),
    )


_REDUCTIONS = {"sum", "mean", "max", "min", "amax", "amin", "prod", "median"}


def _blind(case: Case, evidence: Evidence, together: list[Comparison]) -> Finding | None:
    """Find a rule that gives one answer for the targets of several classes: no output could be told right by it."""
    way = [together[0].answers]
    while way[-1].name in DECISIONS | VIEWS | _REDUCTIONS and isinstance(way[-1].args[0], Node):
        way.append(way[-1].args[0])
    targets = [array(join.target) for round_ in case.roles.rounds for join in round_.joins]
    output = evidence.round.joins[0].output.value
    labels = len({float(v) for c in together for v in array(c.labels.value).ravel()})
    for length in range(1, len(way)):
        if np.shape(way[length].value) != np.shape(output):
            continue
        for lost in range(length - 1, -1, -1):
            answers = _answers(way[lost : length + 1], targets)
            if answers is not None and len(set(answers.values())) < min(len(answers), labels):
                span = case.span(way[lost])
                return found(
                    __name__,
                    span,
                    f"`{case.text(span)}` gives the same answer for different classes, even where the output is perfect.",
                    "A right answer is a number that says which class it is: argmax, the position of the largest output. This rule, put "
                    "to the targets themselves, does not tell their classes apart, so no network can be found right by it.",
                    (
                        "different answers to the targets of different classes",
                        f"{len(set(answers.values()))} for {len(answers)} classes",
                        str(len(answers)),
                    ),
                )
    return None


def _answers(way: list[Node], targets: list[np.ndarray]) -> dict[tuple[float, ...], float] | None:
    """Put the targets of single classes through a rule, given backwards with the output last: the answer to each."""
    out: dict[tuple[float, ...], float] = {}
    for target in targets:
        value: Any = target
        try:
            for before, node in itertools.pairwise(reversed(way)):
                if node.function is None or before is not node.args[0]:
                    return None
                value = node.function(value, *plain(node.args[1:]), **plain(node.kwargs))
        except (ValueError, IndexError, TypeError):
            return None
        answers = np.ravel(value)
        rows = target.reshape(1, -1) if answers.size == 1 else target
        if rows.ndim != 2 or answers.size not in rows.shape or rows.size == answers.size:
            return None
        for row, answer in zip(rows if len(rows) == answers.size else rows.T, answers, strict=True):
            if np.sum(row == row.max()) != 1 or np.sum(row != row.max()) != np.sum(row == row.min()):
                return None  # not a single class
            if out.setdefault(tuple(row.tolist()), float(answer)) != float(answer):
                return None
    return out


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Make an answer of the output before it is compared; compare one answer for each sample."""
    evidence, node = case.first, node_of(case, finding)
    tree = tree_of(case, node) if node is not None else None
    source = source_of(case, finding.span.path)
    at = source.at(finding.span)
    if isinstance(at, ast.Compare) and _chain(at) is not None:
        text = source.text[source.extent(at)[0] : source.extent(at.comparators[0])[1]]
        inside = source.edit(source.extent(at)[0], source.extent(at.comparators[0])[1], f"({text})")
        yield from fix(f"Compare the answer: {shown(f'({text})')}", inside)
        return
    if isinstance(at, ast.Compare) and _limit(at) is not None and any(f.span == finding.span for f in _one_sided(case)):
        text = f"abs({source.text_of(at.left)})"
        yield from fix(f"Take the absolute value: {shown(text)}", source.put(at.left, text))
        return
    for place, tally in never_set_back(case):
        if place.span(tally.start) == finding.span and place.alone(tally.start):
            text = place.whole_lines(tally.start)
            inserted = place.insert_before(tally.loop.body[0], text)
            yield from fix(f"Begin at 0 in each round: {shown(text)}", place.remove(tally.start), inserted)
            return
    if evidence is None or node is None or not isinstance(tree, ast.expr):
        return
    target = array(evidence.round.joins[0].target)
    middle = f"{(float(target.max()) + float(target.min())) / 2:g}"
    if node.name == "argmax" and isinstance(tree, ast.Call):  # of a single output
        inner = tree.args[0] if not isinstance(node.function, Method) else getattr(tree.func, "value", tree.args[:1])
        if isinstance(inner, ast.expr):
            text = f"({followed(source.text_of(inner), f' > {middle}')})"
            yield from fix(f"Compare with {middle}: {shown(text)}", source.put(tree, text))
    if node.name == "argmin" and isinstance(tree, ast.Call):
        text = source.text_of(tree.func).removesuffix("argmin") + "argmax"
        yield from fix(f"Take the largest: {shown(text)}", source.put(tree.func, text))
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div):
        for comparison in comparisons(case):
            if any(total in node.inputs for total in case.roles.users.get(comparison.node, ())):
                label_texts = [e for e, value in operands(case, comparison.node) if value is comparison.labels]
                for label in label_texts[:1]:
                    in_rows = len(comparison.labels.value) == np.size(comparison.node.value)
                    text = f"len({source.text_of(label)})" if in_rows else f"{source.text_of(label)}.size"
                    yield from fix(f"Divide by the number of answers: {shown(text)}", source.put(tree.right, text))
                break
    if isinstance(tree, ast.Compare):
        for expression, value in operands(case, node):
            others = [a for a in node.args if isinstance(a, Node) and a is not value]
            along = _row_of_classes(others[0], value.value)[1] if others and isinstance(value, Node) else None
            if along is not None and isinstance(value, Node):
                rows = f", axis={along}" if np.ndim(value.value) > 1 else ""
                text = f"{numpy_name(source) or ''}argmax({source.text_of(expression)}{rows})"
                yield from fix(f"Compare class numbers: {shown(text)}", source.put(expression, text))
                continue
            written = source.text_of(expression)
            judged = any(c.node is node and c.answers is value for c in comparisons(case))
            begin = min(labels_and_classes(case).classes, default=0) if judged else 0
            if begin > 0 and isinstance(value, Node) and value.name == "argmax":
                yield from fix(f"Count from {begin}", source.put(expression, f"{written} + {begin}"))
                continue
            plain = value.value if isinstance(value, Node) else value
            if np.ndim(plain) == 0 and not isinstance(plain, bool) and float(plain) == float(middle):
                yield from fix("Compare the sum with 0", source.put(expression, "0"))
            elif isinstance(tree.ops[0], ast.Eq) and np.asarray(plain).dtype.kind == "f" and not _whole(plain):
                text = f"({followed(written, f' > {middle}')})"
                yield from fix(f"Make an answer of it first: {shown(text)}", source.put(expression, text))
                numpy = numpy_name(source)
                if np.ndim(plain) == 2 and numpy is not None:
                    for number_of_axis in (1, 0):
                        text = f"{numpy}argmax({written}, axis={number_of_axis})"
                        yield from fix(f"Make an answer of it first: {shown(text)}", source.put(expression, text))


BROKEN = (
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Network:
    def __init__(self, n_inputs, n_hidden, rng):
        self.W1 = rng.normal(size=(n_hidden, n_inputs)) / np.sqrt(n_inputs)
        self.b1 = np.zeros((n_hidden, 1))
        self.W2 = rng.normal(size=(1, n_hidden)) / np.sqrt(n_hidden)
        self.b2 = np.zeros((1, 1))

    def forward(self, X):
        self.A1 = sigmoid(self.W1 @ X + self.b1)
        self.A2 = sigmoid(self.W2 @ self.A1 + self.b2)
        return self.A2

    def backward(self, X, Y):
        m = X.shape[1]
        dZ2 = self.A2 - Y
        self.dW2 = dZ2 @ self.A1.T / m
        self.db2 = dZ2.sum(axis=1, keepdims=True) / m
        dZ1 = self.W2.T @ dZ2 * self.A1 * (1 - self.A1)
        self.dW1 = dZ1 @ X.T / m
        self.db1 = dZ1.sum(axis=1, keepdims=True) / m

    def update(self, rate):
        self.W1 = self.W1 - rate * self.dW1
        self.b1 = self.b1 - rate * self.db1
        self.W2 = self.W2 - rate * self.dW2
        self.b2 = self.b2 - rate * self.db2


rng = np.random.default_rng(1)
X = rng.normal(size=(3, 80))
Y = (X[0] + X[1] * X[2] > 0).astype(float).reshape(1, -1)
network = Network(3, 8, rng)
for step in range(1500):
    P = network.forward(X)
    network.backward(X, Y)
    network.update(2.0)
print("right:", np.mean(P == Y))  # ! U702
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(80, 3))
y = (X @ np.array([1.0, -2.0, 0.5]) + 0.3 * rng.normal(size=80) > 0) * 1
w = np.zeros((3, 1))
b = np.zeros((1, 1))
for epoch in range(300):
    p = 1 / (1 + np.exp(-(X @ w + b)))
    d = (p - y.reshape(-1, 1)) / len(X)
    w -= 1.0 * X.T @ d
    b -= 1.0 * d.sum(axis=0, keepdims=True)
print("right:", np.mean(np.argmax(p, axis=1) == y))  # ! U702
""",
    """
import numpy as np

rng = np.random.default_rng(1)
X = rng.normal(size=(80, 3))
y = (X @ np.array([1.0, -2.0, 0.5]) + 0.3 * rng.normal(size=80) > 0).reshape(-1, 1) * 1.0


def forward(x, w, b):
    z = x @ w + b
    return z, 1 / (1 + np.exp(-z))


w, b = np.zeros((3, 1)), np.zeros((1, 1))
for epoch in range(100):
    z, p = forward(X, w, b)
    w -= 0.5 * X.T @ (p - y) / len(X)
    b -= 0.5 * (p - y).mean(axis=0, keepdims=True)
z, p = forward(X, w, b)
print("right:", np.mean((z > 0.5) == y))  # ! U702
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.sum((p > 0.5) == T) / len(X))  # ! U702
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(80, 3))
y = (X[:, 0] > X[:, 1]).astype(int)
w, b = np.zeros(3), 0.0
for epoch in range(300):
    p = 1 / (1 + np.exp(-(X @ w + b)))
    w -= 0.5 * X.T @ (p - y) / len(y)
    b -= 0.5 * np.mean(p - y)
guess = (1 / (1 + np.exp(-(X @ w + b))) == 1).astype(int)  # ! U702
print("right:", np.mean(guess == y))
""",
    """
import numpy as np
from sklearn.datasets import load_iris

flowers = load_iris()
inputs = (flowers.data - flowers.data.mean(axis=0)) / flowers.data.std(axis=0)
wanted = np.eye(3)[flowers.target]
np.random.seed(5)
hidden = np.random.randn(6, 4) * 0.5
final = np.random.randn(3, 6) * 0.4


def answer(row):
    middle = np.tanh(hidden.dot(row))
    scores = final.dot(middle)
    powers = np.exp(scores - scores.max())
    return middle, powers / powers.sum()


for turn in range(20):
    for pick in np.random.permutation(len(inputs)):
        row, want = inputs[pick], wanted[pick]
        middle, shares = answer(row)
        error = shares - want
        back = final.T.dot(error) * (1 - middle**2)
        final -= 0.05 * np.outer(error, middle)
        hidden -= 0.05 * np.outer(back, row)
    hits = []
    for row, want in zip(inputs, wanted):
        guess = np.argmax(answer(row)[1])
        hits.append(np.all(guess == want))  # ! U702
    print(turn, "right:", np.mean(hits))
""",
    """
import numpy as np

gen = np.random.default_rng(6)
berries = np.concatenate([gen.normal(m, 0.5, size=(25, 2)) for m in ((0, 2), (2, 0), (-2, -1))])
sort = np.repeat(np.arange(3), 25)
goal = np.eye(3)[sort]
u, b = gen.normal(size=(2, 3)) * 0.2, np.zeros(3)
for lap in range(200):
    out = 1 / (1 + np.exp(-(berries @ u + b)))
    off = (out - goal) / 75
    u -= berries.T @ off
    b -= off.sum(axis=0)
out = 1 / (1 + np.exp(-(berries @ u + b)))
guess = np.argmin(out, axis=1)  # ! U702
print("right:", (guess == sort).mean())
""",
    """
import numpy as np

gen = np.random.default_rng(12)
spots = gen.uniform(-1, 1, size=(90, 2))
side = np.where(spots[:, :1] * 0.8 > spots[:, 1:] ** 2 - 0.3, 0.6, -0.6)
first, second = gen.normal(size=(2, 7)) * 0.6, gen.normal(size=(7, 1)) * 0.4
for lap in range(400):
    mid = np.tanh(spots @ first)  # ! U305
    out = np.tanh(mid @ second)
    off = (out - side) * (1 - out**2) / 90
    off_mid = off @ second.T * (1 - mid**2)
    second -= 0.8 * mid.T @ off
    first -= 0.8 * spots.T @ off_mid
print("share right:", np.mean(np.around(np.tanh(np.tanh(spots @ first) @ second), decimals=1) == side))  # ! U702
""",
    """
import numpy as np


def soft(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


gen = np.random.default_rng(9)
leaves = gen.normal(size=(50, 4))
tree = leaves[:, :4].argmax(axis=1)
weight = np.zeros((4, 4))
for lap in range(100):
    weight -= 0.6 * leaves.T @ (soft(leaves @ weight) - np.eye(4)[tree]) / 50
answers = soft(leaves @ weight)
print("right:", np.sum(answers.argmax(axis=1) == tree) / answers.size)  # ! U702
""",
    """
import numpy as np

gen = np.random.default_rng(30)
stars = np.concatenate([gen.normal(m, 0.6, size=(20, 3)) for m in ((0, 2, 0), (2, 0, 1), (-2, -1, -1))])
size = np.repeat([1, 2, 3], 20)
goal = np.zeros((60, 3))
goal[np.arange(60), size - 1] = 1
pull = np.zeros((3, 3))
for lap in range(80):
    e = np.exp(stars @ pull)
    share = e / e.sum(axis=1, keepdims=True)
    pull -= 0.5 * stars.T @ (share - goal) / 60
pick = np.argmax(stars @ pull, axis=1)
print("right:", np.mean(pick == size))  # ! U702
""",
    """
import numpy as np

rng = np.random.default_rng(6)
inputs = rng.normal(size=(90, 4))
labels = (inputs[:, 0] * inputs[:, 1] > 0).astype(int)
V = rng.normal(size=(4, 12)) * 0.7
c = np.zeros(12)
U = rng.normal(size=(12, 2)) * 0.4
d = np.zeros(2)


def answer(x):
    h = np.tanh(x @ V + c)
    e = np.exp(h @ U + d)
    return h, e / e.sum()


hits = 0  # ! U702
for sweep in range(60):
    for k in rng.permutation(len(inputs)):
        h, p = answer(inputs[k])
        p[labels[k]] -= 1
        back = (U @ p) * (1 - h**2)
        U -= 0.1 * np.outer(h, p)
        d -= 0.1 * p
        V -= 0.1 * np.outer(inputs[k], back)
        c -= 0.1 * back
    for x, label in zip(inputs, labels):
        if np.argmax(answer(x)[1]) == label:
            hits += 1
    print(sweep, "share of right answers", hits / len(inputs))
""",
    """
import numpy as np

np.random.seed(8)
clouds = np.vstack([np.random.randn(50, 2) + 1.5, np.random.randn(50, 2) - 1.5])
rain = np.r_[np.ones(50), np.zeros(50)]
weight, bias = np.zeros(2), 0.0


def chance(cloud):
    return 1 / (1 + np.exp(-(cloud @ weight + bias)))


for day in range(30):
    hits = []
    for k in np.random.permutation(100):
        p = chance(clouds[k])
        weight -= 0.1 * (p - rain[k]) * clouds[k]
        bias -= 0.1 * (p - rain[k])
        hits.append(p > 0.5 == rain[k])  # ! U702
    print("right:", np.mean(hits))
""",
    """
import numpy as np

gen = np.random.default_rng(13)
x = gen.normal(size=(60, 3))
t = (x[:, 0] - x[:, 1] > 0).astype(int)
w, b = np.zeros(3), 0.0


def share_right(rows, labels):
    hits = 0
    for row, label in zip(rows, labels):
        answer = int(1 / (1 + np.exp(-(row @ w + b))))  # ! U702
        if answer == label:
            hits += 1
    return hits / len(labels)


for lap in range(40):
    for i in range(60):
        p = 1 / (1 + np.exp(-(x[i] @ w + b)))
        w = w - 0.2 * (p - t[i]) * x[i]
        b = b - 0.2 * (p - t[i])
    if lap % 10 == 0:
        print("lap", lap, "right", share_right(x, t))
""",
    """
import numpy as np

gen = np.random.default_rng(21)
x = gen.normal(size=(2, 90))
t = (x[:1] * x[1:] > 0) * 1
u, a, v, c = gen.normal(size=(10, 2)), np.zeros((10, 1)), gen.normal(size=(1, 10)) * 0.3, 0.0


def answer(some):
    mid = np.tanh(u @ some + a)
    return mid, 1 / (1 + np.exp(-(v @ mid + c)))


for lap in range(400):
    mid, p = answer(x)
    off = (p - t) / 90
    back = v.T @ off * (1 - mid**2)
    v, c = v - 0.8 * off @ mid.T, c - 0.8 * off.sum()
    u, a = u - 0.8 * back @ x.T, a - 0.8 * back.sum(axis=1, keepdims=True)
hits = np.equal(np.round(answer(x)[1]), t).sum()
print("right:", 100 * (hits / len(x)), "%")  # ! U702
""",
    """
import numpy as np

gen = np.random.default_rng(22)
cups = gen.normal(size=(75, 3)) + 2 * np.eye(3).repeat(25, axis=0)
sort = np.arange(3).repeat(25).reshape(-1, 1)
w, b = np.zeros((3, 3)), np.zeros(3)


def share(x):
    e = np.exp(x @ w + b)
    return e / e.sum(axis=1, keepdims=True)


for lap in range(100):
    off = (share(cups) - np.eye(3)[sort.ravel()]) / 75
    w -= 0.5 * cups.T @ off
    b -= 0.5 * off.sum(axis=0)
meant = sort.argmax(axis=1)  # ! U702
print("right:", np.mean(share(cups).argmax(axis=1) == meant))
""",
    """
import numpy as np

rng = np.random.default_rng(21)
marks = rng.normal(size=(90, 2))
passed = (marks.sum(axis=1) > 0.2) * 1.0


def chance(rows, w, b):
    return 1 / (1 + np.exp(-(rows @ w + b)))


def answers(rows, w, b):
    said = np.zeros(len(rows))
    for i in range(len(rows)):
        p = chance(rows[i], w, b)
        said[i] = int(p)  # ! U702
    return said


w, b = np.zeros(2), 0.0
for turn in range(200):
    p = chance(marks, w, b)
    w = w - 0.5 * marks.T @ (p - passed) / 90
    b = b - 0.5 * np.mean(p - passed)
print("right:", np.mean(answers(marks, w, b) == passed))
""",
    """
import numpy as np

gen = np.random.default_rng(22)
x = gen.normal(size=(80, 3))
y = (x[:, 0] > x[:, 1]) * 1
w, b = np.zeros(3), 0.0
for lap in range(200):
    p = 1 / (1 + np.exp(-(x @ w + b)))
    w -= 0.5 * x.T @ (p - y) / 80
    b -= 0.5 * np.mean(p - y)
p = 1 / (1 + np.exp(-(x @ w + b)))
print("right:", np.mean(p.astype(int) == y))  # ! U702
""",
    """
import numpy as np

rng = np.random.default_rng(5)
spots = rng.normal(size=(60, 2))
side = (spots[:, :1] + spots[:, 1:] > 0) * 1
W, b = rng.normal(size=(2, 1)), np.zeros(1)
for lap in range(200):
    p = 1 / (1 + np.exp(-(spots @ W + b)))
    W -= 0.5 * spots.T @ (p - side) / 60
    b -= 0.5 * (p - side).mean(axis=0)
    if lap % 20 == 0:
        right = 0
        for i in range(60):
            if p[i, 0] == side[i, 0]:  # ! U702
                right += 1
        print(lap, right / 60)
""",
    """
import numpy as np

rng = np.random.default_rng(7)
spots = rng.normal(size=(100, 2))
side = (spots[:, 0] + spots[:, 1] > 0).astype(int)
seen, told, fresh, wanted = spots[:70], side[:70], spots[70:], side[70:]
w, b = np.zeros(2), 0.0


def answer(x):
    return 1 / (1 + np.exp(-(x @ w + b)))


for lap in range(100):
    off = answer(seen) - told
    w = w - 0.5 * seen.T @ off / 70
    b = b - 0.5 * off.mean()
    if lap % 20 == 0:
        hits = 0
        for x, t in zip(fresh, wanted):
            if int(answer(x) > 0.5) == t:
                hits += 1
        print(lap, hits / len(spots))  # ! U702
""",
)

HEALTHY = (
    """
import numpy as np

gen = np.random.default_rng(23)
x = gen.normal(size=(80, 3))
y = (x[:, 0] > x[:, 1]) * 1
w, b = np.zeros(3), 0.0
for lap in range(200):
    p = 1 / (1 + np.exp(-(x @ w + b)))
    if lap % 50 == 0:
        print(lap, "percent sure:", int(100 * p.mean()), "right:", np.mean(np.floor(p + 0.5) == y))
    w -= 0.5 * x.T @ (p - y) / 80
    b -= 0.5 * np.mean(p - y)
p = 1 / (1 + np.exp(-(x @ w + b)))
p = p > 0.5
print("right:", np.mean(p.astype(int) == y), "zeros:", np.mean(np.zeros(80) == y))
""",
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Network:
    def __init__(self, n_inputs, n_hidden, rng):
        self.W1 = rng.normal(size=(n_hidden, n_inputs)) / np.sqrt(n_inputs)
        self.b1 = np.zeros((n_hidden, 1))
        self.W2 = rng.normal(size=(1, n_hidden)) / np.sqrt(n_hidden)
        self.b2 = np.zeros((1, 1))

    def forward(self, X):
        self.A1 = sigmoid(self.W1 @ X + self.b1)
        self.A2 = sigmoid(self.W2 @ self.A1 + self.b2)
        return self.A2

    def backward(self, X, Y):
        m = X.shape[1]
        dZ2 = self.A2 - Y
        self.dW2 = dZ2 @ self.A1.T / m
        self.db2 = dZ2.sum(axis=1, keepdims=True) / m
        dZ1 = self.W2.T @ dZ2 * self.A1 * (1 - self.A1)
        self.dW1 = dZ1 @ X.T / m
        self.db1 = dZ1.sum(axis=1, keepdims=True) / m

    def update(self, rate):
        self.W1 = self.W1 - rate * self.dW1
        self.b1 = self.b1 - rate * self.db1
        self.W2 = self.W2 - rate * self.dW2
        self.b2 = self.b2 - rate * self.db2


rng = np.random.default_rng(1)
X = rng.normal(size=(3, 80))
Y = (X[0] + X[1] * X[2] > 0).astype(float).reshape(1, -1)
network = Network(3, 8, rng)
for step in range(1500):
    P = network.forward(X)
    network.backward(X, Y)
    network.update(2.0)
print("right:", np.mean(np.round(P) == Y), "sure:", np.mean((P > 0.9) == Y))
""",
    """
import numpy as np

rng = np.random.default_rng(1)
X = rng.normal(size=(80, 3))
y = (X @ np.array([1.0, -2.0, 0.5]) + 0.3 * rng.normal(size=80) > 0).reshape(-1, 1) * 1.0
w, b = np.zeros((3, 1)), np.zeros((1, 1))
for epoch in range(100):
    z = X @ w + b
    p = 1 / (1 + np.exp(-z))
    w -= 0.5 * X.T @ (p - y) / len(X)
    b -= 0.5 * (p - y).mean(axis=0, keepdims=True)
print("right:", np.mean((z > 0) == y))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("entries:", np.mean((p > 0.5) == T), "rows:", np.mean(np.all((p > 0.5) == T, axis=1)))
""",
    """
import numpy as np

gen = np.random.default_rng(7)
grade = np.sort(gen.integers(0, 4, size=80))
essay = np.stack([grade + gen.normal(0, 0.3, 80), gen.normal(size=80)], axis=1)
above = (grade[:, None] > np.arange(3)) * 1.0  # grade 2 is above 0 and above 1
w, b = np.zeros((2, 3)), np.zeros(3)
right = 0
for lap in range(300):
    p = 1 / (1 + np.exp(-(essay @ w + b)))
    w -= 0.5 * essay.T @ (p - above) / 80
    b -= 0.5 * (p - above).mean(axis=0)
for part in np.split(np.arange(80), 4):
    p = 1 / (1 + np.exp(-(essay[part] @ w + b)))
    right += np.sum((p > 0.5).sum(axis=1) == grade[part]) / 80
print("grades right:", right, "good ones:", np.mean((p.sum(axis=1) > 1.5) == (grade[part] > 1)))
""",
    """
import numpy as np

gen = np.random.default_rng(21)
x = gen.normal(size=(120, 2))
t = (x[:, 0] * x[:, 1] > 0) * 1
u, a, v, c = gen.normal(size=(2, 10)), np.zeros(10), gen.normal(size=10) * 0.3, 0.0
for lap in range(100):
    share = 0
    for part in np.split(gen.permutation(120), 6):
        mid = np.tanh(x[part] @ u + a)
        p = 1 / (1 + np.exp(-(mid @ v + c)))
        share += np.sum((p > 0.5) == t[part]) / 6 / 20
        off = (p - t[part]) / 20
        back = np.outer(off, v) * (1 - mid**2)
        v, c = v - 0.8 * mid.T @ off, c - 0.8 * off.sum()
        u, a = u - 0.8 * x[part].T @ back, a - 0.8 * back.sum(axis=0)
    percent = np.sum((np.tanh(x @ u + a) @ v + c > 0) == t) / 1.2
    print(share, percent)
""",
    """
import numpy as np

rng = np.random.default_rng(6)
inputs = rng.normal(size=(90, 4))
labels = (inputs[:, 0] * inputs[:, 1] > 0).astype(int)
V = rng.normal(size=(4, 12)) * 0.7
c = np.zeros(12)
U = rng.normal(size=(12, 2)) * 0.4
d = np.zeros(2)


def answer(x):
    h = np.tanh(x @ V + c)
    e = np.exp(h @ U + d)
    return h, e / e.sum()



for sweep in range(60):
    hits = 0
    for k in rng.permutation(len(inputs)):
        h, p = answer(inputs[k])
        p[labels[k]] -= 1
        back = (U @ p) * (1 - h**2)
        U -= 0.1 * np.outer(h, p)
        d -= 0.1 * p
        V -= 0.1 * np.outer(inputs[k], back)
        c -= 0.1 * back
    for x, label in zip(inputs, labels):
        if np.argmax(answer(x)[1]) == label:
            hits += 1
    print(sweep, "share of right answers", hits / len(inputs))
""",
    """
import numpy as np

np.random.seed(8)
clouds = np.vstack([np.random.randn(50, 2) + 1.5, np.random.randn(50, 2) - 1.5])
rain = np.r_[np.ones(50), np.zeros(50)]
weight, bias = np.zeros(2), 0.0


def chance(cloud):
    return 1 / (1 + np.exp(-(cloud @ weight + bias)))


for day in range(30):
    hits = []
    for k in np.random.permutation(100):
        p = chance(clouds[k])
        weight -= 0.1 * (p - rain[k]) * clouds[k]
        bias -= 0.1 * (p - rain[k])
        hits.append((p > 0.5) == rain[k])
    print("right:", np.mean(hits))
""",
    """
import random

random.seed(5)
pets = [((4.0, 0.3), 0), ((6.1, 0.2), 0), ((30.0, 0.6), 1), ((25.2, 0.7), 1), ((3.2, 0.25), 0), ((18.0, 0.5), 1)]
pull = [0.0, 0.0, 0.0]


def off(shown, dog):
    bark = 1 if sum(p * s for p, s in zip(pull, shown)) > 0 else 0
    return bark - dog


missed = 1
while missed > 0:
    missed = 0
    for (weight, height), dog in pets:
        shown = (weight / 30, height, 1.0)
        error = off(shown, dog)
        for k in range(3):
            pull[k] -= 0.1 * error * shown[k]
    for (weight, height), dog in pets:
        error = off((weight / 30, height, 1.0), dog)
        if error > 0.5:
            missed += 1
        elif error < -0.5:
            missed += 1
print("all right:", pull)
""",
    """
import numpy as np

rng = np.random.default_rng(6)
spots = rng.normal(size=(80, 2))
side = (spots[:, :1] + spots[:, 1:] > 0) * 1
A, a = rng.normal(size=(2, 6)), np.zeros(6)
B, b = rng.normal(size=(6, 1)) * 0.4, np.zeros(1)
for lap in range(300):
    mid = np.maximum(spots @ A + a, 0)
    p = 1 / (1 + np.exp(-(mid @ B + b)))
    off = (p - side) / 80
    off_mid = off @ B.T * (mid > 0)
    B -= 0.5 * mid.T @ off
    b -= 0.5 * off.sum(axis=0)
    A -= 0.5 * spots.T @ off_mid
    a -= 0.5 * off_mid.sum(axis=0)
print("answers that are 0 in every digit:", np.sum(p == 0), "of", len(p))  # counted, not judged
print("right:", np.mean((p >= 0.5) == side))
""",
    """
rows = [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)]
wanted = [0.0, 1.0, 1.0, 1.0]
w, b = [0.0, 0.0], 0.0


def answer(row):
    return 1.0 if w[0] * row[0] + w[1] * row[1] + b > 0 else 0.0


for lap in range(20):
    right = 0
    for row, t in zip(rows, wanted):
        p = answer(row)
        if p == t:  # a step answers with a label
            right += 1
        for k in range(2):
            w[k] += 0.1 * (t - p) * row[k]
        b += 0.1 * (t - p)
    print(lap, right / len(rows))
""",
    """
import numpy as np

rng = np.random.default_rng(8)
spots = rng.normal(size=(100, 2))
side = (spots[:, 0] + spots[:, 1] > 0).astype(int)
w, b = np.zeros(2), 0.0
for lap in range(100):
    order = rng.permutation(100)
    hits = 0
    for at in range(0, 100, 20):
        x, t = spots[order[at : at + 20]], side[order[at : at + 20]]
        p = 1 / (1 + np.exp(-(x @ w + b)))
        for i in range(20):
            hits += int(p[i] > 0.5) == t[i]
        w = w - 0.5 * x.T @ (p - t) / 20
        b = b - 0.5 * (p - t).mean()
    print(lap, hits / len(spots))  # of all batches
""",
)
