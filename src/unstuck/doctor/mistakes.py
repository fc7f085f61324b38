"""Wrong values of the backward pass, and the means to name what made them wrong.

The first wrong value on the way from the outputs to a parameter is where the mistake is: all that it was made of is
right. Each fault then proposes what should have stood there; the proposal that turns the wrong value into a right one,
to rounding, names the mistake.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import array, same_direction, tolerance_of
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.gradients import replayed, replayed_after
from unstuck.doctor.lifting import Entries, Sums, entries
from unstuck.doctor.roles import JOINING, ancestors
from unstuck.doctor.same_layer import same_layer
from unstuck.doctor.trace import PRODUCTS, Node

ACTIVATIONS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "ReLU": (lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0),
    "softplus": (lambda z: np.log1p(np.exp(z)), lambda z: 1 / (1 + np.exp(-z))),
    "sine": (np.sin, np.cos),
}
# The same derivatives written in terms of the activation's own value.
FROM_VALUE: dict[str, Callable[[Any], Any]] = {
    "sigmoid": lambda a: a * (1 - a),
    "tanh": lambda a: 1 - a**2,
    "ReLU": lambda a: (a > 0) * 1.0,
}


@dataclass(frozen=True)
class Wrong:
    """A wrong value.

    `node` is the first wrong value, `end` the last of the products that continue it entry by entry; `source` is the
    right value that went in, the true derivative (times `scale`) at the forward value `at`. Where a constant for the
    bias was put beside `at`, and its entry is dropped behind the products, these three are without it, and `whole` is
    the wrong value as it is.
    """

    evidence: Evidence
    compared: Compared
    node: Node
    end: Node
    source: Node | None
    at: Node | None
    scale: float = 1.0
    whole: Wrong | None = None

    def truths(self, size: int) -> list[Any]:
        """List the true derivatives that a value of a size could have been meant for, the parameter's own first."""
        adjoint = self.evidence.adjoint
        sized = [
            value for node, value in adjoint.items() if np.size(value) == size and node is not self.compared.before
        ]
        own = adjoint.get(self.compared.before)
        return ([own] if own is not None and np.size(own) == size else []) + sized

    def right(self, value: Any) -> bool:
        """Say whether a value is a true derivative."""
        value = array(value)
        if not np.all(np.isfinite(value)) or not np.any(value):
            return False
        tolerance = tolerance_of(self.node.value)
        if value.size == 1:  # without a direction: the factor must be a likely one
            return self.evidence.numbers.find(value, self.evidence.factors_of_numbers, tolerance) is not None
        if self.evidence.directions.find(value, tolerance) is not None:
            return True
        if self._is_share_of_its_use(value, tolerance):
            return True
        row = self.evidence.is_share_of_a_row(value, self.compared.before, tolerance)
        return row or self.evidence.is_of_one_output(value)

    def _is_share_of_its_use(self, value: Any, tolerance: float) -> bool:
        """Say whether a value is what the use of a weight at this step in time gives to its derivative."""
        hit = self.evidence.shares_of_uses.find(value, tolerance)
        if hit is None or self.at is None or not self.evidence.is_added_to(self.node):
            return False
        return np.array_equal(self.evidence.adjoint[hit[0]], self.evidence.adjoint[self.at])

    def mended(self, old: Node, new: Any) -> bool:
        """Say whether the value becomes right if one input is replaced: by itself, or as the terms of a sum.

        A single number may be multiplied by others of the forward pass first: `error * w * h * (1 - h)`.
        """
        node, values = self.node, {old: new}
        while True:
            try:
                value = replayed(node, lambda n: values.get(n, n.value))  # noqa: B023 - used at once
            except Exception:
                return False
            if np.shape(value) != np.shape(node.value):
                return False
            if self.right(value):
                return True
            users = [u for u in self.evidence.roles.users.get(node, ()) if u in self.evidence.round.ancestors]
            if len(users) != 1 or not (self._goes_on(users[0], node) or _sums_up(users[0])):
                return self._mends_the_step(old, new)
            node, values = users[0], {node: value}

    def _mends_the_step(self, old: Node, new: Any) -> bool:
        """Say whether the step becomes right where a loop takes the entries of a value one by one, to set others."""
        compared, node = self.compared, self.node
        if node.name != "getitem" or np.size(node.value) != 1 or not 1 < np.size(old.value) == np.size(new):
            return False
        way = sorted((n for n in self.evidence.way(compared) if n.index > old.index), key=lambda n: n.index)
        after = replayed_after(way, {old: new})
        if after is None or compared.after not in after:
            return False
        step = array(after[compared.after]) - array(compared.before.value)
        return np.shape(step) == np.shape(compared.true) and same_direction(step, compared.true, 1e-6) is not None

    def _goes_on(self, user: Node, node: Node) -> bool:
        met = self.evidence.backward_set - self.evidence.factors
        plain = user.name in ("mul", "multiply") and np.size(user.value) == 1
        return plain and not any(s in met for s in user.inputs if s is not node)

    def has_right_uses(self) -> bool:
        """Say whether the right value that went in is made use of as it should be elsewhere: so it is not to change."""
        users = self.evidence.roles.users.get(self.source, ()) if self.source is not None else ()
        matches, met = self.evidence.matches, self.evidence.backward_set
        ends = (_end_of_products(self.evidence, u) for u in users if u is not self.node and u in met)
        return any(end in matches and matches[end][0] is not self.at for end in ends)

    def missing_slope(self) -> tuple[Node, Any] | None:
        """Find the forward value whose derivative was left out: where the right value that went in should have come to.

        Returns
        -------
        node, slope
            The slope is that of the layer's activation, which should have been a factor.
        """
        if self.source is None or self.at is None:
            return None
        here = self.evidence.adjoint[self.at]
        layer = same_layer(self.evidence, self.at)
        shape = np.shape(self.source.value)
        for node, there in sorted(self.evidence.adjoint.items(), key=lambda pair: pair[0].index):
            if node is self.at or node not in layer or np.shape(there) != np.shape(here):
                continue
            if same_direction(there, here, 1e-9) is not None:
                continue
            wanted = there * self.scale
            wanted = wanted.T if np.shape(there) == shape[::-1] != shape else wanted
            if np.size(wanted) != np.size(self.source.value) or not self.mended(self.source, wanted.reshape(shape)):
                continue
            with np.errstate(all="ignore"):
                slope = there / here
            return node, slope[np.isfinite(slope)]
        return None

    def sent_back(self) -> Wrong | None:
        """Take for the right value that went in what it is behind the weights: the slope may have been put to these.

        `(diag(slope) @ w.T) @ delta` has no value that is the derivative at what the layer gave.
        """
        end, at = self.end, self.at
        if at is None or self.source is None or np.size(self.source.value) == np.size(end.value):
            return None
        for product in (n for n in same_layer(self.evidence, at) if n.name in PRODUCTS):
            for given in product.inputs:
                slope = self.evidence.adjoint.get(given)
                if (
                    slope is not None
                    and given not in self.evidence.roles.version
                    and np.size(slope) == np.size(end.value)
                ):
                    sent = np.reshape(slope * self.scale, np.shape(end.value))
                    source = Node(end.index, "sent back", sent, self.source.site, stack=self.source.stack)
                    return dataclasses.replace(self, source=source, at=given)
        return None

    def factor(self) -> Any:
        """Return by what the right value that went in was multiplied, entry by entry; None if that cannot be said."""
        if self.source is None or np.shape(self.source.value) != np.shape(self.end.value):
            return None
        with np.errstate(all="ignore"):
            return array(self.end.value) / array(self.source.value)

    def wanted_factors(self) -> Iterator[tuple[Node, Any]]:
        """List by what the right value should have been multiplied to be the derivative at another forward value."""
        if self.source is None or self.at is None:
            return
        here = self.evidence.adjoint[self.at]
        for node in sorted(self.evidence.adjoint, key=lambda n: n.index):
            there = self.evidence.adjoint[node]
            if node is not self.at and np.shape(there) == np.shape(here) and node.index < self.at.index:
                with np.errstate(all="ignore"):
                    yield node, there / here


def _sums_up(node: Node) -> bool:
    return node.name == "sum" and isinstance(node.function, Sums | Entries)


def wrong_values(evidence: Evidence) -> list[Wrong]:
    """Find the first wrong values on the way to each parameter that was changed in a wrong direction."""
    found: dict[Node, Wrong] = {}
    for compared in reversed(evidence.compared):
        if compared.right or compared.only_decay or not compared.moved:
            continue
        for node in (_where_it_was_made(evidence, compared, n) for n in evidence.frontier(compared)):
            if node not in found:
                found[node] = _describe(evidence, compared, node)
    return sorted(found.values(), key=lambda w: w.node.index)


def _where_it_was_made(evidence: Evidence, compared: Compared, node: Node) -> Node:
    """Go back from an update that uses the derivative at another value to where that derivative was made.

    `w2 -= rate * (delta * w2)`: the product is right as the derivative at the hidden value, and wrong for `w2`.
    """
    while True:
        sources = [s for s in node.inputs if s in evidence.matches and np.shape(s.value) == np.shape(node.value)]
        if len(sources) != 1 or evidence.matches[sources[0]][0] is compared.before:
            return node
        if np.size(compared.true) == 1 and evidence.is_multiple(sources[0].value, compared.true):
            return node
        source = sources[0]
        others = [s for s in node.inputs if s is not source]
        if node is not compared.after:
            if np.size(node.value) > 1 and node not in evidence.matches:
                return node  # a function of the error, as `relu(error)` is
            scaled = all(_is_rate(evidence, node, s) for s in others)
            if not scaled or evidence.matches.get(node, evidence.matches[source])[0] is not evidence.matches[source][0]:
                return node
        node = source


def _is_rate(evidence: Evidence, product: Node, other: Node) -> bool:
    """Say whether an operand is a single number that is no weight, and no row's: always the same, as a rate is."""
    if np.size(other.value) > 1 or evidence.roles.depends(other):
        return False
    if np.size(product.value) > 1:
        return True
    place = product.args.index(other)
    again = (n.args[place] for n in evidence.roles.trace.nodes if n.site == product.site and n.name == product.name)
    return len({float(np.ravel(a.value)[0]) for a in again if isinstance(a, Node)}) == 1


def _describe(evidence: Evidence, compared: Compared, node: Node) -> Wrong:
    sources = [s for s in node.inputs if s in evidence.matches]
    source = sources[0] if sources else None
    at, scale = (evidence.matches[source][0], evidence.matches[source][1]) if source is not None else (None, 1.0)
    if at is not None and source is not None and np.shape(at.value) != np.shape(source.value):
        shaped = (u for u in evidence.roles.users.get(at, ()) if u.name == "reshape" and u in evidence.adjoint)
        at = next((u for u in shaped if np.shape(u.value) == np.shape(source.value)), at)  # the same, as it is used
    return _without_bias(Wrong(evidence, compared, node, _end_of_products(evidence, node), source, at, scale))


def _without_bias(wrong: Wrong) -> Wrong:
    """Leave out the entry of a constant that was put beside a layer's values, if it is dropped behind the products."""
    at, source, end = wrong.at, wrong.source, wrong.end
    if at is None or source is None or at.name not in JOINING or np.shape(source.value) != np.shape(end.value):
        return wrong
    users = [u for u in wrong.evidence.roles.users.get(end, ()) if u in wrong.evidence.round.ancestors]
    for inner in (n for n in at.inputs if n in wrong.evidence.adjoint):
        for axis in range(np.ndim(at.value)):
            for kept in (slice(None, -1), slice(1, None)):
                place = (slice(None),) * axis + (kept,)
                same = np.shape(at.value) == np.shape(end.value) and np.array_equal(at.value[place], inner.value)
                if same and any(np.array_equal(u.value, end.value[place]) for u in users if u.name == "getitem"):
                    parts = (_part(n, place) for n in (end, source))
                    return dataclasses.replace(wrong, end=next(parts), source=next(parts), at=inner, whole=wrong)
    return wrong


def _part(node: Node, place: Any) -> Node:
    """Make a value of some entries of another, that seems to have been made as that was."""
    return Node(node.index, node.name, node.value[place], node.site, None, (), None, node.inputs, node.stack)


def _end_of_products(evidence: Evidence, node: Node) -> Node:
    """Follow products with values of the forward pass: `delta * a * (1 - a)` is two."""
    after = set(evidence.backward) - evidence.factors
    while True:
        if node in evidence.matches:
            return node
        users = [
            u
            for u in evidence.roles.users.get(node, ())
            if u in after
            and u.name in ("mul", "multiply", "div", "divide", "setitem")
            and np.shape(u.value) == np.shape(node.value)
            and not any(s in after for s in u.inputs if s is not node)
        ]
        if len(users) != 1 or all(np.size(s.value) == 1 for s in users[0].inputs if s is not node):
            return node
        node = users[0]


def through(evidence: Evidence, weight: Node) -> Iterator[Any]:
    """List what the forward pass multiplied with each entry of a weight, where it did so entry by entry."""
    for user in evidence.roles.users.get(weight, ()):
        if user not in evidence.forward or user.name != "mul" or weight not in user.args:
            continue
        at = user.args.index(weight)
        taken = user.function.index[at] if isinstance(user.function, Entries) else None
        taken = np.arange(np.size(weight.value)) if taken is None else np.atleast_1d(taken)
        whole = np.zeros(np.size(weight.value))
        whole[taken] = np.broadcast_to(entries(user, 1 - at), taken.shape)
        yield whole


def forward_values(evidence: Evidence, shape: tuple[int, ...]) -> list[Node]:
    """List the forward values, data included, of a shape or its transpose."""
    seen = set()
    out = []
    for node in sorted(evidence.forward, key=lambda n: n.index):
        for each in (node, *node.inputs):
            if each not in seen and np.shape(each.value) in (shape, shape[::-1]):
                seen.add(each)
                out.append(each)
    return out


def weights_of(evidence: Evidence) -> dict[Node, str]:
    """List the versions of the parameters that the forward pass used, with their names."""
    return {c.before: c.name for c in evidence.compared}


def made_of(evidence: Evidence, node: Node, target: Node) -> bool:
    """Say whether a value was made out of another."""
    return target in ancestors([node], evidence.roles.version) or target in node.inputs


def close(a: Any, b: Any) -> bool:
    """Say whether two arrays are equal up to a constant factor, entry by entry, where both are finite."""
    a, b = array(a), array(b)
    if a.size == b.size == 1:
        return math.isclose(a.ravel()[0], b.ravel()[0], rel_tol=1e-7)
    if a.shape != b.shape:
        return False
    good = np.isfinite(a) & np.isfinite(b)
    if good.sum() < max(2, 0.5 * a.size):
        return False
    return same_direction(a[good], b[good], 1e-5) is not None


def finite(value: Any) -> bool:
    """Say whether all of a value is finite; whole numbers and truth values are."""
    value = np.asarray(value)
    return value.dtype.kind not in "fc" or bool(np.all(np.isfinite(value)))
