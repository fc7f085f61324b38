"""A copy that is no copy: two names for one array

## What happens

`best_W = W` is meant to keep the best weights, and at the end they are exactly the last ones. Or something changes that no line has
assigned.

## Why it stops learning

An assignment gives an array a second name; it copies nothing. `W -= rate * dW` changes the numbers inside the array, so they change under
both names. What was to be kept is overwritten in the very next step: the "best" weights are the current weights, early stopping goes back to
nothing, a difference between old and new is always 0.

`random.shuffle` meets the same trap. It exchanges two entries by `x[i], x[j] = x[j], x[i]`; the rows of an array are no copies but windows into it, so the first
assignment overwrites the row that the second should put away. Some rows are doubled and others lost, more with every
call, until the network is trained with a few of its samples.

## How we know

After the next update the kept array, or one in a list, tuple or dict that is kept, is still the same object as the parameter, and equal to it in every
entry. Or: the rows
after a shuffle are not those from before it. Or: what is compared with the labels is the array of the output, from which the targets were subtracted before. Or: a list is given the array that it ends with already, and what is in it has changed since. Or: the values that a gradient is
made with are a layer's, written over in place, and as they were before they make it right.

## The repair

Keep a copy: `best_W = W.copy()`. For a list of arrays, `[w.copy() for w in weights]`; `list(weights)` and `weights[:]` copy the list
but not the arrays in it. To shuffle the rows of an array, `np.random.shuffle(x)` or `x[rng.permutation(len(x))]`.

## When this is fine

If the updates are written `W = W - rate * dW`, each step makes a new array, and the old one stays as it was under its second name. A second name
that is only a shorter way to write the first (`W = self.W`) does no harm. `random.shuffle` is right for a list, of arrays too, and for an
array with one dimension.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

import numpy as np

from unstuck.doctor.aliases import (
    changed_in_place,
    for_afterwards,
    in_place,
    is_gone,
    kept_for_later,
    read_before,
    taken_from_itself,
)
from unstuck.doctor.answers import comparisons
from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Edit, Finding, Fix, Span
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.roles import SCALING, VIEWS, without_views
from unstuck.doctor.trace import Node, Write
from unstuck.doctor.tree import Source, followed
from unstuck.doctor.values import LEAVES, called, numpy_name, source_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find names kept for later that are the same object as a parameter which then changes in place, and lost rows."""
    yield from _lost_rows(case)
    yield from _one_row(case)
    yield from _shallow(case)
    yield from _bundled(case)
    yield from _over_and_over(case)
    told = [*_no_target(case), *_judged_by_the_error(case)]
    yield from told
    if case.trace.lifted:
        return  # a number is no array that could change
    roles = case.roles
    writes: dict[Node, list[Write]] = {}
    for write in case.trace.writes:
        writes.setdefault(write.node, []).append(write)
    updates = {
        slot.number: {w.name for v in slot.versions[1:] for w in writes.get(v, ()) if w.site == v.site}
        for slot in roles.parameters
    }
    seen = {i for i, site in enumerate(case.trace.sites.all) if any(site.span == finding.span for finding in told)}
    for slot in roles.parameters:
        for old, new in itertools.pairwise(slot.versions):
            if new.name not in ("add", "sub", "subtract", "mul", "setitem") or not changed_in_place(case, old, new):
                continue
            for write in writes.get(old, ()):
                bare = write.name
                own = updates[slot.number] | {slot.name}
                if (
                    write.again
                    or write.site == old.site
                    or bare in own
                    or write.site in seen
                    or old is slot.versions[0]
                ):
                    continue
                if any(w.name == bare and w.site == v.site for v in slot.versions for w in writes.get(v, ())):
                    continue
                if not kept_for_later(case, write) or read_before(case, write, new) or is_gone(case, write, new):
                    continue
                seen.add(write.site)
                yield found(
                    __name__,
                    case.trace.sites.all[write.site].span,
                    f"{bare} is not a copy: it is the same array as {slot.name}, which goes on changing.",
                    "An assignment gives an array a second name and copies nothing. The updates change the array in place, so "
                    f"what {bare} was to keep is overwritten in the very next step. Keep a copy: {slot.name}.copy().",
                    (
                        "values that still differ from the parameter after its next update",
                        "0",
                        f"all {np.size(old.value)}",
                    ),
                )


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether a layer's values are right as they were, before they were written over in place."""
    for operand in wrong.node.inputs:
        value, changes = without_views(operand), []
        if value.name in SCALING:  # `rate * h.T @ delta`
            value = without_views(max(value.inputs, key=lambda n: np.size(n.value)))
        while (
            value.inputs and value not in wrong.evidence.forward and (value.name == "overlay" or in_place(case, value))
        ):
            changes.append(value)
            value = value.inputs[0]
        if not changes or value not in wrong.evidence.forward or value in case.roles.version:
            continue
        was = [v for v in (array(value.value), array(value.value).T) if v.shape == np.shape(operand.value)]
        if not any(wrong.mended(operand, v) for v in was):
            continue
        forward = {span for node in wrong.evidence.forward for span in case.spans(node)}
        span = next((s for s in case.spans(changes[-1]) if s not in forward), case.span(changes[-1]))
        return found(
            __name__,
            span,
            f"`{case.text(span)}` writes over the values of a layer that the gradient of {wrong.compared.name} still needs.",
            "An array that is given to a function is not copied: what the function writes into it stands in the layer's values "
            "as well. The derivative was put there, and the weight behind the layer is moved for signals that it never saw. "
            "Compute the derivative as a new array: (a > 0) * 1.0, 1 - a**2, or begin with a copy.",
            (
                "entries of the layer that are no more what they were",
                str(int(np.sum(array(changes[0].value) != array(value.value)))),
                "0",
            ),
            ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
        )
    return None


def _shallow(case: Case) -> Iterator[Finding]:
    """Find copies of a list of parameters that hold the very arrays which then change in place."""
    roles, seen = case.roles, set()
    parameters = {slot.number: slot for slot in roles.parameters}
    for time, site, nodes in case.trace.shallow:
        source = source_of(case, case.trace.sites.all[site].span.path)
        tree = source.at(case.trace.sites.all[site].span, ast.Call)
        statement = source.statement(tree) if tree is not None else None
        if site in seen or not isinstance(statement, ast.Assign) or tree is None:
            continue
        kept = {n.id for target in statement.targets for n in ast.walk(target) if isinstance(n, ast.Name)}
        for node in nodes:
            slot = parameters.get(roles.version[node][0]) if node in roles.version else None
            new = next((v for v in slot.versions if v.index >= time), None) if slot is not None else None
            if slot is None or new is None or not in_place(case, new):
                continue
            name = min(kept, default="")
            if name and is_gone(case, Write(time, site, name, node), new):
                continue
            seen.add(site)
            text = source.text_of(tree)
            yield found(
                __name__,
                source.span(tree),
                f"`{text}` copies the list, and not the arrays in it: they go on changing.",
                "A copy of a list or a dict is a new list of the same arrays. The updates change these in place, so what was to "
                "be kept is overwritten in the very next step. Copy each array: [w.copy() for w in weights], or copy.deepcopy.",
                ("arrays that are the parameters' own", str(sum(n in roles.version for n in nodes)), "0"),
            )
            break


def _bundled(case: Case) -> Iterator[Finding]:
    """Find parameters put together under a condition, for after the training, while they go on changing in place."""
    parameters = {slot.number: slot for slot in case.roles.parameters}
    bundled = case.trace.bundled if not case.trace.lifted else []
    open_sites = {site for site in {s for _, s, _ in bundled} if for_afterwards(case, case.trace.sites.all[site])}
    for time, site, nodes in bundled:
        if site not in open_sites:
            continue
        slots = [
            parameters[case.roles.version[n][0]] for n in nodes if case.roles.version.get(n, (-1,))[0] in parameters
        ]
        later = [next((v for v in slot.versions if v.index >= time), None) for slot in slots]
        changed = [s.name for s, new in zip(slots, later, strict=True) if new is not None and in_place(case, new)]
        if not changed:
            continue
        open_sites.remove(site)  # is found once
        place = case.trace.sites.all[site]
        yield found(
            __name__,
            place.span,
            f"{place.target} holds no copies: {', '.join(changed)} go on changing.",
            "A list, a tuple or a dict holds the arrays themselves. The updates change them in place, so what was to be kept is "
            "overwritten in the very next step, and at the end the best weights are the last ones. Keep copies: W.copy().",
            ("arrays that are the parameters' own", str(len(changed)), "0"),
        )


def _no_target(case: Case) -> Iterator[Finding]:
    """Find an error between an output and a second name of it, into which the target was written."""
    for node, span, names in taken_from_itself(case):
        if node.inputs[0] in case.roles.version or node.inputs[0].name not in ("setitem", "overlay"):
            yield _no_change(case, node, span, names)
            continue
        yield found(
            __name__,
            span,
            f"{names[0]} and {names[1]} are one array, so `{case.text(case.span(node))}` is always 0.",
            "An assignment gives an array a second name and copies nothing. What is then written into the one stands in the "
            "other as well: the target was written over the output, and there is no error left to learn from. "
            f"Make a copy first: {names[1]}.copy().",
            ("entries of the difference that are not 0", str(int(np.count_nonzero(node.value))), "some"),
            ("arrays that the two names stand for", "1", "2"),
        )


def _no_change(case: Case, node: Node, span: Span, names: tuple[str, str]) -> Finding:
    """Tell of an old and a new value that are one array, which was changed in between."""
    return found(
        __name__,
        span,
        f"{names[0]} and {names[1]} are one array, so `{case.text(case.span(node))}` is always 0.",
        "An assignment gives an array a second name and copies nothing. What then changes it in place changes it under both "
        "names: the old value is lost, and what was to tell how far it moved tells nothing. A loop that ends when the weights "
        f"rest ends at once. Make a copy first: {names[1]}.copy().",
        ("entries of the difference that are not 0", str(int(np.count_nonzero(node.value))), "some"),
        ("arrays that the two names stand for", "1", "2"),
    )


def _judged_by_the_error(case: Case) -> Iterator[Finding]:
    """Find answers that are compared with the labels when the output, under another name, has become the error."""
    errors = {case.span(join.node) for round_ in case.roles.rounds for join in round_.joins}
    for comparison in comparisons(case):
        output, changes = comparison.output(), []
        while output.inputs and (output.name in VIEWS or in_place(case, output)):
            changes += [output] if output.name not in VIEWS else []
            output = output.inputs[0]
        if output.name == "copy" or not any(case.span(change) in errors for change in changes):
            continue
        named = [w for w in case.trace.writes if w.node is output and output.index < w.time <= changes[-1].index]
        sites = [w.site for w in named if kept_for_later(case, w)]
        span = case.trace.sites.all[sites[-1]].span if sites else case.span(changes[-1])
        yield found(
            __name__,
            span,
            f"What `{case.text(case.span(comparison.node))}` judges is no more the output: the targets were subtracted from it.",
            "An assignment gives an array a second name and copies nothing. The error was made in the array of the output, and "
            "the answer that is chosen from it afterwards is not the network's: where 1 was subtracted from the right class, "
            "that class is never the largest. Make the error in a copy: d = p.copy().",
            (
                "entries of the output that are no more what they were",
                str(int(np.sum(array(comparison.output().value) != array(output.value)))),
                "0",
            ),
        )
        return


def _over_and_over(case: Case) -> Iterator[Finding]:
    """Find lists that are given one array again and again, which is changed in place in between."""
    for site, (before, after) in sorted(case.trace.appended.items()) if case.roles.parameters else ():
        span = case.trace.sites.all[site].span
        apart = np.sum(np.asarray(before) != np.asarray(after)) if np.shape(before) == np.shape(after) else "some"
        yield found(
            __name__,
            span,
            f"`{case.text(span)}` puts one and the same array into the list each time.",
            "A list holds the arrays themselves and makes no copies. This one is changed in place between the calls, so all "
            "entries change with it: in the end the list holds the last state as many times as it is long, and none of those "
            "before. Append a copy: x.append(state.copy()).",
            ("numbers that changed in the entry before", str(apart), "0"),
        )


def _one_row(case: Case) -> Iterator[Finding]:
    """Find lists of weights that hold one row several times: `[row] * n`."""
    for site in sorted(case.trace.repeated) if case.roles.parameters else ():
        span = case.trace.sites.all[site].span
        yield found(
            __name__,
            span,
            f"`{case.text(span)}` holds one and the same row of weights several times.",
            "[row] * n makes no copies: all n places hold the same list. The units have their weights in common, each update of "
            "one changes all, and they stay alike for ever. Make a new row for each: [[...] for _ in range(n)].",
            ("different rows of weights", "1", "one for each unit"),
        )


def _lost_rows(case: Case) -> Iterator[Finding]:
    """Find shuffles of an array's rows after which some rows are there twice and others not at all."""
    seen = set()
    for node in case.trace.nodes:
        if node.name != "shuffle" or node.site < 0 or node.site in seen or len(node.inputs) != 1:
            continue
        before, after = np.asarray(node.inputs[0].value), np.asarray(node.value)
        if after.ndim < 2 or before.shape != after.shape or np.array_equal(np.sort(before, None), np.sort(after, None)):
            continue
        seen.add(node.site)
        rows = len(np.unique(before.reshape(len(before), -1), axis=0))
        left = len(np.unique(after.reshape(len(after), -1), axis=0))
        text = case.text(case.span(node))
        yield found(
            __name__,
            case.span(node),
            f"`{text}` loses rows: it copies rows over one another.",
            "random.shuffle exchanges two entries by x[i], x[j] = x[j], x[i]. The rows of an array are no copies but windows into "
            "it, so the first assignment overwrites what the second should put away: a row is doubled and another lost, more "
            "with each call. Use np.random.shuffle, which moves whole rows, or an index: x[rng.permutation(len(x))].",
            ("different rows before", str(rows), ""),
            ("different rows after", str(left), str(rows)),
        )


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Keep a copy; let NumPy shuffle the rows."""
    tree = place_of(case, finding)
    source = source_of(case, finding.span.path)
    written = source.statement(tree) if tree is not None else None
    array_changed = _written_into(written) if written is not None else None
    if written is not None and array_changed is not None:
        name = source.text_of(array_changed)
        text = f"{name} = {name}.copy()"
        yield from fix(f"Write into a copy: {shown(text)}", source.insert_before(written, text))
        return
    if isinstance(tree, ast.Call) and called(tree) == "shuffle" and (numpy := numpy_name(source)) is not None:
        name = f"{numpy}random.shuffle"
        yield from fix(f"Shuffle whole rows: `{name}`", source.put(tree.func, name))
    if isinstance(tree, ast.Call) and called(tree) == "append" and len(tree.args) == 1:
        text = followed(source.text_of(tree.args[0]), ".copy()")
        yield from fix(f"Append a copy: {shown(text)}", source.put(tree.args[0], text))
    if isinstance(tree, ast.Assign) and (edits := list(_copies(source, tree.value))):
        yield from fix("Keep copies of the arrays", *edits)
    elif isinstance(tree, ast.Assign):
        text = followed(source.text_of(tree.value), ".copy()")
        yield from fix(f"Keep a copy: {shown(text)}", source.put(tree.value, text))


def _written_into(statement: ast.stmt) -> ast.expr | None:
    """Find the array that a statement changes in place: x in `x[x > 0] = 1` and in `x *= 2`."""
    target = statement.target if isinstance(statement, ast.AugAssign) else None
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Subscript):
        target = statement.targets[0]
    return target.value if isinstance(target, ast.Subscript) else target


def _copies(source: Source, value: ast.expr) -> Iterator[Edit | None]:
    """Copy each of the arrays that are put together."""
    parts: list[ast.expr | None] = []
    if isinstance(value, ast.List | ast.Tuple):
        parts = list(value.elts)
    elif isinstance(value, ast.Dict):
        parts = list(value.values)
    elif isinstance(value, ast.ListComp):
        parts = [value.elt]
    elif isinstance(value, ast.DictComp):
        parts = [value.value]
    for part in parts:
        if isinstance(part, LEAVES):
            yield source.put(part, followed(source.text_of(part), ".copy()"))


BROKEN = (
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
best, best_W1, best_W2 = 0, W1.copy(), W2.copy()
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    right = np.mean(p.argmax(axis=1) == labels)
    if right >= best:
        best = right
        best_W1 = W1  # ! U205
        best_W2 = W2.copy()
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


class Perceptron:
    def __init__(self, n_inputs, rng):
        self.w = rng.normal(size=n_inputs) * 0.1
        self.b = np.zeros(1)
        self.kept = self.w.copy()
        self.least = np.inf

    def fit(self, X, y, epochs, rate):
        for _ in range(epochs):
            p = 1 / (1 + np.exp(-(X @ self.w + self.b)))
            loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
            if loss < self.least:
                self.least = loss
                self.kept = self.w  # ! U205
            self.w -= rate * X.T @ (p - y) / len(X)
            self.b -= rate * (p - y).mean()
        self.w = self.kept
        return self


rng = np.random.default_rng(4)
X = rng.normal(size=(80, 3))
y = (X @ np.array([1.0, -2.0, 0.5]) + rng.normal(size=80) > 0) * 1.0
model = Perceptron(3, rng).fit(X, y, 300, 1.0)
print("least loss:", model.least)
""",
    """
import random

import numpy as np

rng = np.random.default_rng(3)
data = rng.normal(size=(40, 4))
data[:, 3] = data[:, 0] - 2 * data[:, 1] + 0.5
w = np.zeros(3)
b = np.zeros(1)
for epoch in range(20):
    random.shuffle(data)  # ! U205
    for row in data:
        error = row[:3] @ w + b - row[3]
        w -= 0.05 * error * row[:3]
        b -= 0.05 * error
print("mean squared error:", np.mean((data[:, :3] @ w + b - data[:, 3]) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
y = X[:, :1] - 2 * X[:, 1:2] + 0.5
weights = [rng.normal(size=(4, 1)) * 0.1, np.zeros((1, 1))]
best = np.inf
for epoch in range(300):
    error = X @ weights[0] + weights[1] - y
    loss = np.mean(error**2)
    if loss < best:
        best, kept = loss, list(weights)  # ! U205
    weights[0] -= 0.1 * X.T @ error / len(X)
    weights[1] -= 0.1 * error.mean(axis=0, keepdims=True)
print("mean squared error:", np.mean((X @ kept[0] + kept[1] - y) ** 2))
""",
    """
import math
import random

random.seed(3)
rows = [[random.uniform(-1, 1), random.uniform(-1, 1)] for _ in range(60)]
targets = [1.0 if a * b > 0 else 0.0 for a, b in rows]
w1 = [[random.uniform(-1, 1), random.uniform(-1, 1), 0.1]] * 5  # ! U205
w2 = [random.uniform(-1, 1) for _ in range(6)]
for epoch in range(40):
    for x, t in zip(rows, targets):
        h = [math.tanh(w[0] * x[0] + w[1] * x[1] + w[2]) for w in w1]
        o = 1 / (1 + math.exp(-sum(v * a for v, a in zip(w2, h)) - w2[5]))
        d = o - t
        for j in range(5):
            e = d * w2[j] * (1 - h[j] ** 2)
            w2[j] -= 0.1 * d * h[j]
            w1[j][0] -= 0.1 * e * x[0]
            w1[j][1] -= 0.1 * e * x[1]
            w1[j][2] -= 0.1 * e
        w2[5] -= 0.1 * d
print(w2)
""",
    """
import numpy as np


def squares(rows, answers, slope, start):
    return np.mean((rows @ slope + start - answers) ** 2)


gen = np.random.default_rng(17)
rows = gen.normal(size=(120, 3))
answers = rows @ np.array([0.5, -1.0, 2.0]) + 0.3 * gen.normal(size=120)
slope, start = np.zeros(3), np.zeros(1)
lowest, winner = np.inf, None
for lap in range(150):
    for part in np.split(gen.permutation(90), 6):
        off = rows[part] @ slope + start - answers[part]
        slope -= 0.1 * rows[part].T @ off / 15
        start -= 0.1 * off.mean()
    now = squares(rows[90:], answers[90:], slope, start)
    if now < lowest:
        lowest = now
        winner = {"slope": slope, "start": start}  # ! U205
print("kept:", squares(rows[90:], answers[90:], winner["slope"], winner["start"]), "lowest:", lowest)
""",
    """
import numpy as np

rng = np.random.default_rng(7)
places = np.eye(6)
pays = rng.normal(size=(6, 3))
inner, outer = rng.normal(size=(6, 10)) * 0.5, rng.normal(size=(10, 3)) * 0.3
for visit in range(2000):
    place, move = rng.integers(6), rng.integers(3)
    mid = np.tanh(places[place] @ inner)
    guess = mid @ outer
    wanted = guess  # ! U205
    wanted[move] = pays[place, move]
    miss = guess - wanted
    back = outer @ miss * (1 - mid**2)
    outer -= 0.1 * np.outer(mid, miss)
    inner -= 0.1 * np.outer(places[place], back)
print("miss of the last:", np.abs(miss).max())
""",
    """
import numpy as np

gen = np.random.default_rng(11)
pays = gen.normal(size=(5, 3))
net = {"A": gen.normal(size=(9, 5)) * 0.5, "B": gen.normal(size=(3, 9)) * 0.3}


def answers(x):
    net["mid"] = np.tanh(net["A"] @ x)
    net["out"] = net["B"] @ net["mid"]
    return net["out"]


def learn(x, aim, rate=0.1):
    miss = net["out"] - aim
    back = net["B"].T @ miss * (1 - net["mid"] ** 2)
    net["B"] = net["B"] - rate * np.outer(miss, net["mid"])
    net["A"] = net["A"] - rate * np.outer(back, x)
    return np.sum(miss**2)


for visit in range(2000):
    place, move = gen.integers(5), gen.integers(3)
    x = np.eye(5)[place]
    aim = answers(x)  # ! U205
    aim[move] = pays[place, move]
    lost = learn(x, aim)
print("lost:", lost)
""",
    """
import numpy as np

gen = np.random.default_rng(5)
rows = gen.normal(size=(70, 3))
said = (rows @ np.array([1.0, -1.0, 0.5]) + gen.normal(size=70) > 0) * 1.0


def climb(slope, start, limit):
    for turn in range(limit):
        before, begun = slope, start.copy()  # ! U205
        off = 1 / (1 + np.exp(-(rows @ slope + start))) - said
        slope[:] = slope - 0.5 * rows.T @ off / 70
        start -= 0.5 * off.mean()
        if np.abs(slope - before).max() < 1e-6:
            break
    return turn, slope, start


print(climb(np.zeros(3), np.zeros(1), 4000))
""",
    """
import numpy as np

gen = np.random.default_rng(6)
x = gen.normal(size=(50, 2))
t = x @ np.array([[1.0], [-0.5]]) + 0.2
net = {"slope": np.zeros((2, 1)), "start": np.zeros((1, 1))}
for turn in range(3000):
    old = net  # ! U205
    off = x @ net["slope"] + net["start"] - t
    net["slope"] -= 0.1 * x.T @ off / 50
    net["start"] -= 0.1 * off.mean(axis=0, keepdims=True)
    if all(np.linalg.norm(net[name] - old[name]) < 1e-7 for name in net):
        print("at rest after", turn + 1)
        break
print("error", np.mean(off**2))
""",
    """
import random

random.seed(4)


def roll(length):
    seen, following, spot = [], [], [random.uniform(-1, 1), random.uniform(-1, 1)]
    for _ in range(length):
        seen.append([spot[0], spot[1]])
        spot[0], spot[1] = 0.9 * spot[0] + 0.3 * spot[1], 0.9 * spot[1] - 0.3 * spot[0]
        following.append(spot)  # ! U205
    return seen, following


x, t = [], []
for _ in range(10):
    seen, following = roll(8)
    x += seen
    t += following
w, b = [[0.1, 0.0], [0.0, 0.1]], [0.0, 0.0]
for turn in range(40):
    for row, want in zip(x, t):
        for k in range(2):
            off = w[k][0] * row[0] + w[k][1] * row[1] + b[k] - want[k]
            w[k][0] -= 0.1 * off * row[0]
            w[k][1] -= 0.1 * off * row[1]
            b[k] -= 0.1 * off
print(w, b)
""",
    """
import numpy as np

gen = np.random.default_rng(8)
x = gen.normal(size=(60, 3))
t = x @ np.array([0.5, -1.0, 2.0]) + 0.1
w, b = np.zeros(3), np.zeros(1)
passed = []
for lap in range(200):
    off = x @ w + b - t
    passed.append(w)  # ! U205
    w -= 0.1 * x.T @ off / 60
    b -= 0.1 * off.mean()
print("the way:", np.array(passed)[::40])
""",
    """
import numpy as np

rng = np.random.default_rng(31)
X = rng.normal(size=(80, 3))
y = (X[:, :1] * X[:, 1:2] > 0) * 1.0


def relu_slope(x):
    x[x <= 0] = 0  # ! U205
    x[x > 0] = 1
    return x


W1, b1 = rng.normal(size=(3, 12)) * 0.7, np.zeros(12)
W2, b2 = rng.normal(size=(12, 1)) * 0.3, np.zeros(1)
for epoch in range(600):
    h = np.maximum(X @ W1 + b1, 0)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (p - y) / len(X)
    d1 = d2 @ W2.T * relu_slope(h)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0)
print("right:", np.mean((p > 0.5) == y))
""",
    """
import numpy as np

rng = np.random.default_rng(32)


class Net:
    def __init__(self):
        self.A, self.a = rng.normal(size=(3, 12)) * 0.7, np.zeros(12)
        self.B, self.b = rng.normal(size=(12, 1)) * 0.3, np.zeros(1)

    def forward(self, x):
        self.mid = np.tanh(x @ self.A + self.a)
        self.out = self.mid @ self.B + self.b

    def slope(self, value):
        value *= -value  # ! U205
        value += 1
        return value

    def step(self, x, t, rate):
        self.forward(x)
        off = (self.out - t) / len(x)
        back = off @ self.B.T * self.slope(self.mid)
        to_B = np.dot(self.mid.T, off)
        self.A -= rate * np.dot(x.T, back)
        self.a -= rate * back.sum(axis=0)
        self.B -= rate * to_B
        self.b -= rate * off.sum(axis=0)


x = rng.normal(size=(80, 3))
t = np.sin(2 * x[:, :1]) + 0.5 * x[:, 1:2]
net = Net()
for lap in range(600):
    net.step(x, t, 0.1)
print("off by", np.mean((net.out - t) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(3)
leaves = rng.normal(size=(90, 5))
kinds = leaves[:, :3].argmax(axis=1)
A, a = rng.normal(size=(5, 8)) * 0.4, np.zeros(8)
B, b = rng.normal(size=(8, 3)) * 0.4, np.zeros(3)


def answer(x):
    mid = np.tanh(x @ A + a)
    e = np.exp(mid @ B + b)
    return mid, e / e.sum(axis=1, keepdims=True)


def step(x, t, rate):
    global A, a, B, b
    mid, p = answer(x)
    off = p  # ! U205
    off[np.arange(len(t)), t] -= 1
    off /= len(t)
    off_mid = off @ B.T * (1 - mid**2)
    B, b = B - rate * mid.T @ off, b - rate * off.sum(axis=0)
    A, a = A - rate * x.T @ off_mid, a - rate * off_mid.sum(axis=0)
    return (p.argmax(axis=1) == t).mean()


for lap in range(200):
    right = step(leaves, kinds, 0.5)
print("right:", right)
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(33)
X = rng.normal(size=(80, 3))
y = (X[:, :1] * X[:, 1:2] > 0) * 1.0


def relu_slope(x):
    x[x <= 0] = 0
    x[x > 0] = 1
    return x


W1, b1 = rng.normal(size=(3, 12)) * 0.7, np.zeros(12)
W2, b2 = rng.normal(size=(12, 1)) * 0.3, np.zeros(1)
for epoch in range(600):
    h = np.maximum(X @ W1 + b1, 0)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    d2 = (p - y) / len(X)
    dW2 = h.T @ d2  # before h is written over
    d1 = d2 @ W2.T * relu_slope(h)
    W2 -= 0.5 * dW2
    b2 -= 0.5 * d2.sum(axis=0)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0)
print("right:", np.mean((p > 0.5) == y))
""",
    """
import random

import numpy as np

rng = np.random.default_rng(3)
data = rng.normal(size=(40, 4))
data[:, 3] = data[:, 0] - 2 * data[:, 1] + 0.5
rows = list(data)
order = np.arange(40)
w = np.zeros(3)
b = np.zeros(1)
for epoch in range(20):
    rng.shuffle(data)
    random.shuffle(rows)
    random.shuffle(order)
    for row in data:
        error = row[:3] @ w + b - row[3]
        w -= 0.05 * error * row[:3]
        b -= 0.05 * error
print("mean squared error:", np.mean((data[:, :3] @ w + b - data[:, 3]) ** 2), order[0], rows[0][0])
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
best, best_W1, best_W2 = 0, W1, W2
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    right = np.mean(p.argmax(axis=1) == labels)
    if right >= best:
        best = right
        best_W1, best_W2 = W1, W2
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 = W2 - 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 = W1 - 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
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
        W, b = self.W1, self.b1
        self.A1 = sigmoid(W @ X + b)
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
        self.W1 -= rate * self.dW1
        self.b1 -= rate * self.db1
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
print("right:", np.mean((P > 0.5) == Y))
""",
    """
import numpy as np


def backward(error, cache):
    x, w = cache
    gradient = x.T @ error / len(x)
    return gradient, error @ w.T


rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
y = X[:, :1] - 2 * X[:, 1:2]
weights = {"w": rng.normal(size=(4, 1)) * 0.1}
for epoch in range(300):
    cache = (X, weights["w"])
    gradient, _ = backward(X @ weights["w"] - y, cache)
    weights["w"] -= 0.1 * gradient
print("mean squared error:", np.mean((X @ weights["w"] - y) ** 2))
""",
    """
import numpy as np

gen = np.random.default_rng(17)
rows = gen.normal(size=(120, 3))
answers = rows @ np.array([0.5, -1.0, 2.0]) + 0.3 * gen.normal(size=120)
slope, start = np.zeros(3), np.zeros(1)
lowest, heavy = np.inf, True
for lap in range(150):
    off = rows @ slope + start - answers
    steps = [rows.T @ off / 120, off.mean(keepdims=True)]
    if heavy:
        parameters = [slope, start]
        for parameter, step in zip(parameters, steps):
            parameter -= 0.1 * step
    if np.mean(off**2) < lowest:
        lowest = np.mean(off**2)
        winner = [slope + 0.0, start + 0.0]
print("kept:", np.mean((rows @ winner[0] + winner[1] - answers) ** 2))
""",
    """
import numpy as np

gen = np.random.default_rng(6)
x = gen.normal(size=(50, 2))
t = x @ np.array([[1.0], [-0.5]]) + 0.2
w = gen.normal(size=(2, 1))
w /= np.linalg.norm(w)
start = w
print("moved by", np.abs(w - start).max())
for turn in range(3000):
    old = w
    w = w - 0.1 * x.T @ (x @ w - t) / 50  # a new array
    if np.linalg.norm(w - old) < 1e-7:
        break
print("moved by", np.linalg.norm(w - start))
""",
    """
import numpy as np

gen = np.random.default_rng(8)
x = gen.normal(size=(60, 3))
t = x @ np.array([0.5, -1.0, 2.0]) + 0.1
w, b = np.zeros(3), np.zeros(1)
passed, shown, mean = [], [], np.zeros(3)
twice = []
for row in x[:2]:
    twice.append(row)
    twice.append(row)  # not changed in between
for lap in range(200):
    off = x @ w + b - t
    passed.append(w)
    w = w - 0.1 * x.T @ off / 60
    b = b - 0.1 * off.mean()
    mean += w / 200
    shown.append(mean.copy())
print("the way:", np.array(passed)[::40], np.array(shown)[-1], len(twice))
""",
    """
import numpy as np


class Line:
    def __init__(self):
        self.params = {"w": np.zeros((3, 1)), "b": np.zeros((1, 1))}


class Trainer:
    def __init__(self, line):
        self.line = line

    def move(self, value, gradient):
        value -= 0.1 * gradient
        return value

    def turn(self, x, t):
        off = (x @ self.line.params["w"] + self.line.params["b"] - t) / len(x)
        gradients = {"w": x.T @ off, "b": off.sum(axis=0, keepdims=True)}
        for name, value in self.line.params.items():
            moved = self.move(value, gradients[name])
            self.line.params[name] = moved  # where it stood already
        return np.sum(off**2)


gen = np.random.default_rng(9)
x = gen.normal(size=(60, 3))
t = x @ np.array([[0.5], [-1.0], [2.0]]) + 0.1
trainer = Trainer(Line())
for lap in range(300):
    left = trainer.turn(x, t)
print("left:", left)
""",
    """
import numpy as np


class Net:
    def __init__(self, sizes, rng):
        self.kept = [{"W": rng.normal(size=s) / np.sqrt(s[1]), "b": np.zeros(s[0])} for s in zip(sizes[1:], sizes)]

    def answer(self, x):
        self.seen = []
        for i in range(len(self.kept)):
            W = self.kept[i]["W"]
            z = x @ W.T + self.kept[i]["b"]
            self.seen.append((x, z))
            x = np.tanh(z) if i < len(self.kept) - 1 else z
        e = np.exp(x - x.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def layer_back(self, off, W, x):
        return off @ W, off.T @ x, off.sum(axis=0)

    def back(self, p, t):
        error = p
        right = (p.argmax(axis=1) == t).mean()  # before the targets are subtracted
        error[np.arange(len(t)), t] -= 1
        error /= len(t)
        steps = []
        for i in reversed(range(len(self.kept))):
            W = self.kept[i]["W"]  # a shorter name, for this call
            x, z = self.seen[i]
            if i < len(self.kept) - 1:
                error = error * (1 - np.tanh(z) ** 2)
            error, dW, db = self.layer_back(error, W, x)
            steps.insert(0, (dW, db))
        return right, steps

    def move(self, steps, rate):
        for layer, (dW, db) in zip(self.kept, steps):
            layer["W"] -= rate * dW
            layer["b"] -= rate * db


rng = np.random.default_rng(1)
leaves = rng.normal(size=(90, 5))
kinds = leaves[:, :3].argmax(axis=1)
net = Net([5, 8, 3], rng)
for lap in range(200):
    right, steps = net.back(net.answer(leaves), kinds)
    net.move(steps, 0.5)
print("right:", right)
""",
)
