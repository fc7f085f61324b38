"""Checkpoints: the state of a run in a file, so that a run that was killed goes on to the same numbers."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from unstuck.arrays import Array, Parameters
from unstuck.errors import InputError
from unstuck.nn.files import read_arrays, write_arrays
from unstuck.nn.model import network_to_json
from unstuck.nn.network import Network
from unstuck.nn.rows import Rows
from unstuck.nn.schedules import Plateau
from unstuck.nn.training import Best, EpochRecord, Recipe, State


def fingerprint(network: Network, recipe: Recipe, state: State, rows: Rows, held_out: Rows | None) -> dict[str, Any]:
    """Describe all that a run depends on, but for how many epochs it goes on."""
    digest = hashlib.sha256(repr(state.rng_state).encode())
    arrays = [*state.parameters.values(), rows.x, rows.t, rows.weights]
    arrays += [held_out.x, held_out.t] if held_out else []
    for array in arrays:
        if array is not None:
            digest.update(repr((array.shape, array.dtype.str)).encode())
            digest.update(np.ascontiguousarray(array).data)
    settings = {name: value for name, value in recipe.describe().items() if name != "epochs"}
    return {"network": network_to_json(network), "recipe": settings, "data, start and seed": digest.hexdigest()}


class Checkpoint:
    """The file in which the state of a run is kept."""

    def __init__(self, path: Path, seconds: float, names: Sequence[str], fingerprint: dict[str, Any]) -> None:
        self.path, self.seconds, self.names, self.fingerprint = path, seconds, names, fingerprint
        self._written = -math.inf

    def begin(self, state: State, resume: bool) -> tuple[State, list[EpochRecord]]:
        """Give the state to begin with: the one in the file, if the run is resumed and the file is there.

        Raises
        ------
        InputError
            If the file is there and the run is not resumed, since it would be lost; if it is of another run or damaged.
        """
        if not self.path.exists():
            return state, []
        if not resume:
            raise InputError(
                f"{self.path} holds an earlier run. Go on with it (resume=True), use another file, or remove this one."
            )
        arrays, header = read_arrays(self.path, "checkpoint")
        if header.get("fingerprint") != self.fingerprint:
            found = header.get("fingerprint") or {}
            names = ", ".join(name for name in self.fingerprint if found.get(name) != self.fingerprint[name])
            raise InputError(
                f"{self.path} is of another run: what differs is {names}. Use another file, or the same settings."
            )
        try:
            return _state_from(self.names, arrays, header), [EpochRecord(*record) for record in header["records"]]
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"{self.path} does not hold a whole checkpoint: {error}") from error

    def keep(self, state: State, records: Sequence[EpochRecord], now: bool = False) -> None:
        """Write the state, if the last time is long enough ago or `now`."""
        if not now and time.monotonic() - self._written < self.seconds:
            return
        arrays = {f"parameters/{name}": p for name, p in state.parameters.items()}
        arrays |= {f"optimizer/{name}": slot for name, slot in state.optimizer_state.items()}
        arrays |= {f"best/{name}": p for name, p in state.best.parameters.items()}
        header = {
            "fingerprint": self.fingerprint,
            "rng_state": state.rng_state,
            "epoch": state.epoch,
            "step": state.step,
            "plateau": asdict(state.plateau),
            "best": {"epoch": state.best.epoch, "monitored": state.best.monitored, "kept": bool(state.best.parameters)},
            "records": list(records),
        }
        write_arrays(self.path, "checkpoint", arrays, header)
        self._written = time.monotonic()


def _state_from(names: Sequence[str], arrays: dict[str, Array], header: dict[str, Any]) -> State:
    def parameters(prefix: str) -> Parameters:  # in the order of the layers, which the file does not keep
        return {name: arrays[prefix + name] for name in names}

    slots = {name.removeprefix("optimizer/"): a for name, a in arrays.items() if name.startswith("optimizer/")}
    best = header["best"]
    return State(
        parameters("parameters/"),
        slots,
        header["rng_state"],
        header["epoch"],
        header["step"],
        Plateau(**header["plateau"]),
        Best(best["epoch"], best["monitored"], parameters("best/") if best["kept"] else {}),
    )
