"""U3, U4 and U8: operators that spoil the forward pass, the loss and the start.

Roles of places in the annotations: `activation` (of a hidden layer), `with_bias` (a sum of product and bias),
`output_activation`, `softmax`, `softmax_statement`, `softmax_axis` and `softmax_sum` (the largest or the sum of a row),
`finite` (predictions in a logarithm), `dropout`, `loss` and `loss_term`, `start` (random weights), `bias_start`,
`width` (of a hidden layer, a literal). `data` is that of `operators_data`.
"""

from __future__ import annotations

import ast

from operators_gradients import other_axis
from registry import operator
from source import Edit, NotHere, Site, Source

# -- forward


@operator("U301", "softmax_axis", each=False)
def softmax_over_samples(s: Source, sites: list[Site]) -> list[Edit]:
    """Normalise over the rows."""
    return [other_axis(s, site.node) for site in sites]


@operator("U301", "softmax_sum")
def softmax_sum_of_everything(s: Source, site: Site) -> list[Edit]:
    """Divide by the sum over all rows and classes."""
    return [s.replace(site.node, site["to"])]


@operator("U302", "softmax")
def double_softmax(s: Source, site: Site) -> list[Edit]:
    """Apply softmax once more."""
    return [s.replace(site.node, site["twice"])]


@operator("U302", "softmax_statement")
def double_softmax_statement(s: Source, site: Site) -> list[Edit]:
    """Apply softmax once more, in a line of its own."""
    return [s.insert_after(site.node, site["again"])]


@operator("U303", "data", must_hurt=True)
def targets_out_of_range(s: Source, site: Site) -> list[Edit]:
    """Have targets beyond what the output activation reaches."""
    if site.get("output") not in ("sigmoid", "tanh"):
        raise NotHere("the output is unbounded, or a softmax")
    if "scale_targets" not in site.says:
        raise NotHere("targets are labels")
    return [s.insert_after(site.node, site["scale_targets"])]


@operator("U303", "output_activation")
def output_out_of_range(s: Source, site: Site) -> list[Edit]:
    """Give the output an activation that cannot reach the targets, and its derivative."""
    edits = [s.replace(site.node, site["to"])]
    return edits + [s.replace(s.find(a), b, faulty=False) for a, b in site.get("then", [])]


@operator("U304", "activation", each=False)
def no_nonlinearity(s: Source, sites: list[Site]) -> list[Edit]:
    """Leave hidden activations out, and their derivatives with them."""
    edits = [s.replace(x.node, x.get("linear") or s.of(x.node.args[0])) for x in sites]
    return edits + [s.without(p, faulty=False) for p in s.sites("prime") if not p.get("shared")]


@operator("U308", "activation")
def bias_after_activation(s: Source, site: Site) -> list[Edit]:
    """Add the bias to what the activation has made of the product."""
    node = site.node
    if not (
        isinstance(node, ast.Call) and isinstance(node.args[0], ast.BinOp) and isinstance(node.args[0].op, ast.Add)
    ):
        raise NotHere("no sum in the activation")
    product, bias = s.operands(node.args[0])
    return [s.replace(node, f"{s.of(node.func)}({product}) + {bias}")]


@operator("U308", "activation")
def activated_twice(s: Source, site: Site) -> list[Edit]:
    """Apply the activation twice."""
    if not isinstance(site.node, ast.Call):
        raise NotHere("no call")
    return [s.replace(site.node, f"{s.of(site.node.func)}({s.of(site.node)})")]


@operator("U305", "with_bias")
def no_bias(s: Source, site: Site) -> list[Edit]:
    """Leave the bias out of the forward pass."""
    return [s.replace(site.node, site.get("to") or s.operands(site.node)[0])]


@operator("U305", "with_bias", each=False)
def no_bias_at_all(s: Source, sites: list[Site]) -> list[Edit]:
    """Leave every bias out of the forward pass."""
    if len(sites) < 2:
        raise NotHere("that is no_bias")
    return [s.replace(x.node, x.get("to") or s.operands(x.node)[0]) for x in sites]


@operator("U306", "finite", also={"U401": "the loss takes the logarithm of the targets: it is another, and not finite"})
def not_finite(s: Source, site: Site) -> list[Edit]:
    """Take the logarithm of 0: of the targets, not of the predictions."""
    return [s.replace(site.node, site["to"])]


@operator("U307", "dropout")
def dropout_scaling(s: Source, site: Site) -> list[Edit]:
    """Forget the mask on the way back, the 1/keep, or to switch it off."""
    return [s.drop_factor(site.node)] if "to" not in site.says else [s.replace(site.node, site["to"])]


# -- loss


@operator("U401", "loss")
def loss_sign(s: Source, site: Site) -> list[Edit]:
    """Lose the minus of a printed cross-entropy."""
    minus = [n for n in ast.walk(site.node) if isinstance(n, ast.UnaryOp) and isinstance(n.op, ast.USub)]
    minus = [n for n in minus if not isinstance(s.parents[n], ast.Subscript | ast.Slice | ast.keyword)]
    if not minus:
        raise NotHere("no minus")
    return [s.replace(minus[0], s.of(minus[0]).lstrip("- "))]


@operator("U401", "loss")
def loss_of_another_base(s: Source, site: Site) -> list[Edit]:
    """Take logarithms to base 10."""
    logs = [n for n in ast.walk(site.node) if isinstance(n, ast.Call) and s.of(n.func).split(".")[-1] == "log"]
    if not logs:
        raise NotHere("no logarithm")
    return [s.replace(n.func, s.of(n.func) + "10") for n in logs]


@operator("U401", "loss")
def loss_without_square(s: Source, site: Site) -> list[Edit]:
    """Print the mean error for the mean squared error: positive and negative ones cancel."""
    for n in ast.walk(site.node):
        if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow) and s.of(n.right) == "2":
            return [s.replace(n, s.operands(n)[0])]
    raise NotHere("no square")


@operator("U401", "loss_term")
def loss_term_missing(s: Source, site: Site) -> list[Edit]:
    """Leave a term out of the printed loss, or get its parentheses wrong."""
    return [s.replace(site.node, site["to"])]


# -- start and size


def _draw(s: Source, node: ast.AST) -> tuple[str, str]:
    """Find the random draw in a start; return its name, and the shape as it is written."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            name, args = part.func.attr, [s.of(a) for a in part.args]
            if name in ("randn", "rand"):
                return name, "(" + ", ".join(args) + ")"
            if name in ("normal", "uniform", "random", "standard_normal", "random_sample") and args:
                size = [s.of(k.value) for k in part.keywords if k.arg == "size"]
                return name, size[0] if size else args[-1]
    raise NotHere("no draw")


@operator("U801", "start", each=False, must_hurt=True)
def zero_start(s: Source, sites: list[Site]) -> list[Edit]:
    """Start every weight at zero."""
    return [s.replace(x.node, x.get("zero") or f"{x.get('np', 'np')}.zeros({_draw(s, x.node)[1]})") for x in sites]


@operator("U801", "start", each=False, must_hurt=True)
def constant_start(s: Source, sites: list[Site]) -> list[Edit]:
    """Start every weight at one half."""
    return [s.replace(x.node, x.get("half") or f"{x.get('np', 'np')}.full({_draw(s, x.node)[1]}, 0.5)") for x in sites]


@operator("U801", "start", must_hurt=True)
def one_zero_start(s: Source, site: Site) -> list[Edit]:
    """Start the weights of one layer at zero."""
    return [s.replace(site.node, site.get("zero") or f"{site.get('np', 'np')}.zeros({_draw(s, site.node)[1]})")]


@operator("U802", "start", each=False, must_hurt=True)
def start_too_large(s: Source, sites: list[Site]) -> list[Edit]:
    """Start far out."""
    return [s.replace(x.node, f"{x.get('large', 40)} * ({s.of(x.node)})") for x in sites]


@operator("U803", "start", each=False, must_hurt=True)
def start_too_small(s: Source, sites: list[Site]) -> list[Edit]:
    """Start next to zero."""
    return [s.replace(x.node, f"{x.get('small', '1e-4')} * ({s.of(x.node)})") for x in sites]


@operator("U804", "start", each=False, must_hurt=True)
def one_sided_start(s: Source, sites: list[Site]) -> list[Edit]:
    """Draw every weight between 0 and 1."""
    return [
        s.replace(x.node, x.get("positive") or f"{x.get('np', 'np')}.random.uniform(0, 1, {_draw(s, x.node)[1]})")
        for x in sites
    ]


@operator("U805", "bias_start", must_hurt=True)
def saturated_from_the_start(s: Source, site: Site) -> list[Edit]:
    """Start the biases of a layer where its activation is flat. The activation may be reported too."""
    if site.get("kind") not in ("sigmoid", "tanh"):
        raise NotHere("it does not saturate")
    return [s.replace(site.node, f"{s.of(site.node)} + 30"), *[s.unchanged(x.node) for x in s.sites("activation")]]


@operator("U806", "bias_start", must_hurt=True)
def dead_from_the_start(s: Source, site: Site) -> list[Edit]:
    """Start the biases of a layer of ReLUs so low that none answers. The activation may be reported too."""
    if site.get("kind") != "relu":
        raise NotHere("it cannot die")
    return [s.replace(site.node, f"{s.of(site.node)} - 30"), *[s.unchanged(x.node) for x in s.sites("activation")]]


@operator("U808", "width", each=False, must_hurt=True)
def bottleneck(s: Source, sites: list[Site]) -> list[Edit]:
    """Leave one unit in a hidden layer. Where the weights are made may be reported too."""
    return [s.replace(sites[0].node, "1"), *[s.unchanged(x.node) for x in s.sites("start")]]
