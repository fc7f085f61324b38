"""Dropout in the forward pass, and not in the backward pass

## What happens

Units are switched off at random in the forward pass, and the backward pass does not know of it. The loss is noisy and stops high; without
dropout the same script learns. Or the network answers with units switched off where it is judged, after the training, and what it is said to have
learnt changes from call to call.

## Why it stops learning

Dropout multiplies a layer by a mask of zeros and, so that the mean stays the same, ones divided by the share that is kept:

    a' = a * m / keep,     so by the chain rule     dL/da = dL/da' * m / keep

A unit that was switched off had no part in the answer, and its derivative is 0. Without the mask it is changed for a
mistake that it did not make. With the mask and without `1 / keep` the layers below get steps that are too short.

## How we know

The forward pass multiplies a layer by an array of zeros and one other number, in which neither inputs nor weights have a part. The value sent back is right behind
that product and wrong before it; multiplied by the same array it agrees to rounding. Or all directions are right, and the gradients
below the mask are shorter than those above it by just its scale.

## The repair

Keep the mask of the forward pass, and multiply the error by it, and by the same scale: `d1 = d2 @ W2.T * mask / keep`.

## When this is fine

A mask in the backward pass alone is no dropout; nor is one on inputs that the network is to give back whole. If a layer is switched off as a whole (stochastic depth) the mask is one number. The mask of the next
forward pass is a new one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.answers import comparisons
from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.layers import dropout_masks
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.proportions import proportions
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.roles import ancestors, made_with_weights, versions_used
from unstuck.doctor.substitution import substituted
from unstuck.doctor.trace import Node, frames
from unstuck.doctor.tree import Source, defaults
from unstuck.doctor.values import Scope, called, last_place, source_of


def diagnose(case: Case) -> Iterator[Finding]:
    """Find masks whose scale is wrong when units are no more switched off, and gradients that lack their scale."""
    evidence = case.first
    if evidence is None:
        return
    yield from _at_test_time(case)
    yield from _still_on(case)
    if not all(c.right for c in evidence.compared if c.moved):
        return
    steps = proportions(evidence)
    for product, kept, mask in _masked(evidence):
        scale = _scale(evidence, product, mask)
        used = {s for n in ancestors([kept], evidence.roles.version) for s in n.inputs}
        below = np.array([p.factor for p in steps if p.compared.before in used])
        above = np.array([p.factor for p in steps if p.compared.before not in used])
        if not below.size or not above.size or np.ptp(below) > 1e-6 * abs(below[0]):
            continue
        if np.ptp(above) > 1e-6 * abs(above[0]) or not above[0] or abs(scale - 1) < 1e-6:
            continue
        ratio = float(below[0] / above[0])
        if abs(ratio * scale - 1) > 1e-6:
            continue
        place = next((n for n in evidence.backward if evidence.matches.get(n, (None,))[0] is kept), None)
        if place is None:
            continue
        yield found(
            __name__,
            _place(case, place, product),
            f"`{case.text(_place(case, place, product))}` has the mask of the dropout, and not its scale.",
            "The forward pass multiplies what it keeps by 1 / keep, so the derivative has this factor too. Without it the "
            "gradients of all layers below are too short. Multiply by the mask and by its scale.",
            ("scale of the mask in the forward pass", number(scale), ""),
            ("gradients below the mask, beside those above it", number(ratio), "1"),
        )
        return


def _at_test_time(case: Case) -> Iterator[Finding]:
    """Find dropout after which a layer's mean is another than without it, where outputs are computed without it too."""
    masks: dict[int, list[tuple[Evidence, Node, Node]]] = {}
    for evidence in case.evidence:
        for product, _, mask in _masked(evidence):
            masks.setdefault(product.site, []).append((evidence, product, mask))
    for seen in masks.values():
        evidence, product, mask = seen[0]
        values = np.concatenate([array(m.value).ravel() for _, _, m in seen])
        kept, scale = float(np.mean(values != 0)), _scale(evidence, product, mask)
        error = 4 * float(np.sqrt(kept * (1 - kept) / values.size)) + 1e-9
        plain = _without(case, {p.site for _, p, _ in seen})
        drawn = any(not np.array_equal(m.value, mask.value) for _, _, m in seen)
        if (
            not drawn
            or _put_back(evidence, product)
            or abs(scale * kept - 1) <= error * scale
            or plain is None
            or _has_factor(case, plain, kept, error)
            or _scaled_later(evidence, product, kept, error)
        ):
            continue
        yield found(
            __name__,
            case.place(mask),
            f"The dropout keeps {number(100 * kept)} % of the units and multiplies them by {number(scale)}: "
            "without it the layer's values have another mean.",
            "The weights learn to work with the layer as it is in the training. Where all units are on, at the test, the "
            "sums of the next layer come out larger or smaller than any that it has seen, and the answers with them. Divide "
            "the mask by the share that is kept, mask = (random < keep) / keep, or multiply by this share at the test.",
            ("share that is kept, times the scale", number(kept * scale), "1"),
            ("outputs computed without the mask", f"line {case.span(plain).line}", ""),
        )


def _put_back(evidence: Evidence, product: Node) -> bool:
    """Say whether what a mask takes away is what the network is to give back: noise, as a denoising autoencoder has."""
    targets = [array(join.target) for join in evidence.round.joins if join.target is not None]
    return any(_same_numbers(target, source.value) for target in targets for source in product.inputs)


def _still_on(case: Case) -> Iterator[Finding]:
    """Find answers that are judged, and that only a network with units switched off at random ever gives."""
    masked = {product.site for evidence in case.evidence for product, _, _ in _masked(evidence)}
    if not masked or _without(case, masked) is not None:
        return
    learnt_from = [join.output for evidence in case.evidence for join in evidence.round.joins]
    outputs = {n.site for output in learnt_from for n in made_with_weights(case.roles, output)}
    for comparison in comparisons(case):
        output = comparison.output()
        if output.site not in outputs or _is_learnt_from(case, output):
            continue  # counted as it learns; or a mean of many answers, which may well be drawn
        if _weights(case, output) != _weights(case, learnt_from[0]) or _without(case, masked, output.site) is not None:
            continue  # a hidden layer; or it is asked both ways
        off = [mask for n in _of_this_pass(case, output) if n.site in masked for mask in _switches(n)]
        if not off:
            continue
        place, flag = _flag_in_vain(case, masked) or (_other_call(case, output), "")
        text = case.text(place)
        yield found(
            __name__,
            place,
            f"`{text}` switches units off whatever `{flag}` says: nothing reads it, and answers are judged as in training."
            if flag
            else f"`{text}` answers with the dropout still on.",
            "Dropout is for the training alone: there it keeps units from relying on one another. Where answers are judged or "
            "used, every unit belongs to the network, and what is drawn at random makes the answers worse, and other ones each "
            "time. Go forward without the masks here.",
            ("share of the units that are on", number(float(np.mean(off[0] != 0))), "1"),
            ("outputs computed without the masks", "0", "those that are judged"),
        )
        return


def _flag_in_vain(case: Case, masked: set[int]) -> tuple[Span, str] | None:
    """Find where a mask is made in a function that does not read whether it is to be, though that is given or set."""
    masks = (
        mask for e in case.evidence for product, _, mask in _masked(e) if product.site in masked and mask.site >= 0
    )
    for mask in masks:
        source = source_of(case, case.span(mask).path)
        place = source.at(case.span(mask))
        function = source.function(place) if place is not None else None
        if isinstance(function, ast.FunctionDef):
            read = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)} | {"self"}
            given = (a.arg for a in (*function.args.args, *function.args.kwonlyargs))
            unread = [name for name in given if name not in read and not name.startswith("_")]
            unread = unread or _switched_in_vain(source, function)
            if len(unread) == 1:
                return case.span(mask), unread[0]
        return None
    return None


def _switched_in_vain(source: Source, method: ast.FunctionDef) -> list[str]:
    """List the attributes that are set to True at one place and to False at another, and that nothing reads."""
    values: dict[str, set[bool]] = {}
    read = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            read.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            read.add(node.value)  # by getattr, or out of __dict__
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and type(node.value.value) is bool:
            for target in (t for t in node.targets if isinstance(t, ast.Attribute)):
                values.setdefault(target.attr, set()).add(node.value.value)
    names = [name for name, given in values.items() if given == {True, False} and name not in read]
    return [f"{method.args.args[0].arg}.{name}" for name in names] if method.args.args else []


def _is_learnt_from(case: Case, output: Node) -> bool:
    """Say whether an update was made of an output, the last one too, which nothing reads any more."""
    updates = {v.site for slot in case.roles.parameters for v in slot.versions[1:]}
    return any(node.site in updates for node in case.roles.made_of(output))


def _switches(product: Node) -> Iterator[Any]:
    """List the factors of a product that have zeros and one other value: masks."""
    for value in (array(source.value) for source in product.inputs):
        if np.any(value == 0) and len(np.unique(value)) == 2:
            yield value


def _other_call(case: Case, output: Node) -> Span:
    """Find the call that led to an output, other than those that lead to the outputs of the training."""
    assert case.first is not None
    made = made_with_weights(case.roles, case.first.round.joins[0].output)
    usual = {site for node in made for site, _ in frames(node.stack)}
    sites = [site for site, _ in frames(output.stack) if site not in usual]
    return case.trace.sites.all[sites[0]].span if sites else case.span(output)


def _without(case: Case, masked: set[int], site: int | None = None) -> Node | None:
    """Find an output that was computed as those of the training, without any of the masks: at the place of these.

    Or at another place on the way to them, as the sums are that a softmax turns into probabilities.
    """
    assert case.first is not None
    output = case.first.round.joins[0].output
    for node in case.trace.nodes:
        if node.site == (output.site if site is None else site) and case.roles.mixed[node.index]:
            if any(n.site in masked and any(True for _ in _switches(n)) for n in _of_this_pass(case, node)):
                continue  # a mask that keeps all is none
            if site is None or _weights(case, node) == _weights(case, output):
                return node
    return None


def _of_this_pass(case: Case, output: Node) -> Iterator[Node]:
    """List what an output was made of since its weights were updated last: running means are of the passes before."""
    updated = max((v.index for v in versions_used(case.roles, output) if case.roles.version[v][1]), default=-1)
    return (n for n in ancestors([output], case.roles.version) if n.index > updated)


def _weights(case: Case, output: Node) -> set[int]:
    """Collect the parameters that an output is made of, by their numbers."""
    return {case.roles.version[v][0] for v in versions_used(case.roles, output)}


def _has_factor(case: Case, output: Node, kept: float, error: float) -> bool:
    """Say whether an output was made with a number that may be the share that is kept."""
    for node in ancestors([output], case.roles.version):
        if node.name not in ("mul", "multiply", "div", "divide"):
            continue
        for a in node.args:
            value = a.value if isinstance(a, Node) else a
            if np.ndim(value) == 0 and isinstance(value, int | float | np.number) and abs(float(value) - kept) < error:
                return True
    return False


def _scaled_later(evidence: Evidence, product: Node, kept: float, error: float) -> bool:
    """Say whether something made of what is kept is multiplied by the reciprocal of its share, behind a layer or two."""
    made = {product}
    for node in sorted(evidence.forward, key=lambda n: n.index):
        if node.index > product.index and any(s in made for s in node.inputs):
            made.add(node)
            for a in node.args if node.name in ("mul", "multiply") else ():
                value = a.value if isinstance(a, Node) else a
                single = np.ndim(value) == 0 and isinstance(value, int | float | np.number)
                if single and abs(float(value) * kept - 1) <= error * float(value):
                    return True
    return False


def _scale(evidence: Evidence, product: Node, mask: Node) -> float:
    """Return by what a layer's values that are kept are multiplied, in the product and right behind it."""
    scale = float(np.max(array(mask.value)))
    for user in evidence.roles.users.get(product, ()):
        other = next((a for a in user.args if a is not product), None)
        value: Any = other.value if isinstance(other, Node) else other
        if user not in evidence.forward or np.ndim(value) or not isinstance(value, int | float | np.floating):
            continue
        if user.name in ("mul", "multiply"):
            return scale * float(value)
        if user.name in ("div", "divide") and user.args[0] is product:
            return scale / float(value)
    return scale


def explain_wrong(case: Case, wrong: Wrong) -> Finding | None:
    """See whether the mask of the forward pass puts it right."""
    for product, kept, mask in _masked(wrong.evidence):
        back = wrong.source is not None and any(wrong.mended(wrong.source, v) for v in _times(wrong.source, mask))
        inputs = [s for s in wrong.node.inputs if not back and _same_numbers(s.value, kept.value)]
        ahead = next((s for s in inputs if any(wrong.mended(s, v) for v in _times(s, mask))), None)
        if not back and ahead is None:
            continue
        start = wrong.source if back else wrong.node
        assert start is not None
        span = _place(case, start, product)
        if back and span == case.span(start):
            span = last_place(case, start, wrong.node)
        values = array(mask.value)
        return found(
            __name__,
            span,
            f"The mask of the dropout in `{case.text(case.span(product))}` is missing in `{case.text(span)}`.",
            "A unit that was switched off in the forward pass had no part in the answer, and its derivative is 0; those that "
            "stayed have the scale of the forward pass as a factor. Without the mask all units are changed, for mistakes "
            "that they did not make. Keep the mask, and multiply this value by it and by the same scale.",
            ("share of the units switched off", number(float(np.mean(values == 0))), ""),
            ("cosine of the step and the true gradient, " + wrong.compared.name, number(wrong.compared.cosine), "1"),
        )
    return None


def _masked(evidence: Evidence) -> Iterator[tuple[Node, Node, Node]]:
    """List the dropouts of layers' values, not those of weights: product, layer, mask."""
    return (found for found in dropout_masks(evidence) if found[1] not in evidence.roles.version)


def _times(value: Node, mask: Node) -> Iterator[Any]:
    """Multiply a value by a mask, which may lie across it."""
    for each in (array(mask.value), array(mask.value).T):
        if np.shape(value.value) == each.shape:
            yield array(value.value) * each


def _same_numbers(a: Any, b: Any) -> bool:
    if np.size(a) != np.size(b) or np.asarray(a).dtype.kind not in "biuf":
        return False
    return np.array_equal(a, b) or np.array_equal(np.transpose(a), b)


def _place(case: Case, start: Node, product: Node) -> Span:
    """Find where the mask should stand: in the class that applies it, if a call there made the value."""
    source = source_of(case, case.span(product).path)
    line = case.span(product).line
    classes = [n for n in ast.walk(source.tree) if isinstance(n, ast.ClassDef) and n.lineno <= line <= _last(n)]
    for span in case.spans(start)[1:] if classes else ():
        if span.path == case.span(product).path and classes[-1].lineno <= span.line <= _last(classes[-1]):
            return span
    return case.span(start)


def _last(node: ast.ClassDef) -> int:
    return node.end_lineno or node.lineno


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Multiply by the mask, divide it by the share that is kept, or leave it out where a flag says so."""
    yield from substituted(case, finding, _with_mask)
    source = source_of(case, finding.span.path)
    place = source.at(finding.span)
    if not isinstance(place, ast.expr):
        return
    drawn = source.text_of(place)
    for text in _shares_kept(source, place):
        written = f"{drawn if isinstance(place, ast.Call) else f'({drawn})'} / {text}"
        yield from fix(f"Divide it by the share that is kept: {shown(written)}", source.put(place, written))
    masked = {product.site for evidence in case.evidence for product, _, _ in _masked(evidence)}
    in_vain = _flag_in_vain(case, masked)
    if in_vain is not None and in_vain[0] == finding.span:
        for flag in (in_vain[1], f"not {in_vain[1]}"):
            yield from _left_out(source, place, flag)  # the scale of the mask, too
            written = f"({drawn}) if {flag} else 1.0"
            yield from fix(f"Draw it in training alone: {shown(written)}", source.put(place, written))
    for call in (node for node in ast.walk(place) if isinstance(node, ast.Call)):
        for name, value in _flags(source, call):
            argument = f"{', ' if call.args or call.keywords else ''}{name}={not value}"
            written = f"{source.text_of(call)[:-1]}{argument})"
            yield from fix(f"Answer without dropout: {shown(written)}", source.put(call, written))


def _left_out(source: Source, place: ast.expr, flag: str) -> Iterator[Fix]:
    """Hand on what a method was given as it is, where a flag does not say that units are to be switched off."""
    method = source.function(place)
    given = [a.arg for a in method.args.args[1:]] if isinstance(method, ast.FunctionDef) else []
    if isinstance(method, ast.FunctionDef) and len(given) == 1 and "." in flag:
        first = method.body[int(ast.get_docstring(method) is not None)]
        edit = source.insert_before(
            first,
            f"if {flag.removeprefix('not ') if flag.startswith('not ') else f'not {flag}'}:\n    return {given[0]}",
        )
        yield from fix(f"Hand on {shown(given[0])} unless {shown(flag)}", edit)


def _flags(source: Source, call: ast.Call) -> Iterator[tuple[str, bool]]:
    """List the parameters of a function of this file that are True or False by default, and not given by a call."""
    given = {keyword.arg for keyword in call.keywords}
    for function in ast.walk(source.tree):
        if isinstance(function, ast.FunctionDef) and function.name == called(call):
            named = zip((a.arg for a in function.args.kwonlyargs), function.args.kw_defaults, strict=True)
            for name, default in (*defaults(function).items(), *named):
                if isinstance(default, ast.Constant) and isinstance(default.value, bool) and name not in given:
                    yield name, default.value


def _shares_kept(source: Source, drawn: ast.expr) -> Iterator[str]:
    """Write the share that a mask keeps, as it was drawn: `random < keep`, `random > drop`, `binomial(1, keep, size)`."""
    for node in ast.walk(drawn):
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            left, right = node.left, node.comparators[0]
            below = isinstance(node.ops[0], ast.Lt | ast.LtE)
            for share, kept in ((right, below), (left, not below)):
                text = source.text_of(share)
                if isinstance(share, ast.Name | ast.Attribute | ast.Subscript | ast.Constant):
                    yield text if kept else f"(1 - {text})"
        elif isinstance(node, ast.Call) and called(node) == "binomial" and len(node.args) > 1:
            text = source.text_of(node.args[1])
            yield text if isinstance(node.args[1], ast.Name | ast.Attribute | ast.Constant) else f"({text})"


def _with_mask(scope: Scope, whole: ast.expr, wrong: Wrong) -> Iterator[tuple[ast.expr, str]]:
    """Write the expression times a mask of the forward pass, as the script calls it."""
    text = scope.source.text_of(whole)
    if not isinstance(whole, ast.BinOp) or not isinstance(whole.op, ast.Mult | ast.Div | ast.MatMult):
        text = f"({text})"
    for _, _, mask in _masked(wrong.evidence):
        unscaled = [s for s in mask.inputs if np.array_equal(array(s.value) != 0, array(mask.value) != 0)]
        for each in (mask, *unscaled):
            for name in scope.texts_for(each.value, turned=True):
                yield whole, f"{text} * {name}"


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 12)) * 0.5
b1 = np.zeros((1, 12))
W2 = rng.normal(size=(12, 3)) * 0.5
b2 = np.zeros((1, 3))
keep = 0.7
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    mask = (rng.random(h.shape) < keep) / keep
    hd = h * mask
    z = hd @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)  # ! U307
    W2 -= 0.5 * hd.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np


class Dense:
    def __init__(self, n_in, n_out, rng):
        self.w = rng.normal(size=(n_in, n_out)) / np.sqrt(n_in)
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.w + self.b

    def backward(self, gradient, rate):
        back = gradient @ self.w.T
        self.w -= rate * self.x.T @ gradient
        self.b -= rate * gradient.sum(axis=0)
        return back


class DroppedDense:
    def __init__(self, n_in, n_out, rng, share):
        self.inner = Dense(n_in, n_out, rng)
        self.share = share
        self.rng = rng

    def forward(self, x):
        self.on = self.rng.random(x.shape) >= self.share
        return self.inner.forward(x * self.on / (1 - self.share))

    def backward(self, gradient, rate):
        return self.inner.backward(gradient, rate)  # ! U307


class Relu:
    def forward(self, x):
        self.on = x > 0
        return np.maximum(x, 0)

    def backward(self, gradient, rate):
        return gradient * self.on


rng = np.random.default_rng(5)
x = rng.uniform(-1, 1, size=(80, 3))
t = x[:, :1] * x[:, 1:2] + x[:, 2:]
layers = [Dense(3, 20, rng), Relu(), DroppedDense(20, 1, rng, 0.3)]
for epoch in range(300):
    y = x
    for layer in layers:
        y = layer.forward(y)
    gradient = (y - t) / len(x)
    for layer in reversed(layers):
        gradient = layer.backward(gradient, 0.1)
print("mean squared error:", np.mean((y - t) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
X = rng.normal(size=(60, 4))
y = X[:, :1] * X[:, 1:2] + X[:, 2:3]
W1 = rng.normal(size=(4, 12)) * 0.5
b1 = np.zeros((1, 12))
W2 = rng.normal(size=(12, 1)) * 0.5
b2 = np.zeros((1, 1))
keep = 0.5
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    mask = rng.random(h.shape) < keep
    hd = h * mask / keep
    d2 = (hd @ W2 + b2 - y) / len(X)
    back = d2 @ W2.T * mask  # ! U307
    d1 = back * (1 - h**2)
    W2 -= 0.1 * hd.T @ d2
    b2 -= 0.1 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.1 * X.T @ d1
    b1 -= 0.1 * d1.sum(axis=0, keepdims=True)
print("mean squared error:", np.mean((np.tanh(X @ W1 + b1) @ W2 + b2 - y) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(4)
points = rng.normal(size=(240, 3))
kinds = (points[:, 0] * points[:, 1] > 0).astype(int)
U = rng.normal(size=(3, 24)) * 0.8
V = rng.normal(size=(24, 2)) * 0.3


def answer(x, keep=0.7):
    h = np.tanh(x @ U)
    on = (rng.random(h.shape) < keep) / keep
    h = h * on
    e = np.exp(h @ V)
    return h, on, e / e.sum(axis=1, keepdims=True)


for step in range(400):
    h, on, p = answer(points[:160])
    d = p - np.eye(2)[kinds[:160]]
    d /= 160
    back = (d @ V.T) * on * (1 - np.tanh(points[:160] @ U) ** 2)
    V -= 0.8 * h.T @ d
    U -= 0.8 * points[:160].T @ back
h, on, p = answer(points[160:])  # ! U307
print("right of the rest:", np.mean(p.argmax(axis=1) == kinds[160:]))
""",
    """
import numpy as np

gen = np.random.RandomState(6)


def new(n, m):
    return {"w": gen.randn(n, m) * np.sqrt(2 / n), "b": np.zeros(m)}


first, second = new(2, 30), new(30, 1)


def sums(x, learning=True):
    global seen, on
    seen = np.maximum(x @ first["w"] + first["b"], 0)
    on = (gen.rand(*seen.shape) < 0.5) / 0.5 if learning else 1.0
    return (seen * on) @ second["w"] + second["b"]


def learn(x, t):
    p = 1 / (1 + np.exp(-sums(x)))
    d = (p - t) / len(x)
    back = (d @ second["w"].T) * on * (seen > 0)
    second["w"] -= 0.5 * (seen * on).T @ d
    second["b"] -= 0.5 * d.sum(axis=0)
    first["w"] -= 0.5 * x.T @ back
    first["b"] -= 0.5 * back.sum(axis=0)


def inside(x):
    return sums(x) > 0  # ! U307


x = gen.uniform(-1, 1, (200, 2))
t = (np.sum(x**2, axis=1, keepdims=True) < 0.5) * 1
for _ in range(500):
    learn(x, t)
print("right:", np.mean(inside(x) == t))
""",
    """
import numpy as np

rng = np.random.default_rng(9)
X = rng.normal(size=(200, 6))
t = (np.abs(X[:, :1]) + X[:, 1:2] > 0.8) * 1.0


class Drop:
    def __init__(self, share):
        self.share = share

    def forward(self, x, train=True):
        self.mask = (rng.random(x.shape) > self.share) / (1 - self.share)  # ! U307
        return x * self.mask

    def backward(self, back):
        return back * self.mask


W1, b1 = rng.normal(size=(6, 24)) / np.sqrt(6), np.zeros(24)
W2, b2 = rng.normal(size=(24, 1)) / np.sqrt(24), np.zeros(1)
drop = Drop(0.4)


def run(x, train):
    a = np.tanh(x @ W1 + b1)
    h = drop.forward(a, train=train)
    return a, h, 1 / (1 + np.exp(-(h @ W2 + b2)))


for epoch in range(400):
    a, h, p = run(X[:150], True)
    error = (p - t[:150]) / 150
    back = drop.backward(error @ W2.T) * (1 - a**2)
    W2 -= 0.5 * h.T @ error
    b2 -= 0.5 * error.sum(axis=0)
    W1 -= 0.5 * X[:150].T @ back
    b1 -= 0.5 * back.sum(axis=0)
print("right:", np.mean((run(X[150:], False)[2] > 0.5) == t[150:]))
""",
    """
import numpy as np

rng = np.random.default_rng(5)
spots = rng.normal(size=(240, 6))
kinds = (spots[:, 0] * spots[:, 1] + spots[:, 2] > 0).astype(int)
known, unseen = slice(0, 160), slice(160, 240)


class Gate:
    def __init__(self, drop):
        self.drop = drop
        self.learning = True

    def forward(self, given):
        keep = 1 - self.drop
        self.open = rng.random(given.shape) < keep  # ! U307
        return given * self.open / keep


class Net:
    def __init__(self):
        self.p, self.p0 = rng.normal(size=(6, 32)) / np.sqrt(6), np.zeros(32)
        self.q, self.q0 = rng.normal(size=(32, 2)) / np.sqrt(32), np.zeros(2)
        self.gate = Gate(0.5)

    def study(self):
        self.gate.learning = True

    def answer(self):
        self.gate.learning = False

    def forward(self, given):
        self.given = given
        self.mid = np.tanh(given @ self.p + self.p0)
        self.passed = self.gate.forward(self.mid)
        e = np.exp(self.passed @ self.q + self.q0)
        return e / e.sum(axis=1, keepdims=True)

    def step(self, shares, wanted):
        back = (shares - np.eye(2)[wanted]) / len(wanted)
        below = back @ self.q.T * self.gate.open / (1 - self.gate.drop) * (1 - self.mid**2)
        self.q -= 0.5 * self.passed.T @ back
        self.q0 -= 0.5 * back.sum(axis=0)
        self.p -= 0.5 * self.given.T @ below
        self.p0 -= 0.5 * below.sum(axis=0)


net = Net()
for turn in range(400):
    net.study()
    net.step(net.forward(spots[known]), kinds[known])
    if turn % 100 == 0:
        net.answer()
        print(turn, np.mean(net.forward(spots[unseen]).argmax(axis=1) == kinds[unseen]))
net.answer()
print("right:", np.mean(net.forward(spots[unseen]).argmax(axis=1) == kinds[unseen]))
""",
)

HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(41)
shapes = np.repeat((rng.random((4, 12)) > 0.5) * 1.0, 15, axis=0)
A, B = rng.normal(size=(12, 8)) * 0.5, rng.normal(size=(8, 12)) * 0.5
a, b = np.zeros(8), np.zeros(12)


def restored(rows):
    code = 1 / (1 + np.exp(-(rows @ A + a)))
    return code, 1 / (1 + np.exp(-(code @ B + b)))


for turn in range(500):
    noisy = shapes * (rng.random(shapes.shape) > 0.2)  # is to be undone: nothing is scaled
    code, out = restored(noisy)
    d2 = (out - shapes) / len(shapes)
    d1 = d2 @ B.T * code * (1 - code)
    B -= 1.0 * code.T @ d2
    b -= 1.0 * d2.sum(axis=0)
    A -= 1.0 * noisy.T @ d1
    a -= 1.0 * d1.sum(axis=0)
print("off by", np.mean(np.abs(restored(shapes)[1] - shapes)))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 12)) * 0.5
b1 = np.zeros((1, 12))
W2 = rng.normal(size=(12, 3)) * 0.5
b2 = np.zeros((1, 3))
keep = 0.7
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    mask = rng.random(h.shape) < keep
    hd = h * mask / keep
    z = hd @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T / keep * mask * (1 - h**2)
    W2 -= 0.5 * hd.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
h = np.tanh(X @ W1 + b1)
print("right:", np.mean((h @ W2 + b2).argmax(axis=1) == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(3)
X = rng.normal(size=(64, 6))
y = X[:, :1] - X[:, 1:2]
W1 = rng.normal(size=(6, 10)) / np.sqrt(6)
b1 = np.zeros(10)
W2 = rng.normal(size=(10, 1)) / np.sqrt(10)
b2 = np.zeros(1)
for epoch in range(300):
    seen = X * (rng.random(X.shape) < 0.9)
    h = np.maximum(seen @ W1 + b1, 0)
    d2 = (h @ W2 + b2 - y) / len(X)
    d1 = d2 @ W2.T * (h > 0)
    W2 -= 0.1 * h.T @ d2
    b2 -= 0.1 * d2.sum(axis=0)
    W1 -= 0.1 * seen.T @ d1
    b1 -= 0.1 * d1.sum(axis=0)
print("mean squared error:", np.mean((np.maximum(X @ W1 + b1, 0) @ W2 + b2 - y) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(4)
points = rng.normal(size=(240, 3))
kinds = (points[:, 0] * points[:, 1] > 0).astype(int)
U = rng.normal(size=(3, 24)) * 0.8
V = rng.normal(size=(24, 2)) * 0.3


def answer(x, keep=0.7):
    h = np.tanh(x @ U)
    on = (rng.random(h.shape) < keep) / keep
    h = h * on
    e = np.exp(h @ V)
    return h, on, e / e.sum(axis=1, keepdims=True)


for step in range(400):
    h, on, p = answer(points[:160])
    d = p - np.eye(2)[kinds[:160]]
    d /= 160
    back = (d @ V.T) * on * (1 - np.tanh(points[:160] @ U) ** 2)
    V -= 0.8 * h.T @ d
    U -= 0.8 * points[:160].T @ back
h, on, p = answer(points[160:], keep=1.0)
print("right of the rest:", np.mean(p.argmax(axis=1) == kinds[160:]))
""",
    """
import numpy as np

gen = np.random.RandomState(6)
x = gen.uniform(-1, 1, (200, 2))
t = (np.sum(x**2, axis=1, keepdims=True) < 0.5) * 1
w, b = gen.randn(2, 30), np.zeros(30)
v, c = gen.randn(30, 1) * 0.25, np.zeros(1)


def sums(x, keep):
    h = np.maximum(x @ w + b, 0)
    on = (gen.rand(*h.shape) < keep) / keep
    return h, on, (h * on) @ v + c


for step in range(500):
    h, on, s = sums(x, 0.5)
    d = (1 / (1 + np.exp(-s)) - t) / len(x)
    back = (d @ v.T) * on * (h > 0)
    v -= 0.5 * (h * on).T @ d
    c -= 0.5 * d.sum(axis=0)
    w -= 0.5 * x.T @ back
    b -= 0.5 * back.sum(axis=0)
    if step % 100 == 0:  # as it is while it learns
        print(step, "right:", np.mean((sums(x, 0.5)[2] > 0) == t))
print("right:", np.mean((sums(x, 1.0)[2] > 0) == t))
""",
    """
import numpy as np

rng = np.random.default_rng(3)
X = rng.normal(size=(120, 5)) * 3 + 1
side = (X[:, :1] + X[:, 1:2] > 2) * 1.0


class Evened:
    def __init__(self, width):
        self.gain, self.shift = np.ones(width), np.zeros(width)
        self.mean, self.spread, self.small = np.zeros(width), np.ones(width), 1e-5

    def forward(self, rows, learning):
        if not learning:
            return self.gain * (rows - self.mean) / np.sqrt(self.spread + self.small) + self.shift
        mean, spread = rows.mean(axis=0), rows.var(axis=0)
        self.mean, self.spread = 0.9 * self.mean + 0.1 * mean, 0.9 * self.spread + 0.1 * spread
        self.scale = 1 / np.sqrt(spread + self.small)
        self.even = (rows - mean) * self.scale
        return self.gain * self.even + self.shift

    def backward(self, error):
        self.steps = {"gain": (error * self.even).sum(axis=0), "shift": error.sum(axis=0)}
        back = error * self.gain
        return self.scale * (back - back.mean(axis=0) - self.even * (back * self.even).mean(axis=0))


W, V, c = rng.normal(size=(5, 12)) * 0.5, rng.normal(size=(12, 1)) * 0.5, np.zeros(1)
layer = Evened(12)


def answer(rows, learning=False):
    global mask, h, even
    h = np.tanh(rows @ W)
    mask = (rng.random(h.shape) < 0.8) / 0.8
    even = layer.forward(h * mask if learning else h, learning)
    return 1 / (1 + np.exp(-(even @ V + c)))


for lap in range(40):
    for part in np.array_split(rng.permutation(120), 6):
        off = (answer(X[part], learning=True) - side[part]) / len(part)
        back = layer.backward(off @ V.T) * mask * (1 - h**2)
        V, c, W = V - 0.5 * even.T @ off, c - 0.5 * off.sum(axis=0), W - 0.5 * X[part].T @ back
        for name, step in layer.steps.items():
            setattr(layer, name, getattr(layer, name) - 0.5 * step)
    if lap % 10 == 0:
        print("right:", np.mean((answer(X) > 0.5) == (side > 0.5)))
""",
)
