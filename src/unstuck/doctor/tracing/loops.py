"""Loops that train are cut short (three updates tell as much as three thousand); all others run to their end."""

from __future__ import annotations

from dataclasses import dataclass

from unstuck.doctor.trace import PRODUCTS, Limits, Node

NONLINEAR = {
    *("exp", "expm1", "exp2", "tanh", "expit", "maximum", "where", "max", "log", "log1p", "logaddexp", "clip", "sign"),
    *("gt", "ge", "lt", "le", "arctan", "sin", "cos", "erf", "softmax", "abs", "absolute", "heaviside", "logsumexp"),
}


@dataclass
class Loop:
    """One run of a loop."""

    site: int
    first_node: int
    first_byte: int
    turns: int = 0
    turn_node: int = 0
    multiplies: bool = False
    trains: bool = False
    asleep: bool = False


class Loops:
    """The loops that a script is in, the outermost first."""

    def __init__(self, limits: Limits):
        self.limits = limits
        self.running: list[Loop] = []
        self.cut: dict[int, int] = {}  # turns of the loops that were ended early, by place
        self.asleep = 0  # how many of them go on unobserved

    def look_for_training(self, name: str, inputs: list[Node]) -> None:
        """Mark the loops that run a network.

        In one turn such a loop multiplies what was there before it began with what was made in the turn, and puts what
        was made in the turn through a function that is not linear. Loops over the entries of a matrix do not.
        """
        if not self.running or self.running[-1].trains:
            return
        if name in PRODUCTS and len(inputs) > 1:
            low, high = sorted(node.index for node in inputs[:2])
            for loop in self.running:
                loop.multiplies = loop.multiplies or low < loop.first_node or high >= loop.turn_node
        elif name in NONLINEAR:
            for loop in self.running:
                if loop.multiplies and inputs[0].index >= loop.turn_node:
                    loop.trains = True

    def enter(self, site: int, nodes: int, held: int) -> Loop:
        """Begin a loop, at a time at which the trace has so many nodes and holds so many bytes."""
        loop = Loop(site, nodes, held, turn_node=nodes)
        self.running.append(loop)
        return loop

    def innermost(self, site: int) -> Loop | None:
        """Find the innermost running loop of a place."""
        return next((each for each in reversed(self.running) if each.site == site), None)

    def leave(self, loop: Loop) -> None:
        """End a loop, and those within it that were left without notice."""
        if loop in self.running:
            while self._pop() is not loop:
                pass
        for outer in self.running:
            outer.trains = outer.trains or loop.trains

    def _pop(self) -> Loop:
        last = self.running.pop()
        if last.asleep:
            self.asleep -= 1
        return last

    def turn(self, loop: Loop, nodes: int, held: int) -> bool:
        """Begin a turn. Returns True if the loop is to end here."""
        while self.running and self.running[-1] is not loop:  # while loops within that ended
            loop.trains = self._pop().trains or loop.trains
        limits = self.limits
        turns, loop.turns = loop.turns, loop.turns + 1
        loop.turn_node = nodes
        nodes, held = nodes - loop.first_node, held - loop.first_byte
        if loop.asleep:
            return False
        if not loop.trains:
            if nodes > 2 * limits.loop_nodes:
                # Reading or preparing data, a great deal of it: let it go on, unobserved.
                loop.asleep = True
                self.asleep += 1
            return False
        # At round numbers of turns, so that two loops over the same rows are cut at the same row.
        over = turns in (64, 128, 256, 512) and nodes > 3000
        over = over or (turns >= limits.loop_turns and (nodes > limits.loop_nodes or held > limits.loop_bytes))
        over = over or (turns >= 1 and held > 3 * limits.loop_bytes)
        if over:
            self.cut[loop.site] = max(self.cut.get(loop.site, 0), turns)
        return over
