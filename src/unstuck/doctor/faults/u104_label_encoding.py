"""The targets do not say which class a sample belongs to

## What happens

The labels are turned into targets, and something is lost: every row has a 1 for all classes, or none; or ten classes have become two, because the
labels went through `bool` or a division; or the class numbers 0, 1, 2 are themselves the targets of a single output; or each class is taught under the number of another; or the answers are 1 and -1, and the labels 0 and 1. The loss falls to some value and stops; the accuracy ends at the share of the classes that are left.

## Why it stops learning

Cross-entropy with softmax expects for each sample one 1, in the column of its class:

    T = [[0, 1, 0],        so that      sum_k t_k = 1      and      dL/dz = p - t
         [1, 0, 0]]

`T[:, labels] = 1` sets, for *every* row, all the columns that occur among the labels; `T[np.arange(n), labels] = 1` sets one in each row. And a network
that is given the same target for two classes has no means to tell them apart.

## How we know

The sums of the targets of one sample; and how many classes there are among the labels and among the targets. A class number below 0, which counts places
from the end. Class numbers above 1 under a binary cross-entropy, and those that straight lines tell apart much better one by one than as a number. And the rows that are both taught and judged: the class that their targets name, and the label that their answers are compared with.

## The repair

`T = np.eye(k)[labels]`, with whole labels from 0 to k - 1. If they begin with 1: `np.eye(k)[labels - 1]`.

## When this is fine

Several ones in a row are right when a sample may belong to several classes; then the outputs are sigmoids and not a softmax. Classes may be thrown
together on purpose, if the network has an output for each that is left.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.doctor.answers import comparisons
from unstuck.doctor.case import Case, found, number
from unstuck.doctor.causes import origin
from unstuck.doctor.directions import angle, array
from unstuck.doctor.evidence import sample_axis
from unstuck.doctor.findings import Finding, Fix, Span
from unstuck.doctor.repair import fix, place_of, shown
from unstuck.doctor.roles import VIEWS, Join, ancestors, without_views
from unstuck.doctor.rowmap import labels_of, looked_up, rows_into, targets_of
from unstuck.doctor.slots import COPIES
from unstuck.doctor.starts import where_written
from unstuck.doctor.taught import labels_and_classes
from unstuck.doctor.trace import Node
from unstuck.doctor.tree import Source
from unstuck.doctor.values import called, source_of, tree_of

LEAST = 10  # rows that were compared
UNSURE = 0.1  # squared error of a row from which on many outputs are nearer to another number
PICTURED = {
    "astype",
    "where",
    "mul",
    "sub",
    "add",
    "array",
    "asarray",
    "copy",
}  # what leaves a yes a yes, and a no a no
LINEAR = {"add", "sub", "subtract", "dot", "matmul", "sum", "einsum"}  # what makes an output that is no share


def diagnose(case: Case) -> Iterator[Finding]:
    """Find targets that are no classes any more: rows with several or no ones, classes that were thrown together."""
    yield from _never_answered(case)
    evidence = case.first
    if evidence is None:
        return
    yield from _from_the_end_of_a_list(case)
    for join in evidence.round.joins[:1]:
        if join.target_node is None:
            continue
        finding = (
            _no_such_class(case, join)
            or _pull_at_nothing(case, join)
            or _beyond_one(case, join)
            or _a_quantity(case, join)
        )
        if finding is None and np.ndim(join.output.value) == 2:
            classes = 1 - sample_axis(evidence, join)
            finding = _sums(case, join, classes) or _merged(case, join, classes)
        finding = finding or _from_the_end(case, join.target_node) or _one_row_for_two(case, join.target_node)
        finding = finding or _taught_as_another(case, join.target_node)
        if finding is not None:
            yield finding


@dataclass(frozen=True)
class Unanswered:
    """Where a network chooses between two answers, these, the labels of the rows, and those that are no answer."""

    decision: Node
    choices: tuple[float, ...]
    labels: Any
    never: list[float]


def _unanswered(case: Case) -> Iterator[Unanswered]:
    """Find labels that no answer can be, where both are compared, or where one is taken from the other."""
    met: dict[int, list[tuple[Node, Any]]] = {}
    for comparison in comparisons(case):
        if _choices(comparison.answers) is not None:
            met.setdefault(comparison.node.site, []).append((comparison.answers, comparison.labels.value))
    mask = case.roles.mask
    stepped = {j.node.site for r in case.roles.rounds for j in r.joins if j.answer is not None}
    for node in (n for n in case.trace.nodes if n.site in stepped and n.name in ("sub", "subtract")):
        for answers, wanted in (node.args, node.args[::-1]):
            both = (
                isinstance(answers, Node)
                and isinstance(wanted, Node)
                and np.shape(answers.value) == np.shape(wanted.value)
            )
            if both and mask[answers.index] and not mask[wanted.index] and _choices(answers) is not None:
                met.setdefault(node.site, []).append((answers, wanted.value))
    seen: set[int] = set()
    for together in met.values():
        decision = without_views(together[0][0])
        choices = _choices(decision)
        labels = np.concatenate([array(wanted).ravel() for _, wanted in together])
        classes = np.unique(labels)
        if choices is None or decision.site in seen or len(classes) != len(choices) or labels.size < LEAST:
            continue
        never = [float(label) for label in classes if label not in choices]
        if never:
            seen.add(decision.site)
            yield Unanswered(decision, choices, labels, never)


def _never_answered(case: Case) -> Iterator[Finding]:
    """Tell of labels that no answer can be: the network says 1 or -1, and the labels are 0 and 1."""
    for each in _unanswered(case):
        said = " or ".join(f"{choice:g}" for choice in sorted(each.choices))
        yield found(
            __name__,
            case.span(each.decision),
            f"The answers are {said}, and there are labels {' and '.join(f'{label:g}' for label in each.never)}: "
            "no answer is ever right for them.",
            "A rule that asks whether answer and label are equal, to count or to learn from the mistakes alone, takes every such "
            "row for a mistake, for ever. A perceptron's step, rate * label * x, is 0 where the label is 0. Let the labels be "
            f"{said} as well.",
            ("rows with such a label", f"{int(np.sum(np.isin(each.labels, each.never)))} of {each.labels.size}", "0"),
        )


def _answered_as_labelled(case: Case, finding: Finding) -> Iterator[Fix]:
    """Write the label for the answer that is none: `1 if z >= 0 else -1` for `1 if z >= 0 else 0`."""
    for each in _unanswered(case):
        spare = [choice for choice in each.choices if choice not in each.labels]
        if case.span(each.decision) != finding.span or len(spare) != 1 or len(each.never) != 1:
            continue
        source, tree = source_of(case, finding.span.path), place_of(case, finding)
        given = (tree.body, tree.orelse) if isinstance(tree, ast.IfExp) else getattr(tree, "args", [])[1:]
        for part in given:
            if _number(part) == spare[0]:
                text = f"{each.never[0]:g}"
                yield from fix(f"Answer {text} instead", source.put(part, text))


def _number(tree: ast.expr) -> float | None:
    """Read a number as it is written, with its sign."""
    sign = -1 if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub) else 1
    inner = tree.operand if isinstance(tree, ast.UnaryOp) else tree
    known = isinstance(inner, ast.Constant) and type(inner.value) in (int, float)
    return sign * float(inner.value) if known else None  # type: ignore[attr-defined]


def _choices(node: Node) -> tuple[float, ...] | None:
    """Return the two numbers between which a `where` chooses."""
    node = without_views(node)
    if node.name != "where" or len(node.args) != 3:
        return None
    given = [a.value if isinstance(a, Node) and not a.inputs else a for a in node.args[1:]]
    numbers = [np.unique(a) for a in given if isinstance(a, int | float | np.ndarray) and not isinstance(a, bool)]
    both = [float(each[0]) for each in numbers if len(each) == 1]
    return (both[0], both[1]) if len(both) == 2 and both[0] != both[1] else None


def _no_such_class(case: Case, join: Join) -> Finding | None:
    """Find an output that is taught whether a row is of a class that no row is of: the labels are counted from 1."""
    node = join.target_node
    while node is not None and node.name in VIEWS | PICTURED:
        sources = [n for n in node.inputs if np.size(n.value) > 1]
        node = sources[0] if len(sources) == 1 else None
    if node is None or node.name not in ("eq", "equal") or np.size(node.value) < LEAST or np.any(node.value):
        return None
    both = [(a, b) for a, b in (node.args, node.args[::-1]) if isinstance(a, Node) and np.size(a.value) > 1]
    if len(both) != 1 or np.size(array(both[0][1].value if isinstance(both[0][1], Node) else both[0][1])) != 1:
        return None
    labels, asked = both[0]
    classes = np.unique(origin(labels).value)
    wanted = float(np.ravel(asked.value if isinstance(asked, Node) else asked)[0])
    if not 1 < len(classes) < np.size(labels.value) or np.any(classes != np.round(classes)) or wanted in classes:
        return None
    span = case.span(node)
    return found(
        __name__,
        span,
        f"`{case.text(span)}` holds for no row: no label is {wanted:g}, they go from {classes[0]:g} to {classes[-1]:g}.",
        "The output is taught to say no to every row, and the class at the other end of the labels is taught to no output. What is "
        "judged by the place of the largest output is then wrong for every row of that class. Count the outputs as the labels are "
        "counted, or bring the labels to 0 to k - 1.",
        ("rows for which it holds", f"0 of {np.size(labels.value)}", "those of one class"),
        ("labels", f"{classes[0]:g} to {classes[-1]:g}", f"{wanted:g} among them"),
    )


def _pull_at_nothing(case: Case, join: Join) -> Finding | None:
    """Find labels of 0 by which an output is multiplied in a loss of margins: whatever it is, they pull at nothing."""
    if join.node.name not in ("mul", "multiply") or join.output.name not in LINEAR:
        return None
    rows = zeros = 0
    assert case.first is not None
    for evidence in (e for e in case.evidence if e.loss.name == case.first.loss.name):
        for met in evidence.round.joins:
            slope = evidence.reading.slopes.get(met.output)
            if slope is None or np.shape(slope) != np.shape(met.target):
                return None
            without = array(met.target) == 0
            if np.any(array(met.target) < 0) or np.any(array(slope)[without]):
                return None
            rows, zeros = rows + without.size, zeros + int(np.sum(without))
    if not 0 < zeros < rows or rows < LEAST or join.target_node is None:
        return None
    span = _made(case, without_views(join.target_node))
    return found(
        __name__,
        span,
        f"The loss is one of margins, label times output, and {zeros} of {rows} labels are 0: they pull at nothing.",
        "Such a loss (the hinge 1 - y * z, or log(1 + exp(-y * z))) needs the labels -1 and 1. With a label of 0 the product is 0 for "
        "every output: this class has no say, and all outputs are pulled to the side of the other one. Let the labels be 2 * y - 1.",
        ("rows with the label 0", f"{zeros} of {rows}", "0"),
        ("slope of the loss at the outputs of these rows", "0", "not 0"),
    )


def _beyond_one(case: Case, join: Join) -> Finding | None:
    """Find class numbers above 1 as targets of a binary cross-entropy."""
    assert case.first is not None
    assert join.target_node is not None
    joins = [j for e in case.evidence for j in e.round.joins]
    target = np.concatenate([array(j.target).ravel() for j in joins])
    output = np.concatenate([array(j.output.value).ravel() for j in joins])
    classes = np.unique(target)
    whole = bool(np.all(classes == np.round(classes))) and len(classes) > 2
    if not whole or classes[0] < 0 or target.size < LEAST or not np.all((output > 0) & (output < 1)):
        return None
    measured = [(join.output.value, join.target, case.first.reading.slopes.get(join.output))]
    measured += [(own.output.value, own.target, own.slopes.get(own.output)) for own in case.first.own]
    if not any(_is_binary(*map(array, each)) for each in measured if each[1] is not None and each[2] is not None):
        return None  # another loss
    return found(
        __name__,
        _made(case, join.target_node),
        f"The targets are the class numbers 0 to {classes[-1]:g}, and the outputs are shares between 0 and 1.",
        "A binary cross-entropy asks of one output whether a sample belongs to a class or not: its targets are 0 and 1. For a "
        "target of 2 it has no smallest value: it falls below 0 and goes on falling, while the output is pushed to 1 for all "
        "classes above 0. Give each class an output of its own, and a 1 in its column: np.eye(k)[labels], with a softmax.",
        ("targets above 1", f"{int(np.sum(target > 1))} of {target.size}", "0"),
        ("classes", str(len(classes)), "2, for one output"),
    )


def _is_binary(output: Any, target: Any, slope: Any) -> bool:
    """Say whether a slope is that of a binary cross-entropy, whatever the targets are."""
    if not output.shape == target.shape == slope.shape:
        return False
    return angle(slope, (output - target) / (output * (1 - output)))[1] < 1e-4


def _a_quantity(case: Case, join: Join) -> Finding | None:
    """Find class numbers that are learnt as a quantity, though they are in no order that the inputs know of.

    The inputs are asked themselves: the nearest straight lines to an output for each class, and to the number.
    """
    assert case.first is not None
    assert join.target_node is not None
    rows, labels = _judged_numbers(case)
    course = case.experiments.course if case.experiments is not None and rows is not None else None
    if rows is None or course is None or course.yardstick != "error" or not course.final_score > UNSURE:
        return None
    classes, place = np.unique(labels, return_inverse=True)
    met = np.unique(np.concatenate([array(j.target).ravel() for e in case.evidence for j in e.round.joins]))
    if len(classes) < 3 or len(rows) < LEAST * len(classes) or not np.all(np.isin(met, classes)):
        return None
    x = np.column_stack([rows, np.ones(len(rows))])
    half = np.arange(len(x)) % 2 == 0  # learnt from the one half, asked for the other
    lines = np.linalg.lstsq(x[half], np.column_stack([np.eye(len(classes))[place], labels])[half], rcond=None)[0]
    answers = x[~half] @ lines
    by_class = float(np.mean(answers[:, :-1].argmax(axis=1) == place[~half]))
    by_number = float(np.mean(np.round(answers[:, -1]) == labels[~half]))
    if by_class < 0.7 or by_class - by_number < 0.3:
        return None
    return found(
        __name__,
        _made(case, join.target_node),
        f"The {len(classes)} class numbers are learnt as a quantity, and the answer is the number that is nearest.",
        "A squared error takes the class 3 to be nearer to 2 than to 7, and between 1 and 3 it expects 2. If the classes are no steps "
        "of a scale, the number says nothing that could be added up: an output that wavers between two classes answers with a third. "
        "Give each class an output of its own, and a 1 in its column: np.eye(k)[labels]; the answer is the argmax.",
        ("rows that straight lines tell right, one for each class", f"{100 * by_class:.3g} %", ""),
        (
            "the same with one line for the number, rounded",
            f"{100 * by_number:.3g} %",
            "as many, if the classes are a scale",
        ),
        ("squared error of a row at the end", number(course.final_score), ""),
    )


def _judged_numbers(case: Case) -> tuple[Any, Any]:
    """Find the inputs and the labels, which are what single outputs are compared with after rounding; or None."""
    for comparison in comparisons(case):
        answers = comparison.answers
        while answers.name in VIEWS | {"astype", "int"} and answers.inputs:
            answers = answers.inputs[0]
        if answers.name not in ("round", "rint", "around") or not np.size(comparison.labels.value):
            continue
        rows, wanted = rows_into(case.roles, comparison.output()), targets_of(comparison.labels)
        if rows is None or wanted is None or rows.axis != 0 or np.ndim(rows.root.value) != 2:
            continue
        labels = array(wanted.root.value).ravel()
        same = rows.index is not None and wanted.index is not None and np.array_equal(rows.index, wanted.index)
        way = rows.way[rows.way.index(rows.chosen[-1]) + 1 :] if rows.chosen else rows.way
        whole = [n.value for n in way if np.ndim(n.value) == 2 and len(n.value) == rows.total]
        if same and whole and len(labels) == rows.total and np.all(labels == np.round(labels)):
            return array(whole[0]), labels
    return None, None


def _sums(case: Case, join: Join, classes: int) -> Finding | None:
    """Find one-hot targets whose rows do not hold a single 1, beside outputs that are shares."""
    output, target = array(join.output.value), array(join.target)
    if join.node.name in ("getitem", "setitem"):
        return None  # labels by which the output is indexed: the script has no targets with ones
    if output.shape[classes] < 2 or target.shape != output.shape or not np.all((target == 0) | (target == 1)):
        return None
    shares = np.allclose(output.sum(axis=classes), 1, atol=1e-4)
    sums = target.sum(axis=classes)
    same = target.shape[1 - classes] > 3 and bool(np.all(target == np.take(target, [0], axis=1 - classes)))
    if not (shares and np.any(sums != 1)) and not (same and np.all(sums > 1)):
        return None
    assert join.target_node is not None
    span = _made(case, join.target_node)
    different = len(np.unique(target, axis=1 - classes).T if classes == 0 else np.unique(target, axis=0))
    return found(
        __name__,
        span,
        f"The targets of a sample are not a single 1 for its class: their sum is {number(float(sums.min()))} to "
        f"{number(float(sums.max()))}.",
        "The outputs of a softmax add up to 1, and so must the targets of each sample: 1 for its class, 0 for the others. With "
        "several ones in a row the sample is said to belong to all these classes at once, with none it belongs to no class, and "
        "the derivative p - t belongs to another loss. One entry in each row: T[np.arange(n), labels] = 1, or np.eye(k)[labels].",
        ("sum of the targets of one sample", f"{number(float(sums.min()))} to {number(float(sums.max()))}", "1"),
        ("different rows among the targets", str(different), f"{output.shape[classes]}, one for each class"),
    )


def _merged(case: Case, join: Join, classes: int) -> Finding | None:
    """Find labels that lost classes on their way into the targets, though the network has an output for each."""
    assert join.target_node is not None
    units = np.shape(join.output.value)[classes]
    steps = labels_of(join.target_node)
    for after, before in itertools.pairwise(steps):
        many, few = len(np.unique(before.value)), len(np.unique(after.value))
        if not 1 < many <= units or few >= many or np.size(after.value) < np.size(before.value):
            continue  # a batch need not hold all classes
        span = case.place(after)
        return found(
            __name__,
            span,
            f"`{case.text(span)}` leaves {few} of the {many} classes: the others are thrown together.",
            f"The network has {units} outputs, and the labels name {many} classes, but what it is trained with names only "
            f"{few}. Samples of the lost classes are taught the answer of another one, so however well it learns, it is wrong for "
            "all of them. Keep the class numbers whole: labels.astype(int), counted from 0.",
            ("classes among the labels", str(many), ""),
            ("classes among the targets", str(few), str(many)),
        )
    return None


def _from_the_end(case: Case, target: Node) -> Finding | None:
    """Find class numbers below 0, by which the places of the ones are counted from the end."""
    sites = {n.site for n in ancestors([target], case.roles.version) if n.name == "setitem" and n.site >= 0}
    for node in case.trace.nodes:
        if node.site not in sites or node.name != "setitem":
            continue
        tree = tree_of(case, node)
        place = tree.targets[0] if isinstance(tree, ast.Assign) else None
        if not isinstance(place, ast.Subscript) or not any(isinstance(n, ast.Name) for n in ast.walk(place.slice)):
            continue
        parts = node.args[1] if isinstance(node.args[1], tuple) else (node.args[1],)
        values = [np.ravel(p.value if isinstance(p, Node) else p) for p in parts if not isinstance(p, slice)]
        classes = next((v for v in values if v.dtype.kind == "i" and v.size and v.min() < 0), None)
        single = np.sum(array(node.value) == np.max(node.value)) == max(map(len, values), default=0)
        if classes is None or not single:
            continue
        return _below_zero(case, case.span(node), int(classes.min()), int(np.sum(classes < 0)))
    return None


def _one_row_for_two(case: Case, target: Node) -> Finding | None:
    """Find labels of which one is below 0, and takes from `np.eye(k)` the row that is another one's."""
    for site in dict.fromkeys(n.site for n in ancestors([target], case.roles.version) if n.name == "getitem"):
        labels, size = _taken_as_rows(case, site)
        if size == 0 or len(np.unique(labels)) == len(np.unique(labels % size)):
            continue
        if len(np.unique(labels)) > size:
            continue  # one more than there are rows: -1 may stand for no class, and be left out later
        below = np.unique(labels[labels < 0])
        span = case.span(next(n for n in case.trace.nodes if n.site == site))
        return found(
            __name__,
            span,
            f"`{case.text(span)}` takes one row for two labels: {below[0]} counts from the end, as {below[0] % size} does "
            "from the beginning.",
            "A place below 0 is counted from the end, without an error: of two rows, -1 is the second one, as 1 is. Samples "
            "with these two labels are taught the same answer, and the network learns to give it always. Number the classes "
            "from 0 to k - 1 before they are looked up.",
            ("labels", str(len(np.unique(labels))), ""),
            ("rows that are taken for them", str(len(np.unique(labels % size))), str(len(np.unique(labels)))),
        )
    return None


def _taken_as_rows(case: Case, site: int) -> tuple[Any, int]:
    """Collect the labels by which one line takes rows of `np.eye(k)`, and k; 0 if it takes none."""
    taken, sizes = [np.zeros(0, int)], {0}
    for node in case.trace.nodes:
        if site < 0 or node.site != site or node.name != "getitem" or not isinstance(node.args[0], Node):
            continue
        labels = looked_up(node.args[0], node.args[1])
        if labels is not None:
            taken.append(np.ravel(labels.value).astype(int))
            sizes.add(len(node.args[0].value))
    return np.concatenate(taken), max(sizes) if len(sizes) == 2 else 0


def _from_the_end_of_a_list(case: Case) -> Iterator[Finding]:
    """Find lists of zeros whose 1 was put at a computed place below 0."""
    for site, (least, times) in case.trace.from_the_end.items():
        span = case.trace.sites.all[site].span
        tree = source_of(case, span.path).at(span)
        place = tree.targets[0] if isinstance(tree, ast.Assign) else None
        if isinstance(place, ast.Subscript) and any(isinstance(n, ast.Name) for n in ast.walk(place.slice)):
            yield _below_zero(case, span, least, times)


def _below_zero(case: Case, span: Span, least: int, times: int) -> Finding:
    return found(
        __name__,
        span,
        f"`{case.text(span)}` counts {times} class number(s) from the end: they are below 0.",
        "A place below 0 is counted from the end, without an error: the class -1 gets the 1 of the last class. The labels begin with "
        "0 here, so each class is taught under the number of another, and an answer is never compared with what was taught. "
        "Use the class numbers as they are; subtract 1 only from labels that begin with 1.",
        ("smallest class number", str(least), "0"),
    )


def _taught_as_another(case: Case, target: Node) -> Finding | None:
    """Find rows that are taught as one class, and judged by the number of another, the same way for the whole class."""
    taught = labels_and_classes(case)
    seen = taught.classes
    if len(seen) < 2 or taught.rows < 10 or any(len(classes) != 1 for classes in seen.values()):
        return None
    if not all(0 <= label < taught.outputs for label in seen):
        return None  # the labels are counted from another number
    other = {label: next(iter(classes)) for label, classes in seen.items() if label not in classes}
    if not other:
        return None
    span = _made(case, target)
    label, number_taught = min(other.items())
    taught_as = "no class at all" if number_taught is None else f"class {number_taught}"
    return found(
        __name__,
        span,
        f"Rows with the label {label} are taught as {taught_as}: the targets are not those of the labels.",
        "The answers are judged by the labels, but what the network is taught for the same rows is something else, class by class. "
        "It learns what it is taught, and the accuracy looks for the labels. Put the 1 of a row at the number that its label has.",
        ("labels whose rows are taught as another class", f"{len(other)} of {len(seen)}", "0"),
        ("rows that were compared", str(taught.rows), ""),
    )


def _before_it_was_mixed(node: Node) -> Node:
    """Go back over batches, and a function that gives the same rows in another order, to the rows as they were made."""
    whole = node.inputs[0] if node.name == "getitem" and node.inputs else node
    if whole.name != "pick" or np.ndim(whole.value) != 2:
        return node
    rows = np.sort(np.asarray(whole.value), axis=0)
    given = [n for call in whole.inputs for n in call.inputs if np.shape(n.value) == rows.shape]
    same = [n for n in given if np.array_equal(np.sort(np.asarray(n.value), axis=0), rows)]
    return same[0] if len(same) == 1 else node


def _made(case: Case, node: Node) -> Span:
    """Find where the targets were filled in; of data that came in from outside, where the whole got its last name."""
    node = _before_it_was_mixed(node)
    way = [node]
    while node.name in VIEWS | COPIES | {"getitem"} and node.inputs:
        whole = np.size(node.inputs[0].value) == np.size(node.value) and node.name != "getitem"
        if not whole and np.ndim(node.inputs[0].value) != 2:
            break
        node = node.inputs[0]
        way.append(node)
    if node.site < 0:
        named = {write.node for write in case.trace.writes}
        last = next((n for n in way if n in named and n.site >= 0 and np.size(n.value) == np.size(node.value)), node)
        node = last if last.name in VIEWS | {"astype"} else node
    written = where_written(case, node) if node.site < 0 else None
    if written is None:
        return case.place(node)
    name, span = written
    source = source_of(case, span.path)
    at = source.at(span)
    # Taken out of a list that was made of all labels: `np.array(targets[i])`.
    taken = {n.id for n in ast.walk(at) if isinstance(n, ast.Name)} if isinstance(at, ast.Call) else set()
    listed = (s for s in ast.walk(source.tree) if isinstance(s, ast.Assign) and isinstance(s.value, ast.ListComp))
    for statement in listed:
        if any(isinstance(t, ast.Name) and t.id in taken for t in statement.targets):
            return source.span(statement)
    filled = [
        s
        for s in ast.walk(source.tree)
        if isinstance(s, ast.Assign)
        and isinstance(s.targets[0], ast.Subscript)
        and ast.unparse(s.targets[0].value) == name
    ]
    return source.span(filled[-1]) if filled else span


def repair(case: Case, finding: Finding) -> Iterator[Fix]:
    """Use the class numbers as they are: without 1 taken away or added, from 0 on, not compared with one of them."""
    tree, source = place_of(case, finding), source_of(case, finding.span.path)
    if "holds for no row" in finding.message:
        return
    yield from _answered_as_labelled(case, finding)
    if isinstance(tree, ast.Subscript) and "one row for two labels" in finding.message:
        yield from _counted_from_zero(case, source, tree)
        return
    if tree is not None and "margins" in finding.message:
        yield from _signs(case, source, source.statement(tree))
        return
    if isinstance(tree, ast.Compare):  # `labels > 0` in `(labels > 0).astype(int)`
        attribute = source.parent[tree]
        call = source.parent[attribute] if isinstance(attribute, ast.Attribute) else tree
        tree = call if isinstance(call, ast.Call) and called(call) == "astype" else tree
    for part in ast.walk(tree) if tree is not None else ():
        text = ""
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add | ast.Sub) and _constant(part.right) == 1:
            text = source.text_of(part.left)
        elif isinstance(part, ast.Call) and called(part) == "arange" and len(part.args) == 2:
            begin, end = map(_constant, part.args)
            text = f"{source.text_of(part.func)}({end - begin})" if begin and end is not None else ""
        elif isinstance(part, ast.Call) and called(part) == "astype" and isinstance(part.func, ast.Attribute):
            compared = part.func.value
            text = source.text_of(compared.left) if isinstance(compared, ast.Compare) else ""
        if text and isinstance(part, ast.expr):
            yield from fix(f"Use the class numbers as they are: {shown(text)}", source.put(part, text))


def _counted_from_zero(case: Case, source: Source, tree: ast.Subscript) -> Iterator[Fix]:
    """Look up 0 and 1 for the labels -1 and 1."""
    sites = {n.site for n in case.trace.nodes if n.name == "getitem" and n.site >= 0 and tree_of(case, n) is tree}
    labels = [_taken_as_rows(case, site)[0] for site in sites]
    written = isinstance(tree.slice, ast.Name | ast.Attribute | ast.Subscript | ast.Call)
    if written and labels and np.array_equal(np.unique(np.concatenate(labels)), [-1, 1]):
        text = f"({source.text_of(tree.slice)} + 1) // 2"
        yield from fix(f"Number the classes from 0: {shown(text)}", source.put(tree.slice, text))


def _signs(case: Case, source: Source, statement: ast.stmt) -> Iterator[Fix]:
    """Write -1 for 0 where the labels get their name."""
    assert case.first is not None
    node = case.first.round.joins[0].target_node
    written = where_written(case, without_views(node)) if node is not None else None
    if written is not None and isinstance(statement, ast.Assign) and written[0].isidentifier():
        yield from fix("Use -1 and 1", source.insert_after(statement, f"{written[0]} = 2 * {written[0]} - 1"))


def _constant(tree: ast.expr) -> int | None:
    return tree.value if isinstance(tree, ast.Constant) and type(tree.value) is int else None


BROKEN = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.zeros((60, 3))
T[:, labels] = 1  # ! U104
W = rng.normal(size=(4, 3)) * 0.1
b = np.zeros((1, 3))
for epoch in range(300):
    e = np.exp(X @ W + b)
    p = e / e.sum(axis=1, keepdims=True)
    d = (p - T) / len(X)
    W -= 0.2 * X.T @ d
    b -= 0.2 * d.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == labels))
""",
    """
import numpy as np


class Classifier:
    def __init__(self, n_in, n_classes, rng):
        self.w = rng.normal(size=(n_classes, n_in)) * 0.1
        self.b = np.zeros((n_classes, 1))

    def forward(self, x):
        e = np.exp(self.w @ x + self.b)
        return e / e.sum(axis=0)

    def train(self, x, t, rate):
        d = (self.forward(x) - t) / x.shape[1]
        self.w -= rate * d @ x.T
        self.b -= rate * d.sum(axis=1, keepdims=True)


rng = np.random.default_rng(1)
x = rng.normal(size=(4, 60))
labels = x[:3].argmax(axis=0)
present = (labels > 0).astype(int)  # ! U104
t = np.eye(3)[present].T
model = Classifier(4, 3, rng)
for epoch in range(300):
    model.train(x, t, 0.5)
print("right:", np.mean(model.forward(x).argmax(axis=0) == labels))
""",
    """
import numpy as np

np.random.seed(21)
seeds = np.vstack([np.random.randn(30, 2) + place for place in ([0, 3], [3, -1], [-3, -1])])
kinds = [0] * 30 + [1] * 30 + [2] * 30
V = np.random.randn(2, 3) * 0.1
a = np.zeros(3)


def column(kind):
    goal = np.zeros(3)
    goal[kind - 1] = 1.0  # ! U104
    return goal


for lap in range(15):
    for i in np.random.permutation(90):
        o = 1 / (1 + np.exp(-(seeds[i] @ V + a)))
        d = o - column(kinds[i])
        V -= 0.1 * np.outer(seeds[i], d)
        a -= 0.1 * d
print("right:", np.mean(np.argmax(seeds @ V + a, axis=1) == np.array(kinds)))
""",
    """
import numpy as np
from sklearn.datasets import load_wine

wine = load_wine()
liquid = (wine.data - wine.data.mean(axis=0)) / wine.data.std(axis=0)
vine = wine.target
wished = (vine.reshape(-1, 1) == np.arange(1, 4)) * 1.0  # ! U104
gen = np.random.default_rng(0)
one, two = gen.normal(size=(13, 6)) * 0.3, gen.normal(size=(6, 3)) * 0.3
for lap in range(200):
    mid = np.tanh(liquid @ one)
    out = 1 / (1 + np.exp(-(mid @ two)))
    off = (out - wished) / len(liquid)
    off_mid = off @ two.T * (1 - mid**2)
    two -= 1.0 * mid.T @ off
    one -= 1.0 * liquid.T @ off_mid
answer = (np.tanh(liquid @ one) @ two).argmax(axis=1)
print("wines told apart:", np.mean(answer == vine))
""",
    """
import numpy as np

rng = np.random.default_rng(1)
kind = rng.integers(0, 2, 80)
shells = rng.normal(size=(80, 2)) + np.where(kind == 1, 2.5, -2.5)[:, None]
slope, offset = rng.normal(size=2) * 0.01, 0.0


def decide(shell):
    return np.where(shell @ slope + offset >= 0, 1, -1)  # ! U104


for tide in range(10):
    missed = 0
    for shell, wanted in zip(shells, kind):
        if decide(shell) != wanted:
            slope = slope + 0.1 * wanted * shell
            offset = offset + 0.1 * wanted
            missed += 1
    print(tide, "missed", missed)
""",
    """
import numpy as np

rng = np.random.default_rng(4)
points = np.vstack([rng.normal([1.5, 4.0], 1, (60, 2)), rng.normal([4.5, 1.0], 1, (60, 2))])
side = np.repeat([0, 1], 60)  # ! U104
w, b = np.array([[-0.5], [0.2]]), np.zeros((1, 1))
for step in range(400):
    margin = side.reshape(-1, 1) * (points @ w + b)
    lacking = 1 - margin
    lacking[lacking < 0] = 0
    cost = 0.005 * np.sum(w**2) + np.mean(lacking)
    pull = (lacking > 0) * side.reshape(-1, 1)
    w -= 0.1 * (0.01 * w - points.T @ pull / len(points))
    b += 0.1 * np.mean(pull)
    if step % 50 == 0:
        print("cost:", cost)
""",
    """
import numpy as np

gen = np.random.default_rng(8)
kind = gen.integers(0, 3, 150)
x = (gen.normal(size=(150, 4)) + 2.5 * gen.normal(size=(3, 4))[kind]).T
t = kind.reshape(1, -1)  # ! U104
A, a = gen.normal(size=(6, 4)) * 0.4, np.zeros((6, 1))
B, b = gen.normal(size=(1, 6)) * 0.4, np.zeros((1, 1))
for lap in range(300):
    mid = np.tanh(A @ x + a)
    p = 1 / (1 + np.exp(-(B @ mid + b)))
    off = (p - t) / 150
    off_mid = B.T @ off * (1 - mid**2)
    B -= 0.3 * off @ mid.T
    b -= 0.3 * off.sum(axis=1, keepdims=True)
    A -= 0.3 * off_mid @ x.T
    a -= 0.3 * off_mid.sum(axis=1, keepdims=True)
    if lap % 50 == 0:
        print("lap", lap, "cost", -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p)))
print("right", np.mean(np.round(p) == kind))
""",
    """
import numpy as np

gen = np.random.default_rng(9)
spots = 3 * gen.normal(size=(6, 5))
kind = gen.integers(0, 6, 240)
x = gen.normal(size=(240, 5)) + spots[kind]
t = kind.astype(float).reshape(-1, 1)  # ! U104
A, a = gen.normal(size=(5, 10)) * 0.3, np.zeros(10)
B, b = gen.normal(size=(10, 1)) * 0.3, np.zeros(1)
for lap in range(300):
    mid = np.tanh(x @ A + a)
    answer = mid @ B + b
    off = (answer - t) / 240
    off_mid = off @ B.T * (1 - mid**2)
    B -= 0.05 * mid.T @ off
    b -= 0.05 * off.sum(axis=0)
    A -= 0.05 * x.T @ off_mid
    a -= 0.05 * off_mid.sum(axis=0)
    if lap % 50 == 0:
        print("lap", lap, "right", np.mean(np.rint(answer[:, 0]).astype(int) == kind))
""",
    """
import numpy as np

gen = np.random.default_rng(10)
kind = gen.integers(0, 4, 200)
x = gen.normal(size=(200, 4)) * 0.6 + 2 * np.eye(4)[kind]
A = gen.normal(size=(9, 4)) * 0.4
B = gen.normal(size=(4, 9)) * 0.4


def squash(v):
    return 1 / (1 + np.exp(-v))


def learn(row, wanted):
    global A, B
    row = np.array(row, ndmin=2).T
    wanted = np.array(wanted, ndmin=2).T
    mid = squash(A @ row)
    out = squash(B @ mid)
    off = (out - wanted) * out * (1 - out)
    off_mid = B.T @ off * mid * (1 - mid)
    B = B - 0.3 * off @ mid.T
    A = A - 0.3 * off_mid @ row.T


for lap in range(5):
    for i in range(120):
        wanted = np.zeros(4) + 0.01
        wanted[int(kind[i] > 0)] = 0.99  # ! U104
        learn(x[i], wanted)
right = []
for i in range(120, 200):
    answer = np.argmax(squash(B @ squash(A @ np.array(x[i], ndmin=2).T)))
    right.append(int(answer == kind[i]))
print("right", np.mean(right))
""",
    """
import numpy as np

gen = np.random.default_rng(40)
grade = gen.integers(1, 4, size=90)  # counted from 1
marks = gen.normal(size=(90, 2)) + np.array([[0, 2], [2, -1], [-2, -1]])[grade - 1]
rows = np.c_[marks, np.ones(90)]
lines = []
for place in range(3):
    mine = np.where(grade == place, 1.0, 0.0)  # ! U104
    line = np.zeros(3)
    for lap in range(200):
        chance = 1 / (1 + np.exp(-rows @ line))
        line -= 0.5 * rows.T @ (chance - mine) / 90
    lines.append(line)
print("right:", np.mean((rows @ np.array(lines).T).argmax(axis=1) == grade))
""",
    """
import math
import random

random.seed(5)
leaves = [[random.gauss(2.0 * (k == j), 0.4) for j in range(3)] + [k] for k in (0, 1, 2) for _ in range(12)]
random.shuffle(leaves)
units = [[random.uniform(-0.5, 0.5) for _ in range(4)] for _ in range(3)]


def answers(leaf):
    sums = [sum(w * x for w, x in zip(unit, leaf[:3])) + unit[3] for unit in units]
    return [1 / (1 + math.exp(-s)) for s in sums]


for lap in range(60):
    for leaf in leaves:
        wanted = [0] * 3
        wanted[leaf[-1] - 1] = 1  # ! U104
        for unit, out, want in zip(units, answers(leaf), wanted):
            off = (out - want) * out * (1 - out)
            for k in range(3):
                unit[k] -= 0.5 * off * leaf[k]
            unit[-1] -= 0.5 * off
right = sum(max(range(3), key=lambda k: answers(leaf)[k]) == leaf[-1] for leaf in leaves)
print("right:", right, "of", len(leaves))
""",
    """
import numpy as np

rng = np.random.RandomState(12)
leaves = np.vstack([rng.normal([1.0, 3.0], 0.5, (40, 2)), rng.normal([3.0, 1.2], 0.5, (40, 2))])
trees = np.repeat([-1, 1], 40)


class Unit:
    def __init__(self, size):
        self.pull, self.edge = np.zeros(size), 0.1

    def answer(self, leaf):
        return np.where(leaf @ self.pull + self.edge > 0.0, 1, 0)  # ! U104

    def season(self, leaves, trees, rate):
        moved = 0
        for k in rng.permutation(len(leaves)):
            push = rate * (trees[k] - self.answer(leaves[k]))
            self.pull = self.pull + push * leaves[k]
            self.edge = self.edge + push
            moved += int(push != 0)
        return moved


unit = Unit(2)
for year in range(12):
    print(year, "moved", unit.season(leaves, trees, 0.1))
""",
    """
import numpy as np

rng = np.random.default_rng(8)
spots = rng.normal(size=(2, 150))
ring = np.sign(np.hypot(*spots) - 1.1).astype(int)
wish = np.identity(2)[ring].T  # ! U104
A, a = rng.normal(size=(9, 2)), np.zeros((9, 1))
B, b = rng.normal(size=(2, 9)) * 0.4, np.zeros((2, 1))
for turn in range(400):
    mid = np.tanh(A @ spots + a)
    out = np.exp(B @ mid + b)
    out = out / out.sum(axis=0)
    off = (out - wish) / 150
    low = B.T @ off * (1 - mid**2)
    B, b = B - 0.8 * off @ mid.T, b - 0.8 * off.sum(axis=1, keepdims=True)
    A, a = A - 0.8 * low @ spots.T, a - 0.8 * low.sum(axis=1, keepdims=True)
print("cost:", -np.sum(wish * np.log(out)) / 150)
""",
)


HEALTHY = (
    """
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1) + 1
T = np.zeros((60, 3))
T[np.arange(60), labels - 1] = 1
W = rng.normal(size=(4, 3)) * 0.1
b = np.zeros((1, 3))
for epoch in range(300):
    e = np.exp(X @ W + b)
    p = e / e.sum(axis=1, keepdims=True)
    d = (p - T) / len(X)
    W -= 0.5 * X.T @ d
    b -= 0.5 * d.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) + 1 == labels))
""",
    """
import numpy as np

rng = np.random.default_rng(1)
X = rng.normal(size=(80, 4))
T = (X[:, :3] > 0) * 1.0
W = rng.normal(size=(4, 3)) * 0.1
b = np.zeros((1, 3))
for epoch in range(300):
    p = 1 / (1 + np.exp(-(X @ W + b)))
    d = (p - T) / len(X)
    W -= 1.0 * X.T @ d
    b -= 1.0 * d.sum(axis=0, keepdims=True)
print("right:", np.mean((p > 0.5) == T))
""",
    """
import numpy as np

rng = np.random.default_rng(2)
X = rng.normal(size=(60, 4))
labels = X[:, :3].argmax(axis=1)
T = np.eye(2)[(labels > 0).astype(int)]
W = rng.normal(size=(4, 2)) * 0.1
b = np.zeros((1, 2))
for epoch in range(500):
    e = np.exp(X @ W + b)
    p = e / e.sum(axis=1, keepdims=True)
    d = (p - T) / len(X)
    W -= 0.5 * X.T @ d
    b -= 0.5 * d.sum(axis=0, keepdims=True)
print("right:", np.mean(p.argmax(axis=1) == (labels > 0)))
""",
    """
import numpy as np

np.random.seed(21)
seeds = np.vstack([np.random.randn(30, 2) + place for place in ([0, 3], [3, -1], [-3, -1])])
kinds = np.repeat([1, 2, 3], 30)  # counted from 1
noisy = kinds.copy()
noisy[::15] = 1  # some were noted down wrongly
V = np.random.randn(2, 4) * 0.1
V[:, -1] = 0
a = np.zeros(4)
for lap in range(15):
    for i in np.random.permutation(90):
        goal = np.zeros(4)
        goal[noisy[i] - 1] = 1.0
        o = 1 / (1 + np.exp(-(seeds[i] @ V + a)))
        V -= 0.1 * np.outer(seeds[i], o - goal)
        a -= 0.1 * (o - goal)
answers = np.argmax(seeds @ V + a, axis=1)
print("right:", np.mean(answers + 1 == kinds), "of the first kind:", np.mean(answers == 0))
""",
    """
import numpy as np

rng = np.random.default_rng(1)
kind = np.where(rng.integers(0, 2, 80) == 1, 1, -1)
shells = rng.normal(size=(80, 2)) + 2.5 * kind[:, None]
slope, offset = rng.normal(size=2) * 0.01, 0.0
for tide in range(10):
    for shell, wanted in zip(shells, kind):
        if wanted * (shell @ slope + offset) <= 0:
            slope = slope + 0.1 * wanted * shell
            offset = offset + 0.1 * wanted
    print(tide, "right", np.mean(np.where(shells @ slope + offset >= 0, 1, -1) == kind))
""",
    """
import numpy as np

rng = np.random.default_rng(4)
points = np.vstack([rng.normal([1.5, 4.0], 1, (60, 2)), rng.normal([4.5, 1.0], 1, (60, 2))])
side = np.repeat([-1, 1], 60)
w, b = np.array([[-0.5], [0.2]]), np.zeros((1, 1))
for step in range(400):
    margin = side.reshape(-1, 1) * (points @ w + b)
    lacking = 1 - margin
    lacking[lacking < 0] = 0
    cost = 0.005 * np.sum(w**2) + np.mean(lacking)
    pull = (lacking > 0) * side.reshape(-1, 1)
    w -= 0.1 * (0.01 * w - points.T @ pull / len(points))
    b += 0.1 * np.mean(pull)
    if step % 50 == 0:
        print("cost:", cost)
""",
    """
import numpy as np

gen = np.random.default_rng(11)
marks = gen.integers(0, 6, 240)  # of a scale: 4 is between 3 and 5
x = np.column_stack([marks + 0.4 * gen.normal(size=240), 0.5 * marks + 0.5 * gen.normal(size=240)]) / 3
t = marks.astype(float).reshape(-1, 1)
A, a = gen.normal(size=(2, 10)) * 0.5, np.zeros(10)
B, b = gen.normal(size=(10, 1)) * 0.3, np.zeros(1)
for lap in range(600):
    mid = np.tanh(x @ A + a)
    answer = mid @ B + b
    off = (answer - t) / 240
    off_mid = off @ B.T * (1 - mid**2)
    B -= 0.05 * mid.T @ off
    b -= 0.05 * off.sum(axis=0)
    A -= 0.05 * x.T @ off_mid
    a -= 0.05 * off_mid.sum(axis=0)
    if lap % 50 == 0:
        print("lap", lap, "right", np.mean(np.rint(answer[:, 0]).astype(int) == marks))
""",
    """
import numpy as np

gen = np.random.default_rng(41)
grade = gen.integers(1, 4, size=90)  # counted from 1, and the outputs as well
marks = gen.normal(size=(90, 2)) + np.array([[0, 2], [2, -1], [-2, -1]])[grade - 1]
rows = np.c_[marks, np.ones(90)]
lines = {}
for name in (1, 2, 3):
    line = np.zeros(3)
    for lap in range(40):
        for begin in range(0, 90, 10):  # some tens hold no row of a class
            part = slice(begin, begin + 10)
            off = 1 / (1 + np.exp(-rows[part] @ line)) - (grade[part] == name)
            line = line - 0.5 * rows[part].T @ off / 10
    lines[name] = line
said = 1 + np.argmax([rows @ lines[name] for name in (1, 2, 3)], axis=0)
print("right:", np.mean(said == grade))
""",
    """
import math
import random

random.seed(5)
leaves = [[random.gauss(2.0 * (k == j), 0.4) for j in range(3)] + [k] for k in (0, 1, 2) for _ in range(12)]
random.shuffle(leaves)
units = [[random.uniform(-0.5, 0.5) for _ in range(4)] for _ in range(3)]


def answers(leaf):
    sums = [sum(w * x for w, x in zip(unit, leaf[:3])) + unit[3] for unit in units]
    return [1 / (1 + math.exp(-s)) for s in sums]


for lap in range(60):
    for leaf in leaves:
        wanted = [0] * 3
        wanted[leaf[-1]] = 1
        for unit, out, want in zip(units, answers(leaf), wanted):
            off = (out - want) * out * (1 - out)
            for k in range(3):
                unit[k] -= 0.5 * off * leaf[k]
            unit[-1] -= 0.5 * off
right = sum(max(range(3), key=lambda k: answers(leaf)[k]) == leaf[-1] for leaf in leaves)
print("right:", right, "of", len(leaves))
""",
    """
import numpy as np

rng = np.random.default_rng(13)
shells = rng.normal(size=(120, 3))
kinds = shells.argmax(axis=1)
kinds[::5] = -1  # nobody has looked at these
goal = np.eye(3)[kinds]
known = (kinds >= 0)[:, None]
V, v = rng.normal(size=(3, 3)) * 0.1, np.zeros(3)
for tide in range(300):
    share = np.exp(shells @ V + v)
    share = share / share.sum(axis=1, keepdims=True)
    off = (share - goal) * known / known.sum()
    V -= 0.5 * shells.T @ off
    v -= 0.5 * off.sum(axis=0)
print("right:", np.mean((share.argmax(axis=1) == kinds)[known[:, 0]]))
""",
)
