"""From which rows of which data a value was made: followed back through selections, shuffles and preparations."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from unstuck.doctor.roles import VIEWS, Roles, ancestors, counts_up, made_last_first
from unstuck.doctor.trace import PRODUCTS, Node
from unstuck.doctor.tracing.replays import Several

ENTRIES = ("setitem", "overlay")
_ORDERS: WeakKeyDictionary[Node, tuple[Any, int]] = WeakKeyDictionary()
MOVED = {"shuffle", "sort", "flip", "flipud", "roll", "permutation"}


@dataclass(frozen=True)
class Rows:
    """The rows of `root` that a value holds, in its order.

    `index` is None where it cannot be told: labels that were shuffled in place. `chosen` are the operations that picked
    or moved rows by a list of numbers or at random, the last first; slices are not among them.
    """

    value: Node
    root: Node
    index: Any
    chosen: tuple[Node, ...]
    sliced: bool
    way: tuple[Node, ...] = ()  # all values on the way back, the root last
    axis: int = 0  # of the root, along which the rows lie
    alike: int = 0  # rows that have equals among those shuffled: which of them went where is a guess
    along: int = 0  # of the value, along which the rows lie

    @property
    def total(self) -> int:
        """The number of rows of the root."""
        return int(np.shape(self.root.value)[self.axis])


def rows_of(
    node: Node, axis: int | None, *, until_moved: bool = False, until: Node | None = None, filled: bool = False
) -> Rows | None:
    """Follow a value back to the array from which its rows were taken; to the last shuffle of it, if that is asked.

    Parameters
    ----------
    node : Node
        Data: made from no weight.
    axis : int or None
        Along which its rows (the samples) lie; None if it is a single one.
    until_moved : bool
        Go no further back than to the last shuffle.
    until : Node or None
        Go no further back than to this array.
    filled : bool
        Let an array that was zeros, and was filled entry by entry, be one from which rows were taken.

    Returns
    -------
    Rows or None
        None where the way back is lost.
    """
    start, along = node, axis or 0
    index: Any = None if axis is None else np.arange(np.shape(node.value)[axis])
    known, sliced, alike = True, False, 0
    chosen: list[Node] = []
    way = [node]
    for _ in range(100):
        if way[-1] is not node:
            way.append(node)
        if node is until:
            break
        if node.name == "getitem" and isinstance(node.args[0], Node):
            base, part = node.args[0], node.args[1]
            labels = looked_up(base, part)  # np.eye(k)[labels]: the labels are the rows
            if labels is not None:
                node, axis = labels, None if axis is None else 0
                continue
            if _only_reshapes(part):  # y[:, np.newaxis]
                axis = _axis_before(part, axis)
                node = base
                continue
            step = _selected(base, part, axis)
            if step is None:
                return None
            picked, axis, listed = step
            if index is not None and known and np.max(index, initial=0) >= len(picked):
                return None  # its shape was changed in place since
            index = picked if index is None else (picked[index] if known else index)
            sliced = sliced or not listed
            chosen += [node] if listed else []
            node = base
        elif node.name in MOVED and node.inputs:
            if until_moved:
                break
            moved, equals = _moved(node)
            alike += equals
            chosen.append(node)
            if index is None or axis != 0:
                return None
            known = known and moved is not None
            index = moved[index] if known else index
            node = node.inputs[0]
        elif node.name == "pick" and (given := given_back(node)) is not None:  # train_test_split
            if until_moved:
                break
            alike += given[2]
            chosen.append(node)
            if index is None or axis != 0:
                return None
            index = given[1][index] if known else index
            node = given[0]
        elif node.name in ("T", "transpose") and node.inputs:
            axis = None if axis is None else np.ndim(node.value) - 1 - axis
            node = node.inputs[0]
        elif axis is None and (same := _same_sample(node)) is not None:
            node = same
        else:
            labels = _written_rows(node)
            if filled and labels is None and _filled(node):
                break
            before = labels if labels is not None else _same_rows(node, axis)
            if before is None:
                break
            if np.ndim(before.value) != np.ndim(node.value) and axis is not None:
                length = np.shape(node.value)[axis]
                fits = [i for i, n in enumerate(np.shape(before.value)) if n == length]
                if not fits:
                    break
                axis = fits[0]
            node = before
    if not np.ndim(node.value) or index is None or _all_alike(node.value, axis or 0):
        return None
    return Rows(start, node, index if known else None, tuple(chosen), sliced, tuple(way), axis or 0, alike, along)


def _all_alike(values: Any, axis: int) -> bool:
    """Say whether the rows of an array are all the same: of zeros that were filled in a loop nothing came."""
    rows = np.moveaxis(np.asarray(values), axis, 0)
    return len(rows) > 1 and rows.dtype.kind in "iufb" and bool(np.all(rows == rows[:1]))


def _filled(node: Node) -> bool:
    """Say whether an array, all of whose rows were the same at first, was filled entry by entry."""
    first = node
    while first.name in ENTRIES and isinstance(first.args[0], Node):
        first = first.args[0]
    return first is not node and bool(np.ndim(first.value)) and _all_alike(first.value, 0)


def looked_up(base: Node, part: Any) -> Node | None:
    """Find the labels by which rows, or columns, of a table with a single 1 in each are taken: `np.eye(k)[labels]`."""
    shape = np.shape(base.value)
    if len(shape) != 2 or shape[0] != shape[1] or not np.array_equal(base.value, np.eye(shape[0])):
        return None
    parts = part if isinstance(part, tuple) else (part,)
    labels = [p for p in parts if isinstance(p, Node) and np.asarray(p.value).dtype.kind in "iu"]
    return labels[0] if len(labels) == 1 else None


def _only_reshapes(part: Any) -> bool:
    """Say whether a subscript takes everything, and adds axes of length 1."""
    parts = part if isinstance(part, tuple) else (part,)
    plain = not any(isinstance(p, Node) for p in parts)
    return plain and any(p is None for p in parts) and all(p is None or p == slice(None) for p in parts)


def _axis_before(part: Any, axis: int | None) -> int | None:
    """Find which axis one was before others were added; None for an added one."""
    parts = part if isinstance(part, tuple) else (part,)
    if axis is None or (axis < len(parts) and parts[axis] is None):
        return None
    return axis - sum(p is None for p in parts[:axis])


def _selected(base: Node, part: Any, axis: int | None) -> tuple[Any, int | None, bool] | None:
    """Return which rows a subscript takes, their axis in the base, and whether they are taken by a list of numbers."""
    parts = part if isinstance(part, tuple) else (part,)
    if any(p is Ellipsis or p is None for p in parts):
        return None
    if axis is None:  # a single sample: taken out by a whole number
        long = [n > 1 for n in np.shape(base.value)]
        numbers = [i for i, p in enumerate(parts) if _whole_number(p) is not None and long[i]]
        if len(numbers) != 1:
            return None
        at = numbers[0]
        return np.array([_whole_number(parts[at]) % np.shape(base.value)[at]]), at, False
    shape = np.shape(base.value)
    kept = [i for i in range(len(shape)) if i >= len(parts) or not isinstance(parts[i], int | np.integer)]
    if axis >= len(kept):
        return None
    axis = kept[axis]
    rows = np.arange(shape[axis])
    taken: Any = parts[axis] if axis < len(parts) else slice(None)
    listed = not isinstance(taken, slice)
    value = np.asarray(taken.value if isinstance(taken, Node) else taken) if listed else taken
    if listed and (value.dtype.kind not in "iub" or value.ndim != 1):
        return None
    return rows[value], axis, listed


def _whole_number(part: Any) -> int | None:
    value = part.value if isinstance(part, Node) else part
    return int(value) if isinstance(value, int | np.integer) and not isinstance(value, bool) else None


def _moved(node: Node) -> tuple[Any, int]:
    """Find how a shuffle moved the rows, from the values before and after, and how many of them have equals."""
    if node not in _ORDERS:  # each batch is followed back through all the shuffles before it
        before, after = np.asarray(node.inputs[0].value), np.asarray(node.value)
        _ORDERS[node] = None, 0
        if before.shape == after.shape and before.dtype == after.dtype:
            with contextlib.suppress(KeyError, IndexError):  # not the same rows
                _ORDERS[node] = order_after(node), len(before) - len({row.tobytes() for row in before})
    return _ORDERS[node]


def given_back(node: Node) -> tuple[Node, Any, int] | None:
    """Find of which argument a library's function gave back some rows, which these are, and how many have equals."""
    call = node.inputs[0]
    if not isinstance(call.value, Several) or not np.ndim(node.value):
        return None
    if node not in call.value.rows:
        call.value.rows[node] = next((r for n in call.inputs if (r := _rows_given_back(call.value, node, n))), None)
    found: tuple[Node, Any, int] | None = call.value.rows[node]
    return found


def _rows_given_back(parts: Several, node: Node, before: Node) -> tuple[Node, Any, int] | None:
    """Find which rows of an argument stand in one of the arrays that a call returned; no row is given out twice."""
    rows = np.asarray(before.value)
    if rows.ndim != np.ndim(node.value) or not rows.ndim or rows.dtype.kind not in "iufb":
        return None
    left: dict[bytes, list[int]] = {}
    for i, row in reversed(list(enumerate(rows))):
        left.setdefault(row.tobytes(), []).append(i)
    equals = len(rows) - len(left)
    for part in parts.values:
        if not isinstance(part, np.ndarray) or part.dtype != rows.dtype or part.shape[1:] != rows.shape[1:]:
            continue
        keys = [row.tobytes() for row in part]
        if all(len(left.get(key, ())) >= times for key, times in Counter(keys).items()):
            places = np.array([left[key].pop() for key in keys], dtype=int)
            if part is node.value:
                return before, places, equals
    return None


def order_after(moved: Node) -> Any:
    """List where the rows of a shuffled array were before; of equal rows, the first first."""
    before, after = np.asarray(moved.inputs[0].value), np.asarray(moved.value)
    places: dict[bytes, list[int]] = {}
    for i, row in reversed(list(enumerate(before))):
        places.setdefault(row.tobytes(), []).append(i)
    return np.array([places[row.tobytes()].pop() for row in after])


def _written_rows(node: Node) -> Node | None:
    """Find the labels of a one-hot array made by `T[np.arange(n), labels] = 1`, or by `T[labels, np.arange(n)] = 1`."""
    if node.name == "setitem" and isinstance(node.args[1], tuple):
        labels = [p for p in node.args[1] if isinstance(p, Node) and np.ndim(p.value) == 1 and not counts_up(p)]
        if labels and np.size(labels[-1].value) in np.shape(node.value):
            return labels[-1]
    return None


def _same_rows(node: Node, axis: int | None) -> Node | None:
    """Find the input of an operation whose rows are those of the result, one for one."""
    if node.name == "outer" and axis in (0, 1) and len(node.args) == 2:  # np.equal.outer(np.arange(k), labels)
        operand = node.args[axis]
        return operand if isinstance(operand, Node) and np.ndim(operand.value) == 1 else None
    if axis is None or node.name in PRODUCTS - {"mul", "multiply"} or node.name in ("getitem", "sum", "mean", "max"):
        return None
    while node.name in ENTRIES and isinstance(node.args[0], Node) and node.args[0].name in ENTRIES:
        node = node.args[0]  # filled entry by entry
    length = np.shape(node.value)[axis]
    fits = [n for n in node.inputs if np.ndim(n.value) and length in np.shape(n.value)]
    return max(fits, key=lambda n: np.size(n.value), default=None)


def _same_sample(node: Node) -> Node | None:
    """Find the sample that was laid down as a row, put up as a column, scaled entry by entry, or given a 1."""
    if node.name in ("append", "concatenate", "hstack", "vstack", "insert", "r_", "c_"):
        return next((n for n in node.inputs if np.size(n.value) == np.size(node.value) - 1 > 0), None)
    if node.name not in VIEWS | {"add", "sub", "subtract", "mul", "multiply", "div", "divide"}:
        return None
    return next((n for n in node.inputs if np.ndim(n.value) and np.size(n.value) == np.size(node.value)), None)


def _entered(node: Node) -> Node:
    """Find what was written to the entry that is read here, of an array that was filled entry by entry."""
    if node.name != "getitem" or (number := _whole_number(node.args[1])) is None:
        return node
    filled = node.args[0]
    while isinstance(filled, Node) and filled.name == "setitem":
        if _whole_number(filled.args[1]) == number and isinstance(filled.args[2], Node):
            return filled.args[2]
        filled = filled.args[0]
    return node


def _into(roles: Roles, output: Node, *, until_moved: bool = False) -> Iterator[Rows]:
    output = _entered(output)
    for node in made_last_first(roles, output):  # behind them may stand the products of the last update
        if node.name not in ("matmul", "dot", "einsum") or len(node.inputs) != 2:
            continue
        for position, data in enumerate(node.inputs):
            if not roles.mask[data.index] and data not in roles.version:
                axis = position if np.ndim(data.value) == 2 else None  # data @ w: rows; w @ data: columns
                rows = rows_of(data, axis, until_moved=until_moved)
                if axis is not None and np.shape(data.value)[axis] == 1 and (rows is None or rows.total == 1):
                    rows = rows_of(data, None, until_moved=until_moved) or rows  # a single sample, taken out of many
                if rows is not None:
                    yield rows


def rows_into(roles: Roles, output: Node, *, until_moved: bool = False) -> Rows | None:
    """Find the rows of the data from which an output was made: what is multiplied with the first weights."""
    return next(_into(roles, output, until_moved=until_moved), None)


def traced_joins(roles: Roles) -> list[tuple[Node, Node | None]]:
    """List the outputs that the traced updates followed from, each with the target that it met; 300 of them at most."""
    joins = {join.node.site: join for round_ in roles.rounds for join in round_.joins}
    numbers = {slot.number for slot in roles.parameters}
    version = {node: at for node, at in roles.version.items() if at[0] in numbers}
    made = ancestors([v for slot in roles.parameters for v in slot.versions[1:]], version)
    found: list[tuple[Node, Node | None]] = []
    for node in sorted(made, key=lambda n: n.index):
        join = joins.get(node.site)
        if join is not None and node.name == join.node.name:
            pairs = zip(join.node.args, node.args, strict=False)
            places = {_uncopied(known): _uncopied(a) for known, a in pairs if isinstance(known, Node)}
            target = places.get(join.target_node) if join.target_node is not None else None
            if isinstance(output := places.get(join.output), Node):
                found.append((output, target if isinstance(target, Node) else None))
    return found[:: 1 + len(found) // 300]


def _uncopied(value: Any) -> Any:
    """Go back from a copy, as that of outputs from which 1 is to be taken, to what was copied."""
    while isinstance(value, Node) and value.name == "copy" and value.inputs:
        value = value.inputs[0]
    return value


def trained_rows(roles: Roles, root: Node, by: Node) -> Any:
    """List the rows of some data that the traced updates saw from which the weights of an output came.

    Weights that were drawn anew for another part of the data, as for each fold, have not seen what those before saw.
    """
    before = ancestors([by], {})
    seen = [rows_into(roles, output) for output, _ in traced_joins(roles) if output in before]
    index = [rows.index for rows in seen if rows is not None and rows.root is root and rows.index is not None]
    return np.unique(np.concatenate(index)) if index else np.zeros(0, dtype=int)


def labels_of(target: Node) -> list[Node]:
    """List the class numbers from which one-hot targets were made, the last form first, the first form last."""
    node: Node | None = target
    found: list[Node] = []
    for _ in range(50):
        if node is None:
            break
        whole = np.ndim(node.value) == 1 and node.value.dtype.kind in "iub"
        if whole:
            found.append(node)
        if node.name == "getitem" and isinstance(node.args[0], Node):
            labels = looked_up(node.args[0], node.args[1])
            node = labels if labels is not None else node.args[0]
        elif _written_rows(node) is not None:
            node = _written_rows(node)
        elif node.name in VIEWS and node.inputs:
            node = node.inputs[0]
        else:
            length = np.shape(node.value)[0] if np.ndim(node.value) else 0
            kin = [n for n in node.inputs if np.ndim(n.value) and np.shape(n.value)[0] == length]
            kin = [n for n in kin if not whole or (np.ndim(n.value) == 1 and _whole(n.value))]
            node = kin[0] if kin else None
    return found


def _whole(value: Any) -> bool:
    value = np.asarray(value)
    return value.dtype.kind in "iub" or bool(np.all(value == np.round(value)))


def targets_of(node: Node | None, data: Rows | None = None) -> Rows | None:
    """Follow the targets of some inputs back; they may be a column, a row, or one-hot in either direction.

    Of a table that is as long as it is wide, the rows lie as those of the inputs do.
    """
    if node is None:
        return None
    shape = np.shape(node.value)
    if max(shape, default=1) == 1 or (node.name == "getitem" and np.ndim(node.inputs[0].value) > len(shape)):
        single = rows_of(node, None)
        if single is not None or not shape:
            return single
    axis = 0 if len(shape) == 1 or shape[0] >= shape[1] else 1
    if len(shape) == 2 and shape[0] == shape[1] and data is not None:
        axis = data.along
    return rows_of(node, axis, filled=True)
