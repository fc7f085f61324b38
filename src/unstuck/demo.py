"""The networks of the posts: each run as it was posted, then the same network built from this package's parts.

The scripts are run unchanged, and judged by what they leave behind: the outputs of their network and the targets. The
repaired network learns from the very rows that the script had.
"""

from __future__ import annotations

import contextlib
import os
import runpy
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from unstuck.arguments import whole
from unstuck.arrays import Array
from unstuck.datasets import scale
from unstuck.errors import InputError
from unstuck.nn import Network, Recipe, fit
from unstuck.nn.rows import count_hits

Namespace = dict[str, Any]


@dataclass(frozen=True)
class Post:
    """A post: its script, where its results are found, and the network that it should have been.

    Attributes
    ----------
    script : str
        The file among the examples.
    title : str
        The network in a few words.
    rows : callable
        ``rows(namespace) -> x, t``: inputs (n_rows, n_inputs) and targets (n_rows, n_outputs), from its variables.
    outputs : callable
        ``outputs(namespace) -> y``, of the shape of t: what the script's network answers in the end.
    network : Network
    recipe : Recipe
    changed : str
        What the repaired network does differently, in words.
    weights : str or None
        The start; None for the one that suits the activation.
    standardised : bool
        Whether the inputs are scaled to mean 0 and deviation 1 first.
    """

    script: str
    title: str
    rows: Callable[[Namespace], tuple[Array, Array]]
    outputs: Callable[[Namespace], Array]
    network: Network
    recipe: Recipe
    changed: str
    weights: str | None = None
    standardised: bool = False


POSTS = (
    Post(
        "mnist_plateau.py",
        "MNIST, 784-5-5-10, sigmoid",
        lambda g: (np.array(g["x_train"]), np.array(g["y_train"])),
        lambda g: np.array(g["outputs_train"]),
        Network((784, 64, 64, 10), loss="binary_cross_entropy"),
        Recipe(epochs=300, batch_size=None, learning_rate=1.0),
        "64 units for 5, a start that is not one-sided, 300 steps for 5",
    ),
    Post(
        "mnist_softmax.py",
        "MNIST, 784-60-10, tanh",
        lambda g: (g["X"], g["Y"]),
        lambda g: g["outputs"],
        Network((784, 60, 10), "tanh"),
        Recipe(epochs=100, batch_size=None, learning_rate=0.3),
        "softmax over the classes, mean over the rows, one bias for all rows",
        "randn*0.01",
    ),
    Post(
        "iris_thirds.py",
        "Iris, 4-4-3, tanh",
        lambda g: (np.asarray(g["X"], dtype=float), np.eye(3)[g["y"]]),
        lambda g: g["outputs"],
        Network((4, 4, 3), "tanh", l2=0.001),
        Recipe(epochs=100, batch_size=1, order="random", learning_rate=0.03, keep_best=True),
        "1 subtracted at the true class only, best weights copied, inputs standardised",
        "normal:1",
        standardised=True,
    ),
    Post(
        "cats_explode.py",
        "pictures, 12288-64-1, ReLU",
        lambda g: (g["x"].T, g["y"].T.astype(float)),
        lambda g: g["AL"].T,
        Network((12288, 64, 1), "relu", loss="binary_cross_entropy"),
        Recipe(epochs=500, batch_size=None, learning_rate=0.1),
        "the first layer's gradient divided by the number of rows, as the others; 500 epochs do for 2000",
        "randn*0.01",
    ),
    Post(
        "xor_answer.py",
        "XOR, 2-3-1, sigmoid",
        lambda g: (g["inputs"], g["targets"]),
        lambda g: g["output"],
        Network((2, 3, 1), output="sigmoid", loss="half_squared_error"),
        Recipe(epochs=50_000, batch_size=None, learning_rate=0.4),
        "nothing: it learns as posted",
        "normal:1",
    ),
)


@dataclass(frozen=True)
class Outcome:
    """How well a network answers the rows that it was trained on."""

    right: int
    rows: int
    loss: float
    seconds: float

    def __str__(self) -> str:
        return f"{self.right:,} of {self.rows:,} right, loss {self.loss:.3g}"


def judge(network: Network, y: Array, t: Array, seconds: float) -> Outcome:
    """Judge outputs y by targets t, both of shape (n_rows, n_outputs), whatever computed them.

    The loss is that of the network; for the cross-entropies y is kept 1e-12 away from 0 and 1.
    """
    loss = network.loss_record
    if loss.of_logarithms:
        y_inside = np.clip(y.astype(float), 1e-12, 1 - 1e-12)
        rows = loss.value(np.log(y_inside), np.log(1 - y_inside), t)
    else:
        rows = loss.value(y, t)
    return Outcome(count_hits(y, t), len(t), float(rows.mean()), seconds)


def examples() -> Path:
    """Find the folder of the scripts: inside the installed package, or at the top of the checkout it is run from."""
    here = Path(__file__).parent
    return here / "examples" if (here / "examples").is_dir() else here.parents[1] / "examples"


def as_posted(post: Post, seed: int) -> tuple[Outcome, Array, Array]:
    """Run a script as it was posted; give how it ended, and its rows x and t."""
    began = time.perf_counter()
    np.random.seed(seed)  # noqa: NPY002  (the posts draw from NumPy's global generator)
    script = examples() / post.script
    argv = sys.argv
    with (
        open(os.devnull, "w") as nowhere,  # noqa: PTH123  (the null device is no path)
        contextlib.redirect_stdout(nowhere),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")  # log of 0 and overflow are among the symptoms
        sys.argv = [str(script)]
        try:
            left_behind = runpy.run_path(str(script), run_name="__main__")
        finally:
            sys.argv = argv
    x, t = post.rows(left_behind)
    return judge(post.network, post.outputs(left_behind), t, time.perf_counter() - began), x, t


def repaired(post: Post, x: Array, t: Array, seed: int) -> Outcome:
    """Train the same network, built from this package's parts, on the same rows."""
    began = time.perf_counter()
    if post.standardised:
        (x,), _ = scale(x, how="standard")
    rng = np.random.default_rng(seed)
    parameters = post.network.initial_parameters(rng, post.weights, dtype=x.dtype)
    result = fit(post.network, x, t, post.recipe, rng=rng, parameters=parameters)
    return judge(post.network, result.model.outputs(x), t, time.perf_counter() - began)


def findings(post: Post, seed: int) -> str:
    """Ask the doctor about the run that is shown; name what it finds, with the lines, causes before suspicions."""
    from unstuck.doctor.examine import check

    report = check(examples() / post.script, seed=seed, proof=False).scripts[0]
    lines: dict[str, list[str]] = {}
    for finding in sorted(report.findings, key=lambda f: f.certainty == "suspected"):
        if finding.consequence_of is None:
            suspected = " (suspected)" if finding.certainty == "suspected" else ""
            lines.setdefault(f"{finding.code} {finding.name}{suspected}", []).append(str(finding.span.line))
    return "\n".join(f"{name}, line {', '.join(where)}" for name, where in lines.items()) or report.verdict


def run(*, seed: int = 0) -> None:
    """Run all posts and print a table; progress goes to standard error.

    Parameters
    ----------
    seed : int
        Of the scripts' random draws and of ours; below 2**32, as NumPy's global generator takes it.

    Raises
    ------
    InputError
        For another seed.
    """
    if whole("seed", seed, 0) >= 2**32:
        raise InputError(f"seed is {seed}; expected a whole number below 2**32.")
    from rich.console import Console
    from rich.table import Table

    chatter = Console(stderr=True)
    table = Table(title="Five networks from posts by people who were stuck", title_justify="left", pad_edge=False)
    for heading in ("network", "as posted", "unstuck check says", "repaired", "what was changed"):
        table.add_column(heading)
    for number, post in enumerate(POSTS, start=1):
        with _saying(chatter, f"{number} of {len(POSTS)}: {post.title}, as posted (examples/{post.script}) …"):
            before, x, t = as_posted(post, seed)
        with _saying(chatter, f"{number} of {len(POSTS)}: {post.title}, before the doctor …"):
            said = findings(post, seed)
        with _saying(chatter, f"{number} of {len(POSTS)}: {post.title}, repaired …"):
            after = repaired(post, x, t, seed)
        table.add_row(post.title, str(before), said, str(after), post.changed, end_section=True)
    output = Console()
    output.print(table)
    output.print(
        "Each row of the data was used for training. The scripts are in the folder examples: `unstuck check` explains "
        "what it finds in them, line by line, and proves a repair; `unstuck explain U301` shows the page of a fault. "
        "`unstuck train --help` shows how to train a network of your own."
    )


def _saying(chatter: Any, what: str) -> contextlib.AbstractContextManager[Any]:
    if chatter.is_terminal:
        return chatter.status(what)
    chatter.print(what, highlight=False)
    return contextlib.nullcontext()
