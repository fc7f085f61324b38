"""U1 and U2: operators that spoil the data, and the shapes and objects that hold them.

Roles of places in the annotations: `data` (a statement after which inputs `x` and targets `y` are ready), `scaling`
(inputs made small), `unscaled` (targets made small), `labels` (how they are encoded), `shuffle` (an order of rows),
`leak` (training rows), `column` (targets that are a column), `product` (elementwise, or of matrices), `transposed`
(data turned into columns), `copied` (a copy that is changed in place).
"""

from __future__ import annotations

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
