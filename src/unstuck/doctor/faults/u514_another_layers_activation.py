"""A weight's gradient is made with the values of another layer

## What happens

The gradient of a layer's weights is the product of what came in and the error at its output. Here what came in to another layer
is used. The layers are equally wide, or broadcasting makes it fit, so no error is raised.

## Why it stops learning

For `z = a_in @ W` the gradient is `dW = a_in^T delta`. It says which inputs were on when the error was made. With the values of another
layer the weights are moved for signals that never went through them. Only this one matrix learns wrongly; its bias and all
other layers are right, so the loss often falls all the same, to a worse place.

## How we know

The product is wrong, and the error in it is exact. With the values that the forward pass multiplied with this weight it agrees with
the true gradient to rounding.

## The repair

Use the values that went into the layer: `dW_l = a_{l-1}^T delta_l`.

## When this is fine

Counting differs: if `activations[0]` is the input, `activations[l]` is what goes *into* the weights number l.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.alternatives import other_index, other_values, times_value, value_for_weight
from unstuck.doctor.case import Case, found, number
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix
from unstuck.doctor.gradients import replayed
from unstuck.doctor.lifting import entries
from unstuck.doctor.mistakes import Wrong, forward_values, through
from unstuck.doctor.roles import ancestors
from unstuck.doctor.substitution import substituted, substituted_at, wrong_at
from unstuck.doctor.trace import PRODUCTS, Node
from unstuck.doctor.tracing.replays import set_item

FEW_ROUNDS = 2  # in which one multiple is no chance
FEW_ENTRIES = 2
NEARLY = 1e-6  # of a number: by so much two that are the same may differ


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether another layer's values make the weight's gradient right."""
    if (earlier := _of_an_earlier_pass(case, wrong)) is not None or wrong.evidence.is_bias(wrong.compared):
        return earlier
    of_another = (
        _without_values(case, wrong) or _with_values_of_another(case, wrong) or _that_of_another_entry(case, wrong)
    )
    if of_another is not None:
        return of_another
    if wrong.source is None:
        line = _line_in_a_sum(case, wrong)
    elif np.size(wrong.node.value) == np.size(wrong.compared.true):
        line = _line_of_the_right_values(case, wrong)
    else:  # not yet the product that is the weight's gradient; or it is, and spread over all entries
        line = _line_of_other_units(case, wrong)
        line = _line_in_a_sum(case, wrong) if line is None else line
    if line is None:
        return None
    return found(
        __name__,
        case.span(wrong.node),
        f"The gradient of {wrong.compared.name} is made with the values of another layer: "
        f"`{case.text(case.span(wrong.node))}`.",
        "A weight's gradient is the error at its output times what came in at its other end: "
        "dW = a_in^T delta. Here what is multiplied did not go through this weight, so the weight is moved for "
        "signals that it never saw. Use the values that the forward pass multiplied with this weight.",
        ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
        (f"the same with the values made on line {line}" if line else "the same with the inputs", "1", "1"),
    )


def _of_an_earlier_pass(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the values are those of the same layer, and of an earlier forward pass: of a store never emptied."""
    evidence = wrong.evidence
    made: dict[tuple[int, str], list[Node]] = {}
    for node in sorted(evidence.forward - set(evidence.roles.version), key=lambda n: n.index):
        made.setdefault((node.site, node.name), []).append(node)

    def is_old(node: Node) -> bool:
        now = made.get((node.site, node.name), [])
        return node.site >= 0 and bool(now) and node.index < now[0].index

    for operand in (n for n in wrong.node.inputs if n is not wrong.source):
        taken = next((n for n in (operand, *operand.inputs) if is_old(n)), None)
        for node in made[taken.site, taken.name] if taken is not None else ():
            new = {taken: node.value}
            if taken is not operand:  # a mask is made of the values, `z <= 0`
                new[operand] = replayed(operand, lambda n: new.get(n, n.value))  # noqa: B023 - used at once
            if not wrong.mended(operand, new[operand]):
                continue
            start = evidence.round.joins[-1].node.index
            read = [w for w in case.trace.writes if start < w.time <= wrong.node.index and is_old(w.node)]
            place = case.trace.sites.all[read[0].site].span if read else case.span(wrong.node)
            return found(
                __name__,
                place,
                f"`{case.text(place)}` gives the backward pass the values of an earlier forward pass.",
                "A gradient is made with the values that the layers had when the error was made: those of this forward "
                "pass. Where each pass adds its values to a list that is never emptied, the first entries are for ever "
                "those of the first pass, of other weights and other samples. Empty the store before each forward pass.",
                (
                    "cosine of the step and the true gradient, " + wrong.compared.name,
                    number(wrong.compared.cosine),
                    "1",
                ),
                ("the same with the values of this pass", "1", "1"),
            )
    return None


def _without_values(case: Case, wrong: Wrong) -> Finding | None:
    """See whether a weight moves by the derivative of its layer's sums, in all rows and rounds: as the bias should."""
    compared = wrong.compared
    moved = [(e, o) for e in case.evidence for o in e.compared if o.slot is compared.slot and o.moved]
    shares = [share for e, o in moved for share in _share_of_the_bias(e, o)]
    if len(shares) < max(FEW_ROUNDS, len(moved)) or np.ptp(shares) > 1e-5 * abs(shares[0]):
        return None
    span = case.span(_own_part(wrong))
    return found(
        __name__,
        span,
        f"The gradient of {compared.name} is made without the values that came in: `{case.text(span)}`.",
        "A weight's gradient is the error at its output times what came in at its other end: dW = a_in^T delta. Without "
        "these values it is the gradient of a bias: all weights of a unit are moved alike, whatever each of them was "
        "given. Multiply by the values that the forward pass multiplied with this weight.",
        ("cosine of the step and the true gradient, " + compared.name, number(compared.cosine), "1"),
        ("the step, in multiples of the gradient that a bias of the layer has", number(shares[0]), ""),
    )


def _with_values_of_another(case: Case, wrong: Wrong) -> Finding | None:
    """See whether a weight that is one number moves by what came in at another such weight, in all rounds."""
    compared = wrong.compared
    moved = [
        (e, o) for e in case.evidence for o in e.compared if o.slot is compared.slot and o.moved and np.any(o.true)
    ]
    if np.size(compared.true) > 1 or len(moved) < FEW_ROUNDS:
        return None
    others = set.intersection(*(_numbers_of_those_used(e, o) for e, o in moved))
    if len(others) != 1:
        return None
    number_of_other = others.pop()
    other = next(o for o in wrong.evidence.compared if o.slot.number == number_of_other)
    used, meant = (_came_in(wrong.evidence, c) for c in (other, compared))
    assert used is not None
    assert meant is not None
    taken = [n for n in _own_parts(wrong) if any(_is(a, used) for a in n.args)]
    span = case.span(taken[0] if taken else _own_part(wrong))
    return found(
        __name__,
        span,
        f"The gradient of {compared.name} is made with what came in at {other.name}: `{case.text(span)}`.",
        "A weight's gradient is the error at its output times what came in at its other end. Here what is multiplied went "
        "through another weight, so this one is moved for a signal that it never saw. Use the number that the forward pass "
        "multiplied with this weight.",
        ("what it is multiplied by", number(used), number(meant)),
        ("updates in which it is the other's", str(len(moved)), "0"),
    )


def _that_of_another_entry(case: Case, wrong: Wrong) -> Finding | None:
    """See whether an entry of an array of weights, each updated by itself, moves as another should, in all rounds."""
    compared = wrong.compared
    if np.size(wrong.node.value) > 1 or np.size(compared.true) < FEW_ENTRIES:
        return None
    moved = [(e, o) for e in case.evidence for o in e.compared if o.slot is compared.slot and o.moved]
    rates = [rate for e, _ in moved for rate in e.rates]
    if len(moved) < FEW_ROUNDS or not rates or np.ptp(rates) > NEARLY * rates[0]:
        return None
    steps = np.array([array(-o.step).ravel() for _, o in moved]) / rates[0]
    trues = np.array([array(o.true).ravel() for _, o in moved])
    scale = NEARLY * np.max(np.abs(trues), axis=1, keepdims=True)
    wrongly = np.abs(steps - trues) > scale
    for entry in np.flatnonzero(wrongly.any(axis=0)):
        same = (np.abs(steps[:, [entry]] - trues) <= scale).all(axis=0)
        telling = (np.abs(steps[:, entry]) > scale[:, 0]) & wrongly[:, entry]
        made = _made_for(wrong.evidence, compared, int(entry), rates[0])
        if not same.any() or telling.sum() < FEW_ROUNDS or made is None:
            continue
        span = case.span(made)
        shape = np.shape(compared.true)
        mine, other = (tuple(map(int, np.unravel_index(i, shape))) for i in (int(entry), int(np.argmax(same))))
        return found(
            __name__,
            span,
            f"The entry {list(mine)} of {compared.name} moves by the derivative of the entry {list(other)}: "
            f"`{case.text(span)}`.",
            "A weight's derivative is the error at its output times what came in at its other end. Here what is multiplied "
            "went through another weight, so this one is moved for a signal that it never saw. Use the number that the "
            "forward pass multiplied with this weight.",
            ("updates in which it is the other's", str(len(moved)), "0"),
            ("updates in which its own is another", str(int(wrongly[:, entry].sum())), ""),
        )
    return None


def _made_for(evidence: Evidence, compared: Compared, entry: int, rate: float) -> Node | None:
    """Find where the derivative was made with which an entry is set, on the way to this entry only."""
    place = np.zeros(np.shape(compared.true), bool)
    place.flat[entry] = True
    for node in sorted(evidence.way(compared), key=lambda n: n.index):
        if node.name != "setitem" or np.shape(node.value) != place.shape or not isinstance(node.args[2], Node):
            continue
        if not np.array_equal(np.flatnonzero(set_item(np.zeros(place.shape), node.args[1], 1)), [entry]):
            continue
        step = float(np.ravel(compared.step)[entry])
        way = [n for n in ancestors([node.args[2]], evidence.roles.version) if n in evidence.backward_set]
        made = [n for n in way if n.site >= 0 and np.size(n.value) == 1 and _is_close(n.value, step / rate)]
        return min(made, key=lambda n: n.index, default=None)
    return None


def _is_close(value: Any, wanted: float) -> bool:
    return bool(abs(abs(float(np.ravel(value)[0])) - abs(wanted)) <= NEARLY * abs(wanted))


def _numbers_of_those_used(evidence: Evidence, compared: Compared) -> set[int]:
    """List the parameters of which a single weight takes the input, by the rate of those that are right, by number."""
    own = _came_in(evidence, compared)
    if own is None or not evidence.rates:
        return set()
    taken = [compared.factor * own / rate for rate in evidence.rates]
    inputs = ((c.slot.number, _came_in(evidence, c)) for c in evidence.compared if c is not compared and c.right)
    return {n for n, x in inputs if x and x != own and any(abs(t - x) < NEARLY * abs(x) for t in taken)}


def _came_in(evidence: Evidence, compared: Compared) -> float | None:
    """Return what the forward pass multiplied with a weight that is one number, if it did so once."""
    users = [n for n in evidence.roles.users.get(compared.before, ()) if n in evidence.forward]
    if np.size(compared.before.value) > 1 or len(users) != 1 or users[0].name not in ("mul", "multiply"):
        return None
    others = [a.value if isinstance(a, Node) else a for a in users[0].args if a is not compared.before]
    single = len(others) == 1 and np.size(others[0]) == 1
    return float(np.ravel(others[0])[0]) if single else None


def _is(argument: object, value: float) -> bool:
    given = argument.value if isinstance(argument, Node) else argument
    return isinstance(given, int | float | np.number | np.ndarray) and np.size(given) == 1 and bool(given == value)


def _own_part(wrong: Wrong) -> Node:
    """Find the first value on the way to a parameter, behind the error, that is on the way to no other one."""
    return next(iter(_own_parts(wrong)), wrong.compared.after)


def _own_parts(wrong: Wrong) -> list[Node]:
    """List the values on the way to a parameter, behind the error, that are on the way to no other one."""
    evidence, compared = wrong.evidence, wrong.compared
    others = set().union(*(evidence.way(o) for o in evidence.compared if o is not compared))
    others |= {join.node for join in evidence.round.joins}
    return [n for n in evidence.backward if n in evidence.way(compared) and n not in others and n.site >= 0]


def _share_of_the_bias(evidence: Evidence, compared: Compared) -> list[float]:
    """Compare the step of a weight with the derivative of the sums that it makes: the same multiple, if in each row."""
    step = array(compared.step)
    if step.ndim == 1 and step.size >= FEW_ENTRIES and np.ptp(step) <= 1e-9 * abs(step[0]):
        products = _products_of_entries(evidence, compared)
        backs = [float(np.ravel(evidence.adjoint[n])[0]) for n in products if n in evidence.adjoint]
        if len(backs) >= step.size and backs[0] and np.ptp(backs) <= 1e-9 * abs(backs[0]):
            return [float(step[0]) / backs[0]]
    for user in evidence.roles.users.get(compared.before, ()):
        back = evidence.adjoint.get(user) if user.name in PRODUCTS and user in evidence.forward else None
        if back is None or step.size < FEW_ENTRIES:
            continue
        for units in (0, -1):  # along which axis the units of the layer lie, in the step and in the sums
            lines = step.reshape(1, -1).T if step.ndim < 2 else np.moveaxis(step, units, -1)
            lines = lines.reshape(-1, lines.shape[-1])
            sums = np.moveaxis(array(back), units, -1) if np.ndim(back) > 1 else array(back).reshape(1, -1)
            sums = sums.reshape(-1, sums.shape[-1]).sum(axis=0) if sums.size else sums
            sums = sums.sum(keepdims=True) if lines.shape[1] == 1 else sums  # of one unit: the rest are samples
            if sums.shape == lines.shape[1:] and np.any(sums) and len(lines) > 1:
                with np.errstate(all="ignore"):
                    ratios = lines[:, sums != 0] / sums[sums != 0]
                if np.ptp(ratios) < 1e-6 * np.max(np.abs(ratios)) and not np.any(lines[:, sums == 0]):
                    return [float(np.mean(ratios))]
    return []


def _products_of_entries(evidence: Evidence, compared: Compared) -> list[Node]:
    """List where entries of a parameter are multiplied one by one: `w[j] * x[j]`."""
    users = evidence.roles.users
    entries = [n for n in users.get(compared.before, ()) if n.name == "getitem" and np.size(n.value) == 1]
    multiplied = (n for entry in entries for n in users.get(entry, ()) if n.name in ("mul", "multiply"))
    return [n for n in multiplied if n in evidence.forward]


def _line_of_the_right_values(case: Case, wrong: Wrong) -> int | None:
    """Find the values that make the gradient right, and the line on which they were made: 0 if nothing made them."""
    evidence = wrong.evidence
    for operand in wrong.node.inputs:
        if operand is wrong.source or np.ndim(operand.value) < 1:
            continue
        for node in forward_values(evidence, np.shape(operand.value)):
            for value in (node.value, np.transpose(node.value)):
                same = np.shape(value) == np.shape(operand.value) and np.array_equal(value, operand.value)
                if not same and np.shape(value) == np.shape(operand.value) and wrong.mended(operand, value):
                    return case.span(node).line if node.site >= 0 else 0
    if wrong.node.name == "mul" and np.shape(wrong.node.value) == np.shape(wrong.compared.true):
        for at in (0, 1):
            values = through(evidence, wrong.compared.before)
            if any(wrong.right(value * entries(wrong.node, 1 - at)) for value in values):
                return 0
    return None


def _line_in_a_sum(case: Case, wrong: Wrong) -> int | None:
    """Do the same for products entry by entry that are summed up: `(delta * x).sum(axis=0)`."""
    users = [u for u in wrong.evidence.roles.users.get(wrong.node, ()) if u in wrong.evidence.round.ancestors]
    total = next((n for n in (wrong.node, *users) if n.name in ("sum", "mean") and n.inputs), None)
    product = total.inputs[0] if total is not None else None
    if total is None or product is None or product.name not in ("mul", "multiply") or np.ndim(product.value) < 1:
        return None
    errors = [s for s in product.inputs if s in wrong.evidence.matches]
    for operand in (s for s in product.inputs if s not in errors and np.ndim(s.value)):
        for node in forward_values(wrong.evidence, np.shape(operand.value)) if errors else ():
            if np.shape(node.value) != np.shape(operand.value) or np.array_equal(node.value, operand.value):
                continue
            value = replayed(product, lambda n: node.value if n is operand else n.value)  # noqa: B023 - used at once
            if dataclasses.replace(wrong, node=total).mended(product, value):
                return case.span(node).line if node.site >= 0 else 0
    return None


def _line_of_other_units(case: Case, wrong: Wrong) -> int | None:
    """Do the same where the values taken are of fewer units than the weight has: a gradient that is broadcast."""
    true, node = array(wrong.compared.true), wrong.node
    if node.name not in ("dot", "matmul") or len(node.args) != 2 or wrong.source not in node.inputs:
        return None
    at = node.inputs.index(wrong.source)
    for forward in sorted(wrong.evidence.forward, key=lambda n: n.index):
        for each in (forward, *forward.inputs):
            for value in (array(each.value), np.transpose(array(each.value))):
                pair = [array(wrong.source.value), value]
                fits = value.ndim == 2 == pair[0].ndim and pair[at].shape[1] == pair[1 - at].shape[0]
                product = pair[at] @ pair[1 - at] if fits else true[:0]
                if product.shape == true.shape and same_direction(product, true, 1e-6) is not None:
                    return case.span(each).line if each.site >= 0 else 0
    return None


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Use the values that went through this weight."""
    for wrong in case.wrong:
        own = _own_part(wrong)
        here = not wrong.evidence.is_bias(wrong.compared) and case.span(own) == finding.span
        if here and _without_values(case, wrong) is not None:
            yield from substituted_at(case, wrong_at(wrong.evidence, wrong.compared, own), times_value)
            return
    yield from substituted(case, finding, other_values, other_index, value_for_weight)


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(8)
pairs = rng.normal(size=(30, 2))
wish = (pairs[:, 0] * pairs[:, 1] > 0) * 1.0
a, c = rng.normal(size=(2, 2)), rng.normal(size=2)
for sweep in range(60):
    for (u, v), t in zip(pairs, wish):
        h = [np.tanh(a[0, k] * u + a[1, k] * v) for k in (0, 1)]
        off = 1 / (1 + np.exp(-(c[0] * h[0] + c[1] * h[1]))) - t
        down = [off * c[k] * (1 - h[k] ** 2) for k in (0, 1)]
        for k in (0, 1):
            c[k] = c[k] - 0.1 * (off * h[k])
            a[0, k] = a[0, k] - 0.1 * (down[k] * u)
            a[1, k] = a[1, k] - 0.1 * (down[k] * u)  # ! U514
print("off:", off)
""",
    """
import numpy as np

np.random.seed(2)
notes = [list(np.random.choice(12, 4, replace=False)) for _ in range(120)]
major = [int(sum(note < 6 for note in chord) > 2) for chord in notes]
table = 0.3 * np.random.randn(12, 7)
upper = 0.3 * np.random.randn(7, 1)


def squashed(v):
    return 1 / (1 + np.exp(-v))


for lap in range(5):
    near = 0
    for chord, wanted in zip(notes, major):
        mid = squashed(table[chord].sum(axis=0))
        said = squashed(mid @ upper)
        off = said - wanted
        back = (upper @ off) * mid * (1 - mid)
        upper -= 0.2 * off  # ! U514
        table[chord] -= 0.2 * back
        near += np.abs(off[0]) < 0.5
    print(lap, near / len(notes))
""",
    """
import numpy as np

rng = np.random.default_rng(9)
x = rng.normal(size=(70, 4))
t = np.stack([x[:, 0] * x[:, 1], np.abs(x[:, 2])], axis=1)
W, gain, V = rng.normal(size=(4, 10)) * 0.5, np.ones(10), rng.normal(size=(10, 2)) * 0.3
for step in range(500):
    sums = x @ W
    bent = np.tanh(sums)
    y = (gain * bent) @ V
    error = (y - t) / len(x)
    back = error @ V.T
    d_gain = np.sum(back * sums, axis=0)  # ! U514
    d_W = x.T @ (back * gain * (1 - bent**2))
    V -= 0.1 * (gain * bent).T @ error
    gain -= 0.1 * d_gain
    W -= 0.1 * d_W
print("error:", np.mean((y - t) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(12)
points = rng.uniform(-1, 1, size=(90, 2))
inside = ((points**2).sum(axis=1, keepdims=True) < 0.5) * 1.0
weights = [rng.normal(size=s) for s in ((2, 7), (7, 5), (5, 1))]
biases = [np.zeros((1, w.shape[1])) for w in weights]
kept = []


def answer(x):
    for w, b in zip(weights, biases):
        kept.append(x)
        x = np.tanh(x @ w + b)
    return x


for step in range(800):
    out = answer(points)
    delta = (out - inside) / len(points) * (1 - out**2)
    for i in (2, 1, 0):
        came_in = kept[i]  # ! U514
        slope = came_in.T @ delta
        bias_slope = delta.sum(axis=0, keepdims=True)
        delta = delta @ weights[i].T * (1 - came_in**2)
        weights[i] = weights[i] - 0.3 * slope
        biases[i] = biases[i] - 0.3 * bias_slope
print("right:", np.mean((answer(points) > 0.5) == inside))
""",
    """
import numpy as np

rng = np.random.default_rng(6)
rows = [(rng.normal(5, 1), rng.normal(3, 0.5), 1.0) for _ in range(30)]
rows += [(rng.normal(3, 1), rng.normal(4, 0.5), 0.0) for _ in range(30)]
length, width, bias = 0.1, -0.2, 0.0
rate = 0.05
for step in range(2000):
    long, wide, wanted = rows[step * 7 % 60]
    p = 1 / (1 + np.exp(-(long * length + wide * width + bias)))
    delta = (p - wanted) * p * (1 - p)
    length -= rate * delta * long
    width -= rate * delta * long  # ! U514
    bias -= rate * delta
print("right:", sum((r[0] * length + r[1] * width + bias > 0) == r[2] for r in rows))
""",
    """
import numpy as np

text = "the cat sat on the mat. the dog sat on the log. " * 3
chars = sorted(set(text))
codes = [chars.index(c) for c in text]
n, width, steps = len(chars), 24, 8
rng = np.random.default_rng(2)
U, W, V = (rng.normal(size=s) * 0.2 for s in ((width, n), (width, width), (n, width)))
b, c = np.zeros((width, 1)), np.zeros((n, 1))
for epoch in range(20):
    for start in range(0, len(codes) - steps - 1, steps):
        h, x, p = {-1: np.zeros((width, 1))}, {}, {}
        for t in range(steps):
            x[t] = np.zeros((n, 1))
            x[t][codes[start + t]] = 1
            h[t] = np.tanh(U @ x[t] + W @ h[t - 1] + b)
            e = np.exp(V @ h[t] + c)
            p[t] = e / e.sum()
        dU, dW, dV, db, dc = (np.zeros_like(a) for a in (U, W, V, b, c))
        later = np.zeros((width, 1))
        for t in reversed(range(steps)):
            dy = p[t].copy()
            dy[codes[start + t + 1]] -= 1
            dV += dy @ h[t].T
            dc += dy
            dz = (V.T @ dy + later) * (1 - h[t] ** 2)
            dU += dz @ x[t].T
            dW += dz @ h[t].T  # ! U514
            db += dz
            later = W.T @ dz
        for value, slope in zip((U, W, V, b, c), (dU, dW, dV, db, dc)):
            value -= 0.1 * slope / steps
print("right in the last steps:", np.mean([p[t].argmax() == codes[start + t + 1] for t in range(steps)]))
""",
    """
import numpy as np

rng = np.random.RandomState(3)
points = rng.uniform(-1, 1, (80, 2))
side = (points[:, 0] + 0.5 * points[:, 1] > 0.1) * 1.0
w = rng.randn(2)
b = 0.0
for epoch in range(40):
    for point, target in zip(points, side):
        err = target - 1 / (1 + np.exp(-(w @ point + b)))
        w += 0.1 * err  # ! U514
        b += 0.1 * err
print("right:", np.mean((points @ w + b > 0) == side))
""",
    """
import numpy as np


class Logistic:
    def fit(self, X, y, rate=0.3, turns=400):
        n, self.w, self.b = X.shape[1], np.zeros(X.shape[1]), 0
        for turn in range(turns):
            miss = self.chance(X) - y
            for j in range(n):
                self.w[j] = self.w[j] - rate * np.sum(miss) / len(X)  # ! U514
            self.b = self.b - rate * np.sum(miss) / len(X)

    def chance(self, X):
        return 1 / (1 + np.exp(-(X.dot(self.w) + self.b)))


rng = np.random.default_rng(11)
X = rng.normal(size=(120, 3))
y = (X[:, 0] - X[:, 1] + 0.3 * X[:, 2] > 0.2) * 1
model = Logistic()
model.fit(X, y)
print("right:", np.mean((model.chance(X) > 0.5) == y))
""",
    """
import numpy as np

rng = np.random.default_rng(6)
X = rng.normal(size=(60, 4))
labels = (X[:, 0] * X[:, 1] > 0) * 1 + (X[:, 2] > 0.5)
T = np.eye(3)[labels]
W1, b1 = rng.normal(size=(4, 8)) * 0.5, np.zeros(8)
W2, b2 = rng.normal(size=(8, 8)) * 0.4, np.zeros(8)
W3, b3 = rng.normal(size=(8, 3)) * 0.4, np.zeros(3)
for epoch in range(500):
    h1 = np.tanh(X @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    e = np.exp(h2 @ W3 + b3)
    p = e / e.sum(axis=1, keepdims=True)
    d3 = (p - T) / len(X)
    d2 = d3 @ W3.T * (1 - h2**2)
    d1 = d2 @ W2.T * (1 - h1**2)
    W3 -= 0.5 * h2.T @ d3
    b3 -= 0.5 * d3.sum(axis=0)
    W2 -= 0.5 * h2.T @ d2  # ! U514
    b2 -= 0.5 * d2.sum(axis=0)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Network:
    def __init__(self, sizes, rng):
        self.weights = [rng.normal(size=(b, a)) * np.sqrt(2 / a) for a, b in zip(sizes, sizes[1:])]
        self.biases = [np.zeros((b, 1)) for b in sizes[1:]]

    def forward(self, x):
        self.activations = [x]
        for w, b in zip(self.weights, self.biases):
            self.activations.append(sigmoid(w @ self.activations[-1] + b))
        return self.activations[-1]

    def train(self, x, y, rate):
        out = self.forward(x)
        delta = (out - y) * out * (1 - out) / x.shape[1]
        steps = []
        for layer in range(len(self.weights) - 1, -1, -1):
            a = self.activations[layer]
            came_in = self.activations[1] if layer == 2 else a
            steps.insert(0, (delta @ came_in.T, delta.sum(axis=1, keepdims=True)))  # ! U514
            delta = self.weights[layer].T @ delta * a * (1 - a)
        for layer, (dw, db) in enumerate(steps):
            self.weights[layer] -= rate * dw
            self.biases[layer] -= rate * db
        return np.mean((out - y) ** 2)


rng = np.random.default_rng(7)
x = rng.normal(size=(2, 50))
y = np.stack([x[0] * x[1] > 0, x[0] > 0]) * 1.0
network = Network([2, 6, 6, 2], rng)
for epoch in range(3000):
    error = network.train(x, y, 8.0)
print("mean squared error:", error)
""",
    """
import numpy as np

rng = np.random.default_rng(1)
data = rng.normal(size=(70, 6))
goal = np.sin(data[:, :1]) * data[:, 1:2]
weights = [rng.normal(size=(a, b)) / np.sqrt(a) for a, b in [(6, 6), (6, 6), (6, 1)]]
for turn in range(500):
    bent, sums = [data], [data]
    for w in weights[:-1]:
        sums.append(bent[-1] @ w)
        bent.append(np.tanh(sums[-1]))
    output = bent[-1] @ weights[-1]
    error = (output - goal) / len(data)
    slopes = [None, None, None]
    for k in (2, 1, 0):
        slopes[k] = sums[k].T @ error  # ! U514
        error = error @ weights[k].T * (1 - bent[k] ** 2)
    for k in range(3):
        weights[k] -= 0.2 * slopes[k]
print("mean squared error:", np.mean((output - goal) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(4)
X = rng.uniform(0.1, 3, size=(1, 80))
Y = np.sin(2 * X) ** 2
W1, b1 = rng.normal(size=(9, 1)), rng.normal(size=(9, 1))
W2, b2 = rng.normal(size=(1, 9)) * 0.3, np.zeros((1, 1))
for step in range(600):
    A1 = np.tanh(W1 @ X + b1)
    A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))
    cost = -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))
    d2 = (A2 - Y) / 80
    d1 = W2.T @ d2 * (1 - A1**2)
    W2 = W2 - 0.5 * (d2 @ A2.T)  # ! U514
    b2 = b2 - 0.5 * d2.sum(axis=1, keepdims=True)
    W1 = W1 - 0.5 * (d1 @ X.T)
    b1 = b1 - 0.5 * d1.sum(axis=1, keepdims=True)
    if step % 100 == 0:
        print(step, cost)
""",
    """
import math
import random

random.seed(8)


def squash(s):
    return 1 / (1 + math.exp(-s))


pairs = [(random.uniform(-2, 2), random.uniform(-2, 2)) for _ in range(20)]
table = [(u, v, squash(2 * u - v), squash(u + 3 * v)) for u, v in pairs]
a, b, c, d = 0.3, -0.2, 0.4, 0.6
e, f, g, h = 0.5, -0.6, -0.3, 0.7
for turn in range(300):
    cost = 0.0
    for u, v, left, right in table:
        m, n = squash(a * u + b * v), squash(c * u + d * v)
        p, q = squash(e * m + f * n), squash(g * m + h * n)
        cost += ((p - left) ** 2 + (q - right) ** 2) / 2
        for_p = (p - left) * p * (1 - p)
        for_q = (q - right) * q * (1 - q)
        for_e, for_f, for_g, for_h = for_p * m, for_p * n, for_q * m, for_q * n
        at_m = (for_e + for_g) * m * (1 - m)  # ! U514
        at_n = (for_f + for_h) * n * (1 - n)  # ! U514
        e, f, g, h = e - 0.4 * for_e, f - 0.4 * for_f, g - 0.4 * for_g, h - 0.4 * for_h
        a, b, c, d = a - 0.4 * at_m * u, b - 0.4 * at_m * v, c - 0.4 * at_n * u, d - 0.4 * at_n * v
    if turn % 30 == 0:
        print("cost:", cost / len(table))
""",
    """
import numpy as np

rng = np.random.default_rng(12)
rows = [[1.0, *rng.normal(size=2)] for _ in range(60)]
wanted = [1 if row[1] - 0.5 * row[2] > 0.2 else -1 for row in rows]
weights = np.zeros(3)


def net_input(x):
    total = 0
    for j in range(len(weights)):
        total += weights[j] * x[j]
    return total


for sweep in range(30):
    for x, d in zip(rows, wanted):
        e = d - net_input(x)
        for j in range(len(weights)):
            weights[j] += 0.01 * e  # ! U514
print("right:", sum((net_input(x) > 0) == (d > 0) for x, d in zip(rows, wanted)), "of", len(rows))
""",
    """
import numpy as np

rng = np.random.default_rng(7)
steps, width, kinds = 6, 8, 4
rows = [rng.integers(0, kinds, size=steps + 1) for _ in range(40)]
for row in rows:
    row[2:] = (row[:2].sum() + np.arange(steps - 1)) % kinds  # what follows the first two is known by them
U, V = rng.normal(size=(width, kinds)) * 0.4, rng.normal(size=(kinds, width)) * 0.4
W = rng.normal(size=(width, width)) * 0.3


def forward(x):
    s, o = np.zeros((len(x) + 1, width)), np.zeros((len(x), kinds))
    for t in range(len(x)):
        s[t] = np.tanh(U[:, x[t]] + W @ s[t - 1])
        e = np.exp(V @ s[t])
        o[t] = e / e.sum()
    return o, s


for epoch in range(60):
    for row in rows:
        x, y = row[:-1], row[1:]
        o, s = forward(x)
        wrong = o.copy()
        wrong[np.arange(steps), y] -= 1
        dU, dV, dW = np.zeros_like(U), np.zeros_like(V), np.zeros_like(W)
        for t in reversed(range(steps)):
            dV += np.outer(wrong[t], s[t])
            delta = V.T @ wrong[t] * (1 - s[t] ** 2)
            for k in range(t, -1, -1):
                dW += np.outer(delta, s[k])  # ! U514
                dU[:, x[k]] += delta
                delta = W.T @ delta * (1 - s[k - 1] ** 2)
        U -= 0.02 * dU
        V -= 0.02 * dV
        W -= 0.02 * dW
print("loss:", -np.mean([np.log(forward(r[:-1])[0][np.arange(steps), r[1:]]) for r in rows]))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(12)
points = rng.uniform(-1, 1, size=(90, 2))
inside = ((points**2).sum(axis=1, keepdims=True) < 0.5) * 1.0
weights = [rng.normal(size=s) for s in ((2, 7), (7, 5), (5, 1))]
biases = [np.zeros((1, w.shape[1])) for w in weights]
kept = []


def answer(x):
    for w, b in zip(weights, biases):
        kept.append(x)
        x = np.tanh(x @ w + b)
    return x


for step in range(800):
    out = answer(points)
    delta = (out - inside) / len(points) * (1 - out**2)
    for i in (2, 1, 0):
        came_in = kept[i - 3]  # the list grows, and the last entries are read
        slope = came_in.T @ delta
        bias_slope = delta.sum(axis=0, keepdims=True)
        delta = delta @ weights[i].T * (1 - came_in**2)
        weights[i] = weights[i] - 0.3 * slope
        biases[i] = biases[i] - 0.3 * bias_slope
print("right:", np.mean((answer(points) > 0.5) == inside))
""",
    """
import numpy as np

rng = np.random.default_rng(6)
X = rng.normal(size=(60, 4))
labels = (X[:, 0] * X[:, 1] > 0) * 1 + (X[:, 2] > 0.5)
T = np.eye(3)[labels]
W1, b1 = rng.normal(size=(4, 8)) * 0.5, np.zeros(8)
W2, b2 = rng.normal(size=(8, 8)) * 0.4, np.zeros(8)
W3, b3 = rng.normal(size=(8, 3)) * 0.4, np.zeros(3)
for epoch in range(500):
    h1 = np.tanh(X @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    e = np.exp(h2 @ W3 + b3)
    p = e / e.sum(axis=1, keepdims=True)
    d3 = (p - T) / len(X)
    d2 = d3 @ W3.T * (1 - h2**2)
    d1 = d2 @ W2.T * (1 - h1**2)
    W3 -= 0.5 * h2.T @ d3
    b3 -= 0.5 * d3.sum(axis=0)
    W2 -= 0.5 * h1.T @ d2
    b2 -= 0.5 * d2.sum(axis=0)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0)
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
        gradients = []
        for layer in reversed(range(len(weights))):
            gradients.append((activations[layer].T @ delta, delta.sum(axis=0)))
            delta = delta @ weights[layer].T * (activations[layer] > 0)
        for layer, (dw, db) in enumerate(reversed(gradients)):
            weights[layer] -= 0.1 * dw
            biases[layer] -= 0.1 * db
print("mean squared error:", np.mean((forward(X)[-1] - y) ** 2))
""",
)
