"""U5: operators that spoil the backward pass.

A factor that all gradients share is a fault only where the script no longer learns: a rate may have been found to suit.

Roles of places in the annotations: `error` (prediction minus target, or the reverse), `delta` (the slope at the
output), `output_prime` and `prime` (derivatives of activations), `back` (weights that carry a slope down),
`propagate` (the whole product of slope and weights), `layers_range` (of the loop over the layers), `weight_gradient`,
`bias_gradient`, `mean` (a division by the number of rows), `l2_gradient`, `l2_bias` (a gradient without L2, rightly),
`one_hot_subtraction`.
"""

from __future__ import annotations

import ast
import re

from registry import operator
from source import Edit, NotHere, Site, Source

SIGN = "y - p with a minus step and p - y with a plus step are one fault: which of the two is meant cannot be known"
# Derivatives of activations as functions of their values.
DERIVATIVES = {
    "sigmoid": "{0} * (1 - {0})",
    "tanh": "(1 - {0} ** 2)",
    "relu": "({0} > 0)",
    "linear": "1",
}


# -- the error and the slope at the output


@operator("U503", "error", also={"U601": SIGN})
def error_sign(s: Source, site: Site) -> list[Edit]:
    """Swap prediction and target."""
    if not (isinstance(site.node, ast.BinOp) and isinstance(site.node.op, ast.Sub)):
        raise NotHere("no difference")
    left, right = s.operands(site.node)
    updates = [s.unchanged(u.node) for u in s.sites("update") + s.sites("bias_update")]
    edit = s.replace(site.node, f"{right} - {left}")
    return [edit, *_unless_within(updates, [edit])]


def _unless_within(marked: list[Edit], edits: list[Edit]) -> list[Edit]:
    """Leave out what only marks a line, where it overlaps with an edit."""
    return [m for m in marked if all(m.end <= e.start or e.end <= m.start for e in edits)]


@operator("U504", "delta")
def extra_output_derivative(s: Source, site: Site) -> list[Edit]:
    """Multiply the slope at the output by the derivative that cross-entropy has cancelled."""
    return [s.replace(site.node, f"({s.of(site.node)}) * {site['prime']}")]


@operator("U502", "delta", must_hurt=True)
def mean_twice(s: Source, site: Site) -> list[Edit]:
    """Divide by the number of rows once more. Either of the two divisions may be reported."""
    edit = s.replace(site.node, f"({s.of(site.node)}) / {site['rows']}")
    return [edit, *_unless_within([s.unchanged(m.node) for m in s.sites("mean")], [edit])]


@operator("U502", "weight_gradient", each=False, must_hurt=True)
def mean_twice_in_gradients(s: Source, sites: list[Site]) -> list[Edit]:
    """Divide every gradient by the number of rows once more. Either of the two divisions may be reported."""
    gradients = sites + s.sites("bias_gradient")
    edits = [s.replace(x.node, f"{_factor(s.of(x.node))} / {sites[0]['rows']}") for x in gradients]
    return edits + _unless_within([s.unchanged(m.node) for m in s.sites("mean")], edits)


@operator("U501", "mean", each=False, fair=True, must_hurt=True)
def missing_mean(s: Source, sites: list[Site]) -> list[Edit]:
    """Take all divisions by the number of rows out. What lacks them later on the way may be reported too."""
    return [s.without(site, faulty=not isinstance(s.parents[site.node], ast.AugAssign)) for site in sites]


@operator("U501", "mean", fair=True)
def missing_mean_once(s: Source, site: Site) -> list[Edit]:
    """Take one division by the number of rows out, where there are several."""
    if len(s.sites("mean")) < 2:
        raise NotHere("there is but one: that is missing_mean")
    return [s.without(site)]


@operator("U505", "output_prime")
def missing_output_derivative(s: Source, site: Site) -> list[Edit]:
    """Leave the derivative of the output activation out."""
    return [s.without(site)]


@operator("U518", "one_hot_subtraction")
def one_from_every_class(s: Source, site: Site) -> list[Edit]:
    """Subtract 1 from every class, not from the true one."""
    if isinstance(site.node, ast.AugAssign) and isinstance(site.node.target, ast.Subscript):
        return [s.replace(site.node.target, s.of(site.node.target.value))]
    return [s.replace(site.node, "1")]


# -- derivatives of hidden activations


@operator("U507", "prime", fair=True)
def missing_derivative(s: Source, site: Site) -> list[Edit]:
    """Leave the derivative of a hidden activation out."""
    return [s.without(site)]


@operator("U508", "prime")
def derivative_of_the_activated(s: Source, site: Site) -> list[Edit]:
    """Apply the activation before taking its derivative."""
    return s.replace_in(site.node, site["a"], site["activate"].format(site["a"]))


@operator("U508", "output_prime")
def output_derivative_of_the_activated(s: Source, site: Site) -> list[Edit]:
    """Apply the output activation before taking its derivative."""
    return s.replace_in(site.node, site["a"], site["activate"].format(site["a"]))


@operator("U509", "prime")
def derivative_of_another(s: Source, site: Site) -> list[Edit]:
    """Use the derivative of another activation: tanh's for a sigmoid, a sigmoid's for the rest."""
    other = site.get("another") or DERIVATIVES["tanh" if site["kind"] == "sigmoid" else "sigmoid"].format(site["a"])
    return [s.replace(site.node, other if "another" in site.says else f"({other})")]


@operator("U509", "output_prime")
def output_derivative_of_another(s: Source, site: Site) -> list[Edit]:
    """Use the derivative of another activation at the output."""
    return derivative_of_another(s, site)


@operator("U510", "prime")
def derivative_at_another_layer(s: Source, site: Site) -> list[Edit]:
    """Take the derivative at another layer's value."""
    return s.replace_in(site.node, site["a"], site["other"])


# -- the way down


def _transposed(s: Source, node: ast.AST) -> str:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return s.of(node.value)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "transpose":
        return s.of(node.args[0] if node.args else node.func.value)
    if isinstance(node, ast.Subscript) and (match := re.fullmatch(r"(.+)\[(\w+)\]\[(\w+)\]", s.of(node))):
        return f"{match[1]}[{match[3]}][{match[2]}]"
    raise NotHere("no transpose")


@operator("U511", "back")
def weight_not_transposed(s: Source, site: Site) -> list[Edit]:
    """Forget the transpose on the way down. Only a square layer lets that pass."""
    return [s.replace(site.node, site.get("plain") or _transposed(s, site.node))]


@operator("U512", "propagate")
def delta_skips_a_layer(s: Source, site: Site) -> list[Edit]:
    """Reuse the slope of a layer higher up."""
    return [s.replace(site.node, site["skip"])]


@operator("U513", "propagate")
def gradient_stops(s: Source, site: Site) -> list[Edit]:
    """Let nothing through."""
    return [s.replace(site.node, site.get("nothing") or f"np.zeros_like({s.of(site.node)})")]


@operator("U513", "layers_range")
def range_off_by_one(s: Source, site: Site) -> list[Edit]:
    """End the loop over the layers one too early."""
    return [s.replace(site.node, site["shorter"])]


# -- gradients of weights and biases


@operator("U514", "weight_gradient")
def another_layers_activation(s: Source, site: Site) -> list[Edit]:
    """Build a gradient from another layer's output."""
    return s.replace_in(site.node, site["input"], site["other"])


@operator("U515", "weight_gradient")
def weight_gradient_transposed(s: Source, site: Site) -> list[Edit]:
    """Transpose the gradient of a square layer."""
    if not site.get("square"):
        raise NotHere("not square: it would not run")
    return [s.replace(site.node, site.get("transposed") or f"{_factor(s.of(site.node))}.T")]


def _factor(text: str) -> str:
    return text if re.fullmatch(r"[\w.]+(\(.*\)|\[.*\])?", text) and text.count("(") <= 1 else f"({text})"


def _reduction(s: Source, node: ast.AST) -> ast.Call:
    """Find the sum in the gradient of a bias."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and s.of(part.func).split(".")[-1] == "sum":
            return part
    raise NotHere("no sum")


@operator("U516", "bias_gradient")
def bias_mean_for_sum(s: Source, site: Site) -> list[Edit]:
    """Average over the rows once more."""
    call = _reduction(s, site.node)
    function = s.of(call.func)
    if function == "sum":
        raise NotHere("the built-in sum has no mean")
    return [s.replace(call.func, function[: -len("sum")] + "mean")]


@operator("U516", "bias_gradient")
def bias_total_sum(s: Source, site: Site) -> list[Edit]:
    """Sum over the rows and the units: the same number for every bias."""
    if site.get("single"):
        return [s.replace(site.node, f"{site.get('sum', 'np.sum')}({s.of(site.node)})")]
    call = _reduction(s, site.node)
    if isinstance(call.func, ast.Attribute) and s.of(call.func) not in ("np.sum", "numpy.sum"):
        return [s.replace(call, s.of(call.func) + "()")]
    if not call.args:
        raise NotHere("no argument")
    return [s.replace(call, f"{s.of(call.func)}({s.of(call.args[0])})")]


@operator("U516", "bias_gradient")
def bias_wrong_axis(s: Source, site: Site) -> list[Edit]:
    """Sum over the units, not over the rows: one number for each row."""
    return [other_axis(s, _reduction(s, site.node))]


@operator("U516", "bias_gradient", also={"U204": "the bias takes a row for each sample because nothing sums over them"})
def bias_not_reduced(s: Source, site: Site) -> list[Edit]:
    """Forget the sum over the rows."""
    call = _reduction(s, site.node)
    inner = call.args[0] if call.args and s.of(call.func) in ("np.sum", "numpy.sum", "sum") else call.func.value  # type: ignore[attr-defined]
    return [s.replace(call, s.of(inner))]


def other_axis(s: Source, call: ast.Call) -> Edit:
    """Turn the axis of a call into the other one of two."""
    for keyword in call.keywords:
        if keyword.arg == "axis":
            return s.replace(keyword.value, str(1 - int(s.of(keyword.value)) % 2))
    method = isinstance(call.func, ast.Attribute) and s.of(call.func.value) not in ("np", "numpy")
    position = 0 if method else 1
    if len(call.args) > position and s.of(call.args[position]) in ("0", "1", "-1"):
        return s.replace(call.args[position], str(1 - int(s.of(call.args[position])) % 2))
    raise NotHere("no axis")


# -- L2


@operator("U517", "l2_gradient")
def l2_sign(s: Source, site: Site) -> list[Edit]:
    """Turn the sign of the L2 term in a gradient."""
    node = site.node
    if isinstance(node, ast.AugAssign):
        return [
            s.replace(node, f"{s.of(node.target)} {'-' if isinstance(node.op, ast.Add) else '+'}= {s.of(node.value)}")
        ]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = s.operands(node)
        return [s.replace(node, f"{left} - {right}")]
    raise NotHere("no sum")


@operator("U517", "l2_gradient", fair=True)
def l2_missing(s: Source, site: Site) -> list[Edit]:
    """Leave the L2 term, which is in the loss, out of a gradient."""
    if isinstance(site.node, ast.AugAssign):
        site["fair"]  # nothing is left in its place: the gradient that lacks it
        return [s.delete(site.node, faulty=False)]
    return [s.replace(site.node, s.operands(site.node)[0])]


@operator("U517", "l2_gradient")
def l2_scale(s: Source, site: Site) -> list[Edit]:
    """Scale the L2 term of a gradient as the loss does not."""
    node = site.node.value if isinstance(site.node, ast.AugAssign) else site.node.right
    return [s.replace(node, f"{site.get('times', 10)} * {s.of(node)}")]


@operator("U517", "l2_bias")
def l2_on_the_bias(s: Source, site: Site) -> list[Edit]:
    """Penalise a bias, which the loss does not."""
    return [s.replace(site.node, f"{s.of(site.node)} + {site['term']}")]
