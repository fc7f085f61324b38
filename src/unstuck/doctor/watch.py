"""Run the script once more, to its end and at nearly its own speed, and look at a few chosen places only.

The trace shows the first updates in full; how training goes on needs no more than the outputs where they meet their
targets, the activations, and the steps. All the rest of the program is left as it is, and computes what it always does.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import operator
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from unstuck.doctor.clock import alarm
from unstuck.doctor.course import Course, Sizes
from unstuck.doctor.edits import apply_edits
from unstuck.doctor.findings import Edit, Span
from unstuck.doctor.places import JoinPlace, Places, UpdatePlace
from unstuck.doctor.run import execute
from unstuck.doctor.script import Sites
from unstuck.doctor.trace import TraceEnd
from unstuck.doctor.tracing.callers import callers
from unstuck.doctor.tracing.replays import Concatenator
from unstuck.doctor.yardstick import Bins, Meter, Totals, as_rows

HELD = 20_000  # numbers kept before they are measured
ROWS = 256  # of activations that are kept
SAMPLES = 128  # steps measured of each parameter
ORDERED = 1000  # rows or batches whose classes are kept in order
NAMES = 64  # parameters of which the steps are measured
ASKED = 0.1  # seconds of the processor after which it is asked whether enough was seen


@dataclass(frozen=True)
class CourseLimits:
    """How long a run may go on."""

    seconds: float = 20.0  # of the processor
    clock: float | None = None  # seconds that may go by; twice as many if not given, since others use the processor too
    joins: int = 10_000_000  # outputs that meet their targets


@dataclass(frozen=True)
class Change:
    """One thing that is done otherwise than the script says.

    `steps` multiplies all steps of the parameters: 0.1 is a learning rate of a tenth. `values` holds, by place, a
    function of the value made there. `longer` holds, by the place of a loop over a range, how many times as long it is
    to be. `literals` holds what is written instead of some numbers of the script itself.
    """

    steps: float = 1.0
    values: dict[int, Callable[[Any], Any]] = field(default_factory=dict)
    longer: dict[int, int] = field(default_factory=dict)
    literals: dict[Span, str] = field(default_factory=dict)

    @property
    def sites(self) -> set[int]:
        """The places that are to be watched for it."""
        return {*self.values, *self.longer}

    def written(self, text: str) -> str:
        """Write the literals into the source: places are numbered as before, since a number is none."""
        edits = [Edit(span, new) for span, new in self.literals.items()]
        return apply_edits(text.encode(), edits).decode() if edits else text


def run_course(
    text: str,
    path: Path,
    places: Places,
    seed: int | None = None,
    limits: CourseLimits | None = None,
    change: Change | None = None,
    enough: Callable[[Course], bool] | None = None,
) -> Course:
    """Run a script to its end, and keep how training went.

    Parameters
    ----------
    text : str
        The source that was traced: the places are counted in it.
    path : Path
        Where it stands, as for `run_traced`.
    places : Places
        What to look at, from `find_places`.
    seed : int, optional
        Seeds the global generators of NumPy and Python first.
    limits : CourseLimits, optional
    change : Change, optional
        Run it with this one thing changed.
    enough : callable, optional
        Ends the run as soon as it says so of the course so far: what is learnt early need not be watched to the end.

    Returns
    -------
    Course

    Raises
    ------
    SyntaxError
        If the text is no Python.
    """
    limits, change = limits or CourseLimits(), change or Change()
    sites = Sites()
    watcher = Watcher(sites, places, limits, change, enough)
    began = time.thread_time()
    gc.freeze()  # what is here already is not looked through for garbage
    try:
        with _alarm(watcher, limits.clock or 2 * limits.seconds):
            crash = execute(change.written(text), path, watcher, sites, seed, places.sites | change.sites)
    finally:
        gc.unfreeze()
    return watcher.course(None if watcher.over else crash, time.thread_time() - began)


@contextlib.contextmanager
def _alarm(watcher: Watcher, seconds: float) -> Iterator[None]:
    """End the run after some seconds, wherever it is; where there are no such signals, at the next place watched."""
    with contextlib.suppress(TraceEnd), alarm(seconds, lambda: watcher.end(watcher.why_late)):
        yield  # it may ring between the end of the script and here


class Watcher:
    """The functions that the script calls at the watched places: they do what stands there, and take note."""

    def __init__(
        self,
        sites: Sites,
        places: Places,
        limits: CourseLimits,
        change: Change,
        enough: Callable[[Course], bool] | None = None,
    ):
        self.sites = sites.all
        self.places = places
        self.limits = limits
        self.change = change
        self.enough = enough
        self.asked = time.thread_time()
        self.files: set[str] = set()
        self.over = False
        self.why_ended = ""
        self.why_late = f"the run was cut after {limits.seconds:.0f} s"
        self.until = time.thread_time() + limits.seconds
        self.meter = Meter(places.join.loss)
        self.bins = Bins()
        self.held: list[tuple[Any, Any]] = []  # outputs and targets not measured yet, as rows
        self.held_size = 0
        self.held_joins = 0
        self.scalars: list[tuple[float, float]] = []  # of the row under way
        self.first_bad: int | None = None
        self.bad_join: int | None = None
        self.joins = 0
        self.calls: dict[int, int] = dict.fromkeys(places.updates, 0)
        self.measured: dict[str, list[tuple[int, float]]] = {}
        self.every: dict[str, int] = {}
        self.passed: deque[Any] = deque(maxlen=max(1, len(places.layers)))
        self.order: list[int] = []
        self.changes: deque[float] = deque(maxlen=100)  # share answered rightly, right after a change of class
        self.same = 0
        self.last_class = -1
        self.rows: deque[tuple[Any, ...]] = deque(maxlen=ROWS)
        self.first: list[tuple[Any, ...]] = []
        self.first_rows = 0

    def names(self) -> dict[str, Callable[..., Any]]:
        """List the injected functions by the names under which the rewritten script calls them."""
        table = ["binop", "unop", "chosen", "call", "attribute", "item", "slice", "note", "unpack", "elements"]
        table += ["setitem", "augment", "augment_item", "loop"]
        return {"@" + name: getattr(self, name) for name in table}

    # -- what stands at the places

    def binop(self, site: int, a: Any, b: Any) -> Any:
        """Do `a + b`, or another operation of two operands."""
        function = self.sites[site].function
        assert function is not None
        self.before(site, (a, b))
        if site in self.places.updates:
            a, b = self.updated(site, a, b)
        return self.after(site, function(a, b))

    def unop(self, site: int, a: Any) -> Any:
        """Do `-a`."""
        return self.after(site, operator.neg(a))

    def chosen(self, site: int, test: int, value: Any) -> Any:
        """Do `1 if a > b else 0`."""
        return self.after(site, value)

    def call(self, site: int, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a function."""
        owner = getattr(function, "__self__", None)
        self.before(site, (owner, *args) if isinstance(owner, np.ndarray | np.generic) else args)
        if site in self.places.updates and len(args) >= 2:
            args = (*self.updated(site, args[0], args[1]), *args[2:])
        return self.after(site, function(*args, **kwargs))

    def attribute(self, site: int, owner: Any, name: str) -> Any:
        """Do `owner.T`."""
        return self.after(site, getattr(owner, name))

    def item(self, site: int, container: Any, index: Any) -> Any:
        """Do `container[index]`."""
        self.before(site, (container, index))
        if isinstance(container, Concatenator):
            return self.after(site, container(index))
        return self.after(site, container[index])

    slice = staticmethod(slice)

    def note(self, site: int, value: Any) -> Any:
        """Let pass what is assigned."""
        return self.after(site, value)

    unpack = elements = note

    def setitem(self, site: int, container: Any, index: Any, value: Any) -> None:
        """Do `container[index] = value`."""
        self.before(site, (container, index, value))
        container[index] = self.after(site, value)

    def augment(self, site: int, old: Any, operand: Any) -> Any:
        """Do `old += operand`."""
        function = self.sites[site].in_place
        assert function is not None
        self.before(site, (old, operand))
        if site in self.places.updates:
            old, operand = self.updated(site, old, operand)
        return self.after(site, function(old, operand))

    def augment_item(self, site: int, container: Any, index: Any, old: Any, operand: Any) -> None:
        """Do `container[index] += operand`; `old` is what was there before the operand was evaluated."""
        function = self.sites[site].in_place
        assert function is not None
        self.before(site, (container, index) if self.places.join.indexed else (old, operand))
        if site in self.places.updates:
            old, operand = self.updated(site, old, operand)
        container[index] = self.after(site, function(old, operand))

    def loop(self, site: int, iterable: Any) -> Any:
        """Give what a loop runs over."""
        times = self.change.longer.get(site, 1)
        if times > 1 and isinstance(iterable, range):
            return range(iterable.start, iterable.start + iterable.step * times * len(iterable), iterable.step)
        return iterable

    # -- taking note

    def before(self, site: int, operands: tuple[Any, ...]) -> None:
        """Look at the operands of a place."""
        if self.over:
            raise TraceEnd(self.why_ended)
        if site == self.places.join.site:
            self.joined(operands)

    def after(self, site: int, value: Any) -> Any:
        """Look at the value made at a place; give the value that the script gets."""
        changed = self.change.values.get(site)
        if changed is not None:
            value = changed(value)
        if site in self.places.layer_sites:
            self.passed.append(value)
        return value

    def joined(self, operands: tuple[Any, ...]) -> None:
        """Take an output and its target."""
        place = self.places.join
        if place.callers is not None and callers(self.files) != place.callers:
            return
        pair = place.split(operands)
        if pair is None:
            return
        self.joins += 1
        if len(self.passed) == len(self.places.layers):
            # Traced as all rows at once, they come as single numbers here.
            self.keep_pass(1 if place.axis is None or not np.ndim(pair[0]) else np.shape(pair[0])[place.axis])
        if place.group > 1:
            self.scalars.append((float(pair[0]), float(pair[1])))
            if len(self.scalars) < place.group:
                return
            both = np.array(self.scalars).T
            self.scalars = []
            rows: tuple[Any, Any] | None = (both[:1], both[1:])
        else:
            rows = as_rows(*pair, place.axis)
        if rows is not None:
            if len(self.order) < ORDERED:
                mean = rows[1].mean(axis=0)
                self.order.append(int(mean.argmax()) if mean.size > 1 else int(mean[0] > 0.5))
            self.held.append(rows)
            self.held_size += rows[0].size
        self.held_joins += 1
        if self.held_joins >= self.bins.room or self.held_size > HELD:
            self.measure()
        if not self.joins % 64 or self.held_size > 1000:
            if self.joins >= self.limits.joins:
                self.end(f"the run was cut after {self.joins:,} rows or batches")
            self.look_at_the_clock()

    def look_at_the_clock(self) -> None:
        """End the run if its time is over, or if enough was seen."""
        now = time.thread_time()
        if now > self.until:
            self.end(self.why_late)
        if self.enough is not None and now > self.asked + ASKED:
            self.asked = now
            self.measure()
            if self.enough(self.so_far()):
                self.end("enough was seen")

    def keep_pass(self, rows: int) -> None:
        """Keep the activations of a forward pass over some rows: of the first ones, and of the latest."""
        if self.rows.maxlen == ROWS and rows > 1:  # batches: as many as have the rows that are kept
            self.rows = deque(self.rows, max(1, ROWS // rows))
        self.rows.append(tuple(self.passed))
        if self.first_rows < ROWS:
            self.first.append(tuple(np.array(value) for value in self.passed))  # the script may write over its own
            self.first_rows += rows

    def measure(self) -> None:
        """Reduce what is held to a few sums."""
        held, joins = self.held, self.held_joins
        self.held, self.held_size, self.held_joins = [], 0, 0
        if not held:
            return
        width = held[0][0].shape[1]
        same = [pair for pair in held if pair[0].shape[1] == width]
        output, target = (np.concatenate(each) for each in zip(*same, strict=True))
        if self.first_bad is None and not np.all(np.isfinite(output)):
            self.first_bad = self.step
            before = next(i for i, (o, _) in enumerate(same) if not np.all(np.isfinite(o)))
            self.bad_join = self.joins - joins + before * self.places.join.group
        self.look_at_changes(output, target, np.cumsum([0] + [len(pair[0]) for pair in same[:-1]]))
        totals = self.meter.measure(output, target, joins, self.step)
        if self.bins.fits(totals):
            self.bins.add(totals)

    def look_at_changes(self, output: Any, target: Any, firsts: Any) -> None:
        """See how many rows of the first batch after a change of class are answered rightly; it may be a single row."""
        if output.shape[1] > 1:
            wanted, answers = target.argmax(axis=1), output.argmax(axis=1)
        else:
            cut = self.meter.cut
            wanted, answers = target[:, 0] > cut, output[:, 0] > (0 if self.meter.logits else cut)
        classes = wanted[firsts]
        right = np.add.reduceat((answers == wanted).astype(float), firsts) / np.diff([*firsts, len(wanted)])
        before = np.concatenate([[self.last_class], classes[:-1]])
        self.changes.extend(right[classes != before])
        self.same += int(np.sum(classes == before))
        self.last_class = int(classes[-1])

    @property
    def step(self) -> int:
        """The number of updates made: all parameters once."""
        place = self.places.first_update
        return self.calls[place.site] // place.calls if place is not None else self.joins

    def updated(self, site: int, a: Any, b: Any) -> tuple[Any, Any]:
        """Take note of a step, now and then; give the operands that the script gets."""
        place = self.places.updates[site]
        old, step = (a, b) if place.old == 0 else (b, a)
        for one, its_step in _each(old, step):
            count = self.calls[site]
            self.calls[site] = count + 1
            if place.names:
                number, position = divmod(count, len(place.names))
                name = place.names[position]
                every = self.every.get(name, 1)
                if not number % every:
                    self.sample(name, number, every, one, its_step)
        if self.change.steps != 1:
            step = step * self.change.steps
        return (old, step) if place.old == 0 else (step, old)

    def sample(self, name: str, number: int, every: int, old: Any, step: Any) -> None:
        """Measure one step against its parameter."""
        if name not in self.measured and len(self.measured) >= NAMES:
            return
        with np.errstate(all="ignore"):
            size = float(np.linalg.norm(old))
            ratio = float(np.linalg.norm(step)) / size if size else np.inf
        samples = self.measured.setdefault(name, [])
        samples.append((number, ratio))
        if len(samples) >= SAMPLES:
            self.measured[name] = samples[::2]
            self.every[name] = 2 * every

    def end(self, why: str) -> None:
        """Leave the script."""
        self.why_ended = self.why_ended or why
        self.over = True
        raise TraceEnd(why)

    # -- what came of it

    def course(self, crash: Any, seconds: float) -> Course:
        """Put together what was seen, to the last."""
        self.measure()
        return dataclasses.replace(
            self.so_far(),
            activations=self.activations(reversed(self.rows)),
            first_activations=self.activations(self.first),
            finished=crash is None and not self.over,
            why_ended=self.why_ended,
            crash=crash,
            seconds=seconds,
        )

    def so_far(self) -> Course:
        """Put together what was measured up to now."""
        parts = tuple(part for part in self.bins.all() if part.rows)
        zero = Totals(np.zeros(6), np.zeros((6, 0)))
        whole = sum(parts[1:], parts[0]) if parts else zero
        constant_loss, constant_score = self.meter.best_constant(whole)
        return Course(
            steps=np.array([part.step for part in parts], dtype=int),
            loss=np.array([part.numbers[1] / part.rows for part in parts]),
            score=np.array([self.meter.score(part) for part in parts]),
            parts=parts,
            yardstick=self.meter.yardstick,
            constant_loss=constant_loss,
            constant_score=constant_score,
            updates=self.step,
            first_bad=self.first_bad,
            bad_join=self.bad_join,
            sizes={
                name: Sizes(np.array([n for n, _ in samples]), np.array([size for _, size in samples]))
                for name, samples in self.measured.items()
            },
            activations=(),
            order=tuple(self.order),
            after_changes=float(np.mean(list(self.changes)[-50:]))
            if len(self.changes) > 5 and self.same > 0.8 * self.joins
            else None,
            finished=False,
            why_ended="",
            crash=None,
            seconds=0.0,
            confusion=self.confusion(parts),
        )

    def confusion(self, parts: tuple[Totals, ...]) -> Any:
        """Count the answers that each class got over the last tenth of the run; None if there are no classes."""
        last = parts[-max(1, len(parts) // 10) :]
        if not last or self.meter.yardstick != "accuracy":
            return None
        counts = sum((part.confusion for part in last[1:]), last[0].confusion)
        return counts if counts.size and (self.meter.hot or last[0].columns.shape[1] == 1) else None

    def activations(self, passes: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
        """Give the values of each layer in some forward passes, as rows."""
        passes, out = list(passes), []
        for depth in sorted(set(self.places.layers) - {0}):
            rows: list[Any] = []
            for values in passes:
                mine = [np.asarray(v) for v, d in zip(values, self.places.layers, strict=True) if d == depth]
                if any(v.dtype.kind not in "fiub" for v in mine):
                    continue
                if len(mine) == 1 and mine[0].ndim == 2 and self.places.join.axis is not None:
                    rows.append(mine[0] if self.places.join.axis == 0 else mine[0].T)
                else:
                    rows.append(np.concatenate([v.reshape(1, -1) for v in mine], axis=1))
                if sum(len(r) for r in rows) >= ROWS:
                    break
            width = rows[0].shape[1] if rows else 0
            same = [r for r in rows if r.shape[1] == width]
            out.append(np.concatenate(same[::-1]).astype(float)[-10_000:] if same else np.zeros((0, 0)))
        return tuple(out)


def _each(old: Any, step: Any) -> Iterable[tuple[Any, Any]]:
    """List what one operation updates: all the parameters in an array of arrays."""
    if isinstance(old, np.ndarray) and old.dtype == object and np.shape(step) == old.shape:
        return zip(old.flat, step.flat, strict=True)
    return ((old, step),)


__all__ = ["Change", "CourseLimits", "JoinPlace", "Places", "UpdatePlace", "Watcher", "run_course"]
