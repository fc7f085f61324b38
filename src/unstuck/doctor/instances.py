"""What follows when an operation gives another value, in every turn of a loop in which one update ran it.

A row at a time, a unit at a time: the same expression then runs often in one update, and the gradient is the sum of
what all its turns gave. So another expression is computed in each of them before it is seen whether the gradient is
right.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.compared import Compared
from unstuck.doctor.directions import array, same_direction
from unstuck.doctor.gradients import replayed_after
from unstuck.doctor.mistakes import Wrong
from unstuck.doctor.trace import Node
from unstuck.doctor.values import Scope

MOST = 100  # turns that are computed again


class Instances:
    """An operation on the way to a wrong gradient, with all the turns in which it ran.

    Parameters
    ----------
    case : Case
    wrong : Wrong
    place : Node
        The operation, as it ran in one of the turns.
    """

    def __init__(self, case: Case, wrong: Wrong, place: Node):
        self.case = case
        self.wrong = wrong
        self.place = place
        self.scope = Scope(case, place)
        ancestors = wrong.evidence.round.ancestors
        twins = [n for n in ancestors if n.site == place.site and n.name == place.name and n is not place]
        self.twins = sorted(twins, key=lambda n: n.index)[: MOST - 1]

    @cached_property
    def _twin_scopes(self) -> list[Scope]:
        return [Scope(self.case, twin) for twin in self.twins]

    @cached_property
    def _following(self) -> list[Node]:
        first = min(n.index for n in (self.place, *self.twins))
        return sorted((n for n in self.wrong.evidence.round.ancestors if n.index > first), key=lambda n: n.index)

    def lead_right(self, text: str, value: Any) -> int:
        """Count the gradients that become right with another expression, whose value at the place itself is given.

        Returns
        -------
        int
            0 if that of the parameter that is looked at does not.
        """
        values: dict[Node, Any] = {self.place: value}
        if self.twins:
            try:
                for twin, scope in zip(self.twins, self._twin_scopes, strict=True):
                    values[twin] = array(scope.evaluate(text))
            except Exception:
                return 0
        following = replayed_after((node for node in self._following if node not in values), values)
        if following is None or not self._right(self.wrong.compared, following):
            return 0
        others = [c for c in self.wrong.evidence.compared if c is not self.wrong.compared and not c.right]
        return 1 + sum(self._right(c, following) for c in others if np.size(c.true) > 1)

    def _right(self, c: Compared, values: dict[Node, Any]) -> bool:
        tolerance = max(c.tolerance, 1e-6)
        if np.size(c.true) == 1:
            return self._numbers_right(c, values, tolerance)
        shape = np.shape(c.true)
        candidates = [v for n, v in values.items() if n is not c.after and np.shape(v) == shape]
        if c.after in values and np.shape(values[c.after]) == np.shape(c.before.value):
            candidates.append(_step(c, values))
            along = same_direction(candidates[-1], c.true, tolerance)
            if along is not None and along[0] > 0 and self._others_go_down:
                return False
        return any(np.any(v) and same_direction(v, c.true, tolerance) is not None for v in candidates)

    @cached_property
    def _others_go_down(self) -> bool:
        """Whether the parameters whose steps are right already go down the loss."""
        right = [c for c in self.wrong.evidence.compared if c.moved and c.agrees and not c.flat]
        return bool(right) and all(c.factor > 0 for c in right)

    def _numbers_right(self, c: Compared, values: dict[Node, Any], tolerance: float) -> bool:
        """Judge a parameter of one number beside the others, those that stay as they are too; alone it has none.

        All of them together have a direction; or, where more is wrong, some that stay have this one's learning rate.
        """
        single = [o for o in self.wrong.evidence.compared if np.size(o.true) == 1 and not o.flat]
        some = [o for o in single if o.after in values or o.moved]
        steps = np.array([float(np.ravel(_step(o, values) if o.after in values else o.step)[0]) for o in some])
        true = np.array([float(np.ravel(o.true)[0]) for o in some])
        if len(some) > 1 and np.any(steps) and same_direction(steps, true, tolerance) is not None:
            return True
        if not any(o is c for o in some) or not np.all(true):
            return False
        rates = steps / true
        own = next(rate for o, rate in zip(some, rates, strict=True) if o is c)
        staying = [rate for o, rate in zip(some, rates, strict=True) if o.after not in values]
        return bool(own) and any(abs(rate - own) < tolerance * abs(own) for rate in staying)


def _step(c: Compared, values: dict[Node, Any]) -> Any:
    return array(values[c.after]) - array(c.before.value)
