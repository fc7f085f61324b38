"""One parameter in one update: the step that it took, against the true gradient."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from unstuck.doctor.directions import SAMPLE, angle, array, may_be_along, tolerance_of
from unstuck.doctor.gradients import FLAT, adjoints, replayed
from unstuck.doctor.lifting import entries
from unstuck.doctor.roles import Round, Slot
from unstuck.doctor.trace import PRODUCTS, Node

COMMON = 4  # entries that step by the same share of their gradient, and not by chance
MANY = 50_000  # entries, of which none are looked for that L2 spares: that takes too long
ALIKE = 1e-8  # shares that are the same
NEARLY = 1e-4  # of the squared length: what is left of a step that may be made of two others
FEW_SIGNS = 16  # that may be those of a parameter by chance
FEW = 3  # numbers that may be proportional to others by chance, once they are sorted


@dataclass
class Compared:
    """One parameter in one round: the step taken, the true gradient, and how they compare.

    `factor` is the number k for which step = -k * gradient fits best: the learning rate, where all is right. `decay` is
    the share of the parameter itself in the step (L2), as k * decay * parameter. `gradient` is the script's own value
    of the gradient, where an optimizer stands between it and the step.
    """

    slot: Slot
    before: Node
    after: Node
    step: Any
    true: Any
    cosine: float
    sine: float
    factor: float
    decay: float = 0.0
    gradient: Node | None = None
    tolerance: float = 1e-6
    flat: bool = False  # the loss does not depend on this parameter here, but for rounding: nothing can be said
    unknown: bool = False  # it is flat since the loss could not be differentiated all the way to it
    rounding: float = 0.0  # the size below which rounding hides the direction of the gradient
    only_decay: bool = False  # the step is a multiple of the parameter itself, without any gradient

    @property
    def name(self) -> str:
        """The name of the parameter."""
        return self.slot.name

    @property
    def agrees(self) -> bool:
        """Whether the step goes along the true gradient, to rounding."""
        return self.flat or (self.moved and self.sine < self.tolerance)

    @property
    def right(self) -> bool:
        """Whether the script has the true gradient of this parameter, up to a factor."""
        return self.agrees or self.gradient is not None

    @property
    def moved(self) -> bool:
        """Whether the parameter was changed at all."""
        return bool(np.any(self.step))


def rounding_of(compared: Compared, users: Iterable[Node], adjoint: dict[Node, Any]) -> float:
    """Return the size below which rounding hides the direction of a gradient: of a sum of numbers as large as these."""
    most = 0.0
    for user in users:
        others = [np.max(np.abs(array(s.value)), initial=0) for s in user.inputs if s is not compared.before]
        back = adjoint.get(user)
        if back is not None and user.name not in FLAT:
            scale = max(others, default=1.0) if user.name in PRODUCTS else 1.0
            most = max(most, float(np.sum(np.abs(back))) * float(scale))
    return max(1e-12, float(np.finfo(float).eps / compared.tolerance)) * most


def step_of(before: Node, after: Node) -> Any:
    """Return by how much a parameter changed, as exactly as the trace knows it."""
    if after.name in ("add", "sub", "subtract") and len(after.args) == 2 and after.args[0] is before:
        value = array(entries(after, 1))
        return value if after.name == "add" else -value
    return array(after.value) - array(before.value)


def compare(slot: Slot, round_: Round, adjoint: dict[Node, Any]) -> Compared | None:
    """Compare the step of a parameter with the true gradient; None if it took none in this round."""
    before, after = round_.before.get(slot.number), round_.after.get(slot.number)
    if before is None or after is None:
        return None
    true = adjoint.get(before)
    if true is None:
        true = np.zeros(np.shape(before.value))
    step = step_of(before, after)
    if step.shape != np.shape(true):
        # A bias that changes its shape: what all rows of it do together.
        try:
            step = np.broadcast_to(step, np.broadcast_shapes(step.shape, np.shape(true)))
            extra = step.ndim - np.ndim(true)
            step = step.sum(axis=tuple(range(extra)))
            axes = tuple(i for i, (a, b) in enumerate(zip(step.shape, np.shape(true), strict=True)) if a != b)
            step = step.sum(axis=axes, keepdims=True)
        except ValueError:
            return None
    cosine, sine = angle(-step, true)
    size = float(np.vdot(true, true))
    factor = -float(np.vdot(step, true)) / size if size else 0.0
    rounding = np.finfo(float).eps * np.linalg.norm(array(before.value)) / max(float(np.linalg.norm(step)), 1e-300)
    tolerance = tolerance_of(before.value, after.value) + 10 * rounding
    compared = Compared(slot, before, after, step, true, cosine, sine, factor, tolerance=tolerance)
    if not compared.agrees and size:
        _try_decay(compared)
    return compared


def follow_penalty(compared: Compared, factor: float, penalty: Any) -> None:
    """See whether the step goes along the script's own loss with its penalty, as that of few weights may by no chance.

    Of two weights any step is a sum of gradient and weights, so it takes the loss to tell how much of each there is.
    """
    weight = array(compared.before.value)
    if penalty is None or compared.true.size < 2 or factor <= 0 or not np.any(compared.true):
        return
    total = factor * compared.true + array(penalty)
    cosine, sine = angle(-compared.step, total)
    if sine < compared.tolerance:
        share = float(np.linalg.norm(compared.step) / np.linalg.norm(total)) * np.sign(cosine)
        compared.cosine, compared.sine, compared.factor = float(np.sign(cosine)), sine, share * factor
        compared.decay = float(np.vdot(penalty, weight) / (np.vdot(weight, weight) or 1.0)) / factor


def _try_decay(compared: Compared) -> None:
    """See whether the step is the gradient plus a multiple of the parameter (L2) or of its signs (L1)."""
    weight = array(compared.before.value)
    finite = all(np.all(np.isfinite(v)) for v in (weight, compared.step, compared.true))
    if weight.shape != compared.step.shape or weight.size < 3 or not np.any(weight) or not finite:
        return
    if not np.any(compared.slot.versions[0].value):
        return  # begun at zero it is the sum of its steps, and the momentum of these looks like decay
    length = max(float(np.linalg.norm(compared.step)), 1e-300)
    touched = np.where(compared.true != 0, weight, 0)  # of a table of which each step moves the rows that it used
    # An optimizer's first step has the signs of the gradient alone, and these may all be those of the weights.
    own = np.array_equal(np.sign(compared.step), -np.sign(compared.true))
    signs = [np.sign(weight)] if weight.size > FEW_SIGNS and not own else []
    true, step = compared.true.ravel(), compared.step.ravel()
    for penalised in (weight, *signs, *without_biases(weight), touched, *_spared(compared, weight)):
        if not _nearly_made_of(step, true, penalised.ravel()):
            continue
        design = np.stack([true, penalised.ravel()], axis=1)
        (a, b), *_ = np.linalg.lstsq(design, -step, rcond=None)
        left = float(np.linalg.norm(design @ [a, b] + step)) / length
        if left >= compared.tolerance:
            continue
        if abs(a) * float(np.linalg.norm(compared.true)) < 1e-7 * length:
            # Biases that begin alike, and all get one number, are no multiple of themselves but by chance.
            compared.only_decay, compared.factor = bool(np.ptp(weight)), 0.0
            return
        if a and not (penalised is touched and b < 0):  # what is used too late looks like decay, of the wrong sign
            compared.sine, compared.factor, compared.decay = left, float(a), float(b / a)
            compared.cosine = float(np.sign(a))
            return


def follow_momentum(before: list[Compared], now: list[Compared]) -> None:
    """See whether steps along no gradient are made of it and of the step before, all by one share of that.

    So does momentum whose velocity is kept where it is not known for one: all of them in one list of numbers.
    """
    earlier = {c.slot.number: c for c in before if c.moved}
    fits = []
    for c in now:
        last = earlier.get(c.slot.number)
        if last is None or not c.moved or c.right or np.size(c.true) <= FEW or np.shape(last.step) != np.shape(c.step):
            continue
        if not np.array_equal(last.after.value, c.before.value) or not np.all(np.isfinite(c.step)):
            return  # another update has come between
        design = np.stack([np.ravel(last.step), np.ravel(c.true)], axis=1)
        (share, factor), _, rank, _ = np.linalg.lstsq(design, np.ravel(c.step), rcond=None)
        left = float(np.linalg.norm(design @ [share, factor] - np.ravel(c.step)) / np.linalg.norm(c.step))
        if rank < 2 or left >= c.tolerance or factor >= 0 or not 0 < share < 1 - ALIKE:
            return  # all of it is kept where a gradient is never set back: that is no momentum
        fits.append((c, float(share), -float(factor), left))
    if len(fits) < 2 or np.ptp([share for _, share, _, _ in fits]) > 1e-6:
        return
    for c, _, factor, left in fits:
        c.cosine, c.sine, c.factor = 1.0, left, factor
    share, factor = fits[0][1:3]
    for c in now:
        last = earlier.get(c.slot.number)
        if last is not None and c.moved and not c.right and np.shape(last.step) == np.shape(c.step):
            left = float(np.linalg.norm(share * last.step - factor * c.true - c.step) / np.linalg.norm(c.step))
            if left < 1e-6:  # a few numbers, by the share and the rate of the others
                c.cosine, c.sine, c.factor = 1.0, 0.0, factor


def _nearly_made_of(step: Any, true: Any, penalised: Any) -> bool:
    """Say whether a step may be a sum of multiples of the two: a few products of some entries tell, mostly that not."""
    some = slice(None, None, max(1, step.size // SAMPLE))
    step, true, penalised = step[some], true[some], penalised[some]
    tt, tp, pp = float(true @ true), float(true @ penalised), float(penalised @ penalised)
    ts, ps = float(true @ step), float(penalised @ step)
    determinant = tt * pp - tp * tp
    if not determinant > 1e-9 * tt * pp:
        return True  # too near to each other to be told in this way
    a, b = (ts * pp - ps * tp) / determinant, (ps * tt - ts * tp) / determinant
    left = step - a * true - b * penalised
    return float(left @ left) < NEARLY * float(step @ step)


def without_biases(weight: Any) -> Iterable[Any]:
    """Set to zero what L2 spares: the row or column of a weight that may be its biases."""
    if weight.ndim == 2 and weight.size > FEW:
        rows, columns = ((0, -1) if n > 1 else () for n in weight.shape)
        for place in (*((i,) for i in rows), *((slice(None), i) for i in columns)):
            spared = weight.copy()
            spared[place] = 0
            yield spared


def _spared(compared: Compared, weight: Any) -> Iterable[Any]:
    """Set to zero the entries that step by one share of their gradient: L2 spares them, wherever they lie."""
    with np.errstate(all="ignore"):
        shares = compared.step / compared.true
    known = np.sort(shares[np.isfinite(shares) & (shares != 0)], axis=None)
    if not 2 * COMMON <= known.size <= MANY:
        return
    near = np.abs(known[COMMON - 1 :] - known[: 1 - COMMON]) < ALIKE * np.abs(known[COMMON - 1 :])
    if np.any(near):
        share = known[int(np.argmax(near))]
        yield np.where(np.abs(shares - share) < ALIKE * abs(share), 0, weight)


def with_decay(compared: Compared, way: Iterable[Node], versions: dict[Node, Any]) -> Iterable[Node]:
    """List the values that are the true gradient and, in some of the entries at least, a share of the parameter."""
    for node in way:
        if np.size(node.value) > MANY:
            continue
        if np.shape(node.value) != np.shape(compared.true) or node in versions or node.index < compared.before.index:
            continue
        if np.asarray(node.value).dtype.kind == "f" and np.any(node.value):
            step = -array(node.value)
            cosine, sine = angle(-step, compared.true)
            tried = dataclasses.replace(compared, step=step, cosine=cosine, sine=sine, gradient=None)
            _try_decay(tried)
            if tried.agrees and tried.decay:
                yield node


def find_gradient(compared: Compared, candidates: Iterable[Node], way: set[Node], forward: set[Node]) -> None:
    """Look for the gradient among the values that the step was made of: an optimizer, or L2, stands between.

    Of the candidates, which point along the true gradient, the last one counts from which on only optimizers work:
    entries keep their places and are not multiplied by anything that the forward pass made.
    """
    order = sorted(way, key=lambda n: n.index)
    for node in sorted(candidates, key=lambda n: -n.index):
        if node is not compared.after and _only_optimized(node, order, forward, compared.before.index):
            compared.gradient = node
            return


def along_the_gradient(
    compared: Compared, way: Iterable[Node], versions: dict[Node, Any], *, any_order: bool = False
) -> Iterable[Node]:
    """List the values of the parameter's shape, a row or column being a vector, that point along the true gradient.

    With `any_order`, entries may stand in another order: those of single numbers do, as the loops went through them.
    """
    shape = _squeezed(compared.true)
    several = any_order and np.size(compared.true) > FEW and not _in_another_order(compared)
    ordered = [np.sort(sign * compared.true, axis=None) for sign in (1, -1)] if several else []
    for node in way:
        if _squeezed(node.value) != shape or node in versions or not np.any(node.value):
            continue
        if may_be_along(node.value, compared.true) and angle(node.value, compared.true)[1] < compared.tolerance:
            yield node
        elif several and np.asarray(node.value).dtype.kind == "f":
            entries = np.sort(array(node.value), axis=None)
            if any(angle(entries, true)[1] < compared.tolerance for true in ordered):
                yield node


def _in_another_order(compared: Compared) -> bool:
    """Say whether the step itself has the entries of the gradient at other places: no optimizer stands between."""
    step = np.sort(compared.step, axis=None)
    return any(angle(step, np.sort(sign * compared.true, axis=None))[1] < compared.tolerance for sign in (1, -1))


def _squeezed(value: Any) -> tuple[int, ...]:
    return tuple(n for n in np.shape(value) if n != 1)


def _only_optimized(gradient: Node, order: list[Node], forward: set[Node], start: int) -> bool:
    """See `find_gradient`; what was made before the `start` is an optimizer's memory."""
    several = np.size(gradient.value) > 1
    reached, foreign = {gradient}, set(forward)
    for node in order:
        if node.index <= gradient.index:
            if node.index > start and any(s in foreign for s in node.inputs):
                foreign.add(node)
        elif any(s in reached for s in node.inputs):
            others = [s for s in node.inputs if s in foreign and s not in reached]
            single = not several or (np.size(node.value) == 1 and node.name in ("mul", "multiply"))  # one entry of it
            beside = node.name in ("add", "sub") or _is_beside(node)
            if any(np.size(s.value) > 1 or single for s in others) and not beside:
                return False
            reached.add(node)
        elif any(s in foreign for s in node.inputs):
            foreign.add(node)
    return not several or _entry_by_entry(gradient, order, reached)


def _is_beside(node: Node) -> bool:
    """Say whether an operation puts values into other entries of an array: all gradients stand in one."""
    if node.name != "setitem":
        return node.name == "overlay"
    index = node.args[1]
    return not any(isinstance(i, Node) for i in (index if isinstance(index, tuple) else (index,)))


def _entry_by_entry(gradient: Node, order: list[Node], reached: set[Node]) -> bool:
    """Say whether each entry of a step comes from the same entry of the gradient, not from others or their sum.

    Every second entry of the gradient gets the other sign, which leaves its length as it is: so must the step.
    """
    after = order[-1]
    if _squeezed(after.value) != _squeezed(gradient.value):
        return False
    turned = np.array(gradient.value)  # of the same precision: what does not depend on it must come out as it was
    turned.flat[::2] *= -1
    values: dict[Node, Any] = {gradient: turned}
    for node in order:
        if node in reached and node is not gradient:
            try:
                values[node] = replayed(node, lambda n: values.get(n, n.value))
            except Exception:
                return True
    moved = array(values[after]) != array(after.value)
    same = np.ones(moved.size, bool)
    same[::2] = False
    wanted = same | (turned.ravel() == 0)  # these have no sign to change
    return not np.any(moved) or float(np.mean(moved.ravel()[wanted])) < 0.3


def sign_of_step(compared: Compared) -> int:
    """Return 1 if each of many entries goes down its gradient, -1 if each goes up, as in Adam's first step; else 0."""
    if compared.gradient is None or np.size(compared.gradient.value) != np.size(compared.step):
        return 0
    signs = np.sign(np.ravel(array(compared.step)) * np.ravel(array(compared.gradient.value)))
    told = int(np.count_nonzero(signs))
    return -int(np.sign(np.sum(signs))) if told >= FEW_SIGNS and abs(np.sum(signs)) == told else 0


def passed_on(compared: Compared, way: set[Node]) -> float:
    """Return the k of step = -k * gradient between the script's gradient and its step: positive goes downhill.

    The step is differentiated along the gradient's own direction, so that decay and old momentum do not count. Where it
    does not depend on the length of the gradient (Adam's first step), the step itself is measured.
    """
    gradient = compared.gradient
    assert gradient is not None
    value = array(gradient.value)
    order = [n for n in way if n.index > gradient.index]
    seed = value.reshape(np.shape(compared.after.value))
    back = adjoints({compared.after: seed}, order, lambda n: n in way).get(gradient)
    size = float(np.vdot(value, value))
    k = -float(np.vdot(np.nan_to_num(back, posinf=0, neginf=0), value)) / size if back is not None else 0.0
    if not np.isfinite(k) or abs(k) * np.linalg.norm(value) < 1e-3 * float(np.linalg.norm(compared.step)):
        cosine, _ = angle(compared.step, value)
        # Else old momentum decides where it goes: nothing can be said.
        k = -cosine if abs(cosine) > 0.7 or sign_of_step(compared) else 0.0
    return k
