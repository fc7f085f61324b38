"""Where the answers of a network are compared with the labels: what an accuracy is computed from."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.evidence import Evidence, sample_axis
from unstuck.doctor.findings import Span
from unstuck.doctor.roles import VIEWS
from unstuck.doctor.trace import Node, frames

# From outputs to answers: none of these is part of the network.
DECISIONS = {"argmax", "argmin", "gt", "ge", "lt", "le", "round", "rint", "around", "where", "int", "sign", "floor"}


@dataclass(frozen=True)
class Comparison:
    """`answers == labels`: the operation, the answers, made from the outputs, and the labels, which are not."""

    node: Node
    answers: Node
    labels: Node

    def output(self) -> Node:
        """Go back from the answers to the value that they were decided on."""
        node = self.answers
        while node.name in DECISIONS | VIEWS and node.inputs:
            node = node.inputs[0]
        return node

    def judging(self, case: Case) -> Span:
        """Find the call of the network that made the answers, where they are compared; else the comparison."""
        shared = {id(frame) for frame in frames(self.node.stack)}
        calls = itertools.takewhile(lambda frame: id(frame) not in shared, frames(self.output().stack))
        sites = [site for site, _ in calls]
        return case.trace.sites.all[sites[-1]].span if sites else case.span(self.node)


def comparisons(case: Case) -> Iterator[Comparison]:
    """List where values made by the network are compared for equality with values that are not."""
    roles = case.roles
    if not roles.mask:
        return
    for node in case.trace.nodes:
        if node.name not in ("eq", "ne", "equal", "not_equal") or len(node.args) != 2:
            continue
        for i in (0, 1):
            answers, labels = node.args[i], node.args[1 - i]
            if not isinstance(answers, Node) or not isinstance(labels, Node) or roles.mask[labels.index]:
                continue
            if roles.mask[answers.index] and labels not in roles.version:
                yield Comparison(node, answers, labels)


def differences(case: Case) -> Iterator[Comparison]:
    """List where data is subtracted from what the network made of other data, or the other way, and no update follows.

    So an error is measured. One is listed for each place.
    """
    roles = case.roles
    if not roles.mask:
        return
    seen = {join.node.site for round_ in roles.rounds for join in round_.joins}
    for node in case.trace.nodes:
        if node.name not in ("sub", "subtract") or node.site in seen or len(node.args) != 2 or np.size(node.value) < 2:
            continue
        for answers, wanted in (node.args, node.args[::-1]):
            if not isinstance(answers, Node) or not isinstance(wanted, Node) or roles.mask[wanted.index]:
                continue
            if roles.mixed[answers.index] and np.shape(wanted.value) == np.shape(node.value):
                seen.add(node.site)
                yield Comparison(node, answers, wanted)


def class_axis(evidence: Evidence, output: Node) -> int | None:
    """Say along which axis of an output the classes lie; None if it has only one, or is not known."""
    for join in evidence.round.joins[:1]:
        shape = np.shape(join.output.value)
        if len(shape) != 2 or np.ndim(output.value) != 2:
            return None
        axis = 1 - sample_axis(evidence, join)
        return axis if np.shape(output.value)[axis] == shape[axis] else None
    return None


def axis_of(node: Node) -> Any:
    """Read the axis of an `argmax`, `sum` or `mean`: a number, or None for the whole array."""
    if "axis" in node.kwargs:
        return node.kwargs["axis"]
    return node.args[1] if len(node.args) > 1 and isinstance(node.args[1], int) else None
