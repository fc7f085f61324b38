"""Operations that make a value and change none: `a + b`, `a.T`, `a[i]`, and going through an array."""

from __future__ import annotations

import ast
import builtins
import operator
import weakref
from typing import Any

import numpy as np

from unstuck.doctor.tracing.recorder import NUMBERS, Recorder, holds_arrays
from unstuck.doctor.tracing.replays import Concatenator


class Operations(Recorder):
    """What is called for operators, attributes and items."""

    def binop(self, site: int, a: Any, b: Any) -> Any:
        """Do `a + b`, and the other operations with two operands."""
        place = self.sites[site]
        value = place.function(a, b)  # type: ignore[misc]
        if isinstance(value, NUMBERS) and not self.asleep:
            self.record(place.name, value, site, place.function, (a, b), None, place.literal)  # type: ignore[arg-type]
        elif type(value) is list and place.name == "mul":  # [0.0] * 4 holds one object four times
            if len(value) > 1 and isinstance(value[0], list):
                self.rows[id(value[0])] = site, value[0]
            return [self.fresh(each) if type(each) is float else each for each in value]
        return value

    def unop(self, site: int, a: Any) -> Any:
        """Do `-a`."""
        value = operator.neg(a)
        if isinstance(value, NUMBERS) and not self.asleep and not self.sites[site].literal[0]:
            self.record("neg", value, site, operator.neg, (a,))
        return value

    def attribute(self, site: int, owner: Any, name: str) -> Any:
        """Do `a.T`, and the other attributes that are views."""
        value = getattr(owner, name)
        if isinstance(owner, np.ndarray) and isinstance(value, np.ndarray) and not self.asleep:
            self.record(name, value, site, getattr, (owner, name))
        return value

    def item(self, site: int, container: Any, index: Any) -> Any:
        """Do `container[index]`."""
        value = container[index]
        if isinstance(value, NUMBERS) and not self.asleep:
            if isinstance(container, np.ndarray) and not holds_arrays(container):
                self.record("getitem", value, site, operator.getitem, (container, index))
            elif isinstance(container, type(np.c_) | type(np.r_)):
                self.record("c_" if container is np.c_ else "r_", value, site, Concatenator(container), (index,))
            elif isinstance(value, np.ndarray) and isinstance(index, str | int):
                self.note_read(site, value, index)
        return value

    def note_read(self, site: int, value: Any, index: str | int) -> None:
        """Note under which key an array was found in a container: `params['W1']`, whatever the key was called."""
        node = self.node_of(value)
        if node in self.trace.read_as or (node is None and id(value) in self.read):
            return
        tree = self.trace.sites.expression(site)
        name = f"{ast.unparse(tree.value)}[{index!r}]" if isinstance(tree, ast.Subscript) else ""
        if node is None:
            self.read[id(value)] = weakref.ref(value), name
        else:
            self.trace.read_as[node] = name

    @staticmethod
    def slice(start: Any, stop: Any, step: Any) -> Any:
        """Make a slice, which between brackets is no expression of its own."""
        return builtins.slice(start, stop, step)

    @staticmethod
    def fresh(value: float) -> float:
        """Make a number that is an object of its own."""
        return value * 1.0

    def elements(self, site: int, value: Any) -> Any:
        """Iterate over a traced array so that its elements remember that they are parts of it.

        One by one, when they are asked for: the loop may change what is still to come.
        """
        if isinstance(value, np.ndarray) and value.ndim and not self.asleep and self.node_of(value) is not None:
            return (self.item(site, value, i) for i in range(len(value)))
        return value

    unpack = elements
