"""Operations that make a value and change none: `a + b`, `a.T`, `a[i]`, and going through an array."""

from __future__ import annotations

import ast
import builtins
import operator
import weakref
from typing import Any

import numpy as np

from unstuck.doctor.script import is_literal
from unstuck.doctor.tracing.recorder import NUMBERS, Recorder, Whole, holds_arrays
from unstuck.doctor.tracing.replays import Concatenator


class Operations(Recorder):
    """What is called for operators, attributes and items."""

    def binop(self, site: int, a: Any, b: Any) -> Any:
        """Do `a + b`, and the other operations with two operands."""
        place = self.sites[site]
        value = place.function(a, b)  # type: ignore[misc]
        if type(value) is int and (type(a) is Whole or type(b) is Whole):
            value = Whole(value)
        if isinstance(value, NUMBERS) and not self.asleep:
            self.record(place.name, value, site, place.function, (a, b), None, place.literal)  # type: ignore[arg-type]
        elif type(value) is bool and place.name == "eq" and not self.asleep and Whole in (type(a), type(b)):
            answered = np.array(value)  # the script gets its own
            self.record(place.name, answered, site, place.function, (a, b), None, place.literal)  # type: ignore[arg-type]
        elif type(value) is list and place.name == "mul":  # [0.0] * 4 holds one object four times
            if len(value) > 1 and isinstance(value[0], list):
                self.rows[id(value[0])] = site, value[0]
            return [self.fresh(each) if type(each) is float else each for each in value]
        return value

    def tested(self, site: int, a: Any, b: Any) -> Any:
        """Do `a > b`, on which a choice hangs."""
        value = self.binop(site, a, b)
        if not self.asleep:
            self.tests[site] = a, b, value
        return value

    def chosen(self, site: int, test: int, value: Any) -> Any:
        """Note which of two numbers was chosen: `1 if a > b else 0` is `where(a > b, 1, 0)`."""
        asked = self.tests.pop(test, None)
        if asked is None or type(value) is bool or not isinstance(value, float | int | np.generic):
            return value
        a, b, true = asked
        if self.node_of(a) is None and self.node_of(b) is None:
            return value
        place = self.sites[test]
        condition = np.array(bool(true))  # an object of its own
        self.record(place.name, condition, test, place.function, (a, b), None, place.literal)  # type: ignore[arg-type]
        # A number is made anew: it may be one that the script had before, or one that stands in the source.
        new = Whole(value) if isinstance(value, int) else value.copy() if isinstance(value, np.generic) else value * 1.0
        other = _number_of(self.sites[site].node, not true)
        choices = (value, other) if true else (other, value)
        self.record("where", new, site, np.where, (condition, *choices), None, (False, *(c is other for c in choices)))
        return new

    def unop(self, site: int, a: Any) -> Any:
        """Do `-a`."""
        value = operator.neg(a)
        if type(a) is Whole:
            value = Whole(value)
        if isinstance(value, NUMBERS) and not self.asleep:
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


def _number_of(node: Any, which: bool) -> float:
    """Read what the other choice would have been, if it is a number written out; where it is not, anything will do."""
    choice = node.body if which else node.orelse
    return float(ast.literal_eval(choice)) if is_literal(choice) else 0.0
