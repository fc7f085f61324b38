"""The loss that is printed is not the one that the updates go down

## What happens

The number that is printed rises, or is negative, or stands still, while the answers get better; or it falls while they get worse. Hours go into
repairing a network that is right.

## Why it stops learning

It does not stop: the updates follow the gradient of a proper loss, and the line that computes the printed one has a slip in it. A sign
(`np.mean(y * np.log(p))` without the minus), a logarithm to another base, the term `(1 - y) * np.log(1 - p)` left out, so that samples whose target is 0 do not count; or the
logarithm is taken of p + 0.1, where 1e-12 was meant. Whoever
stops early, keeps the best weights, or lowers the learning rate by this number, decides by the wrong one.

## How we know

All steps agree with the exact gradient of a standard loss of these outputs and targets, to rounding. The slope of the printed loss is another one.
Or, whatever the steps are: the slope of the printed loss is the same at all outputs, so that errors cancel; or outputs are multiplied with the weights once more in it;
or a loop asks the network about many samples, and the loss behind it is made of the last answer alone. Or the L2 term of one layer
is of another size than those of the others, while the gradients hold one lambda for all; or the loss has a term made of hidden values that
is in no gradient.

## The repair

Correct the line of the loss; leave the backward pass alone. For one output and targets 0 or 1:

    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

## When this is fine

A constant factor (sum or mean, half or whole squared error) changes the scale and nothing else; it is not reported. Another measure beside the loss, accuracy
or the mean absolute error, is not a loss.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from unstuck.doctor.case import Case, found, number
from unstuck.doctor.directions import angle, array
from unstuck.doctor.evidence import Evidence, sample_axis
from unstuck.doctor.findings import Certainty, Finding, Fix
from unstuck.doctor.gradients import replayed
from unstuck.doctor.joins import meeting
from unstuck.doctor.ownloss import FEW, OwnLoss, outputs_like, slopes_at
from unstuck.doctor.penalties import like_its_neighbour, unequal, where_added
from unstuck.doctor.readings import OWN, RULE
from unstuck.doctor.repair import fix, shown
from unstuck.doctor.roles import ancestors, versions_used, without_views
from unstuck.doctor.rowmap import traced_joins
from unstuck.doctor.said import said_of
from unstuck.doctor.trace import PRODUCTS, Node
from unstuck.doctor.tree import Source, combined
from unstuck.doctor.values import called, numpy_name, operands, source_of, tree_of

SUMMED = 1000  # terms between two numbers that are printed
EXTREMES = ("max", "maximum", "min", "minimum")
FAINT = 0.01  # sine of two directions that are hardly apart
LARGE = 0.02  # to be added in a logarithm
NEAR = 3  # operations from an output to its target
SAMPLES = 4  # that a loop goes through
ROWS = 6  # single outputs whose slopes are compared, some of them too high and some too low
_BASE = "its logarithm has the base {}"
_BASE_2, _BASE_10 = _BASE.format(2), _BASE.format(10)
_BITS = re.compile(r"\bbits?\b")  # what is measured in bits has this base on purpose


def diagnose(case: Case) -> Iterator[Finding]:
    """Find a loss that is computed and is not what the updates go down, though these are right."""
    evidence = case.first
    if evidence is None:
        return
    yield from _never_begun_again(case)
    yield from _only_the_last(case)
    yield from _shifted(case)
    yield from _large_weights_are_cheap(case, evidence)
    yield from _one_costs_more(case, evidence)
    yield from _left_out(case)
    for own in evidence.own:
        if own.kind is None and _comes_after_a_step(evidence, own):
            continue
        wrong = _one_way_only(case, own) or _what_is_wrong(evidence, own)
        based = wrong is not None and wrong[1] in (_BASE_2, _BASE_10)
        if wrong is None or (_only_tested(case, own.node) and not based):
            continue
        if wrong[1] == _BASE_2 and _BITS.search(said_of(case, own.node)):
            continue
        certainty, what, meaning, slope = wrong
        text = case.text(case.span(_core(evidence, own)))
        yield found(
            __name__,
            case.span(_core(evidence, own)),
            f"The loss computed by `{text}` is not the one that the updates go down: {what}.",
            f"{meaning}, so the number says little about the training: it can rise while the network learns, or fall while "
            f"it does not. The steps themselves follow the {evidence.loss.name}. Correct this line, and leave the backward "
            "pass as it is.",
            ("slope of this loss, compared with that of the " + evidence.loss.name, slope, "1"),
            certainty=certainty,
        )


def _comes_after_a_step(evidence: Evidence, own: OwnLoss) -> bool:
    """Say whether an output goes into a loss by way of a step: by weights that were not known as such."""
    joins = {join.node for join in evidence.round.joins}
    return any(node in evidence.backward_set and node not in joins for node in _way_to_the_loss(evidence, own))


def _way_to_the_loss(evidence: Evidence, own: OwnLoss) -> list[Node]:
    """List the values that a loss was made of and that were made of its output, in order."""
    made = {own.output: None}
    for node in sorted(ancestors([own.node], evidence.roles.version), key=lambda n: n.index):
        if any(source in made for source in node.inputs):
            made[node] = None
    return list(made)[1:]


def _only_tested(case: Case, node: Node) -> bool:
    """Say whether a value is only compared with a limit: by how much the loss has fallen, to see whether to go on."""
    users = case.roles.users.get(node, ())
    return bool(users) and all(user.name in ("lt", "le", "gt", "ge", "abs", "absolute") for user in users)


def _never_begun_again(case: Case) -> Iterator[Finding]:
    """Find a printed loss into which all those printed before have been added."""
    last: dict[int, Node] = {}
    seen: set[int] = set()
    for site, node in case.trace.printed:
        before, last[site] = last.get(site), node
        if before is None or site in seen or np.size(node.value) != 1 or not case.roles.mixed[node.index]:
            continue
        added = _added_to(before, node)
        if added is None:
            continue
        seen.add(site)
        text = case.text(case.span(added))
        yield found(
            __name__,
            case.span(added),
            f"`{text}` goes on adding the losses of all updates so far, and that sum is printed.",
            "The printed number can only rise, or stand still, while the loss itself falls: it holds what every earlier step "
            "has cost. Begin it at 0 in each turn, or assign where it is added.",
            ("printed at one turn", number(float(np.ravel(before.value)[0])), ""),
            ("at the next", number(float(np.ravel(node.value)[0])), "this turn's alone"),
        )


def _only_the_last(case: Case) -> Iterator[Finding]:
    """Find a loop that asks the network about each sample, and a sum of their losses that comes after it."""
    for source, loop, adds in _added_behind(case):
        place, last = source.span(adds), source.span(loop.body[-1])
        when = next((n.index for n in case.trace.nodes if n.site >= 0 and case.span(n) == place), 0)
        asked = [w for w in case.trace.writes if case.trace.sites.all[w.site].span == last and w.time <= when]
        answers = [w.node for w in asked if w.name == asked[-1].name and case.roles.mask[w.node.index]]
        if len(answers) < SAMPLES or _follow_on(case, answers):
            continue
        text = case.text(place)
        yield found(
            __name__,
            place,
            f"`{text}` stands behind the loop over the samples: it adds the loss of the last one, and of no other.",
            "The loop asks the network about one sample after the other and keeps nothing but the last answer. What is printed "
            "as the loss of all of them is that of a single sample, over their number: it jumps, and says little about the "
            "training. The line belongs into the loop.",
            ("samples that the network was asked about", str(len(answers)), ""),
            ("samples in the loss", "1", str(len(answers))),
        )


def _added_behind(case: Case) -> Iterator[tuple[Source, ast.For, ast.AugAssign]]:
    """List the loops that do nothing but give values to names, before a line adds up what it makes of the last ones."""
    paths = dict.fromkeys(case.trace.sites.all[w.site].span.path for w in case.trace.writes)
    for source in (source_of(case, path) for path in paths):
        for loop in ast.walk(source.tree):
            if not isinstance(loop, ast.For) or loop.orelse or not all(isinstance(s, ast.Assign) for s in loop.body):
                continue
            block = source.block(loop)
            adds = next(iter(block[block.index(loop) + 1 :]), None)
            if not isinstance(adds, ast.AugAssign) or not isinstance(adds.op, ast.Add):
                continue
            read, turned, given = _names(adds.value, ast.Load), _names(loop.target, ast.Store), set[str]()
            for statement in loop.body:
                given |= _names(statement, ast.Store)
            judges = any(isinstance(n, ast.Compare) for n in ast.walk(adds))
            if read & turned and read & given and not judges and not _names(adds.target, ast.Store) & (given | turned):
                yield source, loop, adds


def _names(tree: ast.AST, context: type[ast.expr_context]) -> set[str]:
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, context)}


def _follow_on(case: Case, answers: list[Node]) -> bool:
    """Say whether an answer is made of what those before it were made of, weights apart: that of a network with a memory."""
    before = ancestors(answers[:-1], case.roles.version)
    shared = before & ancestors(answers[-1:], case.roles.version)
    return any(n.inputs and case.roles.mask[n.index] and n not in case.roles.version for n in shared)


def _shifted(case: Case) -> Iterator[Finding]:
    """Find a number that keeps an output off 0 in a logarithm, and is so large that it changes all of the loss."""
    outputs = [join.output.value for round_ in case.roles.rounds for join in round_.joins]
    seen: set[tuple[str | None, int]] = set()
    for log in case.trace.nodes:
        if log.name not in ("log", "log2", "log10") or not log.inputs:
            continue
        kept = log.inputs[0]
        if kept.name in ("sub", "subtract") and np.shape(kept.value) and kept.args[0] == 1:
            kept = kept.args[1] if isinstance(kept.args[1], Node) else kept  # log(1 - (p - c))
        if kept.name not in ("add", "sub", "subtract") or kept.site < 0:
            continue
        span = case.span(kept)
        if (span.path, span.line) in seen:
            continue
        shares = [a for a in kept.args if isinstance(a, Node) and case.roles.mask[a.index]]
        added = [a.value if isinstance(a, Node) else a for a in kept.args if a not in shares]
        if len(shares) != 1 or len(added) != 1 or np.size(added[0]) != 1 or not LARGE <= abs(float(added[0])) < 0.5:
            continue
        p = array(shares[0].value)
        if np.any((p < 0) | (p > 1)) or not any(np.shape(o) == p.shape and _is_share(o, p) for o in outputs):
            continue
        seen.add((span.path, span.line))
        text = case.text(span)
        beyond = int(np.sum((array(kept.value) <= 0) | (array(kept.value) >= 1)))
        yield found(
            __name__,
            span,
            f"The logarithm is not taken of the outputs: `{text}` moves each by {number(abs(float(added[0])))}.",
            "What keeps a logarithm off 0 has to be so small that it changes nothing else, 1e-12 or so. Moved by as much as this, the "
            "printed loss is least at other outputs than the loss that the updates go down, and beyond 0 or 1 the logarithm of p or of "
            "1 - p is no number. Use np.clip(p, 1e-12, 1 - 1e-12).",
            ("added to each output", number(float(added[0])), "1e-12"),
            ("outputs that it brings to 0 or 1, or beyond", f"{beyond} of {p.size}", "0"),
        )


def _is_share(output: Any, p: Any) -> bool:
    """Say whether some numbers are an output, or what is left of 1."""
    return np.array_equal(output, p) or np.array_equal(1 - array(output), p)


def _large_weights_are_cheap(case: Case, evidence: Evidence) -> Iterator[Finding]:
    """Find a penalty that is subtracted from the loss, where the updates make the weights smaller, or leave it out."""
    for own in evidence.own:
        for c in evidence.compared:
            slope = next((s for n, s in own.penalty.items() if n in c.slot.versions), None)
            if slope is None or own.factor <= 0 or c.decay < 0 or not c.right:
                continue
            if not np.any(c.slot.versions[0].value):
                continue  # begun at 0 it is a sum of its steps, and these lie along the slopes of earlier rows
            weight = array(c.before.value) * (array(slope) != 0)
            if angle(slope, -weight)[1] > 1e-6 or np.size(slope) < 3 or float(np.vdot(slope, weight)) >= 0:
                continue
            text = case.text(case.span(own.node))
            yield found(
                __name__,
                case.span(own.node),
                f"The L2 term of the loss has the wrong sign in `{text}`: the larger {c.name}, the smaller the loss.",
                "A penalty is added to the loss, lambda/2 |W|^2, so that large weights cost something. Subtracted it makes the "
                "printed number fall while the weights grow, whatever they do. The steps do not follow it. Add it.",
                (f"slope of the term along {c.name}", number(float(np.vdot(slope, weight))), "positive"),
            )
            return


def _one_costs_more(case: Case, evidence: Evidence) -> Iterator[Finding]:
    """Find an L2 term that has lost the factor of the others, as by a parenthesis that is closed too early."""
    term = unequal(evidence)
    place = where_added(case, term[0], term[1]) if term is not None else None
    if term is None or place is None:
        return
    _, c, share, all_others = term
    yield found(
        __name__,
        case.span(place),
        f"The L2 term of {c.name} in the loss is {number(share / all_others)} times that of the other weights, "
        f"in the gradients it is the same for all: `{case.text(case.span(place))}`.",
        "The steps shrink all weights by one share; the loss that is computed counts those of one layer by another. It is then not the "
        "loss that the steps go down: it can rise while they do what they should, and whoever decides by it decides wrongly. Put the "
        "factor before the sum over all layers: lambda / 2 * (sum(W1**2) + sum(W2**2)).",
        (f"lambda of the term of {c.name} in the loss", number(share), number(all_others)),
    )


def _left_out(case: Case) -> Iterator[Finding]:
    """Find a term made of hidden values that is in the loss and in no gradient: a penalty on how active units are."""
    for evidence in case.evidence[:1]:
        is_output = outputs_like(case.roles, evidence.round.joins[0].output)
        for own in evidence.own:
            if own.kind is None or own.kind.name != evidence.loss.name or own.factor <= 0 or own.whole:
                continue
            further = ancestors([own.node], case.roles.version) - ancestors(own.slopes, case.roles.version)
            if any(map(is_output, further)):
                continue  # the mean of several batches, say
            for c in evidence.compared:
                term = array(own.penalty.get(c.before, 0.0))
                if not c.agrees or c.factor <= 0 or c.flat or c.before is not c.slot.versions[0] or not np.any(term):
                    continue
                rest = term - own.factor * c.decay * array(c.before.value) * (term != 0)
                if np.shape(rest) != np.shape(c.true) or angle(term, c.before.value)[1] < FAINT:
                    continue
                if angle(-c.step, own.factor * c.true + term)[1] < FAINT:
                    continue
                yield found(
                    __name__,
                    case.span(own.node),
                    f"The loss has a term made of hidden values, and the gradient of {c.name} leaves it out.",
                    "What is to be small besides the error, as the mean activity of the units, stands in the loss; the error that is sent "
                    f"back comes from the {evidence.loss.name} alone. The steps do nothing about the term, and the printed number "
                    "is not what they go down. Add its derivative to the error of the layer that it is made of, before the slope "
                    "of the activation.",
                    (
                        f"slope of the term along {c.name}, in slopes of the rest",
                        number(float(np.linalg.norm(rest) / np.linalg.norm(own.factor * c.true))),
                        "in the gradient, too",
                    ),
                )
                return


def _added_to(before: Node, total: Node) -> Node | None:
    """Find the first of the additions that made a later total of an earlier one; None if it was made otherwise."""
    for _ in range(SUMMED):
        earlier = [s for s in total.inputs if s is before or s.site == total.site]
        if total.name != "add" or not earlier:
            return None
        if earlier[0] is before:
            return total if total.site >= 0 else None
        total = earlier[0]
    return None


def _what_is_wrong(evidence: Evidence, own: OwnLoss) -> tuple[Certainty, str, str, str] | None:
    if own.target is None:
        return None
    if own.kind is None:
        return _signs_cancel(evidence, own) or _weighted_again(evidence, own) or _unlike_any(evidence, own)
    if own.factor < 0 and _goes_down(evidence) and not _is_a_score(own):
        return "measured", "it has the wrong sign", "It falls where the outputs get worse", "-1"
    base, times = _base(evidence, own)
    if base:
        return "measured", _BASE.format(base), "It is another multiple of it", number(times)
    if own.kind.name == "categorical cross-entropy" and _one_column(own):
        what = "the term (1 - t) log(1 - p) is missing"
        return "measured", what, "Rows whose target is 0 do not count in it", "0 where the target is 0"
    return None


def _signs_cancel(evidence: Evidence, own: OwnLoss) -> tuple[Certainty, str, str, str] | None:
    """Find errors that are added as they are, too high and too low, whatever the gradients are worth."""
    if evidence.loss.name == OWN:
        return None  # a score that is to rise, as a critic's
    errors = array(own.output.value) - array(own.target)
    slope = np.ravel(array(own.slopes[own.output]))
    up, down = float(np.sum(errors[errors > 0])), float(-np.sum(errors[errors < 0]))
    value = float(np.ravel(own.node.value)[0])
    if slope.shape != (errors.size,) or errors.size <= FEW or not up or not down or not np.isfinite(value):
        return None
    if np.ptp(slope) > 1e-9 * abs(slope[0]):
        return None
    least = 1e-9 * abs(slope[0]) * (up + down)
    if abs(abs(value) - abs(slope[0] * (up - down))) > least or any(o.kind is not None for o in evidence.own):
        return None
    meaning = f"The errors of outputs that are too high, {number(up)} in all, and too low, {number(down)}, cancel in it"
    return "measured", "the errors are added with their signs", meaning, f"{number(float(slope[0]))} at all outputs"


def _weighted_again(evidence: Evidence, own: OwnLoss) -> tuple[Certainty, str, str, str] | None:
    """Find outputs that are multiplied with the last weights once more before they meet their targets in the loss."""
    roles, output = evidence.roles, own.output
    used = {roles.version[v][0] for v in versions_used(roles, output)}
    if output not in {join.output for join in evidence.round.joins} or any(o.kind is not None for o in evidence.own):
        return None
    for node in _way_to_the_loss(evidence, own):
        again = {roles.version[without_views(n)][0] for n in node.inputs if without_views(n) in roles.version}
        if node.name in PRODUCTS and again & used:
            with np.errstate(all="ignore"):
                cosine, _ = angle(
                    array(own.slopes[output]), array(evidence.loss.slope(array(output.value), own.target))
                )
            meaning = "It is least where other outputs than the right ones are given"
            return "measured", "the outputs go through the weights once more", meaning, f"cosine {number(cosine)}"
    return None


def _one_way_only(case: Case, own: OwnLoss) -> tuple[Certainty, str, str, str] | None:
    """Find a loss of outputs that come one by one which falls one way, whether they are too high or too low."""
    evidence = case.first
    assert evidence is not None
    moved = [c for c in evidence.compared if c.moved]
    if own.target is None or not moved or not all(c.right for c in moved):
        return None
    if not _meets_its_target(case, own) and _target_of(case, own.output) is None:
        return None
    if evidence.loss.name in (OWN, RULE) or evidence.reading.weighted:
        return None
    if any(o.kind is not None and o.node.site != own.node.site for o in evidence.own):
        return None  # the mean error beside a loss
    pairs = {output: target for output, target in traced_joins(case.roles) if target is not None}
    is_output = outputs_like(case.roles, evidence.round.joins[0].output)
    errors, slopes = [np.zeros(0)], [np.zeros(0)]
    for node in {o.node for e in case.evidence for o in e.own if o.node.site == own.node.site}:
        way = ancestors([node], case.roles.version)
        pairs |= {n: t for n in way if is_output(n) and n not in pairs and (t := _target_of(case, n)) is not None}
        met = {output for output in pairs if output in way and np.size(output.value) <= FEW}
        for output, slope in slopes_at(node, met, list(way)).items():
            target = pairs.pop(output)
            if np.size(target.value) == np.size(slope):
                errors.append(np.ravel(array(output.value)) - np.ravel(array(target.value)))
                slopes.append(np.ravel(array(slope)))
    error, slope = np.concatenate(errors), np.concatenate(slopes)
    if len(error) < ROWS or min(np.sum(error > 0), np.sum(error < 0)) < 2 or np.min(slope) * np.max(slope) <= 0:
        return None
    meaning = "It asks all outputs to rise, or all to fall, whatever their targets are"
    return "measured", "it falls one way, whether the output is too high or too low", meaning, number(float(slope[0]))


def _target_of(case: Case, output: Node) -> Node | None:
    """Find the number out of the data that a single output, or its logarithm, is multiplied with in a loss."""
    level = [output] if np.size(output.value) == 1 else []
    for _ in range(NEAR):
        level = sorted({u for n in level for u in case.roles.users.get(n, ()) if np.size(u.value) == 1}, key=_index)
        for node in level:
            met = meeting(case.roles, node)
            if met is not None and isinstance(met[1], Node) and met[1].name == "getitem":
                return met[1]
    return None


def _index(node: Node) -> int:
    return node.index


def _meets_its_target(case: Case, own: OwnLoss) -> bool:
    """Say whether the output is put together with its target, and not measured by itself."""
    for user in case.roles.users.get(own.output, ()):
        others = [n for n in user.inputs if n is not own.output and not case.roles.mask[n.index]]
        if any(np.array_equal(np.ravel(n.value), np.ravel(own.target)) for n in others):
            return True
    return False


def _unlike_any(evidence: Evidence, own: OwnLoss) -> tuple[Certainty, str, str, str] | None:
    """Compare a loss that is none of the standard ones with the one that the updates follow."""
    moved = [c for c in evidence.compared if c.moved]
    if evidence.loss.name in (OWN, RULE) or evidence.reading.weighted or not moved or not all(c.right for c in moved):
        return None
    if not _meets_data(evidence, own) or not own.whole or own.node.name in EXTREMES:
        return None  # the mean answer, or how sure it is, or the worst of several: no loss
    output, slope = array(own.output.value), array(own.slopes[own.output])
    with np.errstate(all="ignore"):
        true = array(evidence.loss.slope(output, own.target))
    if np.size(slope) < 2 or true.shape != slope.shape or not np.all(np.isfinite(slope)):
        return None
    cosine, _ = angle(slope, true)
    if not _is_no_loss(evidence, own):
        return None  # another measure, least where the loss is least
    meaning = "Wrong outputs can make it as small as right ones, or smaller"
    return "measured", "it is not least where the outputs are right", meaning, f"cosine {number(cosine)}"


def _meets_data(evidence: Evidence, own: OwnLoss) -> bool:
    """Say whether more goes into a loss than outputs, weights and single numbers."""
    roles, way = evidence.roles, _way_to_the_loss(evidence, own)
    made = {own.output, *way}
    others = (n for node in way for n in node.inputs if n not in made and n not in roles.version)
    return any(np.size(n.value) > 1 and not roles.mask[n.index] for n in others)


def _is_no_loss(evidence: Evidence, own: OwnLoss) -> bool:
    """Say whether some wrong outputs cost no more than the targets themselves, though the script has no other loss.

    Of two classes, the rows of one are moved towards the other; otherwise all rows up, down, or half of them each way.
    """
    if any(o.kind is not None for o in evidence.own):
        return False
    output, target = array(own.output.value), array(own.target)
    way = _way_to_the_loss(evidence, own)
    bounded = bool(np.all((output >= 0) & (output <= 1)))
    low, high = (1e-3, 1 - 1e-3) if bounded else (-np.inf, np.inf)

    def cost(value: Any) -> float:
        values: dict[Node, Any] = {own.output: np.clip(value, low, high).astype(output.dtype)}
        for node in way:
            values[node] = replayed(node, lambda n: values.get(n, n.value))
        return float(np.sum(values[own.node]))

    classes = np.unique(target)
    if len(classes) == 2:
        span = classes[1] - classes[0]
        moves = [np.where(target == classes[0], 0.4, 0) * span, np.where(target == classes[1], -0.4, 0) * span]
    else:
        half = np.where(np.arange(target.size) % 2, 1.0, -1.0).reshape(target.shape)
        half -= half.mean()
        moves = [np.ones(target.shape), -np.ones(target.shape), half]
        moves = [move * (np.std(target) or 1.0) for move in moves]
    try:
        right = cost(target)
        if not np.isfinite(right) and len(classes) == 2:  # the logarithm of 0, or of less: a little way before it
            target = 0.75 * target + 0.25 * classes[::-1][np.searchsorted(classes, target)]
            right = cost(target)
        wrong = [cost(target + move) for move in moves]
    except Exception:
        return False  # it cannot be computed at other outputs
    return bool(np.isfinite(right)) and any(w <= right + 1e-9 * abs(max(wrong) - right) for w in wrong)


def _base(evidence: Evidence, own: OwnLoss) -> tuple[int, float]:
    """Return the base of the logarithm in a cross-entropy, if it is not e, and how many times too small it makes it."""
    assert own.kind is not None
    if "cross-entropy" not in own.kind.name:
        return 0, 1.0
    shape = np.shape(own.output.value)
    samples = shape[sample_axis(evidence, evidence.round.joins[0])] if len(shape) == 2 else np.size(own.output.value)
    for times in (own.factor, own.factor * samples):
        for base in (2, 10):
            if abs(times * np.log(base) - 1) < 1e-4:
                return base, times
    return 0, 1.0


def _goes_down(evidence: Evidence) -> bool:
    """Say whether the gradients are those of a loss, and not of a likelihood that is climbed."""
    parameters = {c.before for c in evidence.compared}
    found = (evidence.matches[n] for n in evidence.backward if n in evidence.matches)
    return next((scale > 0 for at, scale, _ in found if at in parameters), False)


def _is_a_score(own: OwnLoss) -> bool:
    """Say whether it is a score that ends at 1, such as R squared, and not a loss turned round."""
    assert own.kind is not None
    if own.kind.name != "half squared error":
        return False
    rest = float(np.ravel(own.node.value)[0]) - own.factor * float(own.kind.value(array(own.output.value), own.target))
    return abs(rest) > 1e-6


def _one_column(own: OwnLoss) -> bool:
    either = array(own.target), array(own.output.value)  # one-hot, or shares of several classes
    return not any(
        n > 1 and np.allclose(values.sum(axis=axis), 1) for values in either for axis, n in enumerate(values.shape)
    )


def _core(evidence: Evidence, own: OwnLoss) -> Node:
    """Go back from the loss to the expression that holds its mathematics: over means, sums, signs and constants."""
    node = own.node
    while node.name in ("sum", "mean", "neg", "div", "mul", "divide", "multiply", "float", "squeeze", "add"):
        active = [s for s in node.inputs if s.site >= 0 and own.output in ancestors([s], evidence.roles.version)]
        if len(active) != 1 or any(active[0] is join.node for join in evidence.round.joins):
            break  # the errors themselves, which the updates are made of as well
        node = active[0]
    return own.node if node is own.output else node


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Turn the sign, take the natural logarithm, add the other term of the binary cross-entropy."""
    evidence = case.first
    if evidence is None:
        return
    moved = list(_into_the_loop(case, finding))
    yield from moved or _begun_again(case, finding)
    yield from _kept_off(case, finding)
    yield from _with_the_factor(case, evidence, finding)
    for own in evidence.own:
        core = _core(evidence, own)
        tree = tree_of(case, core)
        if case.span(core) != finding.span or tree is None:
            continue
        source = source_of(case, finding.span.path)
        logs = [n for n in ast.walk(source.statement(tree)) if isinstance(n, ast.Call) and "log" in (called(n) or "")]
        edits = []
        for call in logs:
            name = source.text_of(call.func)
            if called(call) in ("log10", "log2"):
                edits.append(source.put(call.func, name.removesuffix("10").removesuffix("2")))
        yield from fix("Take the natural logarithm", *edits)
        if isinstance(tree, ast.expr):
            text = source.text_of(tree)
            simple = isinstance(tree, ast.Call | ast.Name | ast.Attribute | ast.Subscript)
            yield from fix("Turn the sign of the loss", source.put(tree, f"-{text}" if simple else f"-({text})"))
        for part in ast.walk(source.statement(tree)):
            if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mult):
                for t, log in ((part.left, part.right), (part.right, part.left)):
                    if log in logs and isinstance(log, ast.Call) and len(log.args) == 1:
                        rest = [combined("1", "-", source.text_of(each)) for each in (t, log.args[0])]
                        second = combined(f"({rest[0]})", "*", f"{source.text_of(log.func)}({rest[1]})")
                        text = combined(source.text_of(part), "+", second)
                        yield from fix(f"Add the other term: {shown(text)}", source.put(part, text))
        return


def _kept_off(case: Case, finding: Finding) -> Iterator[Fix]:
    """Keep an output off 0 and 1 by next to nothing where a logarithm is taken of it."""
    source = source_of(case, finding.span.path)
    place, numpy = source.at(finding.span), numpy_name(source)
    moved = next((n for n in case.trace.nodes if n.site >= 0 and case.span(n) == finding.span), None)
    if "is not taken of the outputs" not in finding.message or moved is None or not isinstance(place, ast.expr):
        return
    for expression, value in operands(case, moved):
        if numpy is not None and isinstance(value, Node) and case.roles.mask[value.index]:
            text = f"{numpy}clip({source.text_of(expression)}, 1e-12, 1 - 1e-12)"
            yield from fix(f"Keep it off 0 and 1 by next to nothing: {shown(text)}", source.put(place, text))


def _with_the_factor(case: Case, evidence: Evidence, finding: Finding) -> Iterator[Fix]:
    """Write an L2 term like that of another parameter beside it."""
    term = unequal(evidence)
    place = where_added(case, term[0], term[1]) if term is not None else None
    if place is None or case.span(place) != finding.span:
        return
    source = source_of(case, finding.span.path)
    tree = tree_of(case, place)
    for text, edit in like_its_neighbour(source, tree) if isinstance(tree, ast.expr) else ():
        yield from fix(f"Write {shown(text)}, like the other term", edit)


def _into_the_loop(case: Case, finding: Finding) -> Iterator[Fix]:
    """Move a line into the loop that it stands behind."""
    for source, loop, adds in _added_behind(case):
        if source.span(adds) == finding.span:
            text = source.whole_lines(adds)
            moved = source.insert_after(loop.body[-1], text, source.indent(loop.body[-1]))
            yield from fix(f"Move it into the loop: {shown(text)}", moved, source.remove(adds))


def _begun_again(case: Case, finding: Finding) -> Iterator[Fix]:
    """Assign where a loss is added to those before, or begin the sum at 0 in each turn of the loop around."""
    source = source_of(case, finding.span.path)
    place = source.at(finding.span)
    statement = source.statement(place) if place is not None else None
    if not isinstance(statement, ast.AugAssign) or not isinstance(statement.op, ast.Add):
        return
    loops = source.loops(statement)
    if len(loops) > 1:
        text = f"{source.text_of(statement.target)} = 0"
        yield from fix("Begin the sum anew in each turn", source.insert_before(loops[1].body[0], text))
    yield from fix("Write = for +=", source.operator(statement, "="))


BROKEN = (
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Network:
    def __init__(self, n_inputs, n_hidden, rng):
        self.W1 = rng.normal(size=(n_hidden, n_inputs)) / np.sqrt(n_inputs)
        self.b1 = np.zeros((n_hidden, 1))
        self.W2 = rng.normal(size=(1, n_hidden)) / np.sqrt(n_hidden)
        self.b2 = np.zeros((1, 1))

    def forward(self, X):
        self.A1 = sigmoid(self.W1 @ X + self.b1)
        self.A2 = sigmoid(self.W2 @ self.A1 + self.b2)
        return self.A2

    def backward(self, X, Y):
        m = X.shape[1]
        dZ2 = self.A2 - Y
        self.dW2 = dZ2 @ self.A1.T / m
        self.db2 = dZ2.sum(axis=1, keepdims=True) / m
        dZ1 = self.W2.T @ dZ2 * self.A1 * (1 - self.A1)
        self.dW1 = dZ1 @ X.T / m
        self.db1 = dZ1.sum(axis=1, keepdims=True) / m

    def update(self, rate):
        self.W1 = self.W1 - rate * self.dW1
        self.b1 = self.b1 - rate * self.db1
        self.W2 = self.W2 - rate * self.dW2
        self.b2 = self.b2 - rate * self.db2


rng = np.random.default_rng(1)
X = rng.normal(size=(3, 80))
Y = (X[0] + X[1] * X[2] > 0).astype(float).reshape(1, -1)
network = Network(3, 8, rng)
for step in range(1500):
    P = network.forward(X)
    loss = np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P))  # ! U401
    network.backward(X, Y)
    network.update(2.0)
print("cross-entropy:", loss, "right:", np.mean((P > 0.5) == Y))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(3)[labels]
W1 = rng.normal(size=(4, 8)) * 0.5
b1 = np.zeros((1, 8))
W2 = rng.normal(size=(8, 3)) * 0.5
b2 = np.zeros((1, 3))
for epoch in range(300):
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.sum(T * np.log10(p)) / len(X)  # ! U401
    d2 = (p - T) / len(X)
    d1 = d2 @ W2.T * (1 - h**2)
    W2 -= 0.5 * h.T @ d2
    b2 -= 0.5 * d2.sum(axis=0, keepdims=True)
    W1 -= 0.5 * X.T @ d1
    b1 -= 0.5 * d1.sum(axis=0, keepdims=True)
print("cross-entropy:", loss, "right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Network:
    def __init__(self, n_inputs, n_hidden, rng):
        self.W1 = rng.normal(size=(n_hidden, n_inputs)) / np.sqrt(n_inputs)
        self.b1 = np.zeros((n_hidden, 1))
        self.W2 = rng.normal(size=(1, n_hidden)) / np.sqrt(n_hidden)
        self.b2 = np.zeros((1, 1))

    def forward(self, X):
        self.A1 = sigmoid(self.W1 @ X + self.b1)
        self.A2 = sigmoid(self.W2 @ self.A1 + self.b2)
        return self.A2

    def backward(self, X, Y):
        m = X.shape[1]
        dZ2 = self.A2 - Y
        self.dW2 = dZ2 @ self.A1.T / m
        self.db2 = dZ2.sum(axis=1, keepdims=True) / m
        dZ1 = self.W2.T @ dZ2 * self.A1 * (1 - self.A1)
        self.dW1 = dZ1 @ X.T / m
        self.db1 = dZ1.sum(axis=1, keepdims=True) / m

    def update(self, rate):
        self.W1 = self.W1 - rate * self.dW1
        self.b1 = self.b1 - rate * self.db1
        self.W2 = self.W2 - rate * self.dW2
        self.b2 = self.b2 - rate * self.db2


rng = np.random.default_rng(1)
X = rng.normal(size=(3, 80))
Y = (X[0] + X[1] * X[2] > 0).astype(float).reshape(1, -1)
network = Network(3, 8, rng)
for step in range(1500):
    P = network.forward(X)
    loss = -np.mean(Y * np.log(P))  # ! U401
    network.backward(X, Y)
    network.update(2.0)
print("cross-entropy:", loss, "right:", np.mean((P > 0.5) == Y))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
y = X[:, :1] - 2 * X[:, 1:2]
w = rng.normal(size=(4, 1)) * 0.1
loss = 0.0
for epoch in range(300):
    error = X @ w - y
    loss += 0.5 * np.mean(error**2)  # ! U401
    w -= 0.1 * X.T @ error / len(X)
    print("loss:", loss)
""",
    """
import numpy as np

gen = np.random.default_rng(6)
x = gen.normal(size=(40, 3))
t = np.tanh(x @ [0.5, -1.0, 0.3])
A, a = gen.normal(size=(5, 3)) * 0.5, np.zeros(5)
B, b = gen.normal(size=5) * 0.4, 0.0
for lap in range(60):
    cost = 0.0
    for row, wanted in zip(x, t):
        mid = np.tanh(A @ row + a)
        answer = B @ mid + b
        cost += 0.5 * (answer - wanted)  # ! U401
        off = answer - wanted
        off_mid = off * B * (1 - mid**2)
        B = B - 0.05 * off * mid
        b = b - 0.05 * off
        A = A - 0.05 * np.outer(off_mid, row)
        a = a - 0.05 * off_mid
    print("lap", lap, "cost", cost)
""",
    """
import numpy as np

gen = np.random.default_rng(19)
night = gen.normal(size=(100, 3))
frost = (night @ np.array([1.0, -2.0, 0.5]) > 0) * 1.0
little = 0.05
lean, base = np.zeros(3), 0.0
for week in range(300):
    risk = 1 / (1 + np.exp(-(night @ lean + base)))
    lean = lean - 0.3 * night.T @ (risk - frost) / 100
    base = base - 0.3 * np.mean(risk - frost)
    cost = -np.mean(frost * np.log(risk + little) + (1 - frost) * np.log(1 - risk + little))  # ! U401
    if week % 50 == 0:
        print(week, cost)
print("right:", np.mean((risk > 0.5) == frost))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
x = np.c_[np.ones(70), rng.normal(size=(70, 3))]
t = (x @ [0.3, 1.0, -1.5, 0.5] + 0.4 * rng.normal(size=70) > 0) * 1.0
w = np.zeros(4)
costs = np.empty(400)
for step in range(400):
    p = 1 / (1 + np.exp(-x @ w))
    w = w - 0.5 * x.T @ (p - t) / 70
    after = 1 / (1 + np.exp(-x @ w))
    costs[step] = np.mean(t * np.log(after) + (1 - t) * np.log(1 - after))  # ! U401
    if step % 50 == 0:
        print(step, costs[step])
print("right:", np.mean((after > 0.5) == t))
""",
    """
import math
import random

random.seed(5)
rows = [[random.gauss(0, 1), random.gauss(0, 1)] for _ in range(60)]
wanted = [1 if a - b > 0.2 else 0 for a, b in rows]


def chance(row, w, c):
    return 1 / (1 + math.exp(-(w[0] * row[0] + w[1] * row[1] + c)))


def cost(w, c):
    total = 0.0
    for row, t in zip(rows, wanted):
        p = chance(row, w, c)
        total += t * math.log(p) + (1 - t) * math.log(p)  # ! U401
    return -total / len(rows)


w, c = [0.0, 0.0], 0.0
for epoch in range(200):
    dw, dc = [0.0, 0.0], 0.0
    for row, t in zip(rows, wanted):
        error = chance(row, w, c) - t
        dw = [dw[0] + error * row[0], dw[1] + error * row[1]]
        dc += error
    w = [w[0] - 0.02 * dw[0], w[1] - 0.02 * dw[1]]
    c -= 0.02 * dc
    if epoch % 40 == 0:
        print(epoch, cost(w, c))
print("right:", sum((chance(r, w, c) > 0.5) == (t == 1) for r, t in zip(rows, wanted)))
""",
    """
import numpy as np

rng = np.random.default_rng(8)
leaves = rng.normal(size=(90, 4))
kind = np.argmax(leaves[:, :3], axis=1)
sort = np.eye(3)[kind]
A, B = rng.normal(size=(4, 10)) * 0.5, rng.normal(size=(10, 3)) * 0.3
a, b = np.zeros(10), np.zeros(3)
for turn in range(400):
    mid = np.tanh(leaves @ A + a)
    e = np.exp(mid @ B + b)
    said = e / e.sum(axis=1, keepdims=True)
    miss = sort - said
    if turn % 100 == 0:
        print("turn", turn, "error", miss.mean())  # ! U401
    up = miss / len(leaves)
    down = up @ B.T * mid * (1 - mid)  # ! U509
    B += 0.5 * mid.T @ up
    b += 0.5 * up.sum(axis=0)
    A += 0.5 * leaves.T @ down
    a += 0.5 * down.sum(axis=0)
print("right:", np.mean(said.argmax(axis=1) == kind))
""",
    """
import numpy as np

gen = np.random.RandomState(3)
hours = gen.uniform(-1, 1, 60)
marks = 2.5 * hours + 1 + gen.normal(0, 0.1, 60)
slope, start = 0.0, 0.0
for lap in range(300):
    guess = slope * hours + start
    off = guess - marks
    slope -= 0.1 * np.mean(off * hours)
    start -= 0.1 * np.mean(off)
    if lap % 50 == 0:
        print(lap, "cost", np.mean((marks - (slope * guess + start)) ** 2))  # ! U401
print(slope, start)
""",
    """
import numpy as np

rng = np.random.default_rng(4)
spots = rng.normal(size=(40, 2))
side = (spots[:, 0] > spots[:, 1]) * 1.0
w, b = rng.normal(size=2), 0.0


def answer(x):
    return 1 / (1 + np.exp(-(x @ w + b)))


for lap in range(30):
    for x, t in zip(spots, side):
        off = answer(x) - t
        w = w - 0.1 * off * x
        b = b - 0.1 * off
    cost = 0.0
    for x, t in zip(spots, side):
        p = answer(x)
    cost += -(t * np.log(p) + (1 - t) * np.log(1 - p)) / len(spots)  # ! U401
    print(lap, cost)
""",
    """
import numpy as np

gen = np.random.default_rng(12)
depth = gen.normal(size=(3, 90))
warm = (depth[:1] * depth[1:2] > 0) * 1.0
U, u = gen.normal(size=(9, 3)) * 0.7, np.zeros((9, 1))
V, v = gen.normal(size=(1, 9)) * 0.5, np.zeros((1, 1))
pull, best = 0.3, np.inf


def through(U, u, V, v):
    mid = np.tanh(U @ depth + u)
    return mid, 1 / (1 + np.exp(-(V @ mid + v)))


def cost(U, u, V, v):
    p = through(U, u, V, v)[1]
    fit = -np.mean(warm * np.log(p) + (1 - warm) * np.log(1 - p))
    return fit + (U**2).sum() * pull / 180 + (V**2).sum()  # ! U401


for dive in range(400):
    mid, p = through(U, u, V, v)
    off = (p - warm) / 90
    back = V.T @ off * (1 - mid**2)
    V = V - 0.5 * (off @ mid.T + pull / 90 * V)
    v = v - 0.5 * off.sum(axis=1, keepdims=True)
    U = U - 0.5 * (back @ depth.T + pull / 90 * U)
    u = u - 0.5 * back.sum(axis=1, keepdims=True)
    if dive % 100 == 0:
        print(dive, "cost", cost(U, u, V, v))
print("right:", np.mean((through(U, u, V, v)[1] > 0.5) == warm))
""",
    """
import numpy as np

gen = np.random.default_rng(41)
tone = gen.normal(size=(120, 5))
echo = np.tanh(tone @ gen.normal(size=(5, 2)))
P, p = gen.normal(size=(5, 8)) * 0.5, np.zeros(8)
Q, q = gen.normal(size=(8, 2)) * 0.4, np.zeros(2)
quiet = 0.2
for bar in range(300):
    mid = 1 / (1 + np.exp(-(tone @ P + p)))
    off = mid @ Q + q - echo
    cost = (off**2).sum() / 240 + quiet * (mid.mean(axis=0) ** 2).sum()  # ! U401
    if bar % 100 == 0:
        print(bar, "cost", cost)
    back = off @ Q.T / 120 * mid * (1 - mid)
    Q -= 0.3 * mid.T @ off / 120
    q -= 0.3 * off.mean(axis=0)
    P -= 0.3 * tone.T @ back
    p -= 0.3 * back.sum(axis=0)
""",
)

HEALTHY = (
    """
import numpy as np

gen = np.random.default_rng(14)
x = gen.normal(size=(80, 3))
t = x @ np.array([[1.0], [-0.5], [2.0]]) + 0.3
w, b = np.zeros((3, 1)), np.zeros(1)
for lap in range(200):
    error = x @ w + b - t
    w -= 0.1 * x.T @ error / 80
    b -= 0.1 * error.mean(axis=0)
    if lap % 50 == 0:
        print(lap, "mean square", np.mean(error**2), "too high by", np.mean(error))
""",
    """
import numpy as np

gen = np.random.default_rng(15)
x = gen.normal(size=(80, 3))
t = np.sin(x[:, :1])
A, B, rate = gen.normal(size=(3, 8)) * 0.5, gen.normal(size=(8, 1)) * 0.3, 0.1
for lap in range(300):
    mid = np.tanh(x @ A)
    error = mid @ B - t
    if lap % 100 == 0:
        print(lap, "mean absolute error", np.mean(np.abs(error)))
    back = error @ B.T * (1 - mid**2)
    B -= rate * mid.T @ error / 80
    A -= rate * x.T @ back / 80
""",
    """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Network:
    def __init__(self, n_inputs, n_hidden, rng):
        self.W1 = rng.normal(size=(n_hidden, n_inputs)) / np.sqrt(n_inputs)
        self.b1 = np.zeros((n_hidden, 1))
        self.W2 = rng.normal(size=(1, n_hidden)) / np.sqrt(n_hidden)
        self.b2 = np.zeros((1, 1))

    def forward(self, X):
        self.A1 = sigmoid(self.W1 @ X + self.b1)
        self.A2 = sigmoid(self.W2 @ self.A1 + self.b2)
        return self.A2

    def backward(self, X, Y):
        m = X.shape[1]
        dZ2 = self.A2 - Y
        self.dW2 = dZ2 @ self.A1.T / m
        self.db2 = dZ2.sum(axis=1, keepdims=True) / m
        dZ1 = self.W2.T @ dZ2 * self.A1 * (1 - self.A1)
        self.dW1 = dZ1 @ X.T / m
        self.db1 = dZ1.sum(axis=1, keepdims=True) / m

    def update(self, rate):
        self.W1 = self.W1 - rate * self.dW1
        self.b1 = self.b1 - rate * self.db1
        self.W2 = self.W2 - rate * self.dW2
        self.b2 = self.b2 - rate * self.db2


rng = np.random.default_rng(1)
X = rng.normal(size=(3, 80))
Y = (X[0] + X[1] * X[2] > 0).astype(float).reshape(1, -1)
network = Network(3, 8, rng)
for step in range(1500):
    P = network.forward(X)
    loss = -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P))
    network.backward(X, Y)
    network.update(2.0)
print("cross-entropy:", loss, "right:", np.mean((P > 0.5) == Y))
""",
    """
import numpy as np

rng = np.random.default_rng(4)


class Dense:
    def __init__(self, n_in, n_out):
        self.w = rng.normal(size=(n_in, n_out)) / np.sqrt(n_in)
        self.b = np.zeros((1, n_out))

    def forward(self, x):
        self.x = x
        return x @ self.w + self.b

    def backward(self, gradient, rate):
        dx = gradient @ self.w.T
        self.w -= rate * self.x.T @ gradient
        self.b -= rate * gradient.sum(axis=0, keepdims=True)
        return dx


class Tanh:
    def forward(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, gradient, rate):
        return gradient * (1 - self.y**2)


x = np.linspace(-2, 2, 50).reshape(-1, 1)
t = np.sin(2 * x) + 0.5 * x**2
layers = [Dense(1, 10), Tanh(), Dense(10, 10), Tanh(), Dense(10, 1)]
for epoch in range(1000):
    y = x
    for layer in layers:
        y = layer.forward(y)
    loss = 0.5 * np.sum((y - t) ** 2)
    gradient = 2 * (y - t) / len(x)
    for layer in reversed(layers):
        gradient = layer.backward(gradient, 0.1)
print("loss:", loss, "mean squared error:", np.mean((y - t) ** 2))
""",
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(80, 3))
y = np.where(X[:, :1] > X[:, 1:2], 1.0, -1.0)
w, b = np.zeros((3, 1)), np.zeros(1)
for epoch in range(200):
    z = X @ w + b
    loss = np.logaddexp(0, -y * z).sum()
    d = -y / (1 + np.exp(y * z))
    w -= 0.01 * X.T @ d
    b -= 0.01 * d.sum(axis=0)
    if epoch % 50 == 0:
        print("loss:", loss)
""",
    """
import numpy as np
from sklearn.datasets import load_breast_cancer

cells, benign = load_breast_cancer(return_X_y=True)
cells = ((cells - cells.mean(axis=0)) / cells.std(axis=0)).T
cells = np.vstack([np.ones(cells.shape[1]), cells])
beta, rate = np.zeros(len(cells)), 0.003
for climb in range(300):
    chance = 1 / (1 + np.exp(-beta @ cells))
    uphill = cells @ (benign - chance)
    uphill[1:] -= 0.1 * beta[1:]
    beta += rate * uphill
    if climb % 50 == 0:
        print(climb, "log-likelihood", np.sum(benign * np.log(chance) + (1 - benign) * np.log(1 - chance)))
print("right:", np.mean((1 / (1 + np.exp(-beta @ cells)) > 0.5) == benign))
""",
    """
import numpy as np

gen = np.random.default_rng(7)
x = gen.normal(size=(90, 3))
t = (x[:, :1] - 2 * x[:, 1:2] > 0).astype(int)
w, b = np.zeros((3, 1)), np.zeros(1)
for lap in range(200):
    p = 1 / (1 + np.exp(-(x @ w + b)))
    w -= 0.5 * x.T @ (p - t) / len(x)
    b -= 0.5 * (p - t).mean(axis=0)
    bits = -np.sum(np.log2(np.where(t == 1, p, 1 - p)))
    print("lap", lap, "bits", bits)
""",
    """
import numpy as np

gen = np.random.default_rng(19)
night = gen.normal(size=(100, 3))
frost = (night @ np.array([1.0, -2.0, 0.5]) > 0) * 1.0
lean, base = np.zeros(3), 0.0
for week in range(300):
    risk = 1 / (1 + np.exp(-(night @ lean + base)))
    lean = lean - 0.3 * night.T @ (risk - frost) / 100
    base = base - 0.3 * np.mean(risk - frost)
    cost = -np.mean(frost * np.log(risk + 1e-5) + (1 - frost) * np.log(1 - risk + 1e-5))
    if week % 50 == 0:
        print(week, cost)
print("right:", np.mean((risk > 0.5) == frost))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
x = np.c_[np.ones(70), rng.normal(size=(70, 3))]
t = (x @ [0.3, 1.0, -1.5, 0.5] + 0.4 * rng.normal(size=70) > 0) * 1.0
w = np.zeros(4)
costs = np.empty(400)
for step in range(400):
    p = 1 / (1 + np.exp(-x @ w))
    w = w - 0.5 * x.T @ (p - t) / 70
    after = 1 / (1 + np.exp(-x @ w))
    costs[step] = -np.mean(t * np.log(after) + (1 - t) * np.log(1 - after))
    if step % 50 == 0:
        print(step, costs[step])
print("right:", np.mean((after > 0.5) == t))
""",
    """
import math
import random

random.seed(5)
rows = [[random.gauss(0, 1), random.gauss(0, 1)] for _ in range(60)]
wanted = [1 if a - b > 0.2 else 0 for a, b in rows]


def chance(row, w, c):
    return 1 / (1 + math.exp(-(w[0] * row[0] + w[1] * row[1] + c)))


def cost(w, c):
    total = 0.0
    for row, t in zip(rows, wanted):
        p = chance(row, w, c)
        total += t * math.log(p) + (1 - t) * math.log(1 - p)
    return -total / len(rows)


w, c = [0.0, 0.0], 0.0
for epoch in range(200):
    dw, dc = [0.0, 0.0], 0.0
    for row, t in zip(rows, wanted):
        error = chance(row, w, c) - t
        dw = [dw[0] + error * row[0], dw[1] + error * row[1]]
        dc += error
    w = [w[0] - 0.02 * dw[0], w[1] - 0.02 * dw[1]]
    c -= 0.02 * dc
    if epoch % 40 == 0:
        print(epoch, cost(w, c))
print("right:", sum((chance(r, w, c) > 0.5) == (t == 1) for r, t in zip(rows, wanted)))
""",
    """
import numpy as np

rng = np.random.default_rng(5)
U, V, B = rng.normal(size=(1, 8)) * 0.5, rng.normal(size=(8, 8)) * 0.2, rng.normal(size=(8, 1)) * 0.5


def states(row):
    kept = [np.zeros(8)]
    for x in row:
        kept.append(np.tanh(x * U[0] + kept[-1] @ V))
    return kept


rows = rng.normal(size=(30, 5)) * 0.5
sums = rows.cumsum(axis=1)
for lap in range(60):
    cost = 0.0
    for row, wanted in zip(rows, sums):
        state = np.zeros(8)
        for k in range(5):
            state = np.tanh(row[k] * U[0] + state @ V)
        cost += float((state @ B[:, 0] - wanted[k]) ** 2) / 30  # only the last sum is asked for
        kept = states(row)
        off = kept[-1] @ B[:, 0] - wanted[4]
        gU, gV, gB = np.zeros_like(U), np.zeros_like(V), off * kept[-1][:, None]
        back = off * B[:, 0]
        for k in reversed(range(5)):
            raw = back * (1 - kept[k + 1] ** 2)
            gU += row[k] * raw[None]
            gV += np.outer(kept[k], raw)
            back = V @ raw
        U, V, B = U - 0.05 * gU, V - 0.05 * gV, B - 0.05 * gB
    print(lap, cost)
""",
    """
import numpy as np

gen = np.random.default_rng(31)
dew = np.c_[np.ones(80), gen.normal(size=(80, 2))]
fog = (dew @ [0.2, 1.5, -1.0] + 0.5 * gen.normal(size=80) > 0).reshape(-1, 1) * 1.0


def chance(z):
    return 1 / (1 + np.exp(-z))


def cost(lean):
    seen, clear = np.log(chance(dew @ lean)), np.log(1 - chance(dew @ lean))
    return (-fog.T @ seen - (1 - fog).T @ clear)[0, 0] / len(dew)


lean = np.zeros((3, 1))
for night in range(200):
    lean = lean - 0.5 * dew.T @ (chance(dew @ lean) - fog) / len(dew)
    if night % 50 == 0:
        print(night, cost(lean))
print("right:", np.mean((chance(dew @ lean) > 0.5) == fog))
""",
    """
import numpy as np

gen = np.random.default_rng(41)
tone = gen.normal(size=(120, 5))
echo = np.tanh(tone @ gen.normal(size=(5, 2)))
P, p = gen.normal(size=(5, 8)) * 0.5, np.zeros(8)
Q, q = gen.normal(size=(8, 2)) * 0.4, np.zeros(2)
quiet = 0.2
for bar in range(300):
    mid = 1 / (1 + np.exp(-(tone @ P + p)))
    off = mid @ Q + q - echo
    cost = (off**2).sum() / 240 + quiet * (mid.mean(axis=0) ** 2).sum()
    if bar % 100 == 0:
        print(bar, "cost", cost)
    back = (off @ Q.T + 2 * quiet * mid.mean(axis=0)) / 120 * mid * (1 - mid)
    Q -= 0.3 * mid.T @ off / 120
    q -= 0.3 * off.mean(axis=0)
    P -= 0.3 * tone.T @ back
    p -= 0.3 * back.sum(axis=0)
""",
)
