"""What can be drawn of a script: its layers, its steps, its answers, its course; in small numbers."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from unstuck.doctor.case import Case
from unstuck.doctor.compared import Compared
from unstuck.doctor.course import Course
from unstuck.doctor.directions import array
from unstuck.doctor.evidence import Evidence
from unstuck.doctor.findings import GradientRole
from unstuck.doctor.layers import network_layers
from unstuck.doctor.pictured import Curve, Grid, LayerPicture, LayerSpread, Pictures, Spread, StepMap, thinned
from unstuck.doctor.units import find_units
from unstuck.doctor.watch import CourseLimits, run_course

ROWS, COLUMNS = 32, 48  # cells of a map, at most
MAPS = 24  # parameters that are drawn
LAYERS = 24
PARTS = 24  # of a histogram
POINTS = 100  # of a curve
SECONDS = 6.0  # of the processor for a run that is made for the pictures alone
ENOUGH_ROWS = 4  # before a unit that is silent on all of them is called dead


def draw(case: Case, gradients: tuple[GradientRole, ...], run: tuple[str, Path, float] | None) -> Pictures:
    """Reduce what is known of a script to what is drawn.

    Parameters
    ----------
    case : Case
    gradients : tuple of GradientRole
        Of the parameters of the first update, in its order.
    run : (str, Path, float) or None
        The source, its path and the time, as by `time.monotonic`, at which all must be over: the script is run again if
        that has not been done.
    """
    evidence = case.first
    if evidence is None:
        return Pictures(missing=("no gradient could be computed, so network, steps and course are not drawn",))
    joined = bool(evidence.round.joins)
    layers = layer_pictures(evidence, gradients) if joined else ()
    course = _course(case, run)
    missing = []
    if not joined:
        missing.append("no place was found where outputs meet targets: neither layers nor curves can be drawn")
    elif not layers:
        missing.append("no layer was found to draw")
    pairs = list(enumerate(zip(evidence.compared, gradients, strict=True)))
    whole = [(number, c, role) for number, (c, role) in pairs if np.size(c.true) > 1]
    if not whole:
        missing.append("each parameter is a single number: their steps are compared in numbers, not in maps")
    if len(whole) > MAPS:
        missing.append(f"{len(whole) - MAPS} of {len(whole)} parameters are compared in numbers only, not in maps")
    if course is None and run is not None and joined:
        missing.append("the script was not run to its end, so its course and its answers are not drawn")
    whole.sort(key=lambda each: each[2].agrees)  # those that are wrong are drawn first
    return Pictures(
        layers=layers,
        maps=tuple(step_map(*each) for each in whole[:MAPS]),
        spreads=layer_spreads(evidence, course) if course is not None else (),
        course=curve(course) if course is not None else None,
        yardstick=course.yardstick if course is not None else "accuracy",
        ended=_ended(course) if course is not None else "",
        missing=tuple(missing),
    )


def _course(case: Case, run: tuple[str, Path, float] | None) -> Course | None:
    """Give the course of the script: the one that the rules have asked for, or else one of a few seconds."""
    experiments = case.experiments
    if experiments is None:
        return None
    known: Course | None = vars(experiments).get("course")
    if known is None and run is not None:
        text, path, deadline = run
        seconds = min(SECONDS, (deadline - time.monotonic()) / 4)
        if seconds > 0.5:
            experiments.between()
            known = run_course(text, path, experiments.places, experiments.seed, CourseLimits(seconds))
    return known if known is not None and len(known.steps) else None


def _ended(course: Course) -> str:
    if course.crash is not None:
        return f"the script stopped with {course.crash.kind} after {course.updates:,} updates"
    return f"{course.why_ended}, and {course.updates:,} updates" if course.why_ended else ""


# -- the network


def layer_pictures(evidence: Evidence, gradients: tuple[GradientRole, ...]) -> tuple[LayerPicture, ...]:
    """List the layers from the inputs on, of networks of plain numbers too."""
    names = {slot.number: slot.name for slot in evidence.roles.slots}
    wrong = {c.slot.number for c, role in zip(evidence.compared, gradients, strict=True) if not role.agrees}
    layers = []
    for layer in network_layers(evidence):
        slot, _ = evidence.roles.version[layer.weights]
        name = names.get(slot, "")
        layers.append(LayerPicture(name, layer.inputs, layer.outputs, layer.activation, slot in wrong))
    if not layers:
        units = find_units(evidence)
        counts = Counter(unit.depth for unit in units)
        activations = {unit.depth: unit.activation for unit in units}
        before = 0
        for depth in sorted(counts):
            layers.append(LayerPicture("", before, counts[depth], activations[depth]))
            before = counts[depth]
    return tuple(layers[:LAYERS])


# -- the steps


def step_map(number: int, compared: Compared, role: GradientRole) -> StepMap:
    """Draw a step and its true gradient.

    Where the script's gradient is right up to its sign, an optimizer or L2 may stand between it and the step: then the
    gradient is drawn.
    """
    true = _direction(compared.true)
    right = compared.right and role.cosine is not None
    step = true * float(np.sign(role.cosine or 0)) if right else _direction(-array(compared.step))
    step = step.reshape(true.shape)
    grids = [_reduced(_as_table(values)) for values in (step, true, step - true)]
    peak = max(float(np.max(np.abs(grid), initial=0)) for grid in grids) or 1.0
    drawn = [_grid(grid / peak) for grid in grids]
    return StepMap(number, np.shape(compared.true), *drawn)


def _direction(values: Any) -> Any:
    """Bring an array to the length 1; what is not a number counts as 0."""
    out = np.nan_to_num(array(values), nan=0.0, posinf=0.0, neginf=0.0)
    peak = float(np.max(np.abs(out), initial=0))
    return out / peak / np.linalg.norm(out / peak) if peak else np.zeros(np.shape(out))


def _as_table(values: Any) -> Any:
    return values.reshape(1, -1) if values.ndim < 2 else values.reshape(values.shape[0], -1)


def _reduced(table: Any) -> Any:
    """Make a table smaller: of each part of it, the entry that is largest in size."""
    for axis, most in ((0, ROWS), (1, COLUMNS)):
        if table.shape[axis] > most:
            starts = np.linspace(0, table.shape[axis], most, endpoint=False).astype(int)
            high = np.maximum.reduceat(table, starts, axis=axis)
            low = np.minimum.reduceat(table, starts, axis=axis)
            table = np.where(high >= -low, high, low)
    return table


def _grid(table: Any) -> Grid:
    return tuple(tuple(int(v) for v in row) for row in np.rint(100 * table))


# -- the course


def curve(course: Course) -> Curve:
    """Keep what is drawn of a course."""
    loss, score = ([float(v) if np.isfinite(v) else None for v in values] for values in (course.loss, course.score))
    return Curve(
        repaired=False,
        seed=0,
        steps=tuple(int(step) for step in thinned(course.steps, POINTS)),
        loss=tuple(thinned(loss, POINTS)),
        score=tuple(thinned(score, POINTS)),
        constant_score=course.constant_score,
        confusion=() if course.confusion is None else tuple(tuple(int(n) for n in row) for row in course.confusion),
    )


def layer_spreads(evidence: Evidence, course: Course) -> tuple[LayerSpread, ...]:
    """Count the answers of each layer, those of the first rows and those of the last ones."""
    activations = {unit.depth: unit.activation for unit in find_units(evidence) if unit.after.site >= 0}
    out = []
    for depth, first, last in zip(sorted(activations), course.first_activations, course.activations, strict=False):
        values = np.concatenate([first.ravel(), last.ravel()])
        values = values[np.isfinite(values)]
        if values.size:
            low, high = float(values.min()), float(values.max())
            name = activations[depth]
            out.append(LayerSpread(name, low, high, _spread(first, name, low, high), _spread(last, name, low, high)))
    return tuple(out[:LAYERS])


def _spread(rows: Any, activation: str, low: float, high: float) -> Spread | None:
    values = rows[np.isfinite(rows)]
    if not values.size:
        return None
    wide = (high - low) > PARTS * np.spacing(max(abs(low), abs(high)))  # else they differ by rounding alone
    top = high if wide else low + 1
    counts, _ = np.histogram(values, PARTS, (low, top))
    dead = float(np.mean(np.all(rows <= 0, axis=0))) if activation == "ReLU" and len(rows) >= ENOUGH_ROWS else None
    return Spread(tuple(int(n) for n in np.rint(1000 * counts / values.size)), _saturated(values, activation), dead)


def _saturated(values: Any, activation: str) -> float | None:
    """Give the share of answers at which the derivative is below a hundredth of its largest."""
    if activation not in ("sigmoid", "tanh"):
        return None
    slope = 4 * values * (1 - values) if activation == "sigmoid" else 1 - values**2
    return float(np.mean(slope < 0.01))
