"""The pictures of a run: learning curves, first layer, confusion matrix, wrong answers. Files, no windows."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from unstuck.arrays import Array
from unstuck.console import confidence
from unstuck.nn.files import write_atomically
from unstuck.nn.fitting import History

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from unstuck.runs import Outcome

# Okabe and Ito's blue and orange, which nearly everybody can tell apart.
TRAINING, VALIDATION = "#0072B2", "#D55E00"
STYLE: Any = {  # an Any, since matplotlib's own type for it lists all its keys
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "axes.axisbelow": True,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "font.size": 10,
    "svg.fonttype": "none",  # text stays text: it can be searched and copied
    "svg.hashsalt": "unstuck",  # the same run gives the same file
}
MOST_UNITS = 100
MOST_NAMES = 40


def draw_all(outcome: Outcome) -> None:
    """Draw the pictures of a run into its folder."""
    import matplotlib as mpl

    run, folder, measured = outcome.run, outcome.folder, outcome.measured
    with mpl.rc_context(STYLE):
        if len(outcome.fit.history):
            _save(learning_curves(outcome.fit.history), folder, "learning_curves", "svg", "png")
        names = run.dataset.feature_names
        weights = outcome.model.parameters["W1"]
        _save(first_layer(weights, run.dataset.image_shape, names), folder, "first_layer", "svg", "png")
        if measured.confusion is not None:
            _save(confusion(measured.confusion, run.dataset.class_names, measured.part), folder, "confusion", "svg")
        if run.dataset.image_shape and measured.wrong:
            source = run.measured_on.source
            images = [source[wrong.row - 1].reshape(run.dataset.image_shape) for wrong in measured.wrong]
            captions = [
                f"{w.said}, {confidence(run.network, w.confidence)} sure\nis {w.truth} (row {w.row})"
                for w in measured.wrong
            ]
            _save(wrong_answers(images, captions), folder, "wrong", "svg")


def learning_curves(history: History) -> Figure:
    """Draw the loss, and the accuracy where there is one, over the epochs."""
    epochs = history.column("epoch")
    accurate = history.column("accuracy")[0] is not None
    figure = _figure(9 if accurate else 5.5, 3.8)
    axes = figure.subplots(1, 2 if accurate else 1, squeeze=False)[0]
    _curves(axes[0], epochs, history.column("loss"), history.column("validation_loss"))
    axes[0].set(title="Loss", xlabel="epoch", yscale="log" if min(history.column("loss")) > 0 else "linear")
    validation = history.column("validation_loss")
    if validation[0] is not None:
        best = int(np.argmin(validation))
        axes[0].plot(epochs[best], validation[best], "o", color=VALIDATION, markersize=5)
        # Away from the nearer edge, so that the words stay inside the picture.
        side = "right" if best > len(epochs) / 2 else "left"
        point = (epochs[best], validation[best])
        label = f"lowest: epoch {epochs[best]}"
        axes[0].annotate(label, point, (0, -14), textcoords="offset points", ha=side, fontsize=9)
    if accurate:
        _curves(axes[1], epochs, history.column("accuracy"), history.column("validation_accuracy"))
        axes[1].set(title="Accuracy", xlabel="epoch")
        axes[1].yaxis.set_major_formatter(lambda value, _: f"{100 * value:.4g} %")
    handles = axes[0].get_legend_handles_labels()
    if len(handles[1]) > 1:
        axes[-1].legend(*handles, frameon=False, loc="best")
    return figure


def _curves(axes: Axes, epochs: list[int], training: list[float], validation: list[float | None]) -> None:
    from matplotlib.ticker import MaxNLocator

    marker = "o" if len(epochs) == 1 else ""
    axes.plot(epochs, training, color=TRAINING, marker=marker, label="training (during the epoch)")
    if validation[0] is not None:
        values = [math.nan if value is None else value for value in validation]
        axes.plot(epochs, values, color=VALIDATION, marker=marker, label="validation (after it)")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def first_layer(weights: Array, image_shape: tuple[int, ...] | None, feature_names: Sequence[str] = ()) -> Figure:
    """Draw the weights between the inputs and the first layer.

    Parameters
    ----------
    weights : array of shape (n_inputs, n_units)
    image_shape : tuple of int, optional
        Where the inputs are images: then each unit's weights are drawn as one, in red where ink speaks for the unit and
        in blue where it speaks against it. Else as a table of colours.
    feature_names : sequence of str
    """
    return _weight_table(weights, feature_names) if image_shape is None else _weight_images(weights, image_shape)


def _weight_images(weights: Array, image_shape: tuple[int, ...]) -> Figure:
    n_units = weights.shape[1]
    # Units with large weights have learnt the most; the others still look like the noise that they started from.
    chosen = np.sort(np.linalg.norm(weights, axis=0).argsort(kind="stable")[::-1][:MOST_UNITS])
    images = weights.T[chosen].reshape(-1, *image_shape)
    if images.ndim == 4:  # colour: the sum over red, green and blue
        images = images.sum(axis=3)
    scaled = images / np.maximum(np.abs(images).max(axis=(1, 2), keepdims=True), np.finfo(images.dtype).tiny)
    columns = max(1, math.ceil(math.sqrt(len(chosen))))
    board = _tiled(scaled, columns)
    side = min(8.0, 0.8 * columns + 1)
    figure = _figure(side, side * board.shape[0] / board.shape[1] + 0.4)
    axes = figure.subplots()
    axes.imshow(board, cmap="RdBu_r", vmin=-1, vmax=1, interpolation="nearest")
    axes.set_axis_off()
    which = f"the {n_units} units" if n_units == len(chosen) else f"{len(chosen)} of the {n_units} units"
    axes.set_title(f"Weights of {which} of the first layer, each on its own scale")
    return figure


def _tiled(images: Array, columns: int) -> Array:
    """Lay images of shape (n, height, width) out in rows of `columns`, with gaps between them."""
    n, height, width = images.shape
    gap = max(1, height // 14)
    rows = math.ceil(n / columns)
    board = np.full((rows * (height + gap) - gap, columns * (width + gap) - gap), np.nan)
    for i, image in enumerate(images):
        top, left = i // columns * (height + gap), i % columns * (width + gap)
        board[top : top + height, left : left + width] = image
    return board


def _weight_table(weights: Array, feature_names: Sequence[str]) -> Figure:
    n_inputs, n_units = weights.shape
    figure = _figure(min(10.0, 3.2 + 0.22 * n_units), min(10.0, 1.6 + 0.28 * n_inputs))
    axes = figure.subplots()
    largest = float(np.abs(weights).max()) or 1.0
    drawn = axes.imshow(weights, cmap="RdBu_r", vmin=-largest, vmax=largest, aspect="auto", interpolation="nearest")
    names = [_literal(name) for name in feature_names] or [f"input {i}" for i in range(1, n_inputs + 1)]
    if n_inputs <= MOST_NAMES:
        axes.set_yticks(range(n_inputs), names)
    axes.set(title="Weights of the first layer", xlabel="unit")
    axes.set_xticks([0, n_units - 1] if n_units > 1 else [0], ["1", str(n_units)] if n_units > 1 else ["1"])
    axes.grid(visible=False)
    figure.colorbar(drawn, ax=axes)
    return figure


def confusion(counts: Array, names: Sequence[str], part: str) -> Figure:
    """Draw a confusion matrix of shape (n_classes, n_classes), true classes down; the shade is the share of the row."""
    n, names = len(names), [_literal(name) for name in names]
    side = min(10.0, 2.4 + 0.45 * n)
    figure = _figure(side, side)
    axes = figure.subplots()
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    if n <= MOST_NAMES:
        long = max(map(len, names)) > 3
        axes.set_xticks(range(n), names, rotation=45 if long else 0, ha="right" if long else "center")
        axes.set_yticks(range(n), names)
    if n <= 20:
        for (row, column), count in np.ndenumerate(counts):
            if count:
                color = "white" if shares[row, column] > 0.5 else "black"
                axes.text(column, row, f"{count:,}", ha="center", va="center", color=color, fontsize=9)
    axes.set(title=f"{counts.trace():,} of {counts.sum():,} {part} right", xlabel="said", ylabel="is")
    axes.grid(visible=False)
    return figure


def wrong_answers(images: Sequence[Array], captions: Sequence[str]) -> Figure:
    """Draw images, all of the same shape, with the wrong answers given to them, six in a row."""
    columns = min(6, len(images))
    rows = math.ceil(len(images) / columns)
    height, width = images[0].shape[:2]
    tall = height / width  # an image is 1 wide, with room above it for the caption
    figure = _figure(1.7 * max(columns, 2), 1.62 * rows * (tall + 0.3))
    axes = figure.subplots()
    low, high = min(float(image.min()) for image in images), max(float(image.max()) for image in images)
    for i, (image, caption) in enumerate(zip(images, captions, strict=True)):
        left, bottom = 1.06 * (i % columns), -(i // columns) * (tall + 0.3)
        shown = (image - low) / ((high - low) or 1.0)
        # All in one coordinate system: one for each image takes longer to lay out.
        axes.imshow(shown, cmap="gray", vmin=0, vmax=1, extent=(left, left + 1, bottom, bottom + tall))
        axes.text(left + 0.5, bottom + tall + 0.03, _literal(caption), fontsize=8, ha="center", va="bottom")
    axes.set(xlim=(0, 1.06 * max(columns, 2)), ylim=(-(rows - 1) * (tall + 0.3), tall + 0.27))
    axes.set_axis_off()
    return figure


def _literal(text: str) -> str:
    """Keep matplotlib from reading a formula into a text with dollar signs."""
    return text.replace("$", r"\$")


def _figure(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _save(figure: Figure, folder: Path, name: str, *formats: str) -> None:
    for suffix in formats:
        content = io.BytesIO()
        metadata: dict[str, Any] = {"Date": None} if suffix == "svg" else {}
        figure.savefig(content, format=suffix, dpi=150, metadata=metadata)
        write_atomically(folder / f"{name}.{suffix}", content.getvalue())
