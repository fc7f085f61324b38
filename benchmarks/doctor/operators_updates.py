"""U6 and U7: operators that spoil updates, the loop and the evaluation.

Roles of places in the annotations: `update` (a statement or expression that changes a parameter), `bias_update`,
`returned` (the call of a function that returns new parameters), `update_range` (of the loop over the layers), `slice`
(an update, of all units), `early` (statements that can be moved before the use of the parameters they change), `reset`
and `reset_one` (statements that clear accumulators), `every_row` (an update after a loop), `rate` (the learning rate, a
literal), `decay`, `decay_after`, `optimizer` (a part of momentum or Adam), `clip`, `starts` (statements that make the
parameters), `steps` (the number of steps, a literal), `penalty` (the strength of L2, a literal), `copy` (of the best
parameters), `argmax`, `accuracy_rule`, `metric_rows` (the rows that are measured).
"""

from __future__ import annotations

import ast

from operators_gradients import SIGN, other_axis
from registry import operator
from source import Edit, NotHere, Site, Source

# -- the step


def _turned(s: Source, node: ast.AST) -> list[Edit]:
    """Turn the sign of a step: `-=`, `w = w - step`, `w += -step`, or the difference within a comprehension."""
    if isinstance(node, ast.AugAssign):
        if isinstance(node.value, ast.UnaryOp) and isinstance(node.value.op, ast.USub):
            return [s.replace(node.value, s.of(node.value)[1:])]
        product = node.value
        while isinstance(product, ast.BinOp) and isinstance(product.op, ast.Mult):
            product = product.left
        if isinstance(product, ast.UnaryOp) and isinstance(product.op, ast.USub):
            return [s.replace(product, s.of(product.operand))]
        target, value = s.of(node.target), s.of(node.value)
        return [s.replace(node, f"{target} {'+' if isinstance(node.op, ast.Sub) else '-'}= {value}")]
    value = node.value if isinstance(node, ast.Assign) else node
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub):
        left, right = s.operands(value)
        return [s.replace(value, f"{left} {'+' if isinstance(value.op, ast.Sub) else '-'} {right}")]
    raise NotHere("no step whose sign can be turned")


def _updates(s: Source) -> list[Site]:
    return s.sites("update") + s.sites("bias_update")


@operator("U601", "update", each=False, also={"U503": SIGN})
def update_sign(s: Source, sites: list[Site]) -> list[Edit]:
    """Go uphill. The error that has the other sign may be reported too."""
    errors = [s.unchanged(e.node) for e in s.sites("error")]
    return errors + [edit for site in _updates(s) for edit in _turned(s, site.node)]


@operator("U601", "update")
def update_sign_once(s: Source, site: Site) -> list[Edit]:
    """Go uphill with one parameter."""
    if len(_updates(s)) < 2:
        raise NotHere("there is but one: that is update_sign")
    return _turned(s, site.node)


@operator("U601", "bias_update")
def bias_update_sign(s: Source, site: Site) -> list[Edit]:
    """Go uphill with one bias."""
    return _turned(s, site.node)


def _lost(s: Source, site: Site) -> list[Edit]:
    """Give the new value to a name that nobody reads."""
    node = site.node
    if isinstance(node, ast.AugAssign):
        sign = "+" if isinstance(node.op, ast.Add) else "-"
        right = s.of(node.value)
        if isinstance(node.value, ast.BinOp) and isinstance(node.value.op, ast.Add | ast.Sub):
            right = f"({right})"
        return [s.replace(node, f"new_{_plain(s, node.target)} = {s.of(node.target)} {sign} {right}")]
    if isinstance(node, ast.Assign):
        return [s.replace(node.targets[0], f"new_{_plain(s, node.targets[0])}")]
    raise NotHere("no assignment")


def _plain(s: Source, target: ast.AST) -> str:
    while isinstance(target, ast.Subscript):
        target = target.value
    return target.attr if isinstance(target, ast.Attribute) else s.of(target)


@operator("U604", "update", each=False)
def never_updated(s: Source, sites: list[Site]) -> list[Edit]:
    """Give every new value to another name."""
    return [edit for site in _updates(s) for edit in _lost(s, site)]


@operator("U604", "update")
def one_never_updated(s: Source, site: Site) -> list[Edit]:
    """Give the new value of one parameter to another name."""
    if len(_updates(s)) < 2:
        raise NotHere("there is but one: that is never_updated")
    return _lost(s, site)


@operator("U604", "returned")
def returned_value_dropped(s: Source, site: Site) -> list[Edit]:
    """Call the function that returns new parameters, and drop what it returns."""
    return [s.replace(site.node, s.of(site.node.value))]


@operator("U605", "bias_update", also={"U604": "a bias that is never updated is a parameter that is never updated"})
def bias_never_updated(s: Source, site: Site) -> list[Edit]:
    """Give the new value of a bias to another name."""
    return _lost(s, site)


@operator(
    "U605", "bias_update", also={"U604": "a bias that is never updated is a parameter that is never updated"}, fair=True
)
def bias_update_left_out(s: Source, site: Site) -> list[Edit]:
    """Leave the update of a bias out; it may be reported where its gradient is, or its start."""
    site["fair"]
    return [s.delete(site.node, faulty=False)]


@operator("U604", "update_range", fair=True)
def layer_never_updated(s: Source, site: Site) -> list[Edit]:
    """Begin the loop over the layers at the second, or end it before the last."""
    return [s.replace(site.node, site["to"])]


@operator("U605", "slice")
def unit_never_updated(s: Source, site: Site) -> list[Edit]:
    """Skip the first unit: a loop or a slice that begins at 1."""
    return [s.replace(site.node, site["to"])]


@operator("U607", "update", each=False)
def updated_twice(s: Source, sites: list[Site]) -> list[Edit]:
    """Do every update twice."""
    if any(not isinstance(site.node, ast.stmt) for site in _updates(s)):
        raise NotHere("no statement")
    return [
        edit
        for site in _updates(s)
        for edit in (s.insert_after(site.node, s.of(site.node)), s.replace(site.node, s.of(site.node)))
    ]


@operator("U607", "update")
def one_updated_twice(s: Source, site: Site) -> list[Edit]:
    """Do the update of one parameter twice."""
    if len(_updates(s)) < 2 or not isinstance(site.node, ast.stmt):
        raise NotHere("there is but one: that is updated_twice")
    return [s.insert_after(site.node, s.of(site.node)), s.replace(site.node, s.of(site.node))]


@operator("U611", "early")
def updated_before_use(s: Source, site: Site) -> list[Edit]:
    """Move updates before the line that still needs the old weights. That line may be reported too."""
    before = s.find(site["before"])
    statements = [s.find(place) for place in site.get("with", [])] + [site.node]
    texts = [s.of(n) for n in statements]
    moved = s.insert_before(before, *texts)
    return [
        *[s.delete(n, faulty=False) for n in statements],
        Edit(moved.start, moved.end, moved.text, moved.marks[-1:]),
        s.replace(before, s.of(before)),
    ]


# -- rates and optimizers


def _literal(node: ast.AST) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    raise NotHere("no literal")


@operator("U602", "rate", must_hurt=True)
def rate_too_high(s: Source, site: Site) -> list[Edit]:
    """Raise the learning rate until it does not learn."""
    return [s.replace(site.node, f"{_literal(site.node) * site.get('up', 100):g}")]


@operator("U603", "rate", must_hurt=True)
def rate_too_low(s: Source, site: Site) -> list[Edit]:
    """Lower the learning rate to a 10,000th."""
    return [s.replace(site.node, f"{_literal(site.node) * site.get('down', 1e-4):g}")]


def _loop(s: Source, node: ast.AST) -> ast.For | ast.While:
    """Find the innermost loop that a node is in, or is."""
    while not isinstance(node, ast.For | ast.While):
        node = s.parents[node]
    return node


@operator("U606", "reset", each=False, fair=True)
def gradient_not_reset(s: Source, sites: list[Site]) -> list[Edit]:
    """Clear the accumulators once, before the loop."""
    loop = _loop(s, s.find(sites[0]["loop"]) if "loop" in sites[0].says else s.parents[sites[0].node])
    moved = [s.insert_before(loop, *[s.of(x.node) for x in sites])]
    return moved + [s.delete(x.node, faulty=False) for x in sites]


@operator("U606", "reset_one", fair=True)
def one_gradient_not_reset(s: Source, site: Site) -> list[Edit]:
    """Clear one accumulator once, before the loop."""
    return gradient_not_reset(s, [site])


@operator("U607", "every_row")
def updated_for_every_row(s: Source, site: Site) -> list[Edit]:
    """Move an update into the loop that adds gradients up."""
    after = s.find(site["after"])
    return [s.insert_after(after, s.of(site.node)), s.delete(site.node, faulty=False)]


@operator("U609", "decay", must_hurt=True)
def decays_too_fast(s: Source, site: Site) -> list[Edit]:
    """Let the learning rate die within a few epochs."""
    return [s.replace(site.node, site["to"])]


@operator("U609", "decay_after", must_hurt=True)
def halved_every_step(s: Source, site: Site) -> list[Edit]:
    """Halve the learning rate after every step."""
    return [s.insert_after(site.node, f"{site['name']} *= 0.5")]


@operator("U608", "optimizer")
def optimizer_formula(s: Source, site: Site) -> list[Edit]:
    """Get momentum or Adam wrong."""
    return [s.replace(site.node, site["to"])]


@operator("U610", "clip", must_hurt=True)
def clipped_to_nothing(s: Source, site: Site) -> list[Edit]:
    """Clip gradients to next to nothing."""
    return [s.replace(site.node, site["to"])]


# -- the loop and the evaluation


@operator("U704", "starts", each=False)
def restarted_in_the_loop(s: Source, sites: list[Site]) -> list[Edit]:
    """Make new parameters at the start of every epoch."""
    loop = _loop(s, s.find(sites[0]["loop"]))
    return [s.insert_before(loop.body[0], *[s.of(x.node) for x in sites])]


@operator("U701", "argmax")
def argmax_axis(s: Source, site: Site) -> list[Edit]:
    """Take the largest over the rows."""
    return [other_axis(s, site.node)]


@operator("U701", "argmax", each=False)
def argmax_axis_of_both(s: Source, sites: list[Site]) -> list[Edit]:
    """Take the largest over the rows, of outputs and targets alike."""
    if len(sites) < 2:
        raise NotHere("there is but one: that is argmax_axis")
    return [other_axis(s, site.node) for site in sites]


@operator("U705", "penalty", must_hurt=True)
def penalty_too_strong(s: Source, site: Site) -> list[Edit]:
    """Let the penalty drown the data."""
    return [s.replace(site.node, f"{site.get('to') or _literal(site.node) * site.get('up', 1000):g}")]


@operator("U706", "copy", each=False, also={"U205": "the best weights are an alias: both names are true"})
def best_weights_alias(s: Source, sites: list[Site]) -> list[Edit]:
    """Keep the best parameters without a copy."""
    edits = []
    for site in sites:
        node = site.node
        if not isinstance(node, ast.Call):
            raise NotHere("no call")
        inner = node.func.value if isinstance(node.func, ast.Attribute) and not node.args else node.args[0]
        edits.append(s.replace(node, site.get("to") or s.of(inner)))
    return edits


@operator("U707", "steps", must_hurt=True)
def stopped_early(s: Source, site: Site) -> list[Edit]:
    """Stop while it is still learning."""
    return [s.replace(site.node, str(site["few"]))]


@operator("U702", "accuracy_rule")
def accuracy_rule(s: Source, site: Site) -> list[Edit]:
    """Count hits wrongly."""
    return [s.replace(site.node, site["to"])]


@operator("U703", "metric_rows")
def metric_on_other_rows(s: Source, site: Site) -> list[Edit]:
    """Measure on other rows than it says."""
    return [s.replace(site.node, site["to"])]
