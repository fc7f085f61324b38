"""A model: a network with its parameters, and what is needed to use it on new rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from unstuck.arguments import of_type
from unstuck.arrays import Array, Parameters
from unstuck.errors import InputError
from unstuck.nn.activations import ACTIVATIONS, Activation
from unstuck.nn.files import read_arrays, write_arrays
from unstuck.nn.losses import LOSSES, Loss
from unstuck.nn.network import Network


@dataclass(frozen=True)
class Model:
    """A network and its parameters.

    Attributes
    ----------
    network : Network
    parameters : dict of str to array
    info : dict
        Anything that JSON can hold: names of the classes, where the data came from.
    extras : dict of str to array
        Arrays that go with it, such as those of the scaling of the inputs.
    """

    network: Network
    parameters: Parameters
    info: dict[str, Any] = field(default_factory=dict)
    extras: dict[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        of_type("network", self.network, Network, "unstuck.Network((784, 300, 10))")
        self.network.check_parameters(self.parameters)
        for name, kind in (("info", self.info), ("extras", self.extras)):
            of_type(name, kind, dict)
        for name, array in self.extras.items():
            of_type(f"extras[{name!r}]", array, np.ndarray)

    def outputs(self, x: Array) -> Array:
        """Compute the outputs, an array of shape (n_rows, n_outputs), for x of shape (n_rows, n_inputs)."""
        return self.network.outputs(self.parameters, x)

    def predict(self, x: Array) -> Array:
        """Choose the class of each row, an array of shape (n_rows,); of one sigmoid output 1 where it is at least 1/2.

        For the squared errors and Huber's loss with other than sigmoid or softmax outputs: the outputs themselves.
        """
        y = self.outputs(x)
        return decide(y) if self.network.output_activation.name in ("sigmoid", "softmax") else y

    def save(self, path: str | Path) -> None:
        """Write the model to a file (safetensors with a JSON header), atomically.

        Raises
        ------
        InputError
            If the network has an activation or a loss that is known by no name, or the file cannot be written.
        """
        arrays = {f"parameters/{name}": array for name, array in self.parameters.items()}
        arrays |= {f"extras/{name}": array for name, array in self.extras.items()}
        write_arrays(path, "model", arrays, {"network": network_to_json(self.network), "info": self.info})

    @classmethod
    def load(cls, path: str | Path) -> Model:
        """Read a model from a file. Nothing in the file is executed.

        Raises
        ------
        InputError
            If the file is missing, damaged or no model.
        """
        arrays, header = read_arrays(path, "model")
        try:
            network = network_from_json(header["network"])
            parameters = {name: arrays[f"parameters/{name}"] for name in network.parameter_shapes()}
            info = dict(header["info"])
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"{path} does not hold a whole model: {error}") from error
        network.check_parameters(parameters)
        extras = {name.removeprefix("extras/"): array for name, array in arrays.items() if name.startswith("extras/")}
        return cls(network, parameters, info, extras)


def decide(y: Array) -> Array:
    """Choose the class of each row from outputs of shape (n_rows, n_outputs); of one output 1 from 1/2 on."""
    return (y[:, 0] >= 0.5).astype(np.int64) if y.shape[1] == 1 else y.argmax(axis=1)


def network_to_json(network: Network) -> dict[str, Any]:
    """Describe a network by names and numbers.

    Raises
    ------
    InputError
        If it has an activation or a loss that is not in this package's tables.
    """
    named: set[Activation | Loss] = {*ACTIVATIONS.values(), *LOSSES.values()}
    records: tuple[Activation | Loss, ...] = (
        *network.hidden_activations,
        network.output_activation,
        network.loss_record,
    )
    for record in records:
        if record not in named:
            raise InputError(
                f"{record.name!r} is a function of your own, and a file cannot hold code: save the parameters."
            )
    return {
        "widths": list(network.widths),
        "hidden": [a.name for a in network.hidden_activations],
        "output": network.output_activation.name,
        "loss": network.loss_record.name,
        "l2": network.l2,
        "drop_probability": list(network.drop_probabilities),
    }


def network_from_json(described: dict[str, Any]) -> Network:
    """Make the network that `network_to_json` described."""
    return Network(**described)
