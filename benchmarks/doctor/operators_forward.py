"""U1 to U4 and U8: operators that spoil data, shapes, the forward pass, the loss and the start.

Roles: `data` (a statement after which inputs `x` and targets `y` are ready), `scaling` (inputs divided by their
largest value), `column` (targets made a column), `transposed` (data turned into columns), `shuffle` (a random order),
`softmax_axis`, `softmax`, `activation` (of a hidden layer), `with_bias` (a sum of product and bias), `loss`,
`start` (random weights), `bias_start`, `width` (of a hidden layer, a literal), `dropout`.
"""

from __future__ import annotations

import ast

from operators_gradients import _other_axis
from registry import operator
from source import Edit, NotHere, Site, Source

# -- data


@operator("U101", "scaling", must_hurt=True, fair=True)
def unscaled_inputs(s: Source, site: Site) -> list[Edit]:
    """Leave the scaling of the inputs out. What is then unscaled is the data, which may be reported too."""
    return [s.replace(site.node, site.get("unscaled") or s.operands(site.node)[0])]


@operator("U101", "data", must_hurt=True)
def inputs_to_255(s: Source, site: Site) -> list[Edit]:
    """Have the inputs 255 times as large."""
    if site.get("lists"):
        raise NotHere("lists")
    return [s.insert_after(site.node, f"{site['x']} = {site['x']} * 255")]


@operator("U102", "data", fair=True)
def nan_in_the_data(s: Source, site: Site) -> list[Edit]:
    """Have a value missing. The data may be reported where they are made, or where they are not examined."""
    x = site["x"]
    index, nan = (
        ("[2][0]", "float('nan')") if site.get("lists") else ("[2, 0]", site.get("nan", f"{site.get('np', 'np')}.nan"))
    )
    return [s.insert_after(site.node, f"{x}{site.get('one', index)} = {nan}"), s.replace(site.node, s.of(site.node))]


@operator("U102", "scaling", also={"U306": "0/0 of a constant column is the first operation that is not finite"})
def constant_columns_standardised(s: Source, site: Site) -> list[Edit]:
    """Standardise columns some of which are constant."""
    whole = s.operands(site.node)[0]
    return [s.replace(site.node, f"({whole} - {whole}.mean(axis=0)) / {whole}.std(axis=0)")]


@operator("U103", "data", must_hurt=True)
def inputs_shuffled_alone(s: Source, site: Site) -> list[Edit]:
    """Shuffle the inputs and not the targets."""
    x, np = site["x"], site.get("np", "np")
    if site.get("columns"):
        return [s.insert_after(site.node, f"{x} = {x}[:, {np}.random.permutation({x}.shape[1])]")]
    shuffle = site.get("shuffle", f"{np}.random.shuffle({x})")
    return [s.insert_after(site.node, shuffle)]


@operator("U104", "labels")
def labels_spoilt(s: Source, site: Site) -> list[Edit]:
    """Encode labels wrongly: from 1, cast to 0 and 1, strings."""
    return [s.replace(site.node, site["to"])]


@operator("U106", "shuffle", must_hurt=True)
def rows_not_shuffled(s: Source, site: Site) -> list[Edit]:
    """Take the rows in the same order every time."""
    return [s.replace(site.node, site["to"])]


@operator("U108", "scaling")
def integer_division(s: Source, site: Site) -> list[Edit]:
    """Divide integers by their largest value as integers: all inputs become 0."""
    left, right = s.operands(site.node)
    return [s.replace(site.node, f"{left} // {right}")]


@operator("U109", "data", must_hurt=True)
def unscaled_targets(s: Source, site: Site) -> list[Edit]:
    """Have targets far from 0 with a linear output."""
    if site.get("output") != "linear":
        raise NotHere("the output is bounded")
    return [s.insert_after(site.node, f"{site['y']} = {site['y']} * 1000 + 5000")]


@operator("U109", "unscaled", must_hurt=True)
def targets_not_standardised(s: Source, site: Site) -> list[Edit]:
    """Leave the scaling of the targets out."""
    return [s.replace(site.node, site["to"])]


@operator("U107", "leak")
def test_rows_in_training(s: Source, site: Site) -> list[Edit]:
    """Train on the rows that are meant for the test."""
    return [s.replace(site.node, site["to"])]


# -- shapes


@operator("U201", "column", fair=True)
def row_against_column(s: Source, site: Site) -> list[Edit]:
    """Leave targets a row of numbers where the outputs are a column. The difference may be reported too."""
    return [s.replace(site.node, site.get("to") or s.of(site.node.func.value))]


@operator("U202", "product")
def dot_for_product(s: Source, site: Site) -> list[Edit]:
    """Use a matrix product for an elementwise one, or the reverse."""
    return [s.replace(site.node, site["to"])]


@operator("U203", "transposed")
def reshape_for_transpose(s: Source, site: Site) -> list[Edit]:
    """Reshape where a transpose was meant: every row is then made of several."""
    inner = s.of(site.node.value)
    return [s.replace(site.node, site.get("to") or f"{inner}.reshape({inner}.shape[::-1])")]


@operator("U205", "copied", fair=True)
def alias_for_copy(s: Source, site: Site) -> list[Edit]:
    """Leave a copy out that is changed in place. The change may be reported too."""
    return [s.replace(site.node, s.of(site.node.func.value))]


# -- forward


@operator("U301", "softmax_axis", each=False)
def softmax_over_samples(s: Source, sites: list[Site]) -> list[Edit]:
    """Normalise over the rows."""
    return [_other_axis(s, site.node) for site in sites]


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
