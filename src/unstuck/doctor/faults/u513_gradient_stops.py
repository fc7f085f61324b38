"""The gradient stops before it reaches a parameter

## What happens

A parameter is updated in every step, by exactly 0. The backward loop ends one layer too early, an array of gradients is created
with zeros and never filled, or a mask removes everything.

## Why it stops learning

The loss depends on the parameter, `dL/dW` is not 0, but the script subtracts 0. The layer keeps its random start. On easy data the layers above
make up for it, and the curve looks healthy; on harder data the network is one layer poorer than it was planned to be.

## How we know

The exact gradient of the loss with respect to the parameter is not 0, and the step is 0 in every entry. Where a unit is
dead, or a weight does not matter, the exact gradient is 0 too, and nothing is reported.

## The repair

Let the loop run down to the first layer: `range(len(weights) - 1, -1, -1)` ends at 0, `range(len(weights) - 1, 0, -1)` at 1. Or fill what was created as
zeros.

## When this is fine

Where the true gradient is 0 as well: a first step through output weights that start at 0, or a ReLU that is 0 for
all samples.
"""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.alternatives import next_numbers, other_slope, other_values
from unstuck.doctor.case import Case, found, number
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Edit, Finding, Fix, Span
from unstuck.doctor.gradients import pulled_back
from unstuck.doctor.left_loops import behind_the_loop, leaving
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.roles import ancestors
from unstuck.doctor.stopped import first_zeros, slope_at_the_data
from unstuck.doctor.substitution import substituted_at, wrong_at
from unstuck.doctor.through_time import handed_back, kept_for_the_next
from unstuck.doctor.trace import PRODUCTS, Node
from unstuck.doctor.tree import Source
from unstuck.doctor.updating import short_range
from unstuck.doctor.values import called, source_of, tree_of

FEW = 3  # derivatives that may be multiples of others by chance


def diagnose(case: Case) -> Iterator[Finding]:
    """Find parameters that are updated, but by nothing."""
    evidence = case.first
    if evidence is None or all(not e.moved for e in evidence.compared):
        return
    yield from _without_the_error(case)
    stopped: dict[Span, list[Compared]] = {}
    for c in evidence.compared:
        moved = any(o.moved for e in case.evidence for o in e.compared if o.slot is c.slot)
        if (c.only_decay or not moved) and not c.flat and np.any(np.abs(c.true) > 1e-12):
            zeros = first_zeros(evidence, c)
            sums = [zeros, *(evidence.way(c) & evidence.backward_set)] if zeros is c.after else [zeros]
            if any(n.name in ("sum", "mean") and np.any(array(n.inputs[0].value)) for n in sums):
                continue  # of errors that cancel each other: what is summed is another rule's business
            if zeros is c.after and any(np.any(array(s.value)) for s in zeros.inputs if s in evidence.backward_set):
                continue  # so small a step that it is lost by rounding
            if slope_at_the_data(evidence, zeros) is not None:
                continue
            whole = (n for n in evidence.backward if n in evidence.way(c) and np.shape(n.value) == np.shape(c.true))
            replaced = next((f for n in whole if n.site >= 0 and (f := _replaced(case, c, n)) is not None), None)
            if replaced is not None:
                yield replaced
                continue
            place = case.place(zeros)
            stopped.setdefault(_ends_early(case, place) or place, []).append(c)
    for span, parameters in stopped.items():
        names = ", ".join(dict.fromkeys(c.name for c in parameters))
        yield found(
            __name__,
            span,
            f"No gradient reaches {names}: from `{case.text(span)}` on it is exactly 0.",
            "The loss does depend on these weights, but what is subtracted from them is zero everywhere: the backward pass "
            "stopped before it came to them, by a loop that ends one layer early, a value that was never filled, or a "
            "product with 0.",
            ("length of the true gradient", number(float(np.linalg.norm(parameters[0].true))), ""),
            ("length of the gradient in the step", "0", "not 0"),
        )


def _is_an_error_of_its_own(case: Case, node: Node, known: set[Node]) -> bool:
    """Say whether an answer of the network meets data that the forward pass was not given: targets of another output."""
    if node.name not in ("sub", "subtract") or len(node.inputs) != 2:
        return False
    answer, target = sorted(node.inputs, key=lambda n: not case.roles.depends(n))
    fits = np.size(answer.value) == np.size(target.value) > 1
    return fits and case.roles.depends(answer) and not case.roles.depends(target) and target not in known


def _without_the_error(case: Case) -> Iterator[Finding]:
    """Find parameters that are moved by what the forward pass gave alone: the error is no part of it."""
    evidence = case.first
    assert evidence is not None
    version = evidence.roles.version
    known = ancestors(list(evidence.forward), version) | evidence.forward | set(version)
    met = {n for join in evidence.round.joins for n in (join.node, join.target_node)}
    begun, last = (f(join.output.index for join in evidence.round.joins) for f in (min, max))
    changed = {c.after for c in evidence.compared}
    if any(after.index < last for after in changed):
        return  # what was taken for the output may be none
    blind: dict[Node, list[Compared]] = {}
    places: dict[Node, Span] = {}
    for c in sorted(evidence.compared, key=evidence.is_bias):  # what a weight's gradient is made of tells where to look
        if c.right or c.only_decay or c.flat or not c.moved or not evidence.sound:
            continue
        way = evidence.way(c)
        foreign = any(not n.inputs and np.ptp(array(n.value)) and n not in known for n in way)  # not zeros to add to
        foreign = foreign or any(_is_an_error_of_its_own(case, n, known) for n in way)
        foreign = foreign or any(s in changed for n in way if n is not c.after for s in n.inputs)  # used too late
        foreign = foreign or any(n.index < begun and evidence.roles.depends(n) and n not in known for n in way)
        made = [n for n in way if n.index > last and n not in evidence.forward and n.site >= 0 and np.size(n.value) > 1]
        if foreign or way & met or not made:
            continue
        made.sort(key=lambda n: n.index)
        gradient = next((n for n in made if np.size(n.value) == np.size(c.true)), c.after)
        seen = [evidence.span_beside(n, gradient) for n in made]
        places.setdefault(made[0], [place for place in seen if place.line == seen[0].line][-1])
        blind.setdefault(made[0], []).append(c)
    for first, parameters in blind.items():
        span = places[first]
        names = ", ".join(dict.fromkeys(c.name for c in parameters))
        yield found(
            __name__,
            span,
            f"The error does not come into what moves {names}: `{case.text(span)}`.",
            "The gradient of a layer is the error that comes back from the layers above times what the layer itself did. "
            "Here only the second part is there, so that these weights are moved in the same way whether the answer was "
            "right or not. Multiply by the error that was passed back.",
            ("cosine of the step and the true gradient, " + parameters[0].name, number(parameters[0].cosine), "1"),
        )


def _ends_early(case: Case, zeros: Span) -> Span | None:
    """Find the range of the loop that fills a list of zeros, and ends before the last: `range(2, n - 1)`, `range(n, 0, -1)`."""
    source = source_of(case, zeros.path)
    place = source.at(zeros)
    if place is None:
        return None
    made = source.statement(place)
    names = {t.id for t in getattr(made, "targets", []) if isinstance(t, ast.Name)}
    for statement in ast.walk(source.function(made)):
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        filled = isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name) and target.value.id in names
        short = short_range(source, statement) if filled and isinstance(statement, ast.stmt) else None
        texts = [source.text_of(a) for a in short.args] if short is not None else []
        down = len(texts) == 3 and texts[2].startswith("-")
        if short is not None and (texts[1] == "0" if down else re.search(r"-\s*\d+$", texts[min(1, len(texts) - 1)])):
            return source.span(short)
    return None


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether a derivative is that of one output alone, though other outputs were made of the value too."""
    evidence = wrong.evidence
    made = set(evidence.backward)
    for node in (wrong.node, *wrong.node.inputs):
        if node not in made or node in evidence.matches or node.site < 0 or np.size(node.value) < 2:
            continue
        if not _of_one_output(evidence, node) or evidence.is_added_to(node):
            continue
        nothing = _zeros_added_to(evidence, node)
        if nothing is None and node is wrong.node and wrong.source is not None and wrong.source.site >= 0:
            node = wrong.source  # right for the place where the output took the value
        text = case.text(case.span(node))
        return found(
            __name__,
            case.place(nothing) if nothing is not None else case.span(node),
            f"`{text}` is what comes back from one output alone; what comes back from the later ones is left out.",
            "The state of a recurrent network goes into its own output and, by way of the next state, into all that follow. "
            "So its derivative has two parts, dh = V^T dy + W^T dz_next, the second from the step after. Without it the network "
            "cannot learn what to keep in mind for later. Go backwards in time, and hand W^T dz on from each step to the one "
            "before.",
            ("outputs in an update", str(len(evidence.by_output)), ""),
            ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
        )
    kinds = (_of_the_last_step, _replaced_step, _stored_over, _partly_filled, _of_one_way)
    return next((finding for kind in kinds if (finding := kind(case, wrong)) is not None), None)


def _replaced_step(case: Case, wrong: Wrong) -> Finding | None:
    return _replaced(case, wrong.compared, wrong.node)


def _of_one_way(case: Case, wrong: Wrong) -> Finding | None:
    """See whether a value that goes on in several ways gets what comes back by one of them alone."""
    users = wrong.evidence.roles.users
    onward = [(wrong.node, user) for user in users.get(wrong.node, ()) if user in wrong.evidence.round.ancestors]
    for part, user in [(wrong.source, wrong.node), *onward]:
        if part is None or part.site < 0 or np.size(part.value) < FEW or wrong.evidence.is_added_to(part):
            continue
        used = dataclasses.replace(wrong, node=user)
        for whole, ways in _wholes(wrong, array(part.value)):
            if not used.mended(part, whole):
                continue
            written = [case.trace.sites.all[w.site].span for w in case.trace.writes if w.node is part]
            place = written[-1] if written else case.span(part)
            return found(
                __name__,
                place,
                f"`{case.text(place)}` is what comes back by one way alone: the value goes on in {ways}.",
                "A value that is used several times answers for what comes of each use: its gradient is the sum of what "
                "comes back from all of them. Here one part stands in the place of the sum, so that the rest is lost. Add "
                "up what comes back, `grad += ...`.",
                ("uses of the value in the forward pass", str(ways), ""),
                (
                    "cosine of the step and the true gradient, " + wrong.compared.name,
                    number(wrong.compared.cosine),
                    "1",
                ),
            )
    return None


def _wholes(wrong: Wrong, part: Any) -> Iterator[tuple[Any, int]]:
    """List the derivatives at values with several uses of which something is what one use gives, and how many there are.

    Of uses in products and sums: in a formula, as that of an activation is, no part stands for itself.
    """
    adjoint = wrong.evidence.adjoint
    for value, slope in adjoint.items():
        if value in wrong.evidence.roles.version or np.shape(slope) != part.shape:
            continue
        ways = [u for u in wrong.evidence.roles.users.get(value, ()) if u in adjoint]
        for use in ways if len(ways) > 1 else ():
            if use.name in (*PRODUCTS, "add", "sub", "subtract"):
                share = pulled_back(use, value, adjoint[use])
                same = share is not None and np.shape(share) == part.shape
                if same and np.allclose(array(share) * wrong.scale, part, rtol=1e-9, atol=0):
                    yield array(slope) * wrong.scale, len(ways)


def _zeros_added_to(evidence: Evidence, node: Node) -> Node | None:
    """Find the zeros that stand for what should come back from the step after, and are never anything else."""
    for user in evidence.roles.users.get(node, ()):
        for other in user.inputs if user.name == "add" else ():
            begun = other in evidence.roles.trace.origins and not other.inputs
            if begun and np.shape(other.value) == np.shape(node.value) and not np.any(array(other.value)):
                return other
    return None


def _partly_filled(case: Case, wrong: Wrong) -> Finding | None:
    """See whether an array of derivatives is right where it was filled, and left at 0 where others should stand."""
    filled, users = wrong.end, wrong.evidence.roles.users
    while stored := [u for u in users.get(filled, ()) if u.name == "setitem"]:
        filled = stored[0]
    value = array(filled.value)
    if filled is wrong.end or np.count_nonzero(value) < FEW:
        return None
    for truth in wrong.truths(value.size):
        if truth.shape != value.shape or not np.any(truth[value == 0]):
            continue
        with np.errstate(all="ignore"):
            ratios = value[value != 0] / truth[value != 0]
        if not np.all(np.isfinite(ratios)) or np.ptp(ratios) > 1e-6 * np.max(np.abs(ratios)):
            continue
        left = int(np.count_nonzero(truth) - np.count_nonzero(value))
        place = _leaves_a_loop(case, filled) or case.span(filled)
        return found(
            __name__,
            place,
            f"`{case.text(place)}` comes before all derivatives are filled in: {left} of {value.size} stay 0.",
            "What is there is right, and the rest of the array is as it was made, 0: through these places no error goes "
            "back, and what lies below learns from a part of it only. The loop has to go on to its end: a return belongs "
            "behind it, not into it.",
            ("derivatives that are not 0", str(np.count_nonzero(value)), str(np.count_nonzero(truth))),
            ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
        )
    return None


def _leaves_a_loop(case: Case, node: Node) -> Span | None:
    """Find the return, or break, that ends a loop around an operation in its first turn."""
    source = source_of(case, case.span(node).path)
    place = source.at(case.span(node))
    for loop in source.loops(place) if place is not None else ():
        if (last := leaving(loop)) is not None:
            return source.span(last)
    return None


def _of_the_last_step(case: Case, wrong: Wrong) -> Finding | None:
    """See whether a weight that is used at each step in time gets the gradient of its last use alone."""
    evidence, weight = wrong.evidence, wrong.compared.before
    uses = [n for n in evidence.forward if n.name in PRODUCTS and weight in n.inputs and n in evidence.adjoint]
    uses.sort(key=lambda n: n.index)
    if len(evidence.reading.slopes) > 1 or evidence.is_added_to(wrong.node):
        return None  # each output has a gradient of its own, or those of the other steps are added
    if len(uses) < 2 or len({n.site for n in uses}) > 1 or np.size(wrong.node.value) != np.size(weight.value):
        return None
    share = pulled_back(uses[-1], weight, evidence.adjoint[uses[-1]])
    if share is None or same_direction(array(wrong.node.value), array(share), 1e-6) is None:
        return None
    # In the turns of the steps before, what should come from the step after is 0.
    way = evidence.way(wrong.compared)
    zeros = [n for n in way if n.index > wrong.node.index and not n.inputs and n in evidence.roles.trace.origins]
    zeros = [n for n in zeros if np.size(n.value) > 1 and not np.any(array(n.value))]
    place = case.place(min(zeros, key=lambda n: n.index)) if zeros else case.span(wrong.source or wrong.node)
    name = wrong.compared.name
    return found(
        __name__,
        place,
        f"{name} gets the gradient of its last use alone: nothing comes back to the {len(uses) - 1} steps before it.",
        "The state of a recurrent network goes on to the next step, and by way of it into the output. So its derivative "
        "has to be handed from each step to the one before: dh = W^T dz of the step after. Without it the network "
        "cannot learn what to keep in mind for later.",
        ("steps in time that use the weight", str(len(uses)), ""),
        (f"cosine of the step and the true gradient, {name}", number(wrong.compared.cosine), "1"),
    )


def _stored_over(case: Case, wrong: Wrong) -> Finding | None:
    """See whether a loop stores derivatives at places where it stored others before: those of windows that overlap."""
    stored = [wrong.node]
    if wrong.node.name != "setitem":
        return None
    while again := [
        u for u in case.roles.users.get(stored[-1], ()) if u.site == wrong.node.site and u.args[0] is stored[-1]
    ]:
        stored.append(again[0])
    base = stored[0].args[0]
    if len(stored) < FEW or not isinstance(base, Node) or np.any(array(base.value)):
        return None
    total = np.array(base.value, dtype=float)
    for node in stored:
        total[_index(node.args[1])] += array(_index(node.args[2]))
    lost = int(np.count_nonzero(total != array(stored[-1].value)))
    # Where all that a window holds is 0, each may be its maximum, and the slope of a ReLU behind it leaves out any.
    users = case.roles.users.get(stored[-1], ())
    behind = (dataclasses.replace(wrong, node=user).mended(stored[-1], total) for user in users)
    if not lost or not (wrong.right(total) or any(behind)):
        return None
    span = case.span(wrong.node)
    return found(
        __name__,
        span,
        f"`{case.text(span)}` stores over what is there: {lost} of {total.size} derivatives keep their last part alone.",
        "A value that goes on into several windows answers for what comes of each of them: its derivative is the sum of "
        "what comes back from all. Where the windows overlap, a derivative that is stored takes the place of the one that "
        "came before. Add it up, `grad[...] += ...`.",
        ("times that it is stored in one update", str(len(stored)), ""),
        ("derivatives that lose a part", str(lost), "0"),
        ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
    )


def _index(part: Any) -> Any:
    """Read an index, or a value, that was noted."""
    if isinstance(part, tuple):
        return tuple(_index(each) for each in part)
    return part.value if isinstance(part, Node) else part


def _replaced(case: Case, c: Compared, node: Node) -> Finding | None:
    """See whether a value is the gradient of a weight's first use in time alone: each step back replaced what was there."""
    evidence, weight = case.first, c.before
    if evidence is None or len(evidence.reading.slopes) > 1 or evidence.is_added_to(node):
        return None
    uses = [n for n in evidence.roles.users.get(weight, ()) if n in evidence.forward and n in evidence.adjoint]
    uses = sorted((n for n in uses if n.name in (*PRODUCTS, "add")), key=lambda n: n.index)
    if len(uses) < 2 or len({n.site for n in uses}) > 1 or np.shape(node.value) != np.shape(weight.value):
        return None
    shares = [pulled_back(use, weight, evidence.adjoint[use]) for use in uses]
    if any(share is None or np.shape(share) != np.shape(node.value) for share in shares):
        return None
    first, rest = array(shares[0]), sum(array(share) for share in shares[1:])
    same = not np.any(first) if not np.any(node.value) else same_direction(node.value, first, 1e-6) is not None
    if not same or not np.any(rest):
        return None
    span = case.span(node)
    return found(
        __name__,
        span,
        f"`{case.text(span)}` takes the place of what the later steps gave: {c.name} learns from its first use alone.",
        "A weight that is used at each step in time answers for all of these uses: its gradient is the sum of what each of "
        "them gives, dW = sum of x_t^T delta_t. Here each step of the way back puts its own part in the place of the one "
        "before, so that only that of the first step is left. Begin with zeros, and add up: `grad += ...`.",
        ("steps in time that use the weight", str(len(uses)), ""),
        ("length of what is left, beside the whole", number(_length(first) / _length(first + rest)), "1"),
    )


def _length(value: Any) -> float:
    return float(np.linalg.norm(value))


def _of_one_output(evidence: Evidence, node: Node) -> bool:
    """Say whether a value is a derivative of what one output costs, and not of what all cost together."""
    for part in evidence.by_output:
        for at, slope in part.items():
            if at in evidence.roles.version or np.size(slope) != np.size(node.value):
                continue  # of a weight each row gives a part
            if same_direction(slope, evidence.adjoint[at], 1e-6) is not None:
                continue
            if same_direction(np.ravel(node.value), np.ravel(slope), 1e-6) is not None:
                return True
    return False


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Let the gradient pass: no zeros, no factor 0, and a loop that goes on to the first layer."""
    evidence = case.first
    if evidence is None:
        return
    yield from handed_back(case, finding)
    place = place_of(case, finding)
    if place is not None:
        yield from kept_for_the_next(source_of(case, finding.span.path), place)
        yield from behind_the_loop(source_of(case, finding.span.path), place)
        yield from _all_added_up(case, finding)
        yield from _added_up(source_of(case, finding.span.path), place)
    for c in evidence.compared:
        zeros = first_zeros(evidence, c)
        where = case.place(zeros)
        if finding.span not in (where, _ends_early(case, where)):
            continue
        way = evidence.way(c)
        for node in sorted((n for n in way if n.site >= 0), key=lambda n: -n.index):
            tree = tree_of(case, node)
            source = source_of(case, case.span(node).path)
            if isinstance(tree, ast.Call) and called(tree) == "zeros_like" and tree.args:
                text = source.text_of(tree.args[0])
                yield from fix(f"Write {shown(text)}", source.put(tree, text))
            elif isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Mult):
                for side, other in ((tree.left, tree.right), (tree.right, tree.left)):
                    if isinstance(side, ast.Constant) and side.value == 0:
                        yield from fix("Leave out the factor 0", source.put(tree, source.text_of(other)))
        yield from _longer_loops(case, evidence)
        yield from substituted_at(case, wrong_at(evidence, c, zeros), other_slope, other_values)
        return


def _longer_loops(case: Case, evidence: Evidence) -> Iterator[Fix]:
    """Let each loop of the backward pass go one turn further, at either end."""
    seen = set()
    forward = [n for n in evidence.forward if n.site >= 0]
    for node in evidence.backward:
        tree = tree_of(case, node) if node.site >= 0 else None
        if tree is None:
            continue
        source = source_of(case, case.span(node).path)
        for loop in source.loops(tree)[:1]:
            if loop in seen or not isinstance(loop, ast.For) or any(_holds(case, loop, n) for n in forward):
                continue
            seen.add(loop)
            for call in ast.walk(loop.iter):
                if isinstance(call, ast.Call) and called(call) == "range":
                    for argument in reversed(call.args[:2]):
                        for text in next_numbers(source, argument):
                            yield from fix(f"Go one layer further: {shown(text)}", source.put(argument, text))


def _holds(case: Case, loop: ast.For, node: Node) -> bool:
    """Say whether an operation stands in a loop: one with the forward pass in it is that over the updates."""
    tree = tree_of(case, node)
    return tree is not None and loop in source_of(case, case.span(node).path).loops(tree)


def _all_added_up(case: Case, finding: Finding) -> Iterator[Fix]:
    """Do so at once for all weights whose gradients are replaced."""
    assert case.first is not None
    edits: dict[Span, Edit] = {}
    for c in case.first.compared:
        for node in case.first.way(c) & case.first.backward_set:
            tree = tree_of(case, node) if node.site >= 0 and np.shape(node.value) == np.shape(c.true) else None
            if tree is not None and _replaced(case, c, node) is not None:
                made = _added_up(source_of(case, case.span(node).path), tree)
                edits.update({case.span(node): edit for each in made for edit in each.edits})
    if len(edits) > 1 and finding.span in edits:
        yield from fix("Add each to what is there", *edits.values())


def _added_up(source: Source, place: ast.AST) -> Iterator[Fix]:
    """Add what is put in the place of a sum, `self.grad += ...`."""
    statement = source.statement(place)
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Attribute | ast.Subscript):
        begin, end = source.extent(statement.targets[0])[1], source.extent(statement.value)[0]
        if source.text[begin:end].strip() == "=":
            yield from fix("Add it to what is there", source.edit(begin, end, " += "))


BROKEN = (
    """
import numpy as np


class Value:
    def __init__(self, data, parents=()):
        self.data, self.parents = data, parents
        self.grad = np.zeros_like(data)
        self.back = lambda: None

    def times(self, other):
        out = Value(self.data @ other.data, (self, other))

        def back():
            self.grad = out.grad @ other.data.T  # ! U513
            other.grad += self.data.T @ out.grad

        out.back = back
        return out

    def plus(self, other):
        out = Value(self.data + other.data, (self, other))

        def back():
            self.grad = self.grad + out.grad
            other.grad = other.grad + out.grad

        out.back = back
        return out

    def tanh(self):
        out = Value(np.tanh(self.data), (self,))

        def back():
            self.grad += out.grad * (1 - out.data**2)

        out.back = back
        return out

    def backward(self, grad):
        order, seen = [], set()

        def visit(v):
            if id(v) not in seen:
                seen.add(id(v))
                for p in v.parents:
                    visit(p)
                order.append(v)

        visit(self)
        self.grad = grad
        for v in reversed(order):
            v.back()


rng = np.random.default_rng(1)
x = rng.normal(size=(60, 3))
t = x[:, :1] * x[:, 1:2] + x[:, 2:]
weights = [Value(rng.normal(size=s) * 0.5) for s in ((3, 8), (8, 8), (8, 1))]
for epoch in range(300):
    h = Value(x).times(weights[0]).tanh()
    y = h.times(weights[1]).tanh().plus(h).times(weights[2])
    for w in weights:
        w.grad = np.zeros_like(w.data)
    y.backward((y.data - t) / len(x))
    for w in weights:
        w.data = w.data - 0.1 * w.grad
print("error:", np.mean((y.data - t) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(4)
x = rng.normal(size=(60, 3))
t = np.sin(x[:, :1]) + x[:, 1:2] * x[:, 2:]
A, B, C = rng.normal(size=(3, 8)) * 0.5, rng.normal(size=(8, 8)) * 0.5, rng.normal(size=(8, 1)) * 0.5
for epoch in range(400):
    low = np.tanh(x @ A)
    bent = np.tanh(low @ B)
    high = low + bent
    error = (high @ C - t) / len(x)
    d_high = error @ C.T
    d_bent = d_high * (1 - bent**2)
    d_low = d_bent @ B.T  # ! U513
    d_A = x.T @ (d_low * (1 - low**2))
    d_B = low.T @ d_bent
    C -= 0.1 * high.T @ error
    B -= 0.1 * d_B
    A -= 0.1 * d_A
print("error:", np.mean((high @ C - t) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(3)
points = rng.normal(size=(100, 2))
inside = (np.sum(points**2, axis=1) < 1.2) * 1.0


class Net:
    def __init__(self, sizes):
        self.weights = [rng.normal(size=(b, a)) for a, b in zip(sizes, sizes[1:])]
        self.biases = [np.zeros((b, 1)) for b in sizes[1:]]

    def forward(self, x):
        acts = [x]
        for w, b in zip(self.weights, self.biases):
            acts.append(1 / (1 + np.exp(-(w @ acts[-1] + b))))
        return acts

    def train(self, batch, rate):
        sums = [(np.zeros(w.shape), np.zeros(b.shape)) for w, b in zip(self.weights, self.biases)]
        for x, t in batch:
            acts = self.forward(x.reshape(-1, 1))
            delta = acts[-1] - t
            for l in range(len(self.weights) - 1, -1, -1):
                sums[l] = (sums[l][0] + delta @ acts[l].T, sums[l][1] + delta)
                delta = acts[l] * (1 - acts[l])  # ! U513
        for l, (dw, db) in enumerate(sums):
            self.weights[l] -= rate * dw / len(batch)
            self.biases[l] -= rate * db / len(batch)


net = Net([2, 6, 1])
for epoch in range(40):
    order = rng.permutation(100)
    for start in range(0, 100, 10):
        net.train([(points[i], inside[i]) for i in order[start : start + 10]], 2.0)
print("right:", np.mean([(net.forward(p.reshape(-1, 1))[-1].item() > 0.5) == (t > 0.5) for p, t in zip(points, inside)]))
""",
    """
import numpy as np

rng = np.random.default_rng(3)
X = rng.normal(size=(64, 5))
y = np.abs(X[:, :1]) + 0.5 * X[:, 1:2]
sizes = [5, 10, 10, 1]
weights = [rng.normal(size=(a, b)) * np.sqrt(2 / a) for a, b in zip(sizes, sizes[1:])]
for epoch in range(4000):
    activations = [X]
    for w in weights[:-1]:
        activations.append(np.tanh(activations[-1] @ w))
    output = activations[-1] @ weights[-1]
    delta = (output - y) / len(X)
    gradients = [np.zeros_like(w) for w in weights]
    for layer in range(len(weights) - 1, 0, -1):  # ! U513
        gradients[layer] = activations[layer].T @ delta
        delta = delta @ weights[layer].T * (1 - activations[layer] ** 2)
    for layer in range(len(weights)):
        weights[layer] -= 0.2 * gradients[layer]
print("mean squared error:", np.mean((output - y) ** 2))
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
    d1 = d2 @ W2.T * (h > 1)  # ! U513
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(6)
series = rng.uniform(-1, 1, size=(40, 8, 1))
wanted = np.cumsum(series, axis=1) * 0.5
U = rng.normal(size=(6, 1)) * 0.5
V = rng.normal(size=(6, 6)) * 0.3
O = rng.normal(size=(1, 6)) * 0.3
for turn in range(12):
    for x, t in zip(series, wanted):
        states, outputs = [np.zeros(6)], []
        for step in range(8):
            states.append(np.tanh(U @ x[step] + V @ states[-1]))
            outputs.append(O @ states[-1])
        dU, dV, dO = np.zeros_like(U), np.zeros_like(V), np.zeros_like(O)
        for step in reversed(range(8)):
            error = outputs[step] - t[step]
            dO += np.outer(error, states[step + 1])
            back = O.T @ error  # ! U513
            inner = back * (1 - states[step + 1] ** 2)
            dU += np.outer(inner, x[step])
            dV += np.outer(inner, states[step])
        U -= 0.05 * dU
        V -= 0.05 * dV
        O -= 0.05 * dO
print("squared error of the last:", float(error[0] ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(1)
U, W, c = rng.normal(size=(6, 3)) * 0.4, rng.normal(size=(6, 6)) * 0.3, np.zeros((6, 1))
V, b = rng.normal(size=(2, 6)) * 0.4, np.zeros((2, 1))
smooth = 0.7
for step in range(400):
    first = rng.integers(2)
    symbols = [first, *(2 for _ in range(4))]
    xs = [np.eye(3)[[s]].T for s in symbols]
    hs = [np.zeros((6, 1))]
    for x in xs:
        hs.append(np.tanh(U @ x + W @ hs[-1] + c))
    z = V @ hs[-1] + b
    p = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
    smooth = 0.98 * smooth - 0.02 * np.log(p[first, 0])
    error = p.copy()
    error[first] -= 1
    dU, dW, dc = np.zeros_like(U), np.zeros_like(W), np.zeros_like(c)
    dh = V.T @ error
    for t in reversed(range(5)):
        dz = dh * (1 - hs[t + 1] ** 2)
        dU += dz @ xs[t].T
        dW += dz @ hs[t].T
        dc += dz
        dh = np.zeros((6, 1))  # ! U513
    V -= 0.1 * error @ hs[-1].T
    b -= 0.1 * error
    U -= 0.1 * dU
    W -= 0.1 * dW
    c -= 0.1 * dc
    if step % 50 == 0:
        print(step, smooth)
""",
    """
import numpy as np

rng = np.random.default_rng(5)
soil = rng.normal(size=(70, 3))
crop = np.sin(2 * soil[:, :1]) + soil[:, 1:2] * soil[:, 2:]
roots, stems = rng.normal(size=(3, 9)), rng.normal(size=(9, 1)) * 0.3


def going_down(error, sap):
    back = np.zeros_like(sap)
    for unit in range(sap.shape[1]):
        back[:, unit] = error[:, 0] * stems[unit, 0] * (1 - sap[:, unit] ** 2)
        return back  # ! U513


for season in range(900):
    sap = np.tanh(soil @ roots)
    error = (sap @ stems - crop) / len(soil)
    back = going_down(error, sap)
    stems -= 0.3 * sap.T @ error
    roots -= 0.3 * soil.T @ back
print("squared error:", np.mean((sap @ stems - crop) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(4)
signal = rng.normal(size=(96, 5))
total = np.tanh(signal.sum(axis=1))


class Chain:
    def __init__(self):
        self.a, self.c, self.c0 = rng.normal(size=(1, 6)) * 0.5, rng.normal(size=(6, 6)) * 0.3, np.zeros(6)
        self.clear()

    def clear(self):
        self.slope_a, self.slope_c, self.slope_c0 = np.zeros((1, 6)), np.zeros((6, 6)), np.zeros(6)

    def forward(self, given):
        self.given, self.states = given, [np.zeros((len(given), 6))]
        for k in range(given.shape[1]):
            self.states.append(np.tanh(given[:, k : k + 1] @ self.a + self.states[-1] @ self.c + self.c0))
        return self.states[-1]

    def backward(self, back):
        for k in range(self.given.shape[1] - 1, -1, -1):
            back = back * (1 - self.states[k + 1] ** 2)
            self.slope_a = self.given[:, k : k + 1].T @ back  # ! U513
            self.slope_c = self.states[k].T @ back  # ! U513
            self.slope_c0 = back.sum(axis=0)  # ! U513
            back = back @ self.c.T


chain, d = Chain(), rng.normal(size=6) * 0.4
for turn in range(400):
    chain.clear()
    last = chain.forward(signal)
    gap = (last @ d - total) / len(total)
    chain.backward(np.outer(gap, d))
    d -= 0.2 * last.T @ gap
    chain.a -= 0.2 * chain.slope_a
    chain.c -= 0.2 * chain.slope_c
    chain.c0 -= 0.2 * chain.slope_c0
    if turn % 100 == 0:
        print(turn, np.mean((last @ d - total) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(9)
waves = rng.normal(size=(150, 9))
loud = ((np.maximum(waves[:, :-1], waves[:, 1:]) > 1.0).sum(axis=1) > 3) * 1.0
taps, lift = rng.normal(size=2) * 0.7, 0.1
head, shift = rng.normal(size=6) * 0.4, 0.0
rows = np.arange(len(waves))
for turn in range(300):
    inner = np.tanh(waves[:, :-1] * taps[0] + waves[:, 1:] * taps[1] + lift)
    kept = np.zeros((len(waves), 6))
    best = []
    for k in range(6):
        best.append(k + inner[:, k : k + 3].argmax(axis=1))
        kept[:, k] = inner[rows, best[k]]
    said = 1 / (1 + np.exp(-(kept @ head + shift)))
    error = (said - loud) / len(waves)
    spread = np.outer(error, head)
    back = np.zeros_like(inner)
    for k in range(6):
        back[rows, best[k]] = spread[:, k]  # ! U513
    back = back * (1 - inner**2)
    head -= 0.8 * kept.T @ error
    shift -= 0.8 * error.sum()
    taps -= 0.8 * np.array([np.sum(back * waves[:, :-1]), np.sum(back * waves[:, 1:])])
    lift -= 0.8 * back.sum()
    if turn % 100 == 0:
        print(turn, np.mean((said > 0.5) == (loud > 0.5)))
""",
    """
import numpy as np

gen = np.random.default_rng(31)
rain = gen.normal(size=(60, 2))
river = np.tanh(rain[:, 0] - rain[:, 1]) + 0.8
bed, depth = gen.normal(size=(6, 2)) * 0.5, np.zeros(6)
mouth, level = gen.normal(size=6) * 0.4, 0.0
for year in range(200):
    g_bed, g_depth, g_mouth, g_level = np.zeros_like(bed), np.zeros_like(depth), np.zeros_like(mouth), 0.0
    for fallen, seen in zip(rain, river):
        flow = np.tanh(bed @ fallen + depth)
        off = mouth @ flow + level - seen
        back = off * mouth * (1 - flow**2)
        g_mouth += off * flow
        g_level += off
        g_bed += np.outer(back, fallen)
        g_depth += g_depth  # ! U513
    bed, depth = bed - 0.002 * g_bed, depth - 0.002 * g_depth
    mouth, level = mouth - 0.002 * g_mouth, level - 0.002 * g_level
print("error:", np.mean((np.tanh(rain @ bed.T + depth) @ mouth + level - river) ** 2))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = np.zeros((8, 3))
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
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(3)
X = rng.normal(size=(64, 5))
y = np.abs(X[:, :1]) + 0.5 * X[:, 1:2]
sizes = [5, 10, 10, 1]
weights = [rng.normal(size=(a, b)) * np.sqrt(2 / a) for a, b in zip(sizes, sizes[1:])]
biases = [np.zeros(b) for b in sizes[1:]]


def forward(x):
    activations = [x]
    for layer, (w, b) in enumerate(zip(weights, biases)):
        z = activations[-1] @ w + b
        activations.append(z if layer == len(weights) - 1 else np.maximum(z, 0))
    return activations


for epoch in range(200):
    order = rng.permutation(len(X))
    for start in range(0, len(X), 16):
        rows = order[start : start + 16]
        activations = forward(X[rows])
        delta = (activations[-1] - y[rows]) / len(rows)
        gradients = [None] * len(weights)
        for layer in range(len(weights) - 1, -1, -1):
            gradients[layer] = (activations[layer].T @ delta, delta.sum(axis=0))
            delta = delta @ weights[layer].T * (activations[layer] > 0)
        for layer, (dw, db) in enumerate(gradients):
            weights[layer] -= 0.1 * dw
            biases[layer] -= 0.1 * db
print("mean squared error:", np.mean((forward(X)[-1] - y) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(5)
X = rng.uniform(-1, 1, size=(80, 2))
T1 = (X[:, :1] > X[:, 1:]) * 1.0
T2 = (np.abs(X[:, :1]) > 0.5) * T1  # a second output that is given the first one's answer
W1, b1 = rng.normal(size=(2, 1)), np.zeros(1)
V, c = rng.normal(size=(3, 8)), np.zeros(8)
W2, b2 = rng.normal(size=(8, 1)) * 0.5, np.zeros(1)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


for epoch in range(800):
    p1 = sigmoid(X @ W1 + b1)
    both = np.hstack([X, p1])
    h = np.tanh(both @ V + c)
    p2 = sigmoid(h @ W2 + b2)
    e1, e2 = (p1 - T1) / 80, (p2 - T2) / 80
    d = e2 @ W2.T * (1 - h**2)
    W1 -= 1.0 * X.T @ e1
    b1 -= 1.0 * e1.sum(axis=0)
    V -= 1.0 * both.T @ d
    c -= 1.0 * d.sum(axis=0)
    W2 -= 1.0 * h.T @ e2
    b2 -= 1.0 * e2.sum(axis=0)
print("right:", np.mean((p2 > 0.5) == T2))
""",
)
