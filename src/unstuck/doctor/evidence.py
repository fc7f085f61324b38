"""The evidence of one script: its steps against the true gradients, and which of its intermediate values are right."""

from __future__ import annotations

import bisect
import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from unstuck.doctor.chosen_loss import chosen, steady_losses
from unstuck.doctor.compared import (
    Compared,
    along_the_gradient,
    compare,
    find_gradient,
    follow_momentum,
    follow_penalty,
    rounding_of,
    with_decay,
)
from unstuck.doctor.directions import Directions, Numbers, array, same_direction, tolerance_of
from unstuck.doctor.findings import Span
from unstuck.doctor.gradients import adjoints, pulled_back
from unstuck.doctor.lifting import Entries
from unstuck.doctor.losses import Loss
from unstuck.doctor.ownloss import OwnLoss, Search, find_own_losses, without_chance
from unstuck.doctor.readings import Reading, readings
from unstuck.doctor.roles import SCALING, Join, Roles, Round, ancestors, without_views
from unstuck.doctor.single_numbers import (
    changed_rightly,
    changes_an_entry,
    factors_of_right_ways,
    judge_single_numbers,
)
from unstuck.doctor.trace import PRODUCTS, Node, frames

ROUGHLY = 0.3  # cosine of a step by an optimizer and the gradient that it follows
FEW_NUMBERS = 2  # that a direction has at least
MOST_OUTPUTS = 64  # in an update, of which each is derived by itself


@dataclass
class Evidence:
    """What is measured about the round chosen, for one loss."""

    roles: Roles
    round: Round
    reading: Reading
    adjoint: dict[Node, Any]
    forward: set[Node]
    compared: list[Compared]
    own: list[OwnLoss] = field(default_factory=list)  # what the script itself computes as its loss
    others: list[Evidence] = field(
        default_factory=list
    )  # for losses that explain as many parameters from the output on

    @property
    def loss(self) -> Loss:
        """The loss that the round is held against."""
        return self.reading.loss

    @property
    def moving_target(self) -> bool:
        """Whether the network makes its own targets, or draws them and is rewarded: its loss need not fall.

        Of a loss of the script's own it is not known what its targets are.
        """
        if self.round.loss is not None:
            return True
        made = (j.target_node for j in self.round.joins)
        return self.reading.rewards or any(n is not None and self.roles.mask[n.index] for n in made)

    # -- where things are

    def span(self, node: Node) -> Span:
        """Find the place of the operation that made a value."""
        return self.roles.trace.site(node).span

    def span_of_call(self, node: Node) -> Span:
        """Find the place from which the function that made a value was called; its own place if it was in none."""
        return self.span(node) if node.stack is None else self.roles.trace.sites.all[node.stack[0]].span

    def span_in_the_network(self, node: Node) -> Span:
        """Find the place of an operation; of one in a helper that does it for others too, the call from there."""
        if node.stack is None:
            return self.span(node)
        one_pass = self.forward | self.round.ancestors
        calls = {n.stack[0] for n in one_pass if n.site == node.site and n.name == node.name and n.stack is not None}
        return self.span_of_call(node) if len(calls) > 1 else self.span(node)

    def span_beside(self, node: Node, other: Node) -> Span:
        """Find where a value was made, as seen from the function that made another one: in it, or in a call."""
        shared = {id(frame) for frame in frames(other.stack)}
        span = self.span(node)
        for frame in itertools.takewhile(lambda frame: id(frame) not in shared, frames(node.stack)):
            span = self.roles.trace.sites.all[frame[0]].span
        return span

    def text(self, node: Node) -> str:
        """Read the source of the operation that made a value."""
        return self.roles.trace.sites.text(self.span(node))

    # -- what agrees

    def is_bias(self, compared: Compared) -> bool:
        """Say whether a parameter enters the output by being added, not multiplied."""
        users = [u for u in self.roles.users.get(compared.before, ()) if u in self.forward]
        return bool(users) and all(u.name in ("add", "sub") for u in users)

    @property
    def all_agree(self) -> bool:
        """Whether every parameter that moved went along its true gradient."""
        return all(c.agrees for c in self.compared if c.moved) and any(c.moved for c in self.compared)

    @property
    def from_the_output(self) -> list[Compared]:
        """The parameters, those used last in the forward pass first."""

        def use(c: Compared) -> int:
            return max((u.index for u in self.roles.users.get(c.before, ()) if u in self.forward), default=0)

        return sorted(self.compared, key=use, reverse=True)

    @cached_property
    def samples(self) -> int:
        """The number of rows that one update is made of."""
        return sum(rows(self, j) for j in self.round.joins)

    @cached_property
    def backward(self) -> list[Node]:
        """The values made after the outputs met the targets, on the way to the new parameters, in order."""
        joined = {j.node for j in self.round.joins}
        after: set[Node] = {j.output for j in self.round.joins}
        out = []
        for node in sorted(self.round.ancestors - self.forward, key=lambda n: n.index):
            if node in joined or any(s in after for s in node.inputs):
                after.add(node)
                out.append(node)
        return out

    @cached_property
    def backward_set(self) -> set[Node]:
        """The same, in no order."""
        return set(self.backward)

    @cached_property
    def factors(self) -> set[Node]:
        """The values of the backward pass that were made of outputs alone, while others were made of targets too."""
        joined = {j.node for j in self.round.joins}
        targets = {j.target_node for j in self.round.joins}  # `p - y` may be written once for each gradient
        met: set[Node] = set()
        for node in self.backward:
            if node in joined or any(s in met or s in targets for s in node.inputs):
                met.add(node)
        return self.backward_set - met if met else set()

    @cached_property
    def matches(self) -> dict[Node, tuple[Node, float, bool]]:
        """The true derivatives among the values of the backward pass: of which value, times what, transposed or not."""
        found = dict(self._directed)
        for node in self.backward:
            step = np.size(node.value) == 1 and self.rates and changes_an_entry(self.roles, node)
            number = self.numbers.find(node.value, self.rates if step else self.factors_of_numbers)
            if number is None and np.size(node.value) == 1:
                number = self._of_a_weight(node)
            if number is not None:
                found[node] = number
        return found

    def _of_a_weight(self, node: Node, depth: int = 0) -> tuple[Node, float, bool] | None:
        """Take a number for a derivative if its product with values of the forward pass is that of a weight.

        Up to a factor, as the error of a single output is, whatever slope it was given. A rate may come between.
        """
        for user in self.roles.users.get(node, ()):
            hit = self._directed.get(user)
            rated = np.size(user.value) == 1 and user.name in ("mul", "multiply", "neg") and depth < 3
            if rated and (inner := self._of_a_weight(user, depth + 1)) is not None and np.any(user.value):
                times = float(np.ravel(user.value)[0]) / float(np.ravel(node.value)[0] or 1)
                return inner[0], inner[1] / times, False
            others = [n for n in user.inputs if n is not node]
            if hit is None or len(others) != 1 or not (others[0] in self.forward or self._turned_forward(others[0])):
                continue
            uses = [u for u in self.roles.users.get(hit[0], ()) if u in self.forward and np.size(u.value) == 1]
            if hit[0] in self.roles.version and uses and np.any(self.adjoint.get(uses[0], 0)):
                return uses[0], float(np.ravel(node.value)[0]) / float(np.ravel(self.adjoint[uses[0]])[0]), False
        return None

    def _turned_forward(self, node: Node) -> bool:
        return node.name in ("T", "transpose", "reshape") and bool(node.inputs) and node.inputs[0] in self.forward

    @cached_property
    def numbers(self) -> Numbers:
        """The true derivatives that are single numbers, by size."""
        return Numbers(self.adjoint)

    @cached_property
    def directions(self) -> Directions:
        """The true derivatives, by direction."""
        return Directions(self.adjoint)

    @cached_property
    def _directed(self) -> dict[Node, tuple[Node, float, bool]]:
        found = ((node, self.directions.find(node.value)) for node in self.backward)
        return {node: self._of_its_row(node, hit) for node, hit in found if hit is not None}

    def _of_its_row(self, node: Node, hit: tuple[Node, float, bool]) -> tuple[Node, float, bool]:
        """Where rows come one after the other, take the derivative of the row that a value was made for.

        Those of several rows have one direction where there is a single output: that of its weights.
        """
        ends = sorted({join.output.index for join in self.round.joins})
        row = bisect.bisect_left(ends, node.index) - 1  # of the last output before
        if len(ends) < 2 or row < 0 or bisect.bisect_left(ends, hit[0].index) == row:
            return hit
        for other, slope in self.adjoint.items():
            alike = (other.site, other.name) == (hit[0].site, hit[0].name) and other.site >= 0
            if alike and bisect.bisect_left(ends, other.index) == row:
                same = same_direction(node.value, slope, tolerance_of(node.value))
                return hit if same is None else (other, *same)
        return hit

    @cached_property
    def likely_factors(self) -> set[float]:
        """The factors that a right gradient may have: of sums and means, with or without the 2 of a square."""
        return {k / m for k in (1.0, 2.0, 0.5) for m in (1, self.samples)}

    @cached_property
    def factors_of_numbers(self) -> set[float]:
        """The factors by which a single number, which has no direction, is right: of right arrays, and likely ones.

        Of one sample, of which no mean is taken, those on the way to right parameters are the factors of all.
        """
        known = factors_of_right_ways(self) if self.samples == 1 else set()
        return {abs(hit[1]) for hit in self._directed.values()} | (known or self.likely_factors)

    @property
    def sound(self) -> list[Compared]:
        """The parameters that go along a gradient which is not 0."""
        return [c for c in self.compared if c.agrees and c.moved and not c.flat and np.any(c.true)]

    @cached_property
    def rates(self) -> set[float]:
        """By how much steps are longer than gradients, where they are right."""
        return {abs(c.factor) for c in self.sound}

    def is_multiple(self, value: Any, truth: Any) -> bool:
        """Say whether a single number is a true derivative, times a factor that right values have."""
        if np.size(value) != 1 or np.size(truth) != 1:
            return False
        number, true = (float(np.ravel(v)[0]) if isinstance(v, np.ndarray) else float(v) for v in (value, truth))
        if not number or not true:
            return False
        ratio, tolerance = abs(number / true), tolerance_of(value)
        return any(abs(ratio - f) < tolerance * f for f in self.factors_of_numbers)

    @cached_property
    def explained(self) -> set[Node]:
        """The values of the backward pass that are right, or parts of some that are."""
        users: dict[Node, list[Node]] = {}
        inside = self.backward_set
        for node in self.backward:
            for source in node.inputs:
                if source in inside:
                    users.setdefault(source, []).append(node)
        right: set[Node] = set()
        for node in reversed(self.backward):
            if (
                node in self.matches
                or (node in users and all(u in right for u in users[node]))
                or any(u in right and _adds_each(u, node) for u in users.get(node, ()))
                or _takes_all([u for u in users.get(node, ()) if u in right], node)
                or changed_rightly(self, node)
                or self.is_share_of_a_row(node.value)
                or (node.name in ("matmul", "dot") and self.is_of_one_output(node.value) and self.is_added_to(node))
                or (self.is_handed_back(node) and self.is_of_one_output(node.value))
                or (self.shares_of_uses.find(node.value) is not None and self.is_added_to(node))
            ):
                right.add(node)
        for node in self.backward if self.shares_of_uses.by_size else ():  # what was added up so far
            others = [s for s in node.inputs if s not in right and np.any(array(s.value))]
            if node.name == "add" and not others and any(s in right for s in node.inputs) and self.is_added_to(node):
                right.add(node)
        return right

    @cached_property
    def shares_of_uses(self) -> Directions:
        """What each use of a weight that is used several times, as in a recurrent network, gives to its derivative."""
        shares = {}
        for c in self.compared:
            uses = [n for n in self.roles.users.get(c.before, ()) if n in self.forward and n.name in PRODUCTS]
            uses = [n for n in uses if n in self.adjoint]
            if 1 < len(uses) <= MOST_OUTPUTS and len({n.site for n in uses}) == 1:
                shares.update({n: pulled_back(n, c.before, self.adjoint[n]) for n in uses})
        return Directions({n: share for n, share in shares.items() if share is not None})

    def is_share_of_a_row(self, value: Any, of: Node | None = None, tolerance: float | None = None) -> bool:
        """Say whether a value is a parameter's derivative of what one output of several costs: rows are added up.

        Of any parameter, if none is given.
        """
        if not isinstance(value, np.ndarray) or value.size < FEW_NUMBERS:
            return False
        for shares in [self._shares[of]] if of in self._shares else self._shares.values() if of is None else ():
            hit = shares.find(value, tolerance)
            if hit is not None and np.shape(shares.derivatives[hit[0]]) == value.shape:
                return True
        return False

    @cached_property
    def _shares(self) -> dict[Node, Directions]:
        """What each output of several gives to the derivative of a parameter."""
        shares = {c.before: [part[c.before] for part in self.by_output if c.before in part] for c in self.compared}
        return {
            before: Directions({Node(i, "share", None): slope for i, slope in enumerate(some)})
            for before, some in shares.items()
        }

    def is_of_one_output(self, value: Any) -> bool:
        """Say whether a value is the derivative of what one output of several in time costs, at any value before it."""
        if np.size(value) < FEW_NUMBERS or np.size(self.round.joins[0].output.value) < 2:
            return False
        return self._of_one_output.find(np.ravel(value), 1e-6) is not None

    @cached_property
    def _of_one_output(self) -> Directions:
        """What each output of several costs by itself, derived at any value before it, in one row."""
        parts = [slope for part in self.by_output or self._by_row for slope in part.values()]
        return Directions({Node(i, "part", None): np.ravel(slope) for i, slope in enumerate(parts)})

    def is_added_to(self, node: Node) -> bool:
        """Say whether a part of an error is added to another that is not 0: to what comes back from a later step."""
        users = [u for u in self.roles.users.get(node, ()) if u in self.round.ancestors and u.name in ("add", "sum")]
        for user in users[:1]:
            others = [s for s in user.inputs if s is not node and np.size(s.value) == np.size(node.value)]
            if any(s in self.backward_set and np.any(array(s.value)) for s in others):
                return True
            if others and not np.any(array(others[0].value)):  # the first is added to zeros
                return self.is_added_to(user)
        return False

    @cached_property
    def _other_versions(self) -> dict[Node, int]:
        after = {c.after for c in self.compared}
        return {n: 0 for n in self.roles.version if n not in self.round.ancestors or n in after}

    def way(self, compared: Compared) -> set[Node]:
        """Collect what the new value of a parameter was made of in this round.

        Not by way of the others' new values, nor by way of a length by which all gradients are divided to clip them.
        """
        return ancestors([compared.after], self._other_versions, without=self._lengths)

    @cached_property
    def _right_ways(self) -> set[Node]:
        """What the new values of right parameters were made of."""
        return set().union(*(self.way(c) for c in self.sound))

    @cached_property
    def by_output(self) -> list[dict[Node, Any]]:
        """The derivatives of what each output costs by itself, where several in a row make an update; empty if many."""
        roles, slopes = self.roles, self.reading.slopes
        if not 1 < len(slopes) <= MOST_OUTPUTS:
            return []
        without = self.reading.without
        return [adjoints({n: slope}, self.forward, roles.depends, without=without) for n, slope in slopes.items()]

    @cached_property
    def _by_row(self) -> list[dict[Node, Any]]:
        """The same of each row of a single output, where the rows are steps in time: weights are used in each."""
        slopes = self.reading.slopes
        if len(slopes) != 1 or not self.shares_of_uses.by_size:
            return []
        node, slope = next(iter(slopes.items()))
        if np.ndim(slope) != 2 or not 1 < len(slope) <= MOST_OUTPUTS:
            return []
        each = (np.where(np.arange(len(slope))[:, None] == i, slope, 0.0) for i in range(len(slope)))
        return [adjoints({node: row}, self.forward, self.roles.depends) for row in each]

    def is_handed_back(self, node: Node) -> bool:
        """Say whether what one output costs goes back to earlier steps by itself, in this turn of a loop or another."""
        return node.site >= 0 and (node.site, node.name) in self._handed_back

    @cached_property
    def _handed_back(self) -> set[tuple[int, str]]:
        """The places of values that go, without others being added, through weights that are used in each step."""
        again, handed = self._used_in_each_step, set[Node]()
        for node in reversed(self.backward) if again else ():
            for user in self.roles.users.get(node, ()):
                through = user.name in ("matmul", "dot") and any(without_views(s) in again for s in user.inputs)
                alone = user.name not in ("add", "sub", "setitem") and np.size(user.value) == np.size(node.value)
                if user in self.backward_set and (through or (alone and user in handed)):
                    handed.add(node)
        return {(n.site, n.name) for n in handed}

    @cached_property
    def _used_in_each_step(self) -> set[Node]:
        """The weights that the values of a step go through on their way to the next."""
        found = set()
        for c in self.compared:
            uses = [n for n in self.roles.users.get(c.before, ()) if n in self.forward and n.name in PRODUCTS]
            if len(uses) > len({n.site for n in uses}):
                found.add(c.before)
        return found

    @cached_property
    def _lengths(self) -> set[tuple[Node, Node]]:
        """List the products of a part of the gradient with a number that was made of the error as well."""
        made = {join.node for join in self.round.joins}
        found = set()
        for node in sorted(self.round.ancestors, key=lambda n: n.index):
            if node in made or not any(s in made for s in node.inputs):
                continue
            made.add(node)
            if node.name in SCALING and len(node.inputs) == 2 and np.size(node.value) > 1:
                large = [s for s in node.inputs if s in made and np.size(s.value) == np.size(node.value)]
                small = [s for s in node.inputs if s in made and np.size(s.value) == 1]
                found |= {(node, s) for s in small if large}
        return found

    def frontier(self, compared: Compared) -> list[Node]:
        """Find the first values on the way to a parameter that are wrong though all they were made of is right."""
        way = self.way(compared) & self.backward_set
        wrong = [n for n in self.backward if n in way and n not in self.explained and n not in self.factors]
        wrong = [n for n in wrong if np.any(array(n.value)) or n not in self._right_ways]  # 0 is right elsewhere
        bad = set(wrong)
        return [n for n in wrong if not any(s in bad for s in n.inputs)]


def _adds_each(total: Node, term: Node) -> bool:
    """Say whether a value is added to another, entry by entry: such a term of a right sum is right."""
    return total.name == "add" and 1 < np.size(term.value) == np.size(total.value)


def _takes_all(users: list[Node], node: Node) -> bool:
    """Say whether every entry of a value goes, by itself, into one of some others."""
    taken = {
        int(i)
        for user in users
        if user.name == "mul" and isinstance(user.function, Entries)
        for arg, index in zip(user.args, user.function.index, strict=True)
        if arg is node and index is not None
        for i in np.ravel(index)
    }
    return np.ndim(node.value) == 1 and len(taken) == np.size(node.value)


def rows(evidence: Evidence, join: Join) -> int:
    """Count the samples in an output: along the axis on which the data's own rows lie."""
    shape = np.shape(join.output.value)
    if not shape:
        return 1
    if len(shape) < 2:
        version, mask = evidence.roles.version, evidence.roles.mask
        users = [n for n in evidence.forward if n.name != "getitem"]
        inputs = [s for n in users for s in n.inputs if not mask[s.index] and s not in version]
        if any(np.ndim(n.value) == 2 and np.shape(n.value)[0] == shape[0] for n in inputs):
            return shape[0]
        return 1
    return shape[sample_axis(evidence, join)]


def sample_axis(evidence: Evidence, join: Join) -> int:
    """Say along which axis of a two-dimensional output the samples lie."""
    shape = np.shape(join.output.value)
    score = [0, 0]
    for node in evidence.forward:
        if node.name not in ("matmul", "dot") or len(node.args) < 2:
            continue
        left, right = node.args[:2]
        for position, arg in enumerate((left, right)):
            if isinstance(arg, Node) and arg not in evidence.roles.version and np.ndim(arg.value) == 2:
                other = (left, right)[1 - position]
                if isinstance(other, Node) and (other in evidence.roles.version or _view_of_version(evidence, other)):
                    score[position] += 1  # data @ weights: rows are samples; weights @ data: columns are
    if score[0] != score[1]:
        return 0 if score[0] > score[1] else 1
    return 0 if shape[0] >= shape[1] else 1


def _view_of_version(evidence: Evidence, node: Node) -> bool:
    return len(node.inputs) == 1 and node.inputs[0] in evidence.roles.version


def gather(roles: Roles) -> list[Evidence]:
    """Compare steps and true gradients, for each round and the loss that explains it best.

    Returns
    -------
    list of Evidence
        One for each round that could be compared, in time.
    """
    most = max((len(r.before) for r in roles.rounds), default=0)
    whole = [round_ for round_ in roles.rounds if len(round_.before) == most]
    search = Search(roles)
    own = without_chance([find_own_losses(search, round_) if round_.loss is None else [] for round_ in whole])
    rounds = [_for_round(roles, round_, computed) for round_, computed in zip(whole, own, strict=True)]
    for name in {one.reading.name for tried in rounds for one in tried}:
        judge_single_numbers([one for tried in rounds for one in tried if one.reading.name == name])
    decayed: set[tuple[str, int]] = set()  # whose gradients have L2 in them, in the first round
    for tried in rounds:
        memory = _memory(tried[0]) if tried else set()
        ways: dict[Node, set[Node]] = {}
        for one in tried:
            decayed |= find_gradients(one, memory, None if tried is rounds[0] else decayed, ways)
    _forget_chance(one for tried in rounds for one in tried)
    steady = steady_losses(rounds)
    evidence = [chosen(tried, steady) for tried in rounds if tried]
    for before, now in itertools.pairwise(evidence):
        follow_momentum(before.compared, now.compared)
    return evidence


def _forget_chance(tried: Iterable[Evidence]) -> None:
    """Take a number for a gradient only if it is that in each round: where an input is 1, others are too."""
    seen: dict[tuple[str, int], list[Compared]] = defaultdict(list)
    for one in tried:
        for c in one.compared:
            if np.size(c.true) == 1 and c.moved and not c.flat:
                seen[one.reading.name, c.slot.number].append(c)
    for same in seen.values():
        if not all(c.right for c in same):
            for c in same:
                c.gradient = None


def find_gradients(
    evidence: Evidence,
    memory: set[Node] | None = None,
    decayed: set[tuple[str, int]] | None = None,
    ways: dict[Node, set[Node]] | None = None,
) -> set[tuple[str, int]]:
    """Look for the gradients of the parameters whose steps are not along them: an optimizer may stand between.

    Parameters
    ----------
    evidence : Evidence
    memory : set of Node, optional
        What the update takes from before its outputs, as `_memory` finds it.
    decayed : set, optional
        In which gradients L2 is looked for; all if it is not given.
    ways : dict, optional
        What the new values of parameters were made of, as far as it is known: the same for each loss of a round.

    Returns
    -------
    set
        The losses and slots in whose gradients it was found.
    """
    roles = evidence.roles
    memory = _memory(evidence) if memory is None else memory
    ways = {} if ways is None else ways
    found: set[tuple[str, int]] = set()
    for c in evidence.compared:
        if not c.moved or c.agrees:
            continue
        if c.after not in ways:
            ways[c.after] = evidence.way(c)
        way = ways[c.after]
        if np.size(c.true) > 1:
            along = along_the_gradient(c, way, roles.version, any_order=roles.trace.lifted)
            find_gradient(c, along, way, forward=evidence.forward)
            key = (evidence.reading.name, c.slot.number)
            if c.gradient is None and abs(c.cosine) > ROUGHLY and (decayed is None or key in decayed):
                find_gradient(c, with_decay(c, way, roles.version), way, forward=evidence.forward)
                found |= {key} if c.gradient is not None else set()
        else:
            near = (n for n in evidence.matches if n in way and evidence.is_multiple(n.value, c.true))
            first = min(near, key=lambda n: n.index, default=None)
            find_gradient(c, [first] if first is not None else [], way, forward=evidence.forward)
            # A number with a memory of earlier steps, as momentum gives it, has no factor that could be judged.
            c.flat = c.gradient is None and any(n in way and roles.mixed[n.index] for n in memory)
    return found


def _memory(evidence: Evidence) -> set[Node]:
    """Collect what an update takes from before its outputs, apart from the parameters and what they were made of.

    A velocity counts, though the parameter was made of it as well: the update takes it itself.
    """
    roles, round_ = evidence.roles, evidence.round
    start = min(j.output.index for j in round_.joins)
    before = {n for n in round_.ancestors - evidence.forward - set(roles.version) if n.index < start}
    known = ancestors([c.before for c in evidence.compared], {})
    taken = {s for n in round_.ancestors - evidence.forward if n.index > start for s in n.inputs}
    return (before - known) | {n for n in before & taken if roles.mixed[n.index]}


def _for_round(roles: Roles, round_: Round, own: list[OwnLoss]) -> list[Evidence]:
    """Compare the steps of a round with the gradients of each loss that fits the output and the targets."""
    forward = ancestors([j.output for j in round_.joins], roles.version)
    tried: list[Evidence] = []
    # The same outputs, computed again for a loss that is printed, count again.
    first = array(round_.joins[0].output.value)
    times = len(round_.joins) if all(np.array_equal(first, array(j.output.value)) for j in round_.joins) else 1
    for reading in readings(roles, round_, own, forward):
        lost: set[Node] = set()
        adjoint = adjoints(reading.slopes, forward, roles.depends, reading.ties, reading.without, lost=lost)
        doubtful = lost | {s for n in ancestors(lost, roles.version) for s in n.inputs}
        compared = [c for slot in roles.parameters if (c := compare(slot, round_, adjoint)) is not None]
        for c in compared:
            c.rounding = rounding_of(c, [u for u in roles.users.get(c.before, ()) if u in forward], adjoint)
            c.unknown = c.before in doubtful
            c.flat = c.unknown or float(np.max(np.abs(c.true), initial=0)) < c.rounding
            for loss in own:
                if loss.kind is not None and loss.kind.name == reading.loss.name and not c.agrees:
                    follow_penalty(c, loss.factor / times, loss.penalty.get(c.before))
        tried.append(Evidence(roles, round_, reading, adjoint, forward, compared, own))
    return tried
