"""The networks of the four posts, and what each must reach: run them all and print a table.

    python benchmarks/networks.py --data-dir FOLDER [--only NAME ...] [--output benchmarks/results/networks.txt]

FOLDER holds the four files of the full MNIST and, for the cats, train_catvnoncat.h5. It takes about a quarter of
an hour on two cores; each line says what was measured.
"""

from __future__ import annotations

import argparse
import itertools
import os
import platform
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from unstuck.datasets import load, one_hot, scale
from unstuck.nn import Network, Recipe, TrainingWarning, fit, sgd, training_steps
from unstuck.nn.rows import Rows
from unstuck.nn.training import start


@dataclass(frozen=True)
class Result:
    """One line of the table."""

    network: str
    must: str
    reached: str
    passed: bool


def accuracy(network: Network, parameters, x, labels) -> float:
    return float(np.mean(network.outputs(parameters, x).argmax(axis=1) == labels))


def mnist(folder: Path, how: str = "unit"):
    data = load("mnist", data_dir=folder)
    (x, x_test), _ = scale(data.x, data.test[0], how=how, together=True)
    return x, data.targets, x_test, data.test[1]


def plateau(folder: Path) -> Iterator[Result]:
    """Post 000: 30,000 rows in [-1, 1], batch gradient descent."""
    x, labels, x_test, labels_test = mnist(folder, "symmetric")
    x, labels = x[:30_000], labels[:30_000]
    t = one_hot(labels, 10, x.dtype)
    posted = Network((784, 5, 5, 10), loss="binary_cross_entropy", l2=1 / 30_000)
    rng = np.random.default_rng(0)
    parameters = posted.initial_parameters(rng, "rand/100", "rand/100", x.dtype)
    recipe = Recipe(epochs=5, batch_size=None, learning_rate=2.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TrainingWarning)
        result = fit(posted, x, t, recipe, rng=rng, parameters=parameters)
    cost = posted.loss_and_gradients(result.parameters, x, t).loss
    right = accuracy(posted, result.parameters, x_test, labels_test)
    said = f"cost {cost:.4f}, test {right:.2%}; the library says: {result.notes[-1] if result.notes else 'nothing'}"
    yield Result(
        "784-5-5-10 as posted, 5 iterations",
        "3.24 to 3.26, 11.35 %",
        said,
        3.24 <= cost <= 3.26 and round(right, 4) == 0.1135,
    )

    # At lr 1 the cost swings to the end, and a rounding error decides where it stands after 300 iterations: between 87
    # and 91 % from most starts. So the best iteration is kept, and the best of three seeds, both by the training loss.
    # LeCun's start is the best of five on the average of three seeds: 89.6 % (Glorot uniform 89.3, He 88.6, Glorot
    # normal 88.5, He uniform less).
    repaired = Network((784, 64, 64, 10), loss="binary_cross_entropy")
    recipe = Recipe(epochs=300, batch_size=None, learning_rate=1.0, keep_best=True)
    found = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        parameters = repaired.initial_parameters(rng, "lecun_normal", dtype=x.dtype)
        result = fit(repaired, x, t, recipe, rng=rng, parameters=parameters)
        cost = repaired.loss_and_gradients(result.parameters, x, t).loss
        found.append((cost, accuracy(repaired, result.parameters, x_test, labels_test)))
    _, right = min(found)
    every = ", ".join(f"{share:.2%} at cost {cost:.3f}" for cost, share in found)
    yield Result(
        "784-64-64-10, LeCun start, lr 1, best of 300 iterations, best of 3 seeds, both by training cost",
        ">= 89 % test",
        f"{right:.2%} test (the seeds: {every})",
        right >= 0.89,
    )


def million(folder: Path) -> Iterator[Result]:
    """Follow the answer to post 000: single rows, a million of them."""
    x, labels, x_test, labels_test = mnist(folder)
    t = one_hot(labels, 10, x.dtype)
    network = Network((784, 300, 10))
    rng = np.random.default_rng(0)
    recipe = Recipe(epochs=17, batch_size=1, learning_rate=0.1)
    parameters = network.initial_parameters(rng, dtype=x.dtype)
    steps = training_steps(network, Rows(x, t), recipe, start(network, parameters, recipe, rng), rng)
    for step in itertools.islice(steps, 1_000_000):
        parameters = step.parameters
    test, train = accuracy(network, parameters, x_test, labels_test), accuracy(network, parameters, x, labels)
    yield Result(
        "784-300-10, sigmoid, lr 0.1, 1,000,000 single rows",
        ">= 98.0 % test, >= 99.9 % train",
        f"{test:.2%} test, {train:.2%} train",
        test >= 0.98 and train >= 0.999,
    )


def softmax(folder: Path) -> Iterator[Result]:
    """Post 001: the 10,000 test rows, all at once."""
    _, _, x, labels = mnist(folder)
    t = one_hot(labels, 10, x.dtype)
    network = Network((784, 60, 10), "tanh")
    recipe = Recipe(epochs=100, batch_size=None, learning_rate=0.3)

    def parameters():
        return network.initial_parameters(np.random.default_rng(0), "randn*0.01", dtype=x.dtype)

    result = fit(network, x, t, recipe, rng=np.random.default_rng(0), parameters=parameters())
    right = accuracy(network, result.parameters, x, labels)
    yield Result(
        "784-60-10, tanh, batch, lr 0.3, 100 epochs", "89.2 % ± 0.5", f"{right:.2%}", abs(right - 0.892) <= 0.005
    )

    wrong = parameters()
    for _ in range(100):  # the same steps, but the softmax runs down the samples
        z, pullback = network.forward(wrong, x)
        y = network.output_activation.value(z.T).T
        _, wrong = sgd().update({}, wrong, pullback((y - t) / len(x)), 0.3, 1)
    z, _ = network.forward(wrong, x)
    right = float(np.mean(network.output_activation.value(z.T).T.argmax(axis=1) == labels))
    yield Result("the same, softmax over the samples", "about 7 %", f"{right:.2%}", 0.04 <= right <= 0.10)


def iris(_: Path) -> Iterator[Result]:
    """Post 002: single rows, L2, best weights kept."""
    data = load("iris")
    t = one_hot(data.targets, 3, np.float64)
    network = Network((4, 4, 3), "tanh", l2=0.001)
    recipe = Recipe(epochs=200, batch_size=1, order="random", learning_rate=0.03, keep_best=True)

    def runs(x, weights):
        for seed in range(10):
            rng = np.random.default_rng(seed)
            parameters = network.initial_parameters(rng, weights)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", TrainingWarning)
                result = fit(network, x, t, recipe, rng=rng, parameters=parameters)
            yield accuracy(network, result.parameters, x, data.targets), result.notes

    (standardised,), _ = scale(data.x.astype(np.float64), how="standard")
    rights = [right for right, _ in runs(standardised, "normal:1")]
    yield Result(
        "4-4-3 Iris, tanh, standardised, 10 seeds",
        ">= 96 %, 10 of 10",
        f"{min(rights):.1%} to {max(rights):.1%}, {sum(r >= 0.96 for r in rights)} of 10",
        all(right >= 0.96 for right in rights),
    )
    raw = list(runs(data.x.astype(np.float64), "normal:1"))
    failed = [notes for right, notes in raw if right < 0.9]
    said = sum(bool(notes) for notes in failed)
    example = next((notes[0] for notes in failed if notes), "nothing")
    yield Result(
        "the same unscaled, normal(0, 1) start",
        "some fail, the library says why",
        f"{len(failed)} of 10 fail, explained {said}: {example}",
        0 < len(failed) == said,
    )


def cats(folder: Path) -> Iterator[Result]:
    """Post 003: ten images to be learnt by heart."""
    data = load("cats", data_dir=folder)
    x, t = data.x[:10].astype(np.float64) / 255, data.targets[:10, None].astype(np.float64)
    network = Network((x.shape[1], 64, 1), "relu", loss="binary_cross_entropy")
    recipe = Recipe(epochs=2000, batch_size=None, learning_rate=0.1)

    def parameters():
        return network.initial_parameters(np.random.default_rng(0), "randn*0.01")

    result = fit(network, x, t, recipe, rng=np.random.default_rng(0), parameters=parameters())
    loss = network.mean_loss(result.parameters, x, t)
    right = int((result.model.predict(x) == t[:, 0]).sum())
    yield Result(
        "12288-64-1, ReLU, 10 images, lr 0.1",
        "loss < 0.01, 10 of 10",
        f"loss {loss:.2g}, {right} of 10",
        loss < 0.01 and right == 10,
    )
    wrong = parameters()
    for _ in range(2000):  # the same steps, but dW1 is the sum over the rows
        gradients = network.loss_and_gradients(wrong, x, t).gradients
        gradients["W1"] *= len(x)
        _, wrong = sgd().update({}, wrong, gradients, 0.1, 1)
    share = t.mean()
    entropy = -(share * np.log(share) + (1 - share) * np.log(1 - share))
    dead = float((next(network.layer_values(wrong, x))[2].max(axis=0) == 0).mean())
    loss = network.mean_loss(wrong, x, t)
    yield Result(
        "the same, dW1 not divided by m",
        "all dead, loss = entropy of the labels",
        f"{dead:.0%} dead, loss {loss:.4f}, entropy {entropy:.4f}",
        dead == 1 and abs(loss - entropy) < 1e-3,
    )


def xor(_: Path) -> Iterator[Result]:
    """Follow the answer to post 003: 2-3-1, half squared error, all four rows a step."""
    x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    t = np.array([[0.0], [1.0], [1.0], [0.0]])
    network = Network((2, 3, 1), output="sigmoid", loss="half_squared_error")
    # The post sums over the four rows; the mean is the same with four times the learning rate.
    recipe = Recipe(epochs=50_000, batch_size=None, learning_rate=0.4)

    def as_posted(rng):
        parameters = network.initial_parameters(rng, "uniform:0:1")
        parameters["b1"] += rng.uniform(1, 3)  # one number for all units
        parameters["b2"] += rng.uniform(1, 1)
        return parameters

    starts = {
        "of the post": as_posted,
        "normal": lambda rng: network.initial_parameters(rng, "normal:1"),
        "Glorot": lambda rng: network.initial_parameters(rng, "glorot_normal"),
    }
    for name, draw in starts.items():
        learnt = 0
        for seed in range(10):
            rng = np.random.default_rng(seed)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", TrainingWarning)
                result = fit(network, x, t, recipe, rng=rng, parameters=draw(rng))
            learnt += bool((result.model.predict(x) == t[:, 0]).all())
        yield Result(f"2-3-1 XOR, 50,000 epochs, start {name}", "4 of 4 on 10 of 10", f"{learnt} of 10", learnt == 10)


def minute(folder: Path) -> Iterator[Result]:
    """Get the best out of a dense network in a minute on two cores, measuring its own speed included."""
    x, labels, x_test, labels_test = mnist(folder)
    t = one_hot(labels, 10, x.dtype)
    began = time.perf_counter()
    network = Network((784, 512, 512, 10), "relu", drop_probability=(0.25, 0.25))
    recipe = {"batch_size": 128, "learning_rate": 0.1, "optimizer": "nesterov", "schedule": "cosine"}
    some = 60 * 128
    for _ in range(2):  # the first time the loops may have to be compiled
        trial = time.perf_counter()
        fit(network, x[:some], t[:some], Recipe(epochs=1, **recipe), rng=np.random.default_rng(1))
    seconds_an_epoch = (time.perf_counter() - trial) * len(x) / some
    epochs = int((55 - (time.perf_counter() - began)) / seconds_an_epoch)
    result = fit(network, x, t, Recipe(epochs=epochs, **recipe), rng=np.random.default_rng(0))
    seconds = time.perf_counter() - began
    right = accuracy(network, result.parameters, x_test, labels_test)
    yield Result(
        f"{network}, dropout 0.25, {epochs} epochs",
        ">= 98.5 % test in 60 s",
        f"{right:.2%} in {seconds:.0f} s",
        right >= 0.985 and seconds <= 60,
    )


WORKLOADS: dict[str, Callable[[Path], Iterator[Result]]] = {
    f.__name__: f for f in (plateau, softmax, iris, cats, xor, minute, million)
}


def machine() -> str:
    name = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            name = line.split(":", 1)[1].strip()
            break
    return f"{name}, {os.cpu_count()} cores; Python {platform.python_version()}, NumPy {np.__version__}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--only", nargs="+", choices=list(WORKLOADS), default=list(WORKLOADS))
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    lines = [machine(), ""]
    print(lines[0])
    for name in arguments.only:
        began = time.perf_counter()
        for result in WORKLOADS[name](arguments.data_dir):
            seconds, began = time.perf_counter() - began, time.perf_counter()
            lines.append(f"{'reached' if result.passed else 'MISSED ':8s}{result.network} ({seconds:.0f} s)")
            lines += [f"        must: {result.must}", f"        got:  {result.reached}"]
            print("\n".join(lines[-3:]), flush=True)
    if arguments.output:
        arguments.output.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
