"""Page to come."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import array
from unstuck.doctor.findings import Finding
from unstuck.doctor.layers import Layer, network_layers
from unstuck.doctor.trace import Node


def diagnose(case: Case) -> Iterator[Finding]:
    """Find hidden layers without an activation, where it costs something."""
    evidence = case.first
    if evidence is None:
        return
    layers = network_layers(evidence)
    target = array(evidence.round.joins[0].target)
    for layer, following in itertools.pairwise(layers):
        z, a = array(layer.before.value), array(layer.after.value)
        if layer.activation != "identity" or layer.outputs < min(layer.inputs, following.outputs) or z.size < 2:
            continue
        data = _data(layer)
        if data is None or _is_one_hot(data) or (data.shape == target.shape and np.allclose(data, target)):
            continue  # an embedding, or an autoencoder: linear on purpose
        difference = float(np.max(np.abs(z - a.reshape(z.shape))))
        yield found(
            __name__,
            case.span(layer.before),
            f"The hidden layer of {layer.outputs} units has no activation.",
            "Two layers without a bend between them are one: (x W1 + b1) W2 + b2 = x (W1 W2) + (b1 W2 + b2). However wide, "
            "such a network can only draw straight boundaries. Put the sums through tanh, a sigmoid or ReLU.",
            ("largest difference between the layer's sums and what it passes on", number(difference), "not 0"),
            ("units of the layer", str(layer.outputs), ""),
        )


def _data(layer: Layer) -> Any:
    """Return what is multiplied with the layer's weights."""
    data = next((a for a in layer.product.args if isinstance(a, Node) and a is not layer.weights), None)
    return None if data is None else array(data.value)


def _is_one_hot(data: Any) -> bool:
    binary = data.ndim == 2 and bool(np.all((data == 0) | (data == 1)))
    return binary and any(np.all(data.sum(axis=axis) == 1) for axis in (0, 1))


BROKEN = ()

HEALTHY = ()
