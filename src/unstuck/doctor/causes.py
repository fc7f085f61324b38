"""What training starts from, and on which lines it stands: data, targets, first weights, learning rate, loop."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.definitions import Definition, definition, made_at
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import sample_axis
from unstuck.doctor.findings import Span
from unstuck.doctor.layers import Layer, network_layers
from unstuck.doctor.roles import VIEWS
from unstuck.doctor.rowmap import given_back
from unstuck.doctor.trace import Node, frames
from unstuck.doctor.units import PASSING, Unit, find_units, first_products
from unstuck.doctor.values import operands, source_of
from unstuck.doctor.watch import Change
from unstuck.doctor.yardstick import Meter, Totals, as_rows

CHOOSING = (
    VIEWS | PASSING | {"getitem", "take", "pick", "astype", "float", "float64", "float32", "shuffle", "permutation"}
)
MANY_ROWS = 10  # of which the best constant answer is known
GAINS = {"sigmoid": 4.0, "ReLU": 2**0.5, "leaky ReLU": 2**0.5}  # times 1/sqrt(number of inputs): Glorot, He


def cached_layers(case: Case) -> list[Layer]:
    """Find the layers of the first update."""
    return network_layers(case.first) if case.first is not None else []


def hidden_units(case: Case) -> list[Unit]:
    """Find the layers of the first update before the output, those of plain numbers too."""
    return find_units(case.first)[:-1] if case.first is not None else []


def written(case: Case, node: Node, wanted: Node, whole: Node) -> Definition | None:
    """Find where an operand of an operation was made, as a whole: by the trace, else by the names in the source."""
    made = made_at(case, whole)
    if made is not None:
        return made
    for expression, value in operands(case, node):
        if isinstance(value, Node) and _stems_from(value, wanted):
            return definition(case, source_of(case, case.span(node).path), expression, node.stack)
    return None


def _stems_from(value: Node, wanted: Node) -> bool:
    for _ in range(12):
        if value is wanted:
            return True
        if not value.inputs or value.name not in CHOOSING:
            return False
        value = value.inputs[0]
    return False


def place_of(case: Case, where: Definition) -> int | None:
    """Find the place at which a value can be changed as it is made: its assignment, or the operation that makes it."""
    if where.site is not None:
        return where.site
    made = (s for s in case.trace.sites.all if s.span == where.span and s.name not in ("getitem", "for", "assign"))
    return next((s.index for s in made), None)


# -- data


@dataclass(frozen=True)
class Data:
    """The inputs or the targets: as many rows as were met, and where the whole is written down.

    `axis` is that along which the features lie, in the whole; `whole` all that it was taken from.
    """

    whole: Any
    axis: int
    where: Definition | None
    span: Span
    first: Node | None = None  # where its rows are taken out, or it is turned, first
    met: Node | None = None  # as the network, or its output, meets it

    def place(self, case: Case) -> int | None:
        """Find the place at which the values can be changed, all of them or row by row."""
        place = place_of(case, self.where) if self.where is not None else None
        return self.first.site if place is None and self.first is not None else place

    def at(self, place: int, function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """Make a function of the whole one of the values at a place: rows may be columns there."""
        turned = self.first is not None and self.first.site == place and self.first.name in ("T", "transpose")
        return (lambda values: function(values.T).T) if turned else function


def inputs_of(case: Case) -> Data | None:
    """Find the data that go into the first layer."""
    evidence = case.first
    if evidence is None:
        return None
    products = first_products(evidence)
    if not products:
        return None
    # Of features that are multiplied one by one, the largest: it is the one that may be too large.
    size = {data: float(np.max(np.abs(array(data.value)), initial=0)) for _, data, _ in products}
    product, data, axis = max(products, key=lambda p: (np.size(p[1].value), size[p[1]]))
    whole = origin(data)
    where = written(case, product, data, whole)
    span = where.span if where else case.span(product)
    rows = made_together(case, whole)
    if len(rows) > 1:
        return Data(np.array([np.ravel(array(n.value)) for n in rows]), 1, where, span)
    return Data(array(whole.value), _axis(data, axis, whole), where, span, _first_use(data, whole), data)


def _first_use(data: Node, whole: Node) -> Node | None:
    """Find where rows are taken out of the whole, or it is turned, first on the way to what the network gets."""
    node, found = data, None
    while node is not whole and node.inputs:
        same = node.args[:1] == (whole,) and np.ndim(node.value) == np.ndim(whole.value)
        if node.name in ("getitem", "T", "transpose") and same and node.site >= 0:
            found = node
        node = max(node.inputs, key=lambda n: np.size(n.value))
    return found


def made_together(case: Case, row: Node) -> list[Node]:
    """List the values that one place made, each a row of the data; only the row itself if it is more than one."""
    size, site = np.size(row.value), _maker(case, row)
    if size != max(np.shape(row.value), default=1) or size < 2 or site < 0:
        return [row]
    made = [n for n in case.trace.nodes if np.shape(n.value) == np.shape(row.value) and _maker(case, n) == site]
    alike = all(np.array_equal(n.value, row.value) for n in made)
    return [row] if alike else made  # one feature of all rows, taken out again for each update


def _maker(case: Case, node: Node) -> int:
    return node.site if node.site >= 0 else case.trace.origins.get(node, -1)


def origin(node: Node) -> Node:
    """Go back from some rows to the array that they were taken from, as it was last computed."""
    while node.name in CHOOSING and node.inputs:
        source = max(node.inputs, key=lambda n: np.size(n.value))
        given = given_back(node) if node.name == "pick" else None
        if given is not None and np.size(given[0].value) == np.size(node.value):
            source = given[0]  # of a library's function that mixes the rows
        if np.asarray(source.value).dtype.kind not in "fiu" or 2 * np.size(source.value) <= np.size(node.value):
            break  # put together here, of several parts
        if node.name == "getitem" and np.array_equal(source.value, np.eye(len(np.atleast_1d(source.value)))):
            break  # a class becomes a row with a single 1
        node = source
    return node


def _axis(data: Node, axis: int, whole: Node) -> int:
    """Find along which axis of the whole the features lie, by their number."""
    shape = np.shape(whole.value)
    if np.ndim(data.value) == 0 or not shape:
        return -1
    count = np.shape(data.value)[axis]
    same = [i for i, n in enumerate(shape) if n in (count, count - 1)]
    if axis in same and np.ndim(data.value) == len(shape):
        return axis
    return same[-1] if same else -1


def targets_of(case: Case) -> Data | None:
    """Find the targets."""
    evidence = case.first
    if evidence is None:
        return None
    join = evidence.round.joins[0]
    if join.target_node is None:
        return None
    whole = origin(join.target_node)
    where = written(case, join.node, join.target_node, whole)
    return Data(array(whole.value), -1, where, where.span if where else case.span(join.node), met=join.target_node)


def last_named(case: Case, node: Node) -> Span | None:
    """Find where data got its name for the last time, all rows of it, before it was trained with: there it is changed.

    As far out as can be, where it was made: a function in which it is turned, or gets a column of ones, comes after;
    and another order of the rows is none that is to be changed. What a function gives back among other things is
    changed in that function, where it is beside those.
    """
    first = min(join.node.index for round_ in case.roles.rounds for join in round_.joins)
    names: dict[Node, list[tuple[int, Span]]] = {}
    again = {write.site for write in case.trace.writes if write.time > first}  # `layer_0 = X` in the loop
    for write in case.trace.writes:
        span = case.trace.sites.all[write.site].span
        depth = _depth_of(case, span, write.node) if write.time < first and write.site not in again else None
        if depth is not None:
            names.setdefault(write.node, []).append((depth, span))
    found: list[tuple[tuple[int, bool, int, int], Span]] = []
    for back in range(50):
        if node in names:
            depth, span = _outermost(case, names[node])
            rows = max(np.shape(node.value), default=1)
            found.append(((rows, not _has_a_constant(node.value), -depth, back), span))
        sources = [n for n in node.inputs if np.size(n.value) > 1]
        source = max(sources, key=lambda n: np.size(n.value), default=None)
        if source is None or node.name not in CHOOSING | {"hstack", "concatenate", "column_stack", "array"}:
            break
        if np.ndim(source.value) == np.ndim(node.value) == 2 and not _same_columns(source, node):
            break
        if 2 * np.size(source.value) < np.size(node.value):
            break  # one column of several
        node = source
    return max(found, key=lambda f: f[0])[1] if found else None


def _has_a_constant(value: Any) -> bool:
    """Say whether a table has a column of ones, say."""
    value = np.asarray(value)
    plain = value.ndim == 2 and value.dtype.kind in "fiu" and value.size > 0
    return plain and bool(np.any(np.ptp(value, axis=int(np.argmax(value.shape))) == 0))


def _depth_of(case: Case, span: Span, node: Node) -> int | None:
    """Say how many calls deep a value gets a name: in the function in which it was made, or in one that called it.

    None where it was given to another function, in which it has a name of its own.
    """
    calls = list(frames(node.stack))  # of what no operation made, those of its first use
    if node.site < 0:
        return len(calls)
    places = [case.span(node), *(case.trace.sites.all[site].span for site, _ in calls)]
    here = _function_at(case, span)
    return next((len(calls) - up for up, place in enumerate(places) if _function_at(case, place) is here), None)


def _outermost(case: Case, named: list[tuple[int, Span]]) -> tuple[int, Span]:
    """Choose among the places where a value got a name, with how many calls deep they are.

    Where it is one of several that a function of this file gave back, it is that in which it has its name there.
    """
    depth, span = min(reversed(named), key=lambda n: n[0])
    statement = source_of(case, span.path).at(span)
    several = isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Tuple)
    within = [n for n in named if n[0] > depth and n[1].path == span.path] if several else []
    return min(reversed(within), key=lambda n: n[0]) if within else (depth, span)


def _function_at(case: Case, span: Span) -> object:
    """Find the function that a place is in; of the module itself, its source."""
    source = source_of(case, span.path)
    tree = source.at(span)
    return (source.function(tree) if tree is not None else None) or source


def _same_columns(source: Node, node: Node) -> bool:
    """Say whether two tables have the same columns, but for one of ones: as many as there are not of rows."""
    short = int(np.argmin(np.shape(source.value)))  # where the columns lie; a batch may have fewer rows than those
    before, after = min(np.shape(source.value)), min(np.shape(node.value))
    if node.name == "getitem" and np.shape(node.value)[short] == before:
        return True
    return after - before in (0, 1) or np.shape(node.value) == np.shape(source.value)


def each(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Apply a function to an array, or to all that a list, tuple or dict holds."""

    def apply(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: apply(v) for k, v in value.items()}
        if isinstance(value, list | tuple) and any(isinstance(v, np.ndarray) for v in value):
            return type(value)(apply(v) for v in value)
        numbers = isinstance(value, np.ndarray | float) and np.asarray(value).dtype.kind in "fiu"  # one by one, too
        return function(value) if numbers else value

    return apply


def standardised(data: Data) -> Callable[[Any], Any]:
    """Make a function that brings each feature to mean 0 and standard deviation 1; pixels from 0 to 255, to 0 to 1.

    It takes the whole or any rows of it, and uses the means and deviations of the whole. What has not as many features
    stays as it is.
    """
    x = np.asarray(data.whole, dtype=float)
    axis = data.axis % x.ndim if x.ndim else 0
    features = x.shape[axis] if x.ndim > 1 else 1
    if x.ndim > 1 and features > 32 and x.min() >= 0:
        return lambda value: np.asarray(value, dtype=float) / x.max()  # pixels, counts: one unit for all
    others = tuple(i for i in range(x.ndim) if i != axis) if x.ndim > 1 else None
    mean, deviation = np.mean(x, axis=others), np.std(x, axis=others)
    same = deviation == 0  # a column of ones stays one
    mean, deviation = np.where(same, 0, mean), np.where(same, 1, deviation)

    def function(value: Any) -> Any:
        value = np.asarray(value, dtype=float)
        along = axis if value.ndim == x.ndim else value.ndim - 1
        if features > 1 and (not value.ndim or value.shape[along] != features):
            if features not in value.shape:
                return value
            along = value.shape.index(features)
        shape = [-1 if i == along else 1 for i in range(value.ndim)] if features > 1 else [1] * value.ndim
        return (value - np.reshape(mean, shape)) / np.reshape(deviation, shape)

    return function


def first_sums(case: Case, x: Any, axis: int) -> Any:
    """Compute the sums of the first layer at the start for all rows; None if shapes do not fit."""
    layers = cached_layers(case)
    if not layers or x.ndim != 2:
        return None
    w = array(layers[0].weights.value)
    rows = x if axis % 2 == 1 else x.T
    if w.ndim != 2:
        return None
    w = w if layers[0].inputs == w.shape[0] else w.T
    return rows @ w[-rows.shape[1] :] if rows.shape[1] in (w.shape[0], w.shape[0] - 1) else None


def rows_shuffled(places: set[int], count: int) -> Change:
    """Make the change that inputs and targets are put into the same random order."""
    order = np.random.default_rng(0).permutation(count)

    def function(value: Any) -> Any:
        if isinstance(value, list) and len(value) == count:
            return [value[i] for i in order]
        if isinstance(value, np.ndarray) and value.ndim and count in value.shape:
            return np.take(value, order, axis=value.shape.index(count))
        return value

    return Change(values=dict.fromkeys(places, function))


# -- the first weights


@dataclass(frozen=True)
class Start:
    """The first weights of a layer, and where they are drawn."""

    layer: Layer
    value: Any
    where: Definition

    @property
    def spread(self) -> float:
        """The standard deviation times the root of the number of inputs: about 1 keeps the size of what goes in."""
        return float(np.sqrt(np.mean((self.value - self.value.mean()) ** 2)) * np.sqrt(self.layer.inputs))


def starts_of(case: Case) -> list[Start]:
    """Find the first weights of each layer."""
    evidence = case.first
    # An array of zeros that all weights lie in is filled before it is used.
    used = {c.slot.number: c.before for c in case.evidence[0].compared} if case.evidence else {}
    out = []
    for layer in cached_layers(case):
        slot = next((s for s in case.roles.parameters if layer.weights in s.versions), None)
        if evidence is None or slot is None:
            continue
        where = written(case, layer.product, layer.weights, _drawn(slot.versions[0]))
        if where is not None:
            out.append(Start(layer, array(used.get(slot.number, slot.versions[0]).value), where))
    return out


def first_loss(case: Case) -> tuple[float, float] | None:
    """Measure the loss of a row at the first update, and that of guessing: of the best answer that is the same for all.

    Of a squared error, it is that of the answer 0. None where it was made of few rows, or where there is no formula for
    the other.
    """
    evidence = case.first
    if evidence is None or evidence is not case.evidence[0]:
        return None
    meter = Meter(evidence.loss)
    totals: list[Totals] = []
    for join in evidence.round.joins:
        axis = sample_axis(evidence, join) if np.ndim(join.output.value) == 2 else None
        pair = as_rows(join.output.value, join.target, axis)
        if pair is None or pair[0].shape[1] != (totals[0].columns.shape[1] if totals else pair[0].shape[1]):
            return None
        totals.append(meter.measure(*pair, 1, 0))
    whole = sum(totals[1:], totals[0])
    constant = meter.best_constant(whole)[0]
    if evidence.loss.name == "half squared error" and whole.columns.size:
        constant = 0.5 * float(whole.columns[1].sum()) / whole.rows
    return (float(whole.numbers[1]) / whole.rows, constant) if whole.rows >= MANY_ROWS and constant else None


def _drawn(start: Node) -> Node:
    """Go back from a first version through changes of shape to where its numbers were made."""
    while start.name in CHOOSING and start.inputs:
        start = max(start.inputs, key=lambda n: np.size(n.value))
    return start


def restarted(case: Case, starts: list[Start]) -> Change | None:
    """Make the change that all weights start around 0, as far out as the number of inputs asks for."""
    scales = {np.shape(s.value): GAINS.get(s.layer.activation, 1.0) / np.sqrt(s.layer.inputs) for s in starts}
    last = starts[-1]
    scales.setdefault(np.shape(last.value), 1 / np.sqrt(last.layer.inputs))
    scales[np.shape(last.value)] = 1 / np.sqrt(last.layer.inputs)

    rng = np.random.default_rng(0)

    def function(w: Any) -> Any:
        scale = scales.get(np.shape(w))
        if scale is None:
            return w
        centred = np.asarray(w, dtype=float) - np.mean(w)
        deviation = centred.std()
        if not deviation > 1e-12 * np.max(np.abs(w)):  # all alike
            centred, deviation = rng.normal(size=np.shape(w)), 1.0
        return centred / deviation * scale

    places = {place for s in starts if (place := place_of(case, s.where)) is not None}
    return Change(values={place: each(function) for place in places}) if places else None


def biases_of(case: Case) -> list[tuple[Layer, Any, Definition]]:
    """Find the first biases of each layer, and where they are written down."""
    out = []
    for layer in cached_layers(case):
        if layer.before is layer.product:
            continue
        for expression, value in operands(case, layer.before):
            slot = next((s for s in case.roles.parameters if value in s.versions), None)
            if isinstance(value, Node) and slot is not None:
                where = made_at(case, _drawn(slot.versions[0]))
                if where is None:
                    source = source_of(case, case.span(layer.before).path)
                    where = definition(case, source, expression, layer.before.stack)
                out.append((layer, array(slot.versions[0].value), where))
    return out


def without_biases(case: Case, places: list[Definition]) -> Change | None:
    """Make the change that biases start at 0."""
    found = {place for where in places if (place := place_of(case, where)) is not None}
    return Change(values=dict.fromkeys(found, each(lambda b: b * 0.0))) if found else None


def saturated(activation: str, after: Any) -> float:
    """Give the share of answers at which a sigmoid or a tanh is flat: its derivative is below 1/100 of the largest."""
    a = array(after)
    if not a.size:
        return 0.0
    slope = 4 * a * (1 - a) if activation == "sigmoid" else 1 - a**2
    return float(np.mean(slope < 0.01))


def dead_units(case: Case, unit: Unit) -> list[float]:
    """Give the share of units of a layer that answer 0 to every row, update by update."""
    out = []
    for evidence in case.evidence:
        twins = [u.after for u in find_units(evidence) if u.depth == unit.depth and u.after.site == unit.after.site]
        values = [array(twin.value) for twin in twins]
        if values and values[0].ndim == 2 and min(values[0].shape) > 1:
            layer = next((each for each in network_layers(evidence) if each.after is twins[0]), None)
            axis = 1 if layer is not None and values[0].shape[0] == layer.outputs != values[0].shape[1] else 0
            out.append(float(np.mean(np.all(values[0] <= 0, axis=axis))))
    return out or [0.0]
