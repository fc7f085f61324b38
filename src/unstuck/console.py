"""What the user sees in the terminal. What was understood and the progress go to stderr, the result to stdout."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

import numpy as np

from unstuck import datasets
from unstuck.arrays import Array
from unstuck.nn.fitting import Fit
from unstuck.nn.network import Network
from unstuck.nn.training import EpochRecord, Step
from unstuck.settings import in_options

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from unstuck.runs import Measured, Outcome, Run

MOST_LINES = 200
"""Up to so many epochs get a line each where stderr is no terminal; of more epochs 100 do, evenly spaced."""

REFRESH_SECONDS = 0.25
MOST_CLASSES = 20
SHOWN, DRAWN = 8, 3
"""So many wrong answers are listed, and so many of them drawn."""


def terminal(stderr: bool = False) -> Console:
    """Make a console on stdout or stderr; in a file or a pipe lines may be as long as they are."""
    from rich.console import Console

    width = None if is_terminal(sys.stderr if stderr else sys.stdout) else 160
    return Console(stderr=stderr, width=width, highlight=False, markup=False, emoji=False)


def is_terminal(stream: TextIO) -> bool:
    """Tell whether a stream is a terminal in which lines can be drawn anew."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def say(text: str, style: str = "") -> None:
    """Say something on stderr, in a terminal wrapped at words."""
    out = terminal(stderr=True)
    out.print(text, style=style, soft_wrap=not is_terminal(sys.stderr))


def introduce(run: Run) -> None:
    """Say what was understood: the data, how it is split, the network, the settings."""
    from rich.table import Table

    n_parameters = sum(math.prod(shape) for shape in run.network.parameter_shapes().values())
    lines = [("data", _describe_data(run)), *(("", in_options(note)) for note in run.dataset.notes)]
    lines += [("rows", _describe_parts(run)), ("network", f"{run.network}; {n_parameters:,} parameters")]
    lines += [("training", _describe_training(run))]
    table = Table.grid(padding=(0, 2))
    for line in lines:
        table.add_row(*line)
    terminal(stderr=True).print(table)
    warning = _rare_classes(run)
    if warning:
        say(warning, style="yellow")


def _describe_training(run: Run) -> str:
    settings = run.settings
    batch = "all rows at once" if settings.batch_size == "full" else f"batches of {settings.batch_size}"
    chosen = [f"{settings.optimizer}, learning rate {settings.learning_rate:g}", batch, f"{settings.epochs:,} epochs"]
    chosen += [] if settings.schedule == "constant" else [f"schedule {settings.schedule}"]
    chosen += [f"stops after {settings.patience} epochs without a lower loss"] if settings.patience else []
    chosen += [f"inputs scaled: {settings.scale}", str(settings.dtype), f"seed {settings.seed}"]
    return ", ".join(chosen)


def _describe_data(run: Run) -> str:
    data = run.dataset
    n_rows = len(data.x) + (len(data.test[0]) if data.test else 0)
    shape = f" ({'×'.join(map(str, data.image_shape))} pixels)" if data.image_shape else ""
    words = f"{data.name}: {n_rows:,} rows of {data.x.shape[1]:,} features{shape}"
    if not data.class_names:
        columns = data.targets.shape[1]
        low, high = data.targets.min(), data.targets.max()
        return f"{words}; {'a target' if columns == 1 else f'{columns} targets'} from {low:.6g} to {high:.6g}"
    balance = datasets.class_balance(data.targets, data.class_names)
    if len(balance.counts) <= 5:
        each = ", ".join(f"{name} {count:,}" for name, count in zip(data.class_names, balance.counts, strict=True))
    else:
        low, high = min(balance.counts), max(balance.counts)
        each = f"{low:,} rows each" if low == high else f"{low:,} to {high:,} rows each"
    return f"{words}; {len(data.class_names)} classes: {each}"


def _describe_parts(run: Run) -> str:
    words = f"{len(run.training.x):,} to learn from"
    if run.validation:
        words += f", {len(run.validation.x):,} to choose the best epoch by (validation)"
    if run.test:
        own = "the data's own test part" if run.dataset.test else "held out for the end"
        return f"{words}, {len(run.test.x):,} {own}"
    why = "too few rows to spare any" if not run.validation and len(run.dataset.x) < 20 else "as you asked"
    return f"{words}; none held out for the end ({why})"


def _rare_classes(run: Run) -> str:
    """Warn of classes with less than a tenth of the rows of the largest."""
    if not run.dataset.class_names:
        return ""
    balance = datasets.class_balance(run.dataset.targets, run.dataset.class_names)
    most = max(balance.counts)
    rare = [f"{name!r} ({n})" for name, n in zip(balance.class_names, balance.counts, strict=True) if n < most / 10]
    if not rare or run.settings.class_weight:
        return ""
    listed = ", ".join(rare[:5]) + (" …" if len(rare) > 5 else "")
    return (
        f"warning: few rows of class {listed}; the largest has {most:,}. A network can be right for most rows without "
        "ever saying a rare class: look at the confusion matrix, or try --class-weight balanced."
    )


@contextmanager
def progress(run: Run, quiet: bool) -> Iterator[Callable[[Step], None]]:
    """Show how training goes: a bar in a terminal, else a line an epoch. Gives what `fit` is to call now and then."""
    if quiet:
        yield lambda step: None
    elif is_terminal(sys.stderr):
        with _bar(run) as on_progress:
            yield on_progress
    else:
        yield _lines(run)


def _lines(run: Run) -> Callable[[Step], None]:
    epochs = run.recipe.epochs
    every = 1 if epochs <= MOST_LINES else math.ceil(epochs / 100)
    if every > 1:
        say(f"{epochs:,} epochs: a line every {every} of them")
    time_left = _clock(run)

    def on_progress(step: Step) -> None:
        for record in filter(None, (*step.earlier, step.record)):
            if record.epoch % every == 0 or record.epoch in (1, epochs):
                figures = "  ".join(f"{name} {figure}" for name, figure in _figures(record))
                print(f"epoch {record.epoch}/{epochs}  {figures}  {time_left(step)}", file=sys.stderr, flush=True)

    return on_progress


@contextmanager
def _bar(run: Run) -> Iterator[Callable[[Step], None]]:
    from rich.progress import BarColumn, Progress, TextColumn

    epochs, time_left = run.recipe.epochs, _clock(run)
    columns = [TextColumn("epoch {task.fields[epoch]}/{task.total}"), BarColumn(bar_width=None)]
    columns += [TextColumn("{task.fields[figures]}"), TextColumn("{task.fields[left]}")]
    # Drawn by hand in the steps: a thread of its own would take turns with the arithmetic.
    out = terminal(stderr=True)
    out.width -= 4  # room for the ^C that the terminal writes, which would break the line
    with Progress(*columns, console=out, auto_refresh=False, expand=True) as shown:
        task = shown.add_task("", total=epochs, epoch=0, figures="", left="")
        drawn, latest = 0.0, ""

        def on_progress(step: Step) -> None:
            nonlocal drawn, latest
            if step.record:
                latest = " ".join(f"{name} {figure}" for name, figure in _figures(step.record))
            now = time.monotonic()
            if now - drawn < REFRESH_SECONDS and not (step.record and step.epoch == epochs):
                return
            drawn = now
            done = step.step / run.steps_an_epoch
            shown.update(task, completed=done, epoch=step.epoch, figures=latest, left=time_left(step))
            shown.refresh()

        yield on_progress


def _clock(run: Run) -> Callable[[Step], str]:
    """Make the function that tells the time left, from the pace of this process (a resumed run has steps behind it)."""
    began, first = time.monotonic(), 0

    def time_left(step: Step) -> str:
        nonlocal began, first
        if not first:
            began, first = time.monotonic(), step.step
        made = step.step - first
        to_go = run.recipe.epochs * run.steps_an_epoch - step.step
        if not made and to_go:
            return ""
        seconds = (time.monotonic() - began) / max(made, 1) * to_go
        return f"{_duration(seconds)} left" if to_go else f"{_duration(time.monotonic() - began)} in all"

    return time_left


def _duration(seconds: float) -> str:
    whole = math.ceil(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60}:{whole % 60:02} min" if whole < 3600 else f"{whole // 3600}:{whole // 60 % 60:02} h"


def _figures(record: EpochRecord) -> Iterator[tuple[str, str]]:
    yield "loss", f"{record.loss:.3g}"
    if record.accuracy is not None:
        yield "accuracy", percent(record.accuracy)
    if record.validation_accuracy is not None:
        yield "validation", percent(record.validation_accuracy)
    elif record.validation_loss is not None:
        yield "validation loss", f"{record.validation_loss:.3g}"


def percent(share: float) -> str:
    """Write a share as a percentage with one decimal; only all is called 100.0 %, and only nothing 0.0 %."""
    if 0.9995 <= share < 1:
        return ">99.9 %"
    return "<0.1 %" if 0 < share < 0.0005 else f"{100 * share:.1f} %"


def confidence(network: Network, output: float) -> str:
    """Write how sure a network is: as a percentage, where its outputs are probabilities."""
    bounded = network.output_activation.name in ("sigmoid", "softmax")
    return percent(output) if bounded else f"{output:.4g}"


def say_how_it_ended(result: Fit) -> None:
    """Say why training stopped, if it did not come to its end, and what kept it from learning."""
    if result.message:
        say(result.message, style="red" if result.stopped == "diverged" else "yellow")
    for note in result.notes:
        say(f"note: {note}", style="yellow")


def report(outcome: Outcome, quiet: bool) -> None:
    """Print the result."""
    if not quiet:
        say("")
    out = terminal()
    out.print(_headline(outcome))
    measured = outcome.measured
    if measured.confusion is not None:
        _print_confusion(out, measured, outcome.run.dataset.class_names)
    _print_wrong(out, outcome)
    out.print(f"\nRun folder: {outcome.folder}", soft_wrap=True)
    if not quiet:
        say(f"To use the model: unstuck predict {outcome.folder} DATA")


def _headline(outcome: Outcome) -> str:
    measured, history = outcome.measured, outcome.fit.history
    where = f"the {measured.n_rows:,} {measured.part}"
    if measured.part == "training rows":
        where += " (those it learnt from: this says little about new ones)"
    elif measured.part == "validation rows":
        where += " (which also chose the best epoch, so new rows will fare a little worse)"
    if measured.accuracy is not None:
        right = round(measured.accuracy * measured.n_rows)
        words = f"Accuracy {percent(measured.accuracy)}: {right:,} right of {where}; loss {measured.loss:.4g}."
    else:
        r2 = "" if measured.r2 is None else f", R² {measured.r2:.4f}"
        words = f"RMSE {measured.rmse:.5g}{r2} on {where}."
    losses = history.column("validation_loss")
    if losses and losses[0] is not None and outcome.run.settings.keep_best is not False:
        words += f" The model is that of epoch {int(np.argmin(losses)) + 1:,}, the one with the lowest validation loss."
    return words


def _print_confusion(out: Console, measured: Measured, names: Sequence[str]) -> None:
    from rich import box
    from rich.table import Table

    counts = measured.confusion
    if counts is None or len(names) > MOST_CLASSES:
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("is ↓  said →")
    for name in names:
        table.add_column(_cut(name), justify="right", no_wrap=True)
    for row, name in enumerate(names):
        cells = [_cell(int(count), row == column) for column, count in enumerate(counts[row])]
        table.add_row(_cut(name), *cells)
    out.print("\nConfusion matrix")
    out.print(table)


def _cut(name: str) -> str:
    return name if len(name) <= 18 else name[:17] + "…"


def _cell(count: int, right: bool) -> Text:
    from rich.text import Text

    return Text(f"{count:,}" if count else "·", style="green" if right else "red" if count else "dim")


def _print_wrong(out: Console, outcome: Outcome) -> None:
    from rich import box
    from rich.table import Table

    measured, regression = outcome.measured, outcome.measured.confusion is None
    if not measured.wrong:
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in ("row", "said", "is", "off by" if regression else "confidence"):
        table.add_column(name, justify="right")
    features = _few_features(outcome)
    for name in features:
        table.add_column(_cut(name), justify="right", style="dim")
    source = outcome.run.measured_on.source
    for wrong in measured.wrong[:SHOWN]:
        certainty = f"{wrong.confidence:.6g}" if regression else confidence(outcome.model.network, wrong.confidence)
        values = [f"{value:.6g}" for value in source[wrong.row - 1][: len(features)]]
        table.add_row(str(wrong.row), wrong.said, wrong.truth, certainty, *values)
    out.print("\nFurthest off" if regression else "\nMost confidently wrong")
    out.print(table)
    shape = outcome.run.dataset.image_shape
    if shape and len(shape) == 2 and max(shape) <= 28 and is_terminal(sys.stdout):
        out.print()
        out.print(side_by_side(out, [source[wrong.row - 1].reshape(shape) for wrong in measured.wrong[:DRAWN]]))


def _few_features(outcome: Outcome) -> list[str]:
    names, n_features = outcome.run.dataset.feature_names, outcome.run.network.widths[0]
    if outcome.run.dataset.image_shape or n_features > 6:
        return []
    return list(names) or [f"input {i}" for i in range(1, n_features + 1)]


def side_by_side(out: Console, images: Sequence[Array]) -> Text:
    """Draw grey images of the same shape (height, width) beside each other, two pixels in each character."""
    from rich.text import Text

    stack = np.stack(images).astype(float)
    stack = (stack - stack.min()) / (np.ptp(stack) or 1.0)
    if (len(stack) * (stack.shape[2] + 2)) > out.width:
        stack = _cropped(stack)
    if stack.shape[1] % 2:
        stack = np.pad(stack, ((0, 0), (0, 1), (0, 0)))
    grey = out.color_system in ("256", "truecolor")
    drawn = Text()
    for top in range(0, stack.shape[1], 2):
        for image in stack:
            for upper, lower in zip(image[top], image[top + 1], strict=True):
                drawn.append(*_half_block(upper, lower, grey))
            drawn.append("  ")
        drawn.append("\n")
    drawn.rstrip()
    return drawn


def draw(image: Array) -> None:
    """Draw one grey image on stderr, if that is a terminal."""
    if is_terminal(sys.stderr):
        out = terminal(stderr=True)
        out.print(side_by_side(out, [image]))


def _cropped(stack: Array) -> Array:
    """Cut off the margins in which no image has anything."""
    rows, columns = (np.flatnonzero(stack.max(axis=axes) > 0.05) for axes in ((0, 2), (0, 1)))
    return stack[:, rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) else stack


def _half_block(upper: float, lower: float, grey: bool) -> tuple[str, str]:
    if not grey:
        return " ▀▄█"[(upper > 0.5) + 2 * (lower > 0.5)], ""
    above, below = (round(255 * shade) for shade in (upper, lower))
    return "▀", f"rgb({above},{above},{above}) on rgb({below},{below},{below})"
