"""The evidence of one script: its steps against the true gradients, and which of its intermediate values are right."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from unstuck.doctor.findings import Span
from unstuck.doctor.gradients import adjoints
from unstuck.doctor.losses import LOSSES, Loss
from unstuck.doctor.roles import Join, Roles, Round, Slot, ancestors
from unstuck.doctor.trace import Node


def array(value: Any) -> Any:
    """Turn into an array of float64."""
    return np.asarray(value, dtype=float)


def angle(a: Any, b: Any) -> tuple[float, float]:
    """Return the cosine between two arrays, and the sine computed without loss of digits."""
    a, b = array(a).ravel(), array(b).ravel()
    la, lb = np.linalg.norm(a), np.linalg.norm(b)
    if not la or not lb or not np.isfinite(la) or not np.isfinite(lb):
        return 0.0, 1.0
    a, b = a / la, b / lb
    cosine = float(np.clip(a @ b, -1, 1))
    return cosine, float(np.linalg.norm(a - np.sign(cosine) * b))


@dataclass
class Compared:
    """One parameter in one round: the step taken, the true gradient, and how they compare.

    `factor` is the number k for which step = -k * gradient fits best: the learning rate, where all is right. `decay` is
    the share of the parameter itself in the step (L2), as k * decay * parameter.
    """

    slot: Slot
    before: Node
    after: Node
    step: Any
    true: Any
    cosine: float
    sine: float
    factor: float
    decay: float = 0.0
    gradient: Node | None = None  # of the script, where it is not the step itself that agrees
    tolerance: float = 1e-6

    @property
    def name(self) -> str:
        """The name of the parameter."""
        return self.slot.name

    @property
    def agrees(self) -> bool:
        """Whether the step goes along the true gradient, to rounding."""
        return self.sine < self.tolerance

    @property
    def moved(self) -> bool:
        """Whether the parameter was changed at all."""
        return bool(np.any(self.step))


def step_of(before: Node, after: Node) -> Any:
    """Return by how much a parameter changed, as exactly as the trace knows it."""
    if after.name in ("add", "sub", "subtract") and len(after.args) == 2 and after.args[0] is before:
        other = after.args[1]
        value = array(other.value if isinstance(other, Node) else other)
        return value if after.name == "add" else -value
    return array(after.value) - array(before.value)


def tolerance_of(*values: Any) -> float:
    """Say how far rounding alone may turn a gradient."""
    narrow = any(np.asarray(v).dtype in (np.float32, np.float16) for v in values)
    return 2e-3 if narrow else 1e-6


@dataclass
class Evidence:
    """What is measured about the round chosen, for one loss."""

    roles: Roles
    round: Round
    loss: Loss
    adjoint: dict[Node, Any]
    forward: set[Node]
    compared: list[Compared]
    others: dict[str, list[Compared]] = field(default_factory=dict)  # by name of the losses not chosen

    # -- where things are

    def span(self, node: Node) -> Span:
        """Find the place of the operation that made a value."""
        return self.roles.trace.site(node).span

    def span_of_call(self, node: Node, depth: int = 0) -> Span:
        """Find the place from which the function that made a value was called; its own place if it was in none."""
        stack = node.stack
        span = self.span(node)
        while stack is not None and depth >= 0:
            span = self.roles.trace.sites.all[stack[0]].span
            stack = stack[1]
            depth -= 1
        return span

    def text(self, node: Node) -> str:
        """Read the source of the operation that made a value."""
        return self.roles.trace.sites.text(self.span(node))

    # -- what agrees

    def is_bias(self, compared: Compared) -> bool:
        """Say whether a parameter enters the output by being added, not multiplied."""
        users = [u for u in self.roles.users.get(compared.before, ()) if u in self.forward]
        return bool(users) and all(u.name in ("add", "sub") for u in users)

    @property
    def all_agree(self) -> bool:
        """Whether every parameter that moved went along its true gradient."""
        return all(c.agrees for c in self.compared if c.moved) and any(c.moved for c in self.compared)

    @property
    def samples(self) -> int:
        """The number of rows that one update is made of."""
        return sum(rows(self, j) for j in self.round.joins)

    @cached_property
    def backward(self) -> list[Node]:
        """The values made after the outputs met the targets, on the way to the new parameters, in order."""
        joined = {j.node for j in self.round.joins}
        after: set[Node] = set()
        out = []
        for node in sorted(self.round.ancestors, key=lambda n: n.index):
            if node in joined or any(s in after for s in node.inputs):
                after.add(node)
                out.append(node)
        return out

    @cached_property
    def matches(self) -> dict[Node, tuple[Node, float, bool]]:
        """The true derivatives among the values of the backward pass: of which value, times what, transposed or not."""
        directions = Directions(self.adjoint)
        found = {}
        for node in self.backward:
            hit = directions.find(node.value)
            if hit is not None:
                found[node] = hit
        return found

    @cached_property
    def explained(self) -> set[Node]:
        """The values of the backward pass that are right, or parts of some that are."""
        users: dict[Node, list[Node]] = {}
        inside = set(self.backward)
        for node in self.backward:
            for source in node.inputs:
                if source in inside:
                    users.setdefault(source, []).append(node)
        right: set[Node] = set()
        for node in reversed(self.backward):
            if node in self.matches or (node in users and all(u in right for u in users[node])):
                right.add(node)
        return right

    def frontier(self, compared: Compared) -> list[Node]:
        """Find the first values on the way to a parameter that are wrong though all they were made of is right."""
        way = ancestors([compared.after], {n: 0 for n in self.roles.version if n not in self.round.ancestors})
        way &= set(self.backward)
        wrong = [n for n in self.backward if n in way and n not in self.explained]
        bad = set(wrong)
        return [n for n in wrong if not any(s in bad for s in n.inputs)]


def same_direction(value: Any, truth: Any, tolerance: float) -> tuple[float, bool] | None:
    """Return (factor, transposed) if value = factor * truth, up to transposition; None otherwise."""
    a, b = array(value), array(truth)
    ways = []
    if a.shape == b.shape:
        ways.append((b, False))
    if a.ndim == 2 and a.shape == b.T.shape:
        ways.append((b.T, True))
    if a.shape != b.shape and a.size == b.size and 1 in (*a.shape, a.ndim) and 1 in (*b.shape, b.ndim):
        ways.append((b.reshape(a.shape), False))
    for other, transposed in ways:
        cosine, sine = angle(a, other)
        if sine < tolerance:
            return float(np.sign(cosine) * np.linalg.norm(a) / np.linalg.norm(other)), transposed
    return None


class Directions:
    """True derivatives, by direction: finds the one to which a value is proportional without comparing it with all.

    Every array is known by its length along one random direction, the same for all arrays of a size.
    """

    def __init__(self, derivatives: dict[Node, Any]):
        self.derivatives = derivatives
        self.random = np.random.default_rng(0)
        self.probes: dict[int, Any] = {}
        self.by_size: dict[int, tuple[Any, list[Node]]] = {}
        lengths: dict[int, list[tuple[float, Node]]] = {}
        for node, value in derivatives.items():
            if np.size(value) > 1:
                ways = [value, np.transpose(value)] if np.ndim(value) == 2 else [value]
                lengths.setdefault(np.size(value), []).extend((self.length(way), node) for way in ways)
        for size, found in lengths.items():
            found = sorted((pair for pair in found if np.isfinite(pair[0])), key=lambda pair: pair[0])
            self.by_size[size] = np.array([length for length, _ in found]), [node for _, node in found]

    def length(self, value: Any) -> float:
        """Return how far the value, brought to length 1, reaches along the random direction; the sign does not count."""
        flat = array(value).ravel()
        if flat.size not in self.probes:
            self.probes[flat.size] = self.random.normal(size=flat.size)
        with np.errstate(all="ignore"):
            return float(abs(flat @ self.probes[flat.size]) / np.linalg.norm(flat))

    def find(self, value: Any) -> tuple[Node, float, bool] | None:
        """Return (value of the forward pass, factor, transposed) if `value` is proportional to the derivative there."""
        if not isinstance(value, np.ndarray) or value.dtype.kind not in "fiu" or value.size not in self.by_size:
            return None
        length = self.length(value)
        if not np.isfinite(length):
            return None
        tolerance = tolerance_of(value)
        lengths, nodes = self.by_size[value.size]
        near = 4 * tolerance * np.sqrt(value.size)  # a direction off by `tolerance` cannot change the length by more
        low, high = np.searchsorted(lengths, [length - near, length + near])
        for node in sorted(nodes[low:high], key=lambda n: n.index):
            hit = same_direction(value, self.derivatives[node], tolerance)
            if hit is not None:
                return node, *hit
        return None


def rows(evidence: Evidence, join: Join) -> int:
    """Count the samples in an output: along the axis on which the data's own rows lie."""
    shape = np.shape(join.output.value)
    if len(shape) < 2:
        inputs = [n for n in evidence.forward for n in n.inputs if not evidence.roles.mask[n.index]]
        if len(shape) == 1 and any(np.ndim(n.value) == 2 and np.shape(n.value)[0] == shape[0] for n in inputs):
            return shape[0]
        return 1
    return shape[sample_axis(evidence, join)]


def sample_axis(evidence: Evidence, join: Join) -> int:
    """Say along which axis of a two-dimensional output the samples lie."""
    shape = np.shape(join.output.value)
    score = [0, 0]
    for node in evidence.forward:
        if node.name not in ("matmul", "dot") or len(node.args) < 2:
            continue
        left, right = node.args[:2]
        for position, arg in enumerate((left, right)):
            if isinstance(arg, Node) and arg not in evidence.roles.version and np.ndim(arg.value) == 2:
                other = (left, right)[1 - position]
                if isinstance(other, Node) and (other in evidence.roles.version or _view_of_version(evidence, other)):
                    score[position] += 1  # data @ weights: rows are samples; weights @ data: columns are
    if score[0] != score[1]:
        return 0 if score[0] > score[1] else 1
    return 0 if shape[0] >= shape[1] else 1


def _view_of_version(evidence: Evidence, node: Node) -> bool:
    return len(node.inputs) == 1 and node.inputs[0] in evidence.roles.version


def gather(roles: Roles) -> list[Evidence]:
    """Compare steps and true gradients, for each round and the loss that explains it best.

    Returns
    -------
    list of Evidence
        One for each round that could be compared, in time.
    """
    out = []
    most = max((len(r.before) for r in roles.rounds), default=0)
    for round_ in roles.rounds:
        if len(round_.before) == most:
            found = _for_round(roles, round_)
            if found is not None:
                out.append(found)
    return out


def _for_round(roles: Roles, round_: Round) -> Evidence | None:
    forward = ancestors([j.output for j in round_.joins], roles.version)
    tried: list[Evidence] = []
    for loss in LOSSES:
        if not all(loss.fits(array(j.output.value), j.target) for j in round_.joins):
            continue
        seeds: dict[Node, Any] = {}
        with np.errstate(all="ignore"):
            for join in round_.joins:
                try:
                    slope = array(loss.slope(array(join.output.value), join.target))
                except ValueError:
                    return None
                if slope.shape != np.shape(join.output.value):
                    return None  # the broadcast of a residual is another rule's business
                seeds[join.output] = seeds[join.output] + slope if join.output in seeds else slope
        adjoint = adjoints(seeds, forward, lambda n: n in roles.version or bool(roles.mask[n.index]))
        compared = [c for slot in roles.parameters if (c := _compare(slot, round_, adjoint)) is not None]
        tried.append(Evidence(roles, round_, loss, adjoint, forward, compared))
    if not tried:
        return None
    best = _choose(tried, round_)
    best.others = {e.loss.name: e.compared for e in tried if e is not best}
    for one in best.compared:
        if not one.agrees:
            _look_for_gradient(best, one)
    return best


def _choose(tried: list[Evidence], round_: Round) -> Evidence:
    """Take the loss whose gradient all parameters follow; else the one that belongs to the output and its targets."""
    best = max(tried, key=_quality)
    if _quality(best)[0] and all(c.agrees for c in best.compared if c.moved):
        return best
    by_name = {e.loss.name: e for e in tried}
    join = round_.joins[0]
    output, target = array(join.output.value), array(join.target)
    hot = by_name.get("categorical cross-entropy")
    if hot is not None and output.size > 1 and np.ndim(output) <= 2 and max(target.shape) > 1:
        sums = [np.allclose(output.sum(axis=axis), 1, atol=1e-4) for axis in range(output.ndim)]
        if any(sums) and (output.ndim == 1 or min(output.shape) > 1):
            return hot
    return best


def _quality(evidence: Evidence) -> tuple[int, float]:
    moved = [c for c in evidence.compared if c.moved]
    return sum(c.agrees for c in moved), float(np.mean([abs(c.cosine) for c in moved] or [0]))


def _compare(slot: Slot, round_: Round, adjoint: dict[Node, Any]) -> Compared | None:
    before, after = round_.before.get(slot.number), round_.after.get(slot.number)
    if before is None or after is None:
        return None
    true = adjoint.get(before)
    if true is None:
        true = np.zeros(np.shape(before.value))
    step = step_of(before, after)
    if step.shape != np.shape(true):
        # A bias that changes its shape: what all rows of it do together.
        try:
            step = np.broadcast_to(step, np.broadcast_shapes(step.shape, np.shape(true)))
            extra = step.ndim - np.ndim(true)
            step = step.sum(axis=tuple(range(extra)))
            axes = tuple(i for i, (a, b) in enumerate(zip(step.shape, np.shape(true), strict=True)) if a != b)
            step = step.sum(axis=axes, keepdims=True)
        except ValueError:
            return None
    cosine, sine = angle(-step, true)
    size = float(np.vdot(true, true))
    factor = -float(np.vdot(step, true)) / size if size else 0.0
    rounding = np.finfo(float).eps * np.linalg.norm(array(before.value)) / max(float(np.linalg.norm(step)), 1e-300)
    tolerance = tolerance_of(before.value, after.value) + 10 * rounding
    compared = Compared(slot, before, after, step, true, cosine, sine, factor, tolerance=tolerance)
    if not compared.agrees and size:
        _try_decay(compared)
    return compared


def _try_decay(compared: Compared) -> None:
    """See whether the step is the gradient plus a multiple of the parameter: L2."""
    weight = array(compared.before.value)
    if weight.shape != compared.step.shape or not np.any(weight):
        return
    design = np.stack([compared.true.ravel(), weight.ravel()], axis=1)
    (a, b), *_ = np.linalg.lstsq(design, -compared.step.ravel(), rcond=None)
    if not a or weight.size < 3:
        return
    left = np.linalg.norm(design @ [a, b] + compared.step.ravel()) / max(float(np.linalg.norm(compared.step)), 1e-300)
    if left < compared.tolerance:
        compared.sine, compared.factor, compared.decay = float(left), float(a), float(b / a)
        compared.cosine = float(np.sign(a))


def _look_for_gradient(evidence: Evidence, compared: Compared) -> None:
    """Look for the gradient among the values that the step was made of: an optimizer stands between."""
    shape = np.shape(compared.true)
    way = ancestors([compared.after], {n: 0 for n in evidence.roles.version if n not in evidence.round.ancestors})
    for node in sorted(way, key=lambda n: n.index):
        if node is compared.after or np.shape(node.value) != shape or node not in evidence.round.ancestors:
            continue
        if node in evidence.roles.version or not np.any(node.value):
            continue
        _, sine = angle(node.value, compared.true)
        if sine < compared.tolerance:
            compared.gradient = node
