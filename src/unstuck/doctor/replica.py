"""A network of ours that computes what the script's does, to try several changes at once, and fast.

Where more than one thing is at fault, none of them cures alone: all are changed together, and each one's share is
measured by leaving it out. A script that takes a minute cannot be run so often. But if its network is a chain of dense
layers with plain gradient descent, one of ours can be held against it: the same outputs and the same gradients from the
same weights and rows. Then it is trained in its place, on some of the rows.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from unstuck.arrays import Array, Parameters
from unstuck.doctor.case import Case
from unstuck.doctor.causes import cached_layers, made_together, origin
from unstuck.doctor.course import Course
from unstuck.doctor.directions import angle, array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.losses import Loss
from unstuck.doctor.roles import Join
from unstuck.doctor.rowmap import traced_joins
from unstuck.doctor.trace import Node
from unstuck.doctor.units import first_products
from unstuck.doctor.yardstick import Meter

if TYPE_CHECKING:
    from unstuck.nn.network import Network  # a second of imports, that few scripts need

ROWS = 256  # on which it is trained, at most
WIDE = 64  # units
MOST = 512  # rows in an update that are held against it
ENOUGH = 0.9  # learnt of all that there is: then the training ends
FEW = 1000  # updates that a run gets at least when it is made longer
NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "ReLU": "relu", "identity": "identity", "softmax": "softmax"}
LOSSES = {
    "half squared error": "half_squared_error",
    "binary cross-entropy": "binary_cross_entropy",
    "categorical cross-entropy": "categorical_cross_entropy",
}


@dataclass(frozen=True)
class Replica:
    """A network with the script's first weights and some of its rows, and how it is trained.

    `rate` multiplies the gradient of the mean over the `batch` rows of an update. `fresh`: it starts with weights drawn
    around 0, as far out as the number of inputs asks for; if not, with the script's own, or others drawn from them.
    `without` names the biases that the script has not: they stay 0.
    """

    network: Network
    parameters: Parameters
    x: Array
    t: Array
    loss: Loss
    rate: float
    batch: int
    updates: int
    fresh: bool = False
    without: frozenset[str] = frozenset()
    late: Callable[[], bool] = field(default=lambda: False, compare=False)

    def restarted(self) -> Replica:
        """Start around 0."""
        return dataclasses.replace(self, fresh=True)

    def longer(self) -> Replica:
        """Train longer."""
        return dataclasses.replace(self, updates=max(FEW, 4 * self.updates))

    def cut(self, updates: int) -> Replica:
        """Train no longer than that."""
        return dataclasses.replace(self, updates=min(updates, self.updates))

    def widened(self) -> Replica:
        """Give all hidden layers many units."""
        widths = list(self.network.widths)
        widths[1:-1] = [max(WIDE, width) for width in widths[1:-1]]
        return dataclasses.replace(self, network=dataclasses.replace(self.network, widths=widths))

    def biased(self) -> Replica:
        """Give each layer a bias that is learnt."""
        return dataclasses.replace(self, without=frozenset())

    def start(self, rng: np.random.Generator) -> Parameters:
        """Give the parameters to start from."""
        drawn = self.network.initial_parameters(rng, dtype=np.float32)
        if self.fresh:
            return drawn
        own = self.parameters
        return {
            name: (own[name] if own[name].shape == p.shape else rng.choice(own[name].ravel(), size=p.shape)).astype(
                "f4"
            )
            for name, p in drawn.items()
        }

    def trained(self) -> Course | None:
        """Train it, and say how it answers at the end; None if there was no time."""
        rng = np.random.default_rng(0)
        parameters = self.start(rng)
        n = len(self.x)
        every = max(1, self.updates // 20)
        for update in range(1, self.updates + 1):
            rows = slice(None) if self.batch >= n else rng.choice(n, size=self.batch)
            with np.errstate(all="ignore"):
                gradients = self.network.loss_and_gradients(parameters, self.x[rows], self.t[rows]).gradients
                for name, gradient in gradients.items():
                    if name not in self.without:
                        parameters[name] -= self.rate * gradient
            if not all(np.all(np.isfinite(p)) for p in parameters.values()):
                break
            if not update % every and self.answers(parameters, update).quality >= ENOUGH:
                break
            if not update % 10 and self.late():
                return None
        return self.answers(parameters, update)

    def answers(self, parameters: Parameters, updates: int) -> Course:
        """Measure what it answers to its rows after some updates."""
        with np.errstate(all="ignore"):
            output = self.network.loss_and_gradients(parameters, self.x, self.t).outputs
        return measured(self.loss, output.astype(float), self.t.astype(float), updates)


def measured(loss: Loss, output: Array, target: Array, updates: int) -> Course:
    """Measure outputs once, as the end of a course."""
    meter = Meter(loss)
    totals = meter.measure(output, target, 1, updates)
    constant_loss, constant_score = meter.best_constant(totals)
    return Course(
        steps=np.array([updates]),
        loss=np.array([totals.numbers[1] / totals.rows]),
        score=np.array([meter.score(totals)]),
        parts=(totals,),
        yardstick=meter.yardstick,
        constant_loss=constant_loss,
        constant_score=constant_score,
        updates=updates,
        first_bad=None if np.all(np.isfinite(output)) else 0,
        sizes={},
        activations=(),
        order=(),
        after_changes=None,
        finished=True,
        why_ended="",
        crash=None,
        seconds=0.0,
    )


def replica_of(case: Case, course: Course) -> Replica | None:
    """Build the replica of a script's network, and hold it against the script's own numbers.

    Returns
    -------
    Replica or None
        None if the network is no chain of dense layers, its steps are no plain gradient descent, or if outputs or
        gradients are not the same.
    """
    evidence = case.first
    if evidence is None or evidence.loss.name not in LOSSES or not evidence.all_agree:
        return None
    built = _built(case, evidence)
    rows = known_rows(case, evidence)
    factors = [c.factor for c in evidence.compared if c.moved]
    if built is None or rows is None or max(factors) > 1.001 * min(factors):
        return None
    network, parameters, joined, transposed = built
    x, t = rows
    if not _same(evidence, network, parameters, joined, transposed):
        return None
    joins = sum(part.numbers[0] for part in course.parts)
    updates = int(max(1, min(course.updates, joins)))  # single numbers may be counted one by one
    batch = max(1, round(joins / updates))
    decay = max(c.decay for c in evidence.compared)
    network = dataclasses.replace(network, l2=max(0.0, decay) / batch)
    chosen = np.random.default_rng(0).permutation(len(x))[:ROWS]
    return Replica(
        network,
        parameters,
        x[chosen].astype("f4"),
        t[chosen].astype("f4"),
        evidence.loss,
        factors[0] * batch,
        batch,
        updates,
        without=frozenset(parameters) - {name for names in joined.values() for name in names},
    )


Joined = tuple[str, ...]


def _built(case: Case, evidence: Evidence) -> tuple[Network, Parameters, dict[Node, Joined], set[Node]] | None:
    """Read the layers off the forward pass.

    Returns
    -------
    network, parameters, joined, transposed
        `joined` names, for each of the script's parameters, ours that it holds; `transposed` are those of which the
        inputs lie along the second axis.
    """
    from unstuck.nn.network import Network

    layers = cached_layers(case)
    if not layers or any(layer.activation not in NAMES for layer in layers):
        return None
    parameters: Parameters = {}
    joined: dict[Node, Joined] = {}
    transposed: set[Node] = set()
    widths: list[int] = []
    for number, layer in enumerate(layers, 1):
        w = array(layer.weights.value)
        if case.trace.lifted and w.shape == (layer.inputs * layer.outputs,):  # single numbers, unit by unit
            w = w.reshape(layer.outputs, layer.inputs)
        if w.shape != (layer.inputs, layer.outputs) or np.ndim(layer.weights.value) < w.ndim:
            w = w.T
            transposed.add(layer.weights)
        if w.shape != (layer.inputs, layer.outputs):
            return None
        inputs = widths[-1] if widths else layer.inputs
        within = layer.before is layer.product and (number == 1 or layer.inputs == inputs + 1)
        if within and _ones_first(evidence, layer.product):
            w, b = w[1:], w[0]
            joined[layer.weights] = (f"b{number}", f"W{number}")
            inputs = layer.inputs - 1
        elif layer.before is not layer.product:
            biases = [n for n in layer.before.inputs if n in evidence.roles.version]
            if len(biases) != 1 or np.size(biases[0].value) != layer.outputs:
                return None
            b = np.ravel(array(biases[0].value))
            joined[layer.weights], joined[biases[0]] = (f"W{number}",), (f"b{number}",)
        else:
            b = np.zeros(layer.outputs)
            joined[layer.weights] = (f"W{number}",)
        if widths and inputs != widths[-1]:
            return None
        widths = widths or [inputs]
        widths.append(layer.outputs)
        parameters[f"W{number}"], parameters[f"b{number}"] = w.astype(float), b.astype(float)
    *hidden, output = [NAMES[layer.activation] for layer in layers]
    try:
        network = Network(widths, hidden, output, LOSSES[evidence.loss.name])
    except ValueError:
        return None
    return network, parameters, joined, transposed


def _ones_first(evidence: Evidence, product: Node) -> bool:
    """Say whether the first entry of what goes into a product is a 1, in every row."""
    for data in product.inputs:
        value = array(data.value)
        if data not in evidence.roles.version and value.ndim and np.all(np.take(value, 0, axis=-1) == 1):
            return True
    return False


def _data(evidence: Evidence, join: Join) -> Node | None:
    """Find the data from which an output was made."""
    one = dataclasses.replace(evidence.round, joins=[join])
    products = first_products(dataclasses.replace(evidence, round=one))
    if not products:
        return None
    data = max(products, key=lambda p: np.size(p[1].value))[1]
    if data.name == "concatenate" and data.site < 0:
        return data  # a row of single numbers
    while data.name in ("insert", "hstack", "concatenate", "append") and data.inputs:  # the 1 for the bias
        data = max(data.inputs, key=lambda n: np.size(n.value))
    return data


def known_rows(case: Case, evidence: Evidence) -> tuple[Array, Array] | None:
    """Find inputs and targets of all rows that are known, in the same order."""
    joins = evidence.round.joins
    if case.trace.lifted and len(joins) == 1:
        return _rows_one_by_one(case, evidence)
    pairs = [(data, j.target_node) for j in joins[:8] if (data := _data(evidence, j)) is not None]
    if not pairs or any(target is None for _, target in pairs):
        return None
    if len(joins) == 1:  # all rows in one step
        data, target = array(pairs[0][0].value), array(joins[0].target)
        return (data, target) if data.ndim == target.ndim == 2 and len(data) == len(target) else None
    rows = [(origin(data), origin(target)) for data, target in pairs if target is not None]
    mine, others = (made_together(case, node) for node in rows[0])
    place = {n: i for i, n in enumerate(mine)}
    answer = {n: i for i, n in enumerate(others)}
    if len(mine) != len(others) or any(place.get(d, -1) != answer.get(t, -2) for d, t in rows):
        return None
    return np.array([np.ravel(array(n.value)) for n in mine]), np.array([np.ravel(array(n.value)) for n in others])


def _rows_one_by_one(case: Case, evidence: Evidence) -> tuple[Array, Array] | None:
    """Find the rows that a loop over single numbers met, each once."""
    met: dict[tuple[float, ...], Array] = {}
    for output, target in traced_joins(case.roles):
        data = _data(evidence, dataclasses.replace(evidence.round.joins[0], output=output))
        if data is None or target is None:
            return None
        met[tuple(np.ravel(array(data.value)).tolist())] = np.ravel(array(target.value))
    if len({len(row) for row in met}) != 1 or len({len(wanted) for wanted in met.values()}) != 1:
        return None
    return np.array(list(met)), np.array(list(met.values()))


def _same(
    evidence: Evidence, network: Network, parameters: Parameters, joined: dict[Node, Joined], transposed: set[Node]
) -> bool:
    """Say whether outputs and gradients are those of the script, for the rows of the round."""
    joins = evidence.round.joins
    data = [_data(evidence, join) for join in joins[:MOST]]
    if len(data) < len(joins) or any(d is None for d in data):
        return False
    x = np.concatenate([np.atleast_2d(array(d.value)) for d in data if d is not None])
    t = np.concatenate([np.atleast_2d(array(j.target)) for j in joins])
    outputs = np.concatenate([np.atleast_2d(array(j.output.value)) for j in joins])
    if len(x) != len(t) or x.shape[1] != network.widths[0] or t.shape != outputs.shape:
        return False
    found = network.loss_and_gradients(parameters, x, t)
    if found.outputs.shape != outputs.shape or not np.allclose(found.outputs, outputs, rtol=1e-6, atol=1e-9):
        return False
    for c in evidence.compared:
        names = joined.get(c.before)
        if names is None:
            return False
        mine = np.concatenate([np.atleast_2d(found.gradients[name]) for name in names])
        true = array(c.true)
        if mine.size != true.size:
            return False
        true = true.reshape(mine.T.shape).T if c.before in transposed else true
        if angle(mine.reshape(true.shape), true)[1] > 1e-5:
            return False
    return True
