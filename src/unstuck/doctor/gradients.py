"""The exact derivatives of what the script computed: the trace, walked backwards.

Each traced operation is differentiated by itself at the values that it had (by the library `autograd`), and the chain
rule is applied here, so that the derivative is known at every value on the way and not only at the parameters.
"""

from __future__ import annotations

import operator
import warnings
from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any, Literal

import numpy as np

from unstuck.doctor.lifting import Entries
from unstuck.doctor.trace import PRODUCTS, Node
from unstuck.doctor.tracing.replays import Concatenator, Method, Overlay, set_item

# Their value jumps or stands still: no gradient passes.
FLAT = {
    "argmax",
    "argmin",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "sign",
    "round",
    "floor",
    "ceil",
    "rint",
    "int",
    "argsort",
}
Ties = Literal["split", "first", "all"]
TIES: tuple[Ties, ...] = ("split", "first", "all")
_PAIRS = {"maximum", "minimum", "fmax", "fmin"}
_UNBOUNDED = {"exp", "exp2", "expm1", "sinh", "cosh", "pow", "power", "square"}
_SHARING = {"sum", "fsum", "mean"}
_EXTREMES = {"max", "min", "amax", "amin"}
FAR = 15.0  # sums beyond: the sigmoid of them is 0 or 1
SAME = {"float", "copy", "astype", "asarray", "array", "float64", "float32", "double", "ascontiguousarray", "asfarray"}


def replayed(node: Node, values: Callable[[Node], Any]) -> Any:
    """Run the operation of a node again, on other values."""
    assert node.function is not None
    args = [put(a, values) for a in node.args]
    kwargs = {k: put(v, values) for k, v in node.kwargs.items()}
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return node.function(*args, **kwargs)


def replayed_after(nodes: Iterable[Node], values: Mapping[Node, Any]) -> dict[Node, Any] | None:
    """Compute again, in their order, what nodes make of values that are others; None if that cannot be computed."""
    out = dict(values)
    for node in nodes:
        if any(source in out for source in node.inputs):
            try:
                out[node] = replayed(node, lambda n: out.get(n, n.value))
            except Exception:
                return None
    return out


def put(argument: Any, values: Callable[[Node], Any]) -> Any:
    """Replace the nodes in an argument by values."""
    if isinstance(argument, Node):
        return values(argument)
    if type(argument) in (list, tuple):
        return type(argument)(put(a, values) for a in argument)
    return argument


def adjoints(
    seeds: dict[Node, Any],
    order: Iterable[Node],
    active: Callable[[Node], bool],
    ties: Ties = "split",
    without: Container[tuple[Node, Node]] = (),
    turned: Container[Node] = (),
    lost: set[Node] | None = None,
) -> dict[Node, Any]:
    """Carry derivatives backwards.

    Parameters
    ----------
    seeds : dict of Node to array
        The derivative of the loss at these values.
    order : iterable of Node
        The values to pass through, in the order in which they were made; each comes after what it was made of.
    active : callable
        Says of an input whether its derivative is wanted.
    ties : {"split", "first", "all"}
        What a maximum of equal values passes to them: equal shares, everything to the first (of a value and a constant:
        nothing to the value), or everything to each.
    without : container of pairs of Node
        Ways, from a value to one of its inputs, that are not gone.
    turned : container of Node
        Values whose derivatives are taken with the other sign.
    lost : set of Node, optional
        To which the values are added whose derivatives are not known, since an operation could not be differentiated.

    Returns
    -------
    dict of Node to array
        The derivative of the loss at every value that it reaches, of that value's shape.
    """
    found: dict[Node, Any] = {node: np.asarray(seed, dtype=float) for node, seed in seeds.items()}
    for node in sorted(order, key=lambda n: n.index, reverse=True):
        seed = found.get(node)
        if seed is None or node.function is None or node.name in FLAT:
            continue
        for source in set(node.inputs):
            if not active(source) or (node, source) in without:
                continue
            part = pulled_back(node, source, seed) if ties == "split" else _tied(node, source, seed, ties)
            if part is not None:
                part = -part if node in turned else part
                if node.name in _UNBOUNDED and np.shape(part) == np.shape(seed):
                    part = np.where(seed == 0, 0.0, part)  # below 1 / (1 + exp(1000)) too, where 0 meets infinity
                found[source] = found[source] + part if source in found else part
            elif lost is not None and np.any(seed) and not _jumps(node, source):
                if np.asarray(source.value).dtype.kind == "f":  # not the whole numbers by which entries are picked
                    lost.add(source)
    return found


_WHOLE = ("add", "sub", "subtract", "mul", "multiply", "neg", "sum", "T", "transpose", "reshape", "getitem")


def pulled_back(node: Node, source: Node, seed: Any) -> Any:
    """Multiply a derivative at a node by the derivative of its operation with respect to one input."""
    if _jumps(node, source):
        return None
    quick = _quick(node, source, seed)
    if quick is not None:
        return quick
    import autograd.numpy  # noqa: F401 - teaches the core about arrays
    from autograd.core import make_vjp

    x: Any = np.asarray(source.value, dtype=float)
    x = float(x) if x.ndim == 0 else x
    function = differentiable(node)

    def along(value: Any) -> Any:
        def values(n: Node) -> Any:
            return value if n is source else n.value

        return function(*[put(a, values) for a in node.args], **{k: put(v, values) for k, v in node.kwargs.items()})

    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            pullback, value = make_vjp(along, x)
            shaped = np.asarray(seed, dtype=float).reshape(np.shape(value))
            pulled = np.asarray(pullback(shaped if np.ndim(value) else float(shaped)), dtype=float)
            return narrowed(pulled, np.shape(x))
    except Exception:
        return _by_differences(node, source, seed)


def _jumps(node: Node, source: Node) -> bool:
    """Say whether an operation makes a whole number, or an answer, of what it is given, or is given none of numbers."""
    kinds = [np.asarray(each.value).dtype.kind for each in (source, node)]
    smooth = kinds[0] in "iu" and node.name in (*PRODUCTS, *_WHOLE)  # all numbers are whole, as it happens
    return kinds[0] not in "fiu" or (kinds[1] in "iub" and not smooth)


def ties_at(node: Node) -> bool:
    """Say whether a maximum, or a minimum, was taken of equal values."""
    if node.name in _PAIRS and len(node.args) == 2 and node.kwargs.keys() <= {"out"}:
        a, b = (x.value if isinstance(x, Node) else x for x in node.args)
        return bool(np.any(np.equal(a, b)))
    one = node.name in _EXTREMES and node.function not in (max, min)  # of one array; the others compare their arguments
    if one and len(node.inputs) == 1 and node.args[0] is node.inputs[0]:
        value = np.asarray(node.inputs[0].value)
        return bool(np.sum(value == _best(node)) > np.size(node.value))
    return False


def _best(node: Node) -> Any:
    """Give the extreme of each entry's group, spread to the shape of what it was taken of."""
    value = np.asarray(node.inputs[0].value)
    return np.broadcast_to(_in_groups(node, node.value), value.shape)


def _in_groups(node: Node, value: Any) -> Any:
    """Lay out what belongs to each group of an extreme as `keepdims` does."""
    axis = node.kwargs.get("axis", node.args[1] if len(node.args) > 1 else None)
    kept = np.max(np.zeros(np.shape(node.inputs[0].value)), axis=axis, keepdims=True)
    return np.reshape(value, np.shape(kept))


def _tied(node: Node, source: Node, seed: Any, ties: Ties) -> Any:
    """Pull back through a maximum of equal values as `ties` says; through all else as ever."""
    if not ties_at(node):
        return pulled_back(node, source, seed)
    if node.name in _PAIRS:
        a, b = (x.value if isinstance(x, Node) else x for x in node.args)
        mine, other = (a, b) if node.args[0] is source else (b, a)
        wins = np.greater(mine, other) if "max" in node.name else np.less(mine, other)
        return narrowed(seed * (wins | np.equal(mine, other) if ties == "all" else wins), np.shape(source.value))
    value = np.asarray(source.value)
    if ties == "all":
        return (value == _best(node)) * np.broadcast_to(_in_groups(node, seed), value.shape)
    order = np.arange(value.size, 0, -1).reshape(value.shape)  # the first of equal values wins by a little
    size = 1e-9 * max(float(np.max(np.abs(value), initial=0)), 1e-300) / value.size
    moved = value + order * size if "max" in node.name else value - order * size
    twin = Node(node.index, node.name, node.value, node.site, node.function, node.args, node.kwargs, node.inputs)
    plain = Node(source.index, source.name, moved, source.site, source.function, source.args, source.kwargs)
    twin.args = tuple(plain if a is source else a for a in node.args)
    twin.inputs = (plain,)
    return pulled_back(twin, plain, seed)


def narrowed(array: Any, shape: tuple[int, ...]) -> Any:
    """Add up along the axes along which a value was repeated, where the library leaves that out."""
    array = array.sum(axis=tuple(range(array.ndim - len(shape))))
    axes = tuple(i for i, (got, wanted) in enumerate(zip(array.shape, shape, strict=True)) if wanted == 1 != got)
    return array.sum(axis=axes, keepdims=True)


def _quick(node: Node, source: Node, seed: Any) -> Any:
    """Differentiate the commonest operations, when every shape is plain; return None otherwise."""
    value = source.value
    if isinstance(node.function, Entries):
        return None
    if node.name in SAME and len(node.inputs) == 1 and np.shape(node.value) == np.shape(value):
        return np.asarray(seed, dtype=float)
    if node.name == "tanh" and np.shape(node.value) == np.shape(value):
        return seed * (1 - np.square(np.asarray(node.value, dtype=float)))
    if node.name in ("maximum", "minimum") and len(node.args) == 2 and not node.kwargs:
        limit = node.args[1] if node.args[0] is source else node.args[0]
        if not isinstance(limit, Node) and np.shape(value) == np.shape(node.value):
            # At the limit itself any slope between those of both sides is right; scripts take 0, and so it is here.
            return seed * (value > limit if node.name == "maximum" else value < limit)
    if node.name == "clip" and _far(node) and np.shape(value) == np.shape(node.value):
        return np.asarray(seed, dtype=float)
    if node.name in _SHARING and len(node.args) == 1 and not node.kwargs:
        return _shared(node, source, seed)
    if len(node.args) == 2 and node.name in ("add", "sub", "mul", "div") and not node.kwargs:
        a, b = (x.value if isinstance(x, Node) else x for x in node.args)
        if node.args[0] is node.args[1] or np.shape(value) != np.shape(node.value):
            return None
        first = node.args[0] is source
        if node.name == "add":
            return seed
        if node.name == "sub":
            return seed if first else -seed
        if node.name == "mul":
            return seed * np.asarray(b if first else a, dtype=float)
        with np.errstate(all="ignore"):
            return seed / b if first else -seed * a / np.square(np.asarray(b, dtype=float))
    if node.name == "take_along_axis" and len(node.args) == 3 and np.shape(seed) == np.shape(node.value):
        return _put_back_along(node, source, seed)
    if node.name in ("matmul", "dot") and len(node.args) == 2 and not node.kwargs and np.ndim(node.value) == 2:
        left, right = node.args
        both = isinstance(left, Node) and isinstance(right, Node) and left is not right
        if both and np.ndim(left.value) == np.ndim(right.value) == 2:
            return seed @ right.value.T if left is source else left.value.T @ seed
    return None


def _far(node: Node) -> bool:
    """Say whether a clip only keeps the exponential behind it from overflowing: scripts take its slope as 1 everywhere.

    So far out the slope of a sigmoid, which is lost there, is below 1e-6; what cross-entropy passes on, output minus
    target, is wanted.
    """
    bounds = [b.value if isinstance(b, Node) else b for b in (*node.args[1:], *node.kwargs.values())]
    return all(b is None or (np.ndim(b) == 0 and abs(b) >= FAR) for b in bounds)


def _shared(node: Node, source: Node, seed: Any) -> Any:
    """Differentiate a sum or a mean of all entries, or of what is in a list; return None where it is another kind."""
    terms, value, shape = node.args[0], source.value, np.shape(node.value)
    if terms is source:
        whole = np.shape(value)[1:] if node.function is sum else ()
        count = np.size(value) if node.name == "mean" else 1
        return np.zeros(np.shape(value)) + np.asarray(seed, dtype=float) / count if shape == whole else None
    if type(terms) not in (list, tuple) or np.shape(value) != shape or (shape and node.function is not sum):
        return None
    times = sum(term is source for term in terms)
    return np.asarray(seed, dtype=float) * times / (len(terms) if node.name == "mean" else 1)


def _put_back_along(node: Node, source: Node, seed: Any) -> Any:
    """Add the derivatives of what was taken along an axis to the entries that it was taken from."""
    taken, axis = (a.value if isinstance(a, Node) else a for a in node.args[1:])
    if node.args[0] is not source or axis is None or np.ndim(taken) != np.ndim(source.value):
        return None
    places = list(np.ogrid[tuple(slice(n) for n in np.shape(taken))])
    places[int(axis)] = taken
    out = np.zeros(np.shape(source.value))
    np.add.at(out, tuple(places), seed)
    return out


def _by_differences(node: Node, source: Node, seed: Any) -> Any:
    """Central differences of one operation, for what `autograd` cannot do; None where it is too large or fails."""
    x: Any = np.array(source.value, dtype=float)
    if x.size > 2000:
        return None
    out = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step = 1e-6 * max(1.0, abs(x[i]))
        ends = []
        for sign in (1, -1):
            moved = x.copy()
            moved[i] += sign * step
            value = moved if x.ndim else float(moved)
            try:
                result = replayed(node, lambda n, value=value: value if n is source else n.value)  # type: ignore[misc]
            except Exception:
                return None
            ends.append(np.asarray(result, dtype=float))
        out[i] = float(np.sum(seed * (ends[0] - ends[1]) / (2 * step)))
    return out


# -- the same operations as `autograd` knows them


def differentiable(node: Node) -> Callable[..., Any]:
    """Find the differentiable twin of a node's operation."""
    import autograd.numpy as anp

    function: Any = node.function
    name = node.name
    if isinstance(function, Entries):
        return Entries(differentiable(Node(node.index, node.name, None, function=function.function)), function.index)
    if isinstance(function, Concatenator):
        return _columns if name == "c_" else _rows
    if isinstance(function, Overlay):
        return _overlaid(function)
    if function is set_item:
        return _item_set
    if function is getattr:  # x.T
        return lambda owner, attribute: anp.transpose(owner) if attribute == "T" else getattr(owner, attribute)
    if function in _SPECIAL:
        return _SPECIAL[function]
    if name in _BY_NAME:
        return _BY_NAME[name]
    if isinstance(function, Method):
        twin = getattr(anp, name, None)
        if name == "reshape":
            return lambda a, *shape, **k: anp.reshape(a, shape[0] if len(shape) == 1 else shape, **k)
        if name == "transpose":
            return lambda a, *axes: anp.transpose(a, axes[0] if len(axes) == 1 else axes or None)
        return twin or function
    module = getattr(function, "__module__", "") or ""
    if module == "math":
        return getattr(anp, {"pow": "power", "fabs": "abs", "fsum": "sum"}.get(name, name), function)
    if isinstance(function, np.ufunc) or module.startswith("numpy"):
        parent: Any = anp.linalg if "linalg" in module else anp
        if hasattr(parent, name):
            return getattr(parent, name)
    if "scipy" in module or isinstance(function, np.ufunc):
        import autograd.scipy.special as special

        return _OF_SCIPY.get(name) or getattr(special, name, function)
    return function


def _insert(array: Any, index: Any, values: Any, axis: int | None = None) -> Any:
    import autograd.numpy as anp

    if axis is None:
        array, axis = anp.ravel(array), 0
    # Where each entry of the result comes from: found by inserting into the positions themselves.
    length = array.shape[axis]
    whence = np.insert(np.arange(length), index, -1)
    shape = list(array.shape)
    shape[axis] = int((whence < 0).sum())
    values = values * np.ones(shape)
    both = anp.concatenate([array, values], axis=axis)
    order = np.where(whence < 0, 0, whence)
    order[whence < 0] = length + np.arange((whence < 0).sum())
    return both[(slice(None),) * axis + (order,)]


def _delete(array: Any, index: Any, axis: int | None = None) -> Any:
    import autograd.numpy as anp

    if axis is None:
        array, axis = anp.ravel(array), 0
    return array[(slice(None),) * axis + (np.delete(np.arange(array.shape[axis]), index),)]


def _item_set(array: Any, index: Any, value: Any) -> Any:
    import autograd.numpy as anp

    mask = np.zeros(np.shape(array), dtype=bool)
    mask[index] = True
    places = np.zeros(np.shape(array), dtype=np.int64)
    chosen = np.arange(mask.size).reshape(mask.shape)[index]
    filled = value * np.ones(np.shape(chosen))
    flat_places = np.ravel(places)
    flat_places[np.ravel(chosen)] = np.arange(np.size(chosen))
    spread = anp.reshape(anp.ravel(filled)[flat_places], np.shape(array)) if np.ndim(array) else filled
    return anp.where(mask, spread, array)


def _overlaid(overlay: Overlay) -> Callable[..., Any]:
    def function(old: Any, changed: Any) -> Any:
        import autograd.numpy as anp

        mine = np.ravel(overlay.mine)
        size = int(max(mine.max(initial=0), overlay.theirs.max(initial=0))) + 1
        whence = np.full(size, -1)
        whence[np.ravel(overlay.theirs)] = np.arange(overlay.theirs.size)
        taken = whence[mine]
        new = anp.ravel(changed)[np.maximum(taken, 0)]
        return anp.reshape(anp.where(taken >= 0, new, anp.ravel(old)), overlay.shape)

    return function


def _columns(index: Any) -> Any:
    import autograd.numpy as anp

    return anp.concatenate([anp.reshape(a, (-1, 1)) if np.ndim(a) < 2 else a for a in index], axis=1)


def _rows(index: Any) -> Any:
    import autograd.numpy as anp

    return anp.concatenate([anp.reshape(a, (-1,)) if np.ndim(a) == 0 else a for a in index], axis=0)


def _same(value: Any, *_: Any, **__: Any) -> Any:
    return value


def _softmax(z: Any, axis: Any = None) -> Any:
    import autograd.numpy as anp

    e = anp.exp(z - anp.max(z, axis=axis, keepdims=True))
    return e / anp.sum(e, axis=axis, keepdims=True)


def _log_softmax(z: Any, axis: Any = None) -> Any:
    import autograd.numpy as anp

    z = z - anp.max(z, axis=axis, keepdims=True)
    return z - anp.log(anp.sum(anp.exp(z), axis=axis, keepdims=True))


def _log_expit(z: Any) -> Any:
    import autograd.numpy as anp

    return -anp.logaddexp(0, -z)


def _logit(p: Any) -> Any:
    import autograd.numpy as anp

    return anp.log(p) - anp.log1p(-p)


def _xlogy(x: Any, y: Any) -> Any:
    import autograd.numpy as anp

    return x * anp.log(anp.where(x == 0, 1.0, y))


def _stacked(value: Any, *_: Any, **__: Any) -> Any:
    import autograd.numpy as anp

    return anp.array(value) if isinstance(value, list | tuple) else value


_SPECIAL: dict[Any, Callable[..., Any]] = {
    operator.getitem: operator.getitem,
    float: _same,
    abs: abs,
}
_BY_NAME: dict[str, Callable[..., Any]] = {
    "insert": _insert,
    "delete": _delete,
    "array": _stacked,
    "asarray": _stacked,
    "copy": _same,
    "astype": _same,
    "float": _same,
    "float64": _same,
    "float32": _same,
    "item": _same,
    "asfarray": _stacked,
    "ascontiguousarray": _same,
}
# What autograd does not know of SciPy.
_OF_SCIPY: dict[str, Callable[..., Any]] = {
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "log_expit": _log_expit,
    "logit": _logit,
    "xlogy": _xlogy,
}
