"""scikit-learn's own tests of its networks, run against ours, and every difference explained.

    python benchmarks/sklearn_tests.py [--output benchmarks/results/sklearn_tests.txt]

The tests are those of the installed scikit-learn; only the two names that they import are exchanged. The result is
wrong, and the exit code 1, if a test fails without an explanation, or passes although one says why it cannot.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
import sklearn
import sklearn.neural_network

import unstuck
from unstuck.estimators import lbfgs
from unstuck.nn.rows import Rows

THEIRS = sklearn.neural_network.MLPRegressor
TESTS = "sklearn.neural_network.tests.test_mlp"

DIFFERENCES = {
    "test_gradient": "it calls the private method _loss_grad_lbfgs with six buffers of its own. The same question is "
    "asked, of every loss and solver, by tests/test_estimators_gradients.py.",
}
"""Test, by the beginning of its name: why it does not hold here."""


class Exchange:
    """A plug-in of pytest that puts our estimators in place of scikit-learn's, and notes how each test ended."""

    def __init__(self) -> None:
        self.outcomes: dict[str, str] = {}
        self.messages: dict[str, str] = {}

    def pytest_sessionstart(self) -> None:
        sklearn.neural_network.MLPClassifier = unstuck.MLPClassifier
        sklearn.neural_network.MLPRegressor = unstuck.MLPRegressor

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid.split("::", 1)[1]
        if report.when == "call" or (report.outcome != "passed" and name not in self.outcomes):
            self.outcomes[name] = report.outcome
            if report.failed:
                lines = report.longreprtext.splitlines()
                said = [line[1:].strip() for line in lines if line.startswith("E")]
                self.messages[name] = next(filter(None, said), lines[-1])


def squared_error() -> list[str]:
    """Measure what no test of scikit-learn asks: whether the gradient of several outputs is that of the loss."""
    rng = np.random.default_rng(0)
    lines = ["Gradient over slope of the loss, MLPRegressor, squared error, solver lbfgs (its issue 8349):"]
    lines += ["    outputs   scikit-learn   unstuck"]
    for k in (1, 2, 5):
        x, y = rng.standard_normal((20, 3)), rng.standard_normal((20, k))
        settings = {"hidden_layer_sizes": (4,), "activation": "tanh", "alpha": 0.0, "max_iter": 1, "solver": "lbfgs"}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = THEIRS(**settings, random_state=0).fit(x, y if k > 1 else y[:, 0])
            ours = unstuck.MLPRegressor(**settings, random_state=0).fit(x, y if k > 1 else y[:, 0])
        widths = (3, 4, k)
        activations = [x, *(np.empty((20, n)) for n in widths[1:])]
        buffers = ([np.empty((20, n)) for n in widths[1:]], [np.empty_like(w) for w in theirs.coefs_])
        buffers = (*buffers, [np.empty_like(b) for b in theirs.intercepts_])
        of_both = (
            lambda flat: theirs._loss_grad_lbfgs(flat, x, y, None, activations, *buffers),  # noqa: B023 (called below)
            lbfgs.loss_and_gradient(ours._network, Rows(x, y)),
        )
        flats = np.concatenate([p.ravel() for p in theirs.coefs_ + theirs.intercepts_]), lbfgs.pack(ours._parameters())
        ratios = []
        for function, flat in zip(of_both, flats, strict=True):
            gradient = function(flat)[1].copy()
            direction = rng.standard_normal(flat.size)
            slope = (function(flat + 1e-6 * direction)[0] - function(flat - 1e-6 * direction)[0]) / 2e-6
            ratios.append(float(gradient @ direction / slope))
        lines.append(f"    {k:7}   {ratios[0]:12.4f}   {ratios[1]:7.4f}")
    return lines


def explanation(name: str) -> str | None:
    """Find why a test does not hold here."""
    return next((why for start, why in DIFFERENCES.items() if name.startswith(start)), None)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, help="also write the table to this file")
    arguments = parser.parse_args()
    exchange = Exchange()
    # Without the configuration of this project, which makes an error of every warning.
    options = ["-q", "--no-header", "--tb=short", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", os.curdir]
    pytest.main(["--pyargs", TESTS, *options], plugins=[exchange])
    unexplained = [n for n, o in exchange.outcomes.items() if o == "failed" and explanation(n) is None]
    unneeded = [
        start
        for start in DIFFERENCES
        if not any(n.startswith(start) and o == "failed" for n, o in exchange.outcomes.items())
    ]
    counts = {o: list(exchange.outcomes.values()).count(o) for o in ("passed", "failed", "skipped")}
    lines = [
        f"scikit-learn {sklearn.__version__}'s test_mlp.py against unstuck {unstuck.__version__} "
        f"(Python {platform.python_version()})",
        f"{counts['passed']} passed, {counts['failed']} differ, {counts['skipped']} skipped",
        "",
    ]
    for name, outcome in exchange.outcomes.items():
        if outcome == "failed":
            lines += [
                name,
                f"    {exchange.messages[name][:160]}",
                f"    because {explanation(name) or '??? UNEXPLAINED'}",
                "",
            ]
    lines += [*squared_error(), "", "All differences on purpose: docs/decisions/0006-estimators-beside-scikit-learn.md"]
    lines += [f"No longer different: {start}" for start in unneeded]
    text = "\n".join(lines).rstrip() + "\n"
    print(text)
    if arguments.output:
        arguments.output.write_text(text, encoding="utf-8")
    return int(bool(unexplained or unneeded or not exchange.outcomes))


if __name__ == "__main__":
    sys.exit(main())
