"""The formula of momentum or Adam is not that of momentum or Adam

## What happens

The gradients are right, and plain gradient descent with them learns. With the optimizer the loss rises, swings, or is NaN after the first step.

## Why it stops learning

An optimizer remembers the gradients, and forgets them slowly:

    momentum:   v = mu v + g                                   w = w - rate v
    Adam:       m = b1 m + (1 - b1) g,  v = b2 v + (1 - b2) g^2
                w = w - rate (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps),      t = 1, 2, 3, ...

The factor of the old value has to lie between 0 and 1. Above 1 the memory grows by itself, whatever the gradients say; that happens as well if the corrected
`m / (1 - b1^t)` is stored in place of `m`. `v -= mu * v - rate * g` keeps `1 - mu` of the old value instead of `mu`, and adds the gradient
with the wrong sign. Multiplied by `1 - b^t` instead of divided, `m` is made smaller still in the first steps, and the root of `v` with it: the
steps are many times too long. `v` holds squares because a root is drawn from it, and the root of a negative number is NaN. And for t = 0 the correction `1 - b^t` is 0.

## How we know

The new value of what the optimizer keeps is differentiated with respect to the old one: that is the factor. What a root is drawn from, and what is divided by,
is read off the first updates.

## The repair

Write the update as it stands above, `t` counted from 1, and keep `m` and `v` themselves; the corrected values live for one step only.

## When this is fine

Other factors between 0 and 1, as long as the steps go downhill; `v = mu v + (1 - mu) g`; Nesterov's look ahead; Adam without the correction. Adagrad adds up squares and
forgets nothing.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.compared import Compared
from unstuck.doctor.corrections import (
    corrections,
    count_from_one,
    count_once,
    count_per_parameter,
    divided,
    for_one_step,
    frozen_count,
)
from unstuck.doctor.definitions import definition
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Edit, Finding, Fix, Span
from unstuck.doctor.memory import made_once
from unstuck.doctor.optimizers import (
    degree,
    factor_of,
    kept,
    memories,
    stored_at,
    turns,
    velocity_of,
)
from unstuck.doctor.proportions import proportions
from unstuck.doctor.repair import fix, node_of, place_of, shown
from unstuck.doctor.roles import DIVISIONS
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source, combined
from unstuck.doctor.values import LEAVES, source_of

FEW_STEPS = 2  # too few to see how a count goes on
LEAST = 0.3  # momentum below this is hardly any
PRODUCT = ("mul", "multiply")
ROOTS = ("sqrt", "pow", "power")


def diagnose(case: Case) -> Iterator[Finding]:
    """Find optimizers that forget in the wrong way, lack a square, or divide by nothing."""
    places = set()
    found_here = itertools.chain(
        _factors(case),
        _roots(case),
        _no_root(case),
        _by_zero(case),
        _counts(case),
        _counted_for_each(case),
        _multiplied(case),
        _velocities(case),
        _made_anew(case),
        _never_stored(case),
    )
    for finding in found_here:
        if finding.span not in places:
            places.add(finding.span)
            yield finding


def _factors(case: Case) -> Iterator[Finding]:
    """Find helpers of which too much or too little is kept."""
    for slot in memories(case):
        for evidence, old, new in turns(case, slot):
            share = kept(case, evidence, slot, old, new)
            if share is None or (0.0 <= share <= 1.0 + 1e-9 and not (share < LEAST and _uphill(evidence, new))):
                continue
            if share == 0:
                continue
            how = (
                "grows by itself, whatever the gradients are"
                if share > 1
                else "turns round from step to step"
                if share < 0
                else "forgets nearly all, and the step goes uphill"
            )
            written = factor_of(case, old, new, share) if share > 1 else None
            stored = stored_at(case, new) if new.name in DIVISIONS else None
            place = written.span if written is not None else stored or case.span(new)
            yield found(
                __name__,
                place,
                f"What the optimizer keeps {how}: `{case.text(place if stored else case.span(new))}`.",
                "Momentum is v = mu v + g, with mu between 0 and 1 (0.9, say), and the step goes against v. Adam's means "
                "are m = b1 m + (1 - b1) g and v = b2 v + (1 - b2) g^2; the corrected values m / (1 - b1^t) and "
                "v / (1 - b2^t) are used for the step, and never kept. With another factor in front of the old value "
                "the step is not made of the last gradients.",
                (f"factor of the old value in the new one, {slot.name}", number(share), "between 0 and 1, say 0.9"),
            )
            break


def _uphill(evidence: Evidence, new: Node) -> bool:
    return any(p.factor < 0 and new in evidence.way(p.compared) for p in proportions(evidence))


def _roots(case: Case) -> Iterator[Finding]:
    """Find helpers with negative numbers of which a root is drawn."""
    versions = {v: slot for slot in memories(case) for v in slot.versions if v.inputs}
    updated = {v for slot in case.roles.parameters for v in slot.versions}
    for node in (
        case.trace.nodes if versions else ()
    ):  # another network may have been trained before, without an optimizer
        if not _is_root(node) or np.all(np.isfinite(array(node.value))):
            continue
        source = node.inputs[0]
        while source not in versions and source.name in (*DIVISIONS, "add", "mul", "multiply") and source.inputs:
            source = max(source.inputs, key=lambda n: np.size(n.value))
        if source not in versions or not np.any(array(source.value) < 0):
            continue
        if any(made in updated for made in case.roles.made_of(node)):
            negative = int(np.sum(array(source.value) < 0))
            yield found(
                __name__,
                case.span(source),
                f"A root is drawn from {versions[source].name}, and it is no mean of squares: "
                f"`{case.text(case.span(source))}`.",
                "Adam and RMSprop divide by the root of the mean of the squared gradients, v = b2 v + (1 - b2) g^2. Without "
                "the square v is negative wherever the gradient is, its root is NaN, and so is the parameter after the "
                "first step. Square the gradient.",
                ("negative entries under the root", f"{negative} of {np.size(source.value)}", "0"),
            )
            return


def _is_root(node: Node) -> bool:
    if node.name not in ROOTS or not node.inputs:
        return False
    exponent = node.args[1] if len(node.args) > 1 else 0.5
    exponent = exponent.value if isinstance(exponent, Node) else exponent
    return bool(np.ndim(exponent) == 0 and exponent == 0.5)


def _no_root(case: Case) -> Iterator[Finding]:
    """Find steps that are the shorter the steeper the slope: divided by squares instead of their root."""
    if not case.evidence:
        return
    evidence = case.evidence[0]
    for c in evidence.compared:
        power = degree(evidence, c)
        if power is None or power > -0.5:
            continue
        way = sorted(evidence.way(c), key=lambda n: -n.index)
        division = next((n for n in way if n.name in DIVISIONS and np.shape(n.value) == np.shape(c.step)), None)
        if division is None or division.site < 0:
            continue
        text = case.text(case.span(division))
        yield found(
            __name__,
            case.span(division),
            f"`{text}` divides by squares of the gradient, and draws no root.",
            "Adam, RMSprop and Adagrad divide the gradient by its own usual size, which is the root of the mean of its squares: "
            "the step is then as long as the learning rate, whatever the slope. Without the root a gradient of 0.01 is "
            "divided by 0.0001, and the smallest slopes make the longest steps. Draw the root: sqrt(v) + eps.",
            ("a gradient twice as long makes a step longer by", f"2^{number(power)}", "2^0 or 2^1"),
        )


def _counts(case: Case) -> Iterator[Finding]:
    """Find corrections 1 - b^t whose t stands still, or whose b is not that of the mean."""
    for correction in corrections(case):
        exponents, node = correction.exponents, correction.node
        whole = all(abs(n - round(n)) < 1e-6 for n in exponents)
        if not whole and len(exponents) > 1:
            yield found(
                __name__,
                case.span(node),
                f"`{case.text(case.span(node))}` corrects by the powers of another number than its mean forgets by.",
                "After t steps a mean m = b m + (1 - b) g that began at 0 holds only 1 - b^t of the gradients, so Adam divides "
                "by that, with the same b. With another b the first steps are too long or too short.",
                ("share of the old mean that is kept", number(correction.kept), ""),
                ("divisor of the first step", number(correction.divisors[0]), number(1 - correction.kept)),
            )
        if not whole or len(exponents) < 2 or np.ptp(exponents) > 1e-6:
            continue
        where = frozen_count(case, correction)
        if where is None:
            continue
        span = case.span(where) if isinstance(where, Node) else where.span
        yield found(
            __name__,
            span,
            f"The steps are not counted: `{case.text(case.span(node))}` divides by the same number in every step.",
            "The correction 1 - b^t is there for the first steps, when the means have hardly left 0, and goes to 1. With a t "
            "that stands still the means stay magnified as in that one step, for ever, and those of the squares more than "
            "those of the gradients. Count the steps: t = t + 1 before each.",
            (
                "divisors of the first steps",
                ", ".join(number(d) for d in correction.divisors[:3]),
                "1 - b, 1 - b^2, ...",
            ),
        )


def _counted_for_each(case: Case) -> Iterator[Finding]:
    """Find corrections 1 - b^t whose t goes on with every parameter, and not with every step."""
    found_here = [correction for correction in corrections(case) if len(correction.exponents) > FEW_STEPS]
    for correction in found_here:
        apart = np.diff(correction.exponents)
        beside = sum(other.node.site == correction.node.site for other in found_here)
        if beside < 2 or np.max(np.abs(apart - beside)) > 1e-6:
            continue
        counted = count_per_parameter(case, correction)
        text = case.text(case.span(correction.node))
        yield found(
            __name__,
            counted[0].span(counted[1]) if counted is not None else case.span(correction.node),
            f"The steps are counted {beside} times each, once for every parameter: `{text}`.",
            "After t steps a mean m = b m + (1 - b) g that began at 0 holds only 1 - b^t of the gradients, and Adam divides by "
            "that. A t that goes on with each parameter is far ahead of the steps: the means are taken to be full while they "
            "are not, each parameter's by another number, and the first steps have the wrong length. Count once, before all.",
            (
                "t in the first steps of one parameter",
                ", ".join(number(n) for n in correction.exponents[:3]),
                "1, 2, 3",
            ),
        )
        return


def _multiplied(case: Case) -> Iterator[Finding]:
    """Find means that are multiplied by what Adam divides them by: 1 - b, 1 - b^2, ..."""
    for correction in corrections(case, PRODUCT):
        exponents, node = np.array(correction.exponents), correction.node
        if (
            len(exponents) < 2
            or np.max(np.abs(exponents - np.round(exponents))) > 1e-6
            or np.any(np.diff(exponents) < 0)
        ):
            continue
        if np.ptp(exponents) < 1 or exponents[0] < 1 - 1e-6:
            continue  # the share that a new gradient has is always the same
        yield found(
            __name__,
            case.span(node),
            f"`{case.text(case.span(node))}` multiplies by the correction of the optimizer, and has to divide by it.",
            "After t steps a mean m = b m + (1 - b) g that began at 0 holds only 1 - b^t of the gradients. Divided by that, it is the mean of "
            "those that there were. Multiplied by it, it is smaller still; of the squares hardly anything is left, and as the step "
            "is divided by their root, the first steps are many times too long.",
            (
                "factors of the first steps",
                ", ".join(number(d) for d in correction.divisors[:3]),
                ", ".join(f"1 / {number(d)}" for d in correction.divisors[:3]),
            ),
        )


def _velocities(case: Case) -> Iterator[Finding]:
    """Find velocities to which the gradient comes with the wrong sign, as the others of the script show."""
    evidence = case.first
    if evidence is None:
        return
    found_here = [(p, velocity_of(evidence, p.compared)) for p in proportions(evidence)]
    right = {(v.taken, v.added) for p, v in found_here if p.factor > 0 and v is not None}
    for p, v in found_here:
        if v is None:
            continue
        taken, added, velocity = v.taken, v.added, v.node
        if p.factor > 0 and v.whole * taken * added < 0:  # the gradient comes into the step beside it, too
            yield _against_the_gradient(case, velocity, taken, added)
        if p.factor > 0:
            continue
        like_others = (taken, -added) in right
        if not like_others and (right or taken > 0 or added > 0):
            continue  # the sign of the update is the wrong one, or it cannot be told
        text = case.text(case.span(velocity))
        yield found(
            __name__,
            case.span(velocity),
            f"The gradient comes into the velocity with the wrong sign: `{text}`.",
            "Of velocity and update one has to subtract, and only one: v = mu v - rate g and w = w + v, or v = mu v + g and "
            "w = w - rate v. Here both do, or none, and the parameter climbs.",
            (
                "signs of the gradient in the velocity, and of this in the step",
                f"{added:+g} and {taken:+g}",
                "+1 and -1",
            ),
        )


def _against_the_gradient(case: Case, velocity: Node, taken: float, added: float) -> Finding:
    text = case.text(case.span(velocity))
    return found(
        __name__,
        case.span(velocity),
        f"The velocity goes uphill, against the gradient's own part of the step: `{text}`.",
        "The step is made of the gradient, which leads downhill, and of a velocity that gathers the same gradients with the other "
        "sign. At first the gradient wins; then what is gathered grows past it, and the parameter climbs faster and faster. Of "
        "velocity and update one has to subtract, and only one: v = mu v - rate g and w = w + v.",
        ("signs of the gradient in the velocity, and of this in the step", f"{added:+g} and {taken:+g}", "-1 and +1"),
    )


def _made_anew(case: Case) -> Iterator[Finding]:
    """Find memories that are zeros in every update: they are made anew before each."""
    for c, zeros in _new_zeros(case):
        anew = "changed in a copy, and never stored" if zeros.name == "copy" else "made anew, as zeros, in every update"
        yield found(
            __name__,
            case.place(zeros),
            f"What the optimizer keeps of {c.name} is {anew}.",
            "The share of the old value that goes into the new one is a share of nothing: each step is the plain gradient, "
            "multiplied by the rate, and the memory that momentum or Adam lives by is lost. Make the zeros once, before the "
            "training, and store in them what each update makes of them.",
            ("old value in the first update, and in the second", "0 and 0", "0, and what the first one left"),
        )
        return


def _never_stored(case: Case) -> Iterator[Finding]:
    """Find memories of which each update makes a new value, and that stay the zeros that they were."""
    seen: set[Span] = set()
    for c, new in _lost_memories(case):
        span = case.span(new)
        if span not in seen:
            seen.add(span)
            yield found(
                __name__,
                span,
                f"What `{case.text(span)}` makes of the optimizer's memory of {c.name} is never stored: it stays 0.",
                "The new value gets a name, and the next update reads the old one again, which is zeros. Each step is the plain "
                "gradient, multiplied by the rate, and the memory that momentum or Adam lives by is lost. Store the new value "
                "where the next update looks for it, or change the array in place.",
                ("old value in the first update, and in the second", "0 and 0", "0, and what the first one left"),
            )


def _lost_memories(case: Case) -> Iterator[tuple[Compared, Node]]:
    """List the parameters whose steps are made with the same zeros in all updates, and what is made of these first."""
    if len(case.evidence) < 2:
        return
    for same in zip(*(e.compared for e in case.evidence), strict=False):
        zeros = [_zeros_of(e, c, anew=False) for e, c in zip(case.evidence, same, strict=False)]
        if zeros[0] is not None and all(each is zeros[0] for each in zeros) and zeros[0] not in case.roles.version:
            way = case.evidence[0].way(same[0])
            products = [u for u in case.roles.users.get(zeros[0], ()) if u in way]
            made = (u for product in products for u in case.roles.users.get(product, ()) if u in way and u.site >= 0)
            yield from ((same[0], node) for node in itertools.islice(made, 1))


def _new_zeros(case: Case) -> Iterator[tuple[Compared, Node]]:
    """List the parameters whose memory is made of new zeros in each of the first two updates, with those zeros."""
    if len(case.evidence) < 2:
        return
    for pair in zip(*(e.compared for e in case.evidence[:2]), strict=False):
        zeros = [_zeros_of(e, c) for e, c in zip(case.evidence, pair, strict=False)]
        if zeros[0] is None or zeros[1] is None or zeros[0].site != zeros[1].site or zeros[0] is zeros[1]:
            continue
        yield pair[0], zeros[0]


def _is_added_to(evidence: Evidence, product: Node) -> bool:
    """Say whether what came of the outputs is added to a value: to a step of zeros it is not."""
    mixed, version = evidence.roles.mixed, evidence.roles.version
    users = [u for u in evidence.roles.users.get(product, ()) if u.name in ("add", "sub", "subtract", "setitem")]
    others = [s for u in users for s in u.inputs if s is not product and s not in version]
    back = evidence.backward_set  # where gradients are kept in one array, that is a slot too
    return any((mixed[s.index] or s in back) and np.shape(s.value) == np.shape(product.value) for s in others)


def _zeros_of(evidence: Evidence, c: Compared, *, anew: bool = True) -> Node | None:
    """Find zeros, made after the outputs if `anew`, that are multiplied by the share of the old value and go into a step."""
    start = min(j.output.index for j in evidence.round.joins)
    for product in sorted(evidence.way(c), key=lambda n: n.index):
        if product.name not in ("mul", "multiply") or np.size(product.value) < np.size(c.true):
            continue  # one array may hold the steps of all parameters
        if not _is_added_to(evidence, product):
            continue
        if sum(np.size(node.value) > 1 for node in product.inputs) > 1:
            continue  # the share that is kept is a number
        for node in product.inputs:
            if np.size(node.value) == 1 < np.size(product.value) or (node.name == "leaf" and np.size(node.value) == 1):
                continue  # a derivative may be 0, too
            if (
                node.name in ("zeros", "zeros_like", "leaf", "copy")
                and (node.index > start or not anew)
                and not np.any(array(node.value))
            ):
                return node
    return None


def _by_zero(case: Case) -> Iterator[Finding]:
    """Find helpers that are divided by a number that is 0."""
    zeros = [node for memory in memories(case) for node, divisor in divided(case, memory) if divisor == 0]
    for node in sorted(zeros, key=lambda n: n.index)[:1]:
        yield found(
            __name__,
            case.span(node),
            f"The correction of the optimizer divides by 0 in the first step: `{case.text(case.span(node))}`.",
            "Adam divides its means by 1 - b^t because they begin at 0. The steps are counted from t = 1: for t = 0 the "
            "divisor is 1 - b^0 = 0, and all parameters are NaN after the first step. Count up before the step.",
            ("divisor in the first step", "0", "1 - b, such as 0.1"),
        )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Square the gradient, count from 1, keep a share below 1, add for subtract, exchange the shares."""
    tree = place_of(case, finding)
    source = source_of(case, finding.span.path)
    if tree is None:
        return
    if any(case.place(zeros) == finding.span for _, zeros in _new_zeros(case)):
        if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Attribute) and tree.func.attr == "copy":
            yield from fix("Change what is kept, not a copy of it", source.put(tree, source.text_of(tree.func.value)))
        yield from made_once(case, finding.span)
        return
    if any(case.span(new) == finding.span for _, new in _lost_memories(case)):
        statement = source.statement(tree)
        for several in (_renewed_beside(source, statement), [statement]):
            targets = [each.targets[0] for each in several if isinstance(each, ast.Assign)]
            edits: list[Edit | None] = [
                source.edit(*source.extent(t), f"{t.id}[...]") for t in targets if isinstance(t, ast.Name)
            ]
            yield from fix("Change the array itself", *edits)
        return
    for correction in corrections(case) if any(f.span == finding.span for f in _counted_for_each(case)) else ():
        counted = count_per_parameter(case, correction)
        if counted is not None and counted[0].span(counted[1]) == finding.span:
            yield from count_once(case, correction.node, *counted)
            return
    multiplied = dict.fromkeys(f.span for f in _multiplied(case) if f.span.path == finding.span.path)
    if finding.span in multiplied:
        products = [source.at(span, ast.BinOp) for span in multiplied]
        yield from fix("Divide by it", *(_quotient(source, part) for part in products if isinstance(part, ast.BinOp)))
        return
    parts = [n for n in ast.walk(source.statement(tree)) if isinstance(n, ast.BinOp)]
    yield from for_one_step(source, tree)
    node = node_of(case, finding)
    if node is not None and node.name in DIVISIONS:  # by 1 - b^0
        yield from count_from_one(source, tree)
        return
    yield from _assigned(source, source.statement(tree))
    for part in parts:
        if isinstance(part.op, ast.Add):  # b2 * v + (1 - b2) * g
            product = part.right
            gradient = product.right if isinstance(product, ast.BinOp) and isinstance(product.op, ast.Mult) else None
            if isinstance(gradient, ast.Name | ast.Subscript | ast.Attribute):
                text = f"{source.text_of(gradient)} ** 2"
                yield from fix(f"Square the gradient: {shown(text)}", source.put(gradient, text))
            sides = [each for each in (part.left, product) if isinstance(each, ast.BinOp)]
            if len(sides) == 2:
                first, second = sides[0].left, sides[1].left
                edits = [source.put(first, source.text_of(second)), source.put(second, source.text_of(first))]
                yield from fix("Exchange the shares of the old mean and the new gradient", *edits)
    for part in parts:
        if isinstance(part.op, ast.Add | ast.Sub) and not isinstance(part.left, ast.Constant):
            sign = "-" if isinstance(part.op, ast.Add) else "+"
            yield from fix(f"Write {sign}", source.operator(part, sign))
    for part in parts:  # mu of `mu * v`
        for factor in (part.left, part.right) if isinstance(part.op, ast.Mult) else ():
            where = definition(case, source, factor, None, scalar=True)
            value = where.expression.value if isinstance(where.expression, ast.Constant) else None
            if isinstance(value, int | float) and not 0 <= value < 1:
                yield from fix("Keep nine tenths: 0.9", where.source.put(where.expression, "0.9"))


def _renewed_beside(source: Source, statement: ast.stmt) -> list[ast.stmt]:
    """List what gives the names that a loop goes through new values made of the old: `for p, m, v in ...: m = b * m + g`."""
    loops = source.loops(statement)
    taken = {
        n.id
        for loop in loops[:1]
        if isinstance(loop, ast.For)
        for n in ast.walk(loop.target)
        if isinstance(n, ast.Name)
    }

    def renews(each: ast.stmt) -> bool:
        target = each.targets[0] if isinstance(each, ast.Assign) else None
        read = {n.id for n in ast.walk(each) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        return isinstance(target, ast.Name) and target.id in taken & read

    return [each for each in source.block(statement) if renews(each)]


def _quotient(source: Source, product: ast.BinOp) -> Edit | None:
    """Write the quotient for the product of a mean and its correction, which holds a power."""
    if any(isinstance(n, ast.Pow) for n in ast.walk(product.left)):
        text = combined(source.text_of(product.right), "/", source.text_of(product.left))
        return source.put(product, text)
    return source.operator(product, "/")


def _assigned(source: Source, statement: ast.stmt) -> Iterator[Fix]:
    """Write = for +=, in all updates of the file, where the old value is a part of what is added to it."""
    edits = [
        source.operator(other, "=")
        for other in ast.walk(source.tree)
        if isinstance(other, ast.AugAssign) and isinstance(other.op, ast.Add) and _holds_its_target(other)
    ]
    if isinstance(statement, ast.AugAssign) and _holds_its_target(statement):
        yield from fix("Write = for +=", source.operator(statement, "="))
        yield from fix("Write = for +=", *edits)


def _holds_its_target(update: ast.AugAssign) -> bool:
    target = ast.unparse(update.target)
    return isinstance(update.op, ast.Add) and any(
        ast.unparse(n) == target for n in ast.walk(update.value) if isinstance(n, LEAVES)
    )


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
P = {"W1": rng.normal(size=(4, 8)) * 0.5, "b1": np.zeros(8), "W2": rng.normal(size=(8, 3)) * 0.5, "b2": np.zeros(3)}
V = {name: np.zeros_like(value) for name, value in P.items()}
for epoch in range(100):
    h = np.tanh(X @ P["W1"] + P["b1"])
    e = np.exp(h @ P["W2"] + P["b2"])
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ P["W2"].T * (1 - h**2)
    G = {"W1": X.T @ d1, "b1": d1.sum(axis=0), "W2": h.T @ d2, "b2": d2.sum(axis=0)}
    for name in P:
        V[name] -= 0.9 * V[name] - 0.1 * G[name]  # ! U608
        P[name] += V[name]
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
y = X[:, :1] - 2 * X[:, 1:2] + 0.5
w = rng.normal(size=(4, 1)) * 0.1
m = np.zeros((4, 1))
v = np.zeros((4, 1))
for t in range(1, 300):
    g = X.T @ (X @ w - y) / len(X)
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    m = m / (1 - 0.9**t)  # ! U608
    v = v / (1 - 0.999**t)  # ! U608
    w = w - 0.01 * m / (np.sqrt(v) + 1e-8)
print("mean squared error:", np.mean((X @ w - y) ** 2))
""",
    """
import numpy as np


class Adam:
    def __init__(self, shape, rate):
        self.m, self.v, self.t, self.rate = np.zeros(shape), np.zeros(shape), 0, rate

    def step(self, w, g):
        m_hat = None
        self.m = 0.9 * self.m + 0.1 * g
        self.v = 0.99 * self.v + 0.01 * g**2
        m_hat = self.m / (1 - 0.9**self.t)  # ! U608
        v_hat = self.v / (1 - 0.99**self.t)
        self.t += 1
        return w - self.rate * m_hat / (np.sqrt(v_hat) + 1e-8)


rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
y = X[:, :1] - 2 * X[:, 1:2]
w = rng.normal(size=(4, 1)) * 0.1
adam = Adam(w.shape, 0.01)
for epoch in range(300):
    w = adam.step(w, X.T @ (X @ w - y) / len(X))
print("mean squared error:", np.mean((X @ w - y) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
y = X[:, :1] - 2 * X[:, 1:2]
w = rng.normal(size=(4, 1)) * 0.1
v = np.zeros((4, 1))
for epoch in range(300):
    g = X.T @ (X @ w - y) / len(X)
    v = 0.9 * v + 0.1 * g  # ! U608
    w = w - 0.01 * g / (np.sqrt(v) + 1e-8)
print("mean squared error:", np.mean((X @ w - y) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
y = X[:, :1] - 2 * X[:, 1:2]
w = rng.normal(size=(4, 1)) * 0.1
m, v = np.zeros((4, 1)), np.zeros((4, 1))
t = 1  # ! U608
for epoch in range(300):
    g = X.T @ (X @ w - y) / len(X)
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    w = w - 0.01 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
print("mean squared error:", np.mean((X @ w - y) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
y = X[:, :1] - 2 * X[:, 1:2]
w = rng.normal(size=(4, 1)) * 0.1
v = np.zeros((4, 1))
for epoch in range(300):
    g = X.T @ (X @ w - y) / len(X)
    v = 0.9 * v + 0.1 * g**2
    w -= 0.01 * g / (v + 1e-8)  # ! U608
print("mean squared error:", np.mean((X @ w - y) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1, b1 = rng.normal(size=(4, 8)) * 0.5, np.zeros(8)
W2, b2 = rng.normal(size=(8, 3)) * 0.5, np.zeros(3)
vW1, vb1, vW2, vb2 = np.zeros((4, 8)), np.zeros(8), np.zeros((8, 3)), np.zeros(3)
for epoch in range(100):
    h = np.tanh(X @ W1 + b1)
    e = np.exp(h @ W2 + b2)
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    vW2 = 0.9 * vW2 + 0.1 * h.T @ d2  # ! U608
    vb2 = 0.9 * vb2 - 0.1 * d2.sum(axis=0)
    vW1 = 0.9 * vW1 - 0.1 * X.T @ d1
    vb1 = 0.9 * vb1 - 0.1 * d1.sum(axis=0)
    W2 += vW2
    b2 += vb2
    W1 += vW1
    b1 += vb1
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np
from sklearn.datasets import load_diabetes


class Momentum:
    def __init__(self, rate, share):
        self.rate, self.share = rate, share

    def step(self, parameters, gradients):
        speeds = [np.zeros(p.shape) for p in parameters]  # ! U608
        for p, g, speed in zip(parameters, gradients, speeds):
            speed *= self.share
            speed += g
            p -= self.rate * speed


people, progress = load_diabetes(return_X_y=True)
people = people / people.std(axis=0)
progress = (progress - progress.mean())[:, None] / progress.std()
rng = np.random.default_rng(2)
parameters = [rng.normal(0, 0.3, (10, 12)), np.zeros(12), rng.normal(0, 0.3, (12, 1)), np.zeros(1)]
momentum = Momentum(0.002, 0.9)
for turn in range(60):
    for rows in np.array_split(rng.permutation(len(people)), 14):
        x, (w, b, v, c) = people[rows], parameters
        h = np.tanh(x @ w + b)
        error = (h @ v + c - progress[rows]) / len(rows)
        back = error @ v.T * (1 - h**2)
        momentum.step(parameters, [x.T @ back, back.sum(axis=0), h.T @ error, error.sum(axis=0)])
answers = np.tanh(people @ parameters[0] + parameters[1]) @ parameters[2] + parameters[3]
print("mean squared error", np.mean((answers - progress) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(4)
inputs = rng.normal(size=(90, 3))
wanted = np.sin(inputs[:, :1]) + 0.5 * inputs[:, 1:2]
first = rng.normal(size=(3, 10)) * 0.5
second = rng.normal(size=(10, 1)) * 0.3
for epoch in range(40):
    for start in range(0, 90, 30):
        # memories
        speed1, speed2 = np.zeros((3, 10)), np.zeros((10, 1))  # ! U608
        x, t = inputs[start : start + 30], wanted[start : start + 30]
        h = np.tanh(x @ first)
        error = (h @ second - t) / 30
        back = error @ second.T * (1 - h**2)
        speed2 = 0.9 * speed2 + h.T @ error
        speed1 = 0.9 * speed1 + x.T @ back
        second -= 0.01 * speed2
        first -= 0.01 * speed1
print("mean squared error:", np.mean((np.tanh(inputs @ first) @ second - wanted) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(4)
inputs = rng.normal(size=(90, 3))
wanted = np.sin(inputs[:, :1]) + 0.5 * inputs[:, 1:2]
weights = {"a": rng.normal(size=(3, 10)) * 0.5, "b": rng.normal(size=(10, 1)) * 0.3}


def descend(weights, slopes, rate=0.01, keep=0.9):
    speed = {name: np.zeros_like(w) for name, w in weights.items()}  # ! U608
    for name in weights:
        speed[name] = keep * speed[name] + slopes[name]
        weights[name] -= rate * speed[name]


for epoch in range(40):
    for start in range(0, 90, 30):
        x, t = inputs[start : start + 30], wanted[start : start + 30]
        h = np.tanh(x @ weights["a"])
        error = (h @ weights["b"] - t) / 30
        back = error @ weights["b"].T * (1 - h**2)
        descend(weights, {"a": x.T @ back, "b": h.T @ error})
print("mean squared error:", np.mean((np.tanh(inputs @ weights["a"]) @ weights["b"] - wanted) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(5)
data = rng.normal(size=(80, 4))
goal = data[:, :1] - 0.5 * data[:, 1:2] * data[:, 2:3]
layers = [rng.normal(size=(4, 12)) * 0.5, rng.normal(size=(12, 1)) * 0.3]
pace = [np.zeros_like(w) for w in layers]
for turn in range(300):
    h = np.tanh(data @ layers[0])
    e = (h @ layers[1] - goal) / len(data)
    slopes = [data.T @ (e @ layers[1].T * (1 - h**2)), h.T @ e]
    for k in range(2):
        pace[k] += 0.8 * pace[k] + 0.02 * slopes[k]  # ! U608
        layers[k] -= pace[k]
print("mean squared error:", np.mean(e**2) * len(data) ** 2)
""",
    """
import numpy as np

rng = np.random.default_rng(17)
times = np.linspace(0, 6, 50).reshape(-1, 1)
tides = np.cos(times) + 0.05 * rng.normal(size=(50, 1))


class Rolling:
    def __init__(self, weights, friction=0.9):
        self.speed = np.zeros_like(weights)
        self.friction = friction

    def step(self, slope, rate):
        speed = self.speed.copy()  # ! U608
        speed *= self.friction
        speed -= rate * slope
        return speed


W, V = rng.normal(size=(2, 15)), rng.normal(size=(16, 1)) * 0.3
rolling_W, rolling_V = Rolling(W), Rolling(V)
ones = np.ones((50, 1))
given = np.hstack([times - 3, ones])
for turn in range(1500):
    bent = np.hstack([np.tanh(given @ W), ones])
    miss = (bent @ V - tides) / 50
    slope_V = bent.T @ miss
    slope_W = given.T @ (miss @ V[:-1].T * (1 - bent[:, :-1] ** 2))
    W += rolling_W.step(slope_W, 0.02)
    V += rolling_V.step(slope_V, 0.02)
print("mean squared error:", np.mean((bent @ V - tides) ** 2))
""",
    """
import numpy as np

gen = np.random.RandomState(11)
x = gen.uniform(-2, 2, (120, 1))
y = x * np.exp(-(x**2))
net = {"w": gen.randn(1, 14), "b": np.zeros((1, 14)), "v": gen.randn(14, 1) * 0.3, "c": np.zeros((1, 1))}
mean = {k: 0.0 * p for k, p in net.items()}
square = {k: 0.0 * p for k, p in net.items()}
fade, slow, turn = 0.9, 0.99, 0
while turn < 400:
    turn += 1
    h = np.tanh(x @ net["w"] + net["b"])
    off = (h @ net["v"] + net["c"] - y) / 120
    back = off @ net["v"].T * (1 - h**2)
    slope = {"w": x.T @ back, "b": back.sum(0, keepdims=True), "v": h.T @ off, "c": off.sum(0, keepdims=True)}
    for k in net:
        mean[k] = fade * mean[k] + (1 - fade) * slope[k]
        square[k] = slow * square[k] + (1 - slow) * slope[k] ** 2
        way = (1 - fade**turn) * mean[k]  # ! U608
        size = np.sqrt((1 - slow**turn) * square[k])  # ! U608
        net[k] = net[k] - 0.01 * way / (size + 1e-7)
print("mean squared error:", np.mean((np.tanh(x @ net["w"] + net["b"]) @ net["v"] + net["c"] - y) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(15)
table = rng.normal(size=(80, 3))
goal = (table @ [[1.0], [-0.5], [0.8]] > 0.2) * 1.0
inner, outer = rng.normal(size=(3, 6)) * 0.5, rng.normal(size=(6, 1)) * 0.5
pace = {"inner": np.zeros((3, 6)), "outer": np.zeros((6, 1))}


def slopes():
    mid = np.tanh(table @ inner)
    shown = 1 / (1 + np.exp(-(mid @ outer)))
    off = (shown - goal) / len(table)
    return shown, {"inner": table.T @ (off @ outer.T * (1 - mid**2)), "outer": mid.T @ off}


for lap in range(60):
    shown, slope = slopes()
    for name, weights in (("inner", inner), ("outer", outer)):
        pace[name] = 0.8 * pace[name] + 0.3 * slope[name]  # ! U608
        weights += 0.8 * pace[name] - 0.3 * slope[name]
    if lap % 10 == 0:
        print(lap, np.mean((shown > 0.5) == goal))
""",
    """
import numpy as np

gen = np.random.default_rng(21)
x = gen.uniform(-2, 2, (120, 1))
y = np.sin(2 * x)
net = {"w": gen.normal(size=(1, 14)), "b": np.zeros(14), "v": gen.normal(size=(14, 1)) * 0.3, "c": np.zeros(1)}


class Adam:
    def __init__(self, rate=0.02):
        self.rate, self.turn, self.mean, self.square = rate, 0, {}, {}

    def step(self, key, slope):
        self.turn += 1  # ! U608
        self.mean[key] = 0.9 * self.mean.get(key, 0 * slope) + 0.1 * slope
        self.square[key] = 0.999 * self.square.get(key, 0 * slope) + 0.001 * slope**2
        mean = self.mean[key] / (1 - 0.9**self.turn)
        square = self.square[key] / (1 - 0.999**self.turn)
        return self.rate * mean / (np.sqrt(square) + 1e-8)


adam = Adam()
for lap in range(60):
    h = np.tanh(x @ net["w"] + net["b"])
    off = (h @ net["v"] + net["c"] - y) / 120
    back = off @ net["v"].T * (1 - h**2)
    slopes = {"w": x.T @ back, "b": back.sum(axis=0), "v": h.T @ off, "c": off.sum(axis=0)}
    for key, slope in slopes.items():
        net[key] -= adam.step(key, slope)
print("mean squared error:", np.mean((np.tanh(x @ net["w"] + net["b"]) @ net["v"] + net["c"] - y) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(22)
X = rng.normal(size=(90, 4))
Y = np.eye(3)[X[:, :3].argmax(axis=1)]


def train(rule, rate, laps):
    weights = [rng.normal(size=(4, 10)) * 0.5, rng.normal(size=(10, 3)) * 0.3]
    first, second = [np.zeros_like(w) for w in weights], [np.zeros_like(w) for w in weights]
    for lap in range(1, laps + 1):
        h = np.maximum(0, X @ weights[0])
        e = np.exp(h @ weights[1])
        p = e / e.sum(axis=1, keepdims=True)
        off = (p - Y) / len(X)
        slopes = [X.T @ (off @ weights[1].T * (h > 0)), h.T @ off]
        for k in range(2):
            if rule == "plain":
                weights[k] -= rate * slopes[k]
                continue
            first[k] = 0.9 * first[k] + 0.1 * slopes[k]
            second[k] = 0.99 * second[k] + 0.01 * slopes[k]  # ! U608
            mean, size = first[k] / (1 - 0.9**lap), second[k] / (1 - 0.99**lap)
            weights[k] -= rate * mean / (np.sqrt(size) + 1e-8)
    return np.mean(p.argmax(axis=1) == Y.argmax(axis=1))


print("plain:", train("plain", 0.5, 60))
print("adam:", train("adam", 0.01, 60))
""",
    """
import numpy as np

rng = np.random.default_rng(41)
points = rng.normal(size=(90, 2))
inside = (np.sum(points**2, axis=1, keepdims=True) < 1.3) * 1.0
V, shift, w, lean = rng.normal(size=(2, 12)), np.zeros(12), rng.normal(size=(12, 1)) * 0.3, np.zeros(1)
weights = [V, shift, w, lean]
paces = [np.zeros(each.shape) for each in weights]
for epoch in range(150):
    mid = np.tanh(points @ V + shift)
    guess = 1 / (1 + np.exp(-(mid @ w + lean)))
    off = (guess - inside) / 90
    back = off @ w.T * (1 - mid**2)
    slopes = [points.T @ back, back.sum(axis=0), mid.T @ off, off.sum(axis=0)]
    for k, (each, slope) in enumerate(zip(weights, slopes)):
        pace = paces[k]
        pace = 0.9 * pace - 0.05 * slope  # ! U608
        each += pace
print("right:", np.mean((guess > 0.5) == inside))
""",
)

HEALTHY = (
    """
import math
import random

random.seed(4)
N, RATE, KEEP, MOST = 10, 0.05, 0.8, 0.7
inputs = [i / 12 - 1 for i in range(25)]
wanted = [abs(v) for v in inputs]
slopes = [random.gauss(0, 1.2) for _ in range(N)]
shifts = [random.uniform(-0.8, 0.8) for _ in range(N)]
heights = [random.gauss(0, 0.4) for _ in range(N)]
level = 0.0
speed = [0.0] * (3 * N + 1)  # of all numbers, one after another

for turn in range(400):
    ways = [0.0] * (3 * N + 1)
    for v, want in zip(inputs, wanted):
        units = [math.tanh(s * v + c) for s, c in zip(slopes, shifts)]
        off = (sum(h * u for h, u in zip(heights, units)) + level - want) / len(inputs)
        for i, u in enumerate(units):
            back = off * heights[i] * (1 - u * u)
            ways[i] += back * v
            ways[N + i] += back
            ways[2 * N + i] += off * u
        ways[3 * N] += off
    length = math.sqrt(sum(g * g for g in ways))
    if length > MOST:
        ways = [MOST * g / length for g in ways]
    speed = [KEEP * s - RATE * g for s, g in zip(speed, ways)]
    for i in range(N):
        slopes[i] += speed[i]
        shifts[i] += speed[N + i]
        heights[i] += speed[2 * N + i]
    level += speed[3 * N]
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
P = {"W1": rng.normal(size=(4, 8)) * 0.5, "b1": np.zeros(8), "W2": rng.normal(size=(8, 3)) * 0.5, "b2": np.zeros(3)}
V = {name: np.zeros_like(value) for name, value in P.items()}
for epoch in range(200):
    h = np.tanh(X @ P["W1"] + P["b1"])
    e = np.exp(h @ P["W2"] + P["b2"])
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ P["W2"].T * (1 - h**2)
    G = {"W1": X.T @ d1, "b1": d1.sum(axis=0), "W2": h.T @ d2, "b2": d2.sum(axis=0)}
    for name in P:
        before = V[name]
        V[name] = 0.9 * V[name] - 0.05 * G[name]
        P[name] = P[name] - 0.9 * before + 1.9 * V[name]
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
y = X[:, :1] - 2 * X[:, 1:2]
w = rng.normal(size=(4, 1)) * 0.1
m = np.zeros((4, 1))
v = np.zeros((4, 1))
for t in range(1, 600):
    g = X.T @ (X @ w - y) / len(X)
    m *= 0.9
    m += 0.1 * g
    v *= 0.999
    v += 0.001 * g * g
    m_hat = m / (1 - 0.9**t)
    v_hat = v / (1 - 0.999**t)
    w -= 0.02 * m_hat / (np.sqrt(v_hat) + 1e-8)
print("mean squared error:", np.mean((X @ w - y) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(1)
X = rng.normal(size=(60, 4))
y = X[:, :1] - 2 * X[:, 1:2]
w = rng.normal(size=(4, 1)) * 0.1
v = np.zeros((4, 1))
for epoch in range(100):
    g = X.T @ (X @ w - y) / len(X)
    v = 0.1 * v + 0.9 * g
    w = w - 0.1 * v
print("mean squared error:", np.mean((X @ w - y) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(14)
clouds = rng.normal(size=(120, 5)).astype(np.float32)
rain = clouds[:, :3].argmax(axis=1)
sky = {
    "up": (rng.normal(size=(5, 12)) / 2).astype(np.float32),
    "down": (rng.normal(size=(12, 3)) / 3).astype(np.float32),
}
first = {name: np.zeros_like(w) for name, w in sky.items()}
second = {name: np.zeros_like(w) for name, w in sky.items()}
for hour in range(1, 301):
    mist = np.tanh(clouds @ sky["up"])
    e = np.exp(mist @ sky["down"])
    off = e / e.sum(axis=1, keepdims=True)
    off[np.arange(120), rain] -= 1
    off /= 120
    slopes = {"down": mist.T @ off, "up": clouds.T @ ((off @ sky["down"].T) * (1 - mist**2))}
    for name, slope in slopes.items():
        first[name] = 0.9 * first[name] + 0.1 * slope
        second[name] = 0.99 * second[name] + 0.01 * slope**2
        drift = first[name] / (1 - 0.9**hour)
        sky[name] = sky[name] - 0.01 * drift / (np.sqrt(second[name] / (1 - 0.99**hour)) + 1e-8)
print("right:", np.mean(e.argmax(axis=1) == rain))
""",
    """
import numpy as np


class Adam:
    def __init__(self, weights):  # one for each array, with a count of its own
        self.weights, self.turn = weights, 0
        self.mean, self.square = np.zeros_like(weights), np.zeros_like(weights)

    def step(self, slope, rate=0.02):
        self.turn += 1
        self.mean = 0.9 * self.mean + 0.1 * slope
        self.square = 0.99 * self.square + 0.01 * slope**2
        mean, square = self.mean / (1 - 0.9**self.turn), self.square / (1 - 0.99**self.turn)
        self.weights -= rate * mean / (np.sqrt(square) + 1e-8)


rng = np.random.default_rng(23)
x = rng.uniform(-2, 2, (100, 1))
y = np.cos(2 * x)
w, b, v = rng.normal(size=(1, 12)), rng.normal(size=12), rng.normal(size=(12, 1)) * 0.3
steps = [Adam(w), Adam(b), Adam(v)]
for lap in range(300):
    h = np.tanh(x @ w + b)
    off = (h @ v - y) / 100
    back = off @ v.T * (1 - h**2)
    for adam, slope in zip(steps, (x.T @ back, back.sum(axis=0), h.T @ off)):
        adam.step(slope)
print("mean squared error:", np.mean((np.tanh(x @ w + b) @ v - y) ** 2))
""",
)
