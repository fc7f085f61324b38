"""What was understood, in the words of the report."""

from __future__ import annotations

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import GradientRole, ParameterRole, UpdateRole, ValueRole
from unstuck.doctor.findings import Roles as Understood
from unstuck.doctor.layers import network_layers
from unstuck.doctor.proportions import divides_by_samples, proportions, rate_factor
from unstuck.doctor.roles import Slot
from unstuck.doctor.trace import Node


def understood(case: Case) -> Understood:
    """Turn the roles into a record, with a line that a person can check at a glance."""
    roles, evidence = case.roles, case.first
    lines = {write.node: case.trace.sites.all[write.site].span.line for write in reversed(case.trace.writes)}
    parameters = tuple(
        ParameterRole(s.name, np.shape(s.versions[0].value), _line(case, s.versions[0], lines))
        for s in _shown(roles.parameters, evidence)
    )
    updates = tuple(
        dict.fromkeys(UpdateRole(case.span(v).line, s.name) for s in roles.parameters for v in s.versions[1:3])
    )
    if evidence is None or not evidence.round.joins:
        return Understood(parameters=parameters, updates=updates)
    join = evidence.round.joins[0]
    line = case.span(join.output).line if join.output.site >= 0 else 0
    names = {write.node: write.name for write in case.trace.writes}
    output = ValueRole(names.get(join.output, "output"), line, shape=np.shape(join.output.value))
    rate = learning_rate(evidence)
    return Understood(
        summary=_summary(evidence, rate),
        parameters=parameters,
        loss=ValueRole("the loss that the updates descend", case.span(join.node).line, evidence.loss.name),
        output=output,
        learning_rate=rate,
        samples=evidence.samples,
        updates=updates,
    )


def _shown(parameters: list[Slot], evidence: Evidence | None) -> list[Slot]:
    """Leave out the parameters of further trainings of the same network, as there is one for each fold of the data."""
    here = [s for s in parameters if evidence is not None and s.number in evidence.round.before]
    names = {(s.name, np.shape(s.versions[0].value)) for s in here}
    others = [s for s in parameters if s not in here and (s.name, np.shape(s.versions[0].value)) not in names]
    return sorted([*here, *others], key=lambda s: s.number)


def _line(case: Case, node: Node, lines: dict[Node, int]) -> int:
    if node in lines:
        return lines[node]
    users = [u for u in case.roles.users.get(node, ()) if u.site >= 0]
    return case.span(node if node.site >= 0 else users[0]).line if node.site >= 0 or users else 0


def learning_rate(evidence: Evidence) -> float | None:
    """Find the number by which the gradients are multiplied; where there is none, read it off the steps."""
    factors = [abs(f[0]) for c in evidence.compared if (f := rate_factor(c)) is not None]
    if factors:
        return float(f"{np.median(factors):.6g}")
    steps = [p.factor for p in proportions(evidence) if p.compared.gradient is None and p.factor]
    if not steps:
        return None
    rate = float(np.median(np.abs(steps)))
    return float(f"{rate * evidence.samples if divides_by_samples(evidence) else rate:.6g}")


def _summary(evidence: Evidence, rate: float | None) -> str:
    passes = network_layers(evidence)
    # Weights that are used again, as for each character of a text, count once.
    layers = [layer for i, layer in enumerate(passes) if layer.weights not in [other.weights for other in passes[:i]]]
    parts = []
    if layers:
        parts.append("-".join(str(w) for w in (layers[0].inputs, *(layer.outputs for layer in layers))))
        names = list(dict.fromkeys(layer.activation for layer in layers[:-1]))
        parts.append(" → ".join([*names, passes[-1].activation]))
    parts.append(evidence.loss.name)
    count = evidence.samples
    parts.append(f"batch of {count:,}" if count > 1 else "one row a step")
    if rate is not None:
        parts.append(f"lr {rate:g}")
    return ", ".join(parts)


def gradient_table(evidence: Evidence | None) -> tuple[GradientRole, ...]:
    """Compare the script's gradients with the true ones, a line a parameter."""
    if evidence is None:
        return ()
    kept = {id(p.compared): p for p in proportions(evidence)}
    scale = max((abs(p.factor) for p in kept.values()), default=0.0)
    longest = max((float(np.linalg.norm(c.true)) for c in evidence.compared), default=0.0)
    out = []
    for c in evidence.compared:
        proportion = kept.get(id(c))
        if proportion is not None:
            ratio = abs(proportion.factor) / scale if scale else None
            out.append(GradientRole(c.name, float(np.sign(proportion.factor)), ratio, proportion.factor > 0))
        else:
            size = float(np.linalg.norm(c.true))
            ratio = float(np.linalg.norm(c.step)) / size / scale if size and scale else None
            along = c.agrees and c.factor > 0 and not c.flat and not c.only_decay  # and along the weights, by chance
            still = bool(np.max(np.abs(c.step), initial=0) <= c.rounding * scale)  # and so should it
            # What rounding makes 0 beside the weights, or beside the gradients of the others, is no other step.
            weights = float(np.max(np.abs(array(c.before.value)), initial=0))
            lost = not c.moved and size < np.finfo(float).eps * max(longest, weights / scale if scale else 0.0)
            agrees = bool(along or (not c.moved and not size) or (c.flat and still) or lost)
            out.append(GradientRole(c.name, float(c.cosine) if c.moved else None, ratio, agrees))
    return tuple(out)


__all__ = ["gradient_table", "learning_rate", "understood"]
