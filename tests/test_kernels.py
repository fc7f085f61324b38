"""The compiled loop takes the same steps as the readable one, whatever is trained and however."""

from __future__ import annotations

import _thread
import os
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info, threadpool_limits

from unstuck.errors import InputError
from unstuck.nn import (
    Network,
    Optimizer,
    Recipe,
    Schedule,
    TrainingWarning,
    adam,
    adamw,
    cosine,
    elementwise,
    fit,
    plateau,
)
from unstuck.nn.kernels import Plan, make_plan, names
from unstuck.nn.kernels.layout import Layout
from unstuck.nn.kernels.loop import compiled_steps
from unstuck.nn.kernels.whole import loss_and_gradient
from unstuck.nn.rows import Rows
from unstuck.nn.training import start, training_steps

HIDDEN = ("sigmoid", "tanh", "relu", "leaky_relu", "softplus", "gelu", "exp", "identity")
LOSS_AND_OUTPUT = [
    ("poisson", "exp"),
    ("poisson", "softplus"),
    ("binary_cross_entropy", "sigmoid"),
    ("categorical_cross_entropy", "softmax"),
    ("categorical_cross_entropy", "sigmoid"),
    *[
        (loss, output)
        for loss in ("half_squared_error", "mean_squared_error", "huber")
        for output in ("identity", "sigmoid", "tanh", "relu", "softplus", "gelu", "leaky_relu", "softmax")
    ],
]


def make_rows(n_rows: int, n_in: int, n_out: int, dtype=np.float64, zeros: float = 0.0, weighted: bool = False) -> Rows:
    rng = np.random.default_rng(7)
    x = rng.standard_normal((n_rows, n_in)) * (rng.random((n_rows, n_in)) >= zeros)
    t = np.eye(n_out)[rng.integers(0, n_out, n_rows)] if n_out > 1 else rng.integers(0, 2, (n_rows, 1)).astype(float)
    weights = rng.uniform(0.2, 2, n_rows).astype(dtype) if weighted else None
    return Rows(x.astype(dtype), t.astype(dtype), weights)


def largest_difference(network: Network, recipe: Recipe, rows: Rows, forms: tuple[int, ...]) -> float:
    """Take the same steps by both loops; give the largest relative difference of a parameter array, per step."""
    begin = np.random.default_rng(3)
    parameters = {n: p.astype(rows.x.dtype) for n, p in network.initial_parameters(begin, "normal:0.5").items()}
    state = start(network, parameters, recipe, begin)
    reference, compiled = np.random.default_rng(), np.random.default_rng()
    # In float32 a parameter that comes near 0 on its way has lost the digits that it began with.
    tolerance = 1e-12 if rows.x.dtype == np.float64 else 1e-6
    worst, floor = 0.0, 1e-12 if rows.x.dtype == np.float64 else 0.1
    for expected, got in zip(
        training_steps(network, rows, recipe, state, reference),
        compiled_steps(network, rows, recipe, state, compiled, None, Plan(forms), "steps"),
        strict=True,
    ):
        assert (expected.step, expected.epoch, expected.learning_rate) == (got.step, got.epoch, got.learning_rate)
        assert got.loss == pytest.approx(expected.loss, rel=100 * tolerance, abs=tolerance)
        assert {p.dtype for p in got.parameters.values()} == {rows.x.dtype}
        for name, p in expected.parameters.items():
            worst = max(worst, np.abs(got.parameters[name] - p).max() / max(np.abs(p).max(), floor) / expected.step)
        if expected.record:
            assert got.record.accuracy == pytest.approx(expected.record.accuracy)
            assert got.record.loss == pytest.approx(expected.record.loss, rel=1e-4)
            assert got.state.rng_state == expected.state.rng_state, "not as many random numbers were drawn"
            assert got.state.optimizer_state.keys() == expected.state.optimizer_state.keys()
    return worst


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    data=st.data(),
    hidden=st.lists(st.sampled_from(HIDDEN), max_size=2),
    pair=st.sampled_from(LOSS_AND_OUTPUT),
    optimizer=st.sampled_from(
        ["sgd", "momentum", "nesterov", "rmsprop", adam(0.8, 0.9, 1e-3), adamw(weight_decay=0.1)]
    ),
    batch_size=st.sampled_from([1, 3, 8, 13, None]),
    order=st.sampled_from(["shuffle", "random", "sequential"]),
    double=st.booleans(),
    zeros=st.sampled_from([0.0, 0.7]),
    l2=st.sampled_from([0.0, 0.01]),
    dropped=st.sampled_from([0.0, 0.3]),
    clip_norm=st.sampled_from([None, 0.05]),
    schedule=st.sampled_from(["constant", "cosine", "step", "inverse_scaling"]),
    weighted=st.booleans(),
)
def test_every_step_is_that_of_the_readable_loop(
    data, hidden, pair, optimizer, batch_size, order, double, zeros, l2, dropped, clip_norm, schedule, weighted
) -> None:
    loss, output = pair
    n_out = data.draw(st.integers(2 if output == "softmax" else 1, 4))
    widths = (data.draw(st.integers(1, 19)), *(data.draw(st.integers(1, 11)) for _ in hidden), n_out)
    network = Network(widths, tuple(hidden), output, loss, l2, dropped)
    forms = (
        data.draw(st.sampled_from([names.LOOPS, names.SPARSE, names.BLAS])),
        *(data.draw(st.sampled_from([names.LOOPS, names.BLAS])) for _ in hidden),
    )
    rows = make_rows(13, widths[0], n_out, np.float64 if double else np.float32, zeros, weighted)
    # Exponentials explode at a rate that is right for others, and then magnify the last digit.
    rate = 1e-3 if "exp" in (*hidden, output) else 0.05
    recipe = Recipe(2, batch_size, order, rate, optimizer, schedule, clip_norm)
    # A division by the root of a mean square near 0 magnifies the rounding of a gradient.
    magnified = 1e3 if optimizer in ("rmsprop",) or not isinstance(optimizer, str) else 1
    assert largest_difference(network, recipe, rows, forms) <= (1e-12 if double else 1e-5) * magnified


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    data=st.data(),
    hidden=st.lists(st.sampled_from(HIDDEN), max_size=3),
    pair=st.sampled_from(LOSS_AND_OUTPUT),
    widest=st.sampled_from([4, 8]),
    optimizer=st.sampled_from(["sgd", "momentum", adam(0.8, 0.9, 1e-3)]),
    batch_size=st.sampled_from([1, 3, 5, None]),
    double=st.booleans(),
    l2=st.sampled_from([0.0, 0.01]),
    dropped=st.sampled_from([0.0, 0.3]),
    clip_norm=st.sampled_from([None, 0.05]),
    weighted=st.booleans(),
)
def test_steps_of_narrow_networks_are_those_of_the_readable_loop(
    data, hidden, pair, widest, optimizer, batch_size, double, l2, dropped, clip_norm, weighted
) -> None:
    loss, output = pair
    assume([*hidden, output].count("exp") < 2)  # the exponential of an exponential does not stay finite
    widths = [data.draw(st.integers(1, widest)) for _ in hidden]
    n_in, n_out = data.draw(st.integers(1, widest)), data.draw(st.integers(2 if output == "softmax" else 1, widest))
    network = Network((n_in, *widths, n_out), tuple(hidden), output, loss, l2, dropped)
    plan, dtype = Plan((names.LOOPS,) * network.depth), np.float64 if double else np.float32
    assert Layout(network, plan, dtype).lane in (4, 8)
    rate = 1e-3 if "exp" in (*hidden, output) else 0.05
    recipe = Recipe(2, batch_size, "shuffle", rate, optimizer, clip_norm=clip_norm)
    magnified = 1 if isinstance(optimizer, str) else 1e3
    rows = make_rows(13, n_in, n_out, dtype, weighted=weighted)
    assert largest_difference(network, recipe, rows, plan.forms) <= (1e-12 if double else 1e-5) * magnified


@pytest.mark.parametrize(
    ("widths", "plan", "lane"),
    [
        ((2, 3, 1), Plan((names.LOOPS, names.LOOPS)), 4),
        ((2, 3, 5), Plan((names.LOOPS, names.LOOPS)), 8),
        ((9, 3, 1), Plan((names.LOOPS, names.LOOPS)), 0),
        ((2, 3, 1), Plan((names.SPARSE, names.LOOPS)), 0),
        ((2, 3, 1), Plan((names.LOOPS, names.LOOPS), together=2), 0),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_is_laid_out_is_found_again(widths, plan, lane, dtype, rng) -> None:
    network = Network(widths, loss="huber")
    parameters = network.initial_parameters(rng, biases="normal:1", dtype=dtype)
    layout = Layout(network, plan, dtype)
    flat = layout.flat(parameters)
    assert (layout.lane, len(flat), flat.ctypes.data % 64) == (lane, layout.n_parameters, 0)
    assert np.count_nonzero(flat) == sum(p.size for p in parameters.values())
    for name, p in layout.named(flat).items():
        assert p.dtype == dtype
        assert np.array_equal(p, parameters[name])


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    hidden=st.lists(st.sampled_from(["sigmoid", "relu"]), max_size=2),
    form=st.sampled_from([names.LOOPS, names.SPARSE, names.BLAS]),
    batch_size=st.sampled_from([1, 2, 5, None]),
    together=st.sampled_from([2, 4, 7]),
    order=st.sampled_from(["shuffle", "random", "sequential"]),
    double=st.booleans(),
    dropped=st.sampled_from([0.0, 0.3]),
    weighted=st.booleans(),
    schedule=st.sampled_from(["constant", "cosine"]),
)
def test_steps_whose_first_layer_is_done_together_are_those_of_the_readable_loop(
    hidden, form, batch_size, together, order, double, dropped, weighted, schedule
) -> None:
    assume(not (dropped and order == "random"))  # then each step draws its rows, and then its units
    dtype = np.float64 if double else np.float32
    network = Network((17, *(5 for _ in hidden), 3), tuple(hidden), drop_probability=dropped)
    rows, recipe = make_rows(13, 17, 3, dtype, 0.5, weighted), Recipe(9, batch_size, order, 0.05, schedule=schedule)
    plan = Plan((form, *(names.LOOPS for _ in hidden)), together=together)
    assert difference_at_the_end(network, rows, recipe, plan) <= (1e-12 if double else 1e-5)


def difference_at_the_end(network: Network, rows: Rows, recipe: Recipe, plan: Plan) -> float:
    begin = np.random.default_rng(3)
    parameters = {n: p.astype(rows.x.dtype) for n, p in network.initial_parameters(begin, "normal:0.5").items()}
    state = start(network, parameters, recipe, begin)
    *_, expected = training_steps(network, rows, recipe, state, np.random.default_rng())
    steps = list(compiled_steps(network, rows, recipe, state, np.random.default_rng(), None, plan, "blocks"))
    assert (steps[-1].step, steps[-1].epoch) == (expected.step, expected.epoch)
    assert steps[-1].record.loss == pytest.approx(expected.record.loss, rel=1e-4)
    assert steps[-1].state.rng_state == expected.state.rng_state
    apart = (np.abs(steps[-1].parameters[n] - p).max() / np.abs(p).max() for n, p in expected.parameters.items())
    return max(apart) / expected.step


def test_what_is_done_together_is_seen_when_it_is_wrong(monkeypatch) -> None:
    network, rows, recipe = Network((17, 5, 3)), make_rows(13, 17, 3), Recipe(4, 1, learning_rate=0.05)
    wrong = Plan((names.LOOPS, names.LOOPS), together=4)
    monkeypatch.setattr(names, "ACTIVATIONS", ("tanh", "sigmoid", *names.ACTIVATIONS[2:]))
    with pytest.raises(AssertionError):
        assert difference_at_the_end(network, rows, recipe, wrong) < 1e-12


@pytest.mark.parametrize("batch_size", [2, None])
def test_how_long_a_block_is_changes_not_a_bit_of_what_is_done_together(batch_size, monkeypatch) -> None:
    network, rows, recipe = Network((17, 5, 3)), make_rows(13, 17, 3), Recipe(100, batch_size, learning_rate=0.05)
    ends = []
    for seconds, products in ((1e-9, 1), (10.0, 10**6)):
        monkeypatch.setattr("unstuck.nn.kernels.loop.BLOCK_SECONDS", seconds)
        monkeypatch.setattr("unstuck.nn.kernels.loop.FIRST_PRODUCTS", products)
        plan, rng = Plan((names.LOOPS, names.LOOPS), together=4), np.random.default_rng(1)
        state = start(network, network.initial_parameters(rng), recipe, rng)
        ends.append(list(compiled_steps(network, rows, recipe, state, rng, None, plan, "blocks")))
    assert len(ends[0]) > len(ends[1])
    for name, p in ends[0][-1].parameters.items():
        assert np.array_equal(p, ends[1][-1].parameters[name])


@pytest.mark.parametrize("forms", [(names.SPARSE, names.BLAS), (names.LOOPS, names.LOOPS), (names.BLAS, names.BLAS)])
@pytest.mark.parametrize("n_rows", [300, 127])
def test_batches_of_more_rows_than_are_looked_at_together(forms, n_rows) -> None:
    network, recipe = Network((150, 70, 3), "tanh"), Recipe(2, None, learning_rate=0.1)
    assert largest_difference(network, recipe, make_rows(n_rows, 150, 3, zeros=0.8), forms) < 1e-12


@pytest.mark.parametrize("planted", ["activation", "rate", "order", "padding"])
@pytest.mark.parametrize("n_hidden", [3, 9])
def test_the_comparison_sees_what_is_wrong(planted, n_hidden, monkeypatch) -> None:
    network, recipe, rows = Network((4, n_hidden, 3)), Recipe(2, 3, learning_rate=0.1), make_rows(13, 4, 3)
    assert largest_difference(network, recipe, rows, (0, 0)) < 1e-12
    if planted == "activation":
        monkeypatch.setattr(names, "ACTIVATIONS", ("tanh", "sigmoid", *names.ACTIVATIONS[2:]))
    elif planted == "rate":
        monkeypatch.setattr("unstuck.nn.kernels.loop._rates", lambda *given: np.full(given[4], 0.1 * (1 + 1e-9)))
    elif planted == "padding":
        monkeypatch.setattr(Layout, "valid", lambda layout: np.ones(layout.strides[1] * len(layout.widths)))
    else:
        monkeypatch.setattr("unstuck.nn.kernels.trainer.Trainer.draw_order", lambda *_: np.arange(13))
    with pytest.raises(AssertionError):  # also from the checks of loss, rate and random numbers on the way
        assert largest_difference(network, recipe, rows, (0, 0)) < 1e-12


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("n_rows", [1, 256, 600])
@pytest.mark.parametrize(("hidden", "pair"), [((), LOSS_AND_OUTPUT[3]), (("gelu", "relu"), ("huber", "tanh"))])
def test_the_gradient_over_all_rows_is_that_of_the_network(dtype, n_rows, hidden, pair, rng) -> None:
    network = Network((5, *(7 for _ in hidden), 3), hidden, pair[1], pair[0], l2=0.1)
    rows = make_rows(n_rows, 5, 3, dtype, 0.3, weighted=True)
    evaluate = loss_and_gradient(network, rows)
    for _ in range(2):  # the second time with what the first has left
        parameters = network.initial_parameters(rng, "normal:0.5", dtype=dtype)
        expected = network.loss_and_gradients(parameters, rows.x, rows.t, rows.weights)
        loss, gradients = evaluate(parameters)
        tolerance = 1e-12 if dtype == np.float64 else 1e-5
        assert loss == pytest.approx(expected.loss, rel=tolerance)
        for name, g in expected.gradients.items():
            assert gradients[name].dtype == dtype
            assert np.abs(gradients[name] - g).max() <= tolerance * np.abs(g).max()


def test_a_loss_that_is_not_finite_is_that_of_the_network(rng) -> None:
    network, rows = Network((5, 3), output="identity", loss="half_squared_error"), make_rows(600, 5, 3)
    with np.errstate(over="ignore", invalid="ignore"):
        parameters = {n: p + 1e200 for n, p in network.initial_parameters(rng).items()}
        assert loss_and_gradient(network, rows)(parameters)[0] == np.inf


# --- everything that fit can do ---


def fit_by_both(monkeypatch, network: Network, rows: Rows, recipe: Recipe, **options):
    results = []
    for kernels in ("reference", "auto"):
        monkeypatch.setenv("UNSTUCK_KERNELS", kernels)
        results.append(fit(network, rows.x, rows.t, recipe, rng=np.random.default_rng(5), **options))
    return results


@pytest.mark.parametrize(
    ("recipe", "options"),
    [
        (Recipe(60, 5, learning_rate=0.3), {}),
        (Recipe(60, None, learning_rate=0.3), {}),
        (Recipe(20, 7, optimizer="adam", learning_rate=0.01, schedule=cosine()), {"validation": 0.3}),
        (Recipe(40, 7, learning_rate=0.3, keep_best=True, order="random"), {"class_weight": "balanced"}),
        (Recipe(300, 7, learning_rate=1.0, patience=3), {"validation": 0.3}),
        (Recipe(300, 7, learning_rate=1.0, patience=3), {}),
        (Recipe(40, 7, learning_rate=2.0, schedule=plateau(2)), {"sample_weight": np.linspace(0.1, 1, 40)}),
        (Recipe(40, 7, schedule=Schedule("mine", lambda p: 1 / (1 + p.step))), {}),
        (Recipe(0), {}),
    ],
    ids=lambda value: "",
)
def test_fit_gives_the_same_by_both_loops(recipe, options, monkeypatch) -> None:
    network, rows = Network((6, 7, 3), "tanh", l2=1e-3), make_rows(40, 6, 3)
    reference, compiled = fit_by_both(monkeypatch, network, rows, recipe, **options)
    assert reference.history.loop == "reference: UNSTUCK_KERNELS asks for it"
    assert compiled.history.loop.startswith("compiled: ")
    assert (reference.stopped, reference.message) == (compiled.stopped, compiled.message)
    assert len(reference.history) == len(compiled.history)
    for expected, got in zip(reference.history.records, compiled.history.records, strict=True):
        measured = [(a, b) for a, b in zip(got[:-1], expected[:-1], strict=True) if b is not None]
        assert [a for a, _ in measured] == pytest.approx([b for _, b in measured], rel=1e-8)
        assert [a is None for a in got] == [b is None for b in expected]
    for name, p in reference.parameters.items():
        assert compiled.parameters[name] == pytest.approx(p, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("dropped", [0.0, 0.4])
@pytest.mark.parametrize("recipe", [Recipe(40, 1), Recipe(200, None), Recipe(30, 16, order="random", optimizer="adam")])
def test_blocks_of_steps_change_not_a_bit(recipe, dropped) -> None:
    network, rows = Network((6, 7, 3), "tanh", drop_probability=dropped), make_rows(50, 6, 3, np.float32)
    seen: list[int] = []
    whole, watched = (
        fit(network, rows.x, rows.t, recipe, rng=np.random.default_rng(1), on_step=on_step)
        for on_step in (None, lambda step: seen.append(step.step))
    )
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) == recipe.epochs * -(-50 // (recipe.batch_size or 50))
    for name in whole.parameters:
        assert np.array_equal(whole.parameters[name], watched.parameters[name])
    assert [r._replace(seconds=0) for r in whole.history.records] == [
        r._replace(seconds=0) for r in watched.history.records
    ]


def test_progress_reaches_the_end(rng) -> None:
    rows, seen = make_rows(4, 2, 1), []
    fit(Network((2, 3, 1), loss="huber"), rows.x, rows.t, Recipe(20_000, None), rng=rng, on_progress=seen.append)
    assert (seen[-1].epoch, seen[-1].step) == (20_000, 20_000)
    assert len(seen) < 10_000, "the epochs were made one by one"
    assert all(step.record.epoch == step.epoch for step in seen)


@pytest.mark.parametrize("n_out", [2, 8])  # eight fill the lanes
def test_steps_keep_the_parameters_of_their_time(n_out, rng) -> None:
    rows, seen = make_rows(20, 3, n_out), []
    fit(Network((3, n_out)), rows.x, rows.t, Recipe(2, 5), rng=rng, on_step=seen.append)
    assert len({step.parameters["W1"][0, 0] for step in seen}) == 8
    assert len({step.parameters["b1"][0] for step in seen}) == 8


def test_divergence_is_found_at_the_same_step_and_named_alike(monkeypatch) -> None:
    network, rows = Network((6, 7, 3), "relu", "identity", "half_squared_error"), make_rows(40, 6, 3)
    rows = Rows(rows.x * 1e3, rows.t)
    with pytest.warns(TrainingWarning) as caught:
        reference, compiled = fit_by_both(monkeypatch, network, rows, Recipe(50, 7, learning_rate=0.01))
    assert (reference.stopped, compiled.stopped) == ("diverged", "diverged")
    assert compiled.message == reference.message
    assert str(caught[0].message).startswith("Training stopped at step")
    assert all(np.isfinite(p).all() for p in compiled.parameters.values())


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Hear Ctrl-C, where the tests run in the background of a shell too, which lets its jobs ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_between_blocks_leaves_a_usable_model(rng, interruptible) -> None:
    rows, network = make_rows(8, 2, 1), Network((2, 3, 1), loss="huber")
    fit(network, rows.x, rows.t, Recipe(1, None), rng=rng)  # an interruption of the compiler is not what is tested
    threading.Timer(0.5, _thread.interrupt_main).start()
    result = fit(network, rows.x, rows.t, Recipe(3 * 10**7, None), rng=rng)
    assert result.stopped == "interrupted"
    assert len(result.history) > 1000
    assert all(np.isfinite(p).all() for p in result.parameters.values())


def test_arrays_that_lie_otherwise_or_may_not_be_written_to(rng) -> None:
    network, recipe, rows = Network((6, 3)), Recipe(2, 3), make_rows(12, 6, 3)
    expected = fit(network, rows.x, rows.t, recipe, rng=np.random.default_rng(1)).parameters
    read_only = rows.x.copy()
    read_only.flags.writeable = False
    for x in (np.asfortranarray(rows.x), np.repeat(rows.x, 2, axis=0)[::2], read_only):
        got = fit(network, x, rows.t, recipe, rng=np.random.default_rng(1)).parameters
        assert all(np.array_equal(got[name], p) for name, p in expected.items())


def test_no_copy_of_the_data_is_made(rng) -> None:
    rows = make_rows(20_000, 200, 2)
    network, recipe = Network((200, 10, 2)), Recipe(1, 50)
    parameters = network.initial_parameters(rng)
    state = start(network, parameters, recipe, rng)
    compiled = compiled_steps(network, rows, recipe, state, rng, None, make_plan(network, rows, recipe), "blocks")
    next(compiled)  # numba's own memory
    tracemalloc.start()
    for _ in compiled_steps(network, rows, recipe, state, rng, None, make_plan(network, rows, recipe), "blocks"):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < rows.x.nbytes / 20


def test_data_on_the_disk_are_read_batch_by_batch(tmp_path, rng) -> None:
    rows = make_rows(60_000, 100, 2, np.float32)
    np.save(tmp_path / "x.npy", rows.x)
    recipe, network = Recipe(1, 50), Network((100, 10, 2))
    expected = fit(network, rows.x, rows.t, recipe, rng=np.random.default_rng(1)).parameters  # and numba's own memory
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    tracemalloc.start()
    got = fit(network, mapped, rows.t, recipe, rng=np.random.default_rng(1)).parameters
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < mapped.nbytes / 4
    assert all(np.array_equal(got[name], p) for name, p in expected.items())


# --- which loop ---


def in_place(p, g, slots, rate, k):
    p -= rate * g
    return p, ()


@pytest.mark.slow
def test_ctrl_c_is_heard_while_the_loop_is_compiled(tmp_path) -> None:
    program = (
        "import signal; import numpy as np; from unstuck.nn import Network, Recipe, fit\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "x = np.array([[0.0, 1.0], [1.0, 0.0]])\n"
        "print(fit(Network((2, 3, 2)), x, x, Recipe(10**7, None), rng=np.random.default_rng(0)).stopped)\n"
    )
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stderr is not None
        assert "compiling" in child.stderr.readline()
        time.sleep(0.5)
        child.send_signal(signal.SIGINT)
        said, _ = child.communicate(timeout=120)
    assert said == "interrupted\n"


@pytest.mark.parametrize(
    ("arguments", "recipe", "because"),
    [
        ({"hidden": elementwise("mine", np.sin, lambda z, a: np.cos(z))}, {}, "the activation 'mine'"),
        ({"hidden": elementwise("tanh", np.sin, lambda z, a: np.cos(z))}, {}, "the activation 'tanh'"),
        ({}, {"optimizer": Optimizer("sgd", (), in_place)}, "the optimizer 'sgd'"),
        ({"hidden": "softmax"}, {}, "a softmax is not at the end"),
        ({"loss": "binary_cross_entropy", "output": "softmax"}, {}, "a binary cross-entropy of softmax outputs"),
    ],
)
def test_what_compiled_code_cannot_do_is_left_to_the_readable_loop_which_says_so(
    arguments, recipe, because, rng
) -> None:
    rows = make_rows(12, 4, 3)
    result = fit(Network((4, 5, 3), **arguments), rows.x, rows.t, Recipe(2, **recipe), rng=rng)
    assert result.history.loop.startswith(f"reference: {because}")


@pytest.mark.parametrize("kernels", ["auto", "reference"])
def test_small_products_are_made_by_one_thread_and_large_ones_by_as_many_as_there_are(kernels, monkeypatch) -> None:
    monkeypatch.setenv("UNSTUCK_KERNELS", kernels)
    seen: list[int] = []

    def count(step) -> None:
        seen.append(max(found["num_threads"] for found in threadpool_info() if found["user_api"] == "blas"))

    with threadpool_limits(2):
        for n_rows, n_in, n_out in ((4, 2, 1), (3000, 300, 30)):
            rows = make_rows(n_rows, n_in, n_out, np.float32)
            fit(
                Network((n_in, n_out), loss="huber"),
                rows.x,
                rows.t,
                Recipe(1, None),
                rng=np.random.default_rng(0),
                on_step=count,
            )
        count(None)
    assert seen == [1, 2, 2]


def test_an_unknown_wish_is_refused(monkeypatch, rng) -> None:
    monkeypatch.setenv("UNSTUCK_KERNELS", "fast")
    with pytest.raises(InputError, match="UNSTUCK_KERNELS is 'fast'; expected auto or reference"):
        fit(Network((4, 3)), *(make_rows(12, 4, 3).x, make_rows(12, 4, 3).t), rng=rng)


def test_the_form_follows_the_shape() -> None:
    def words(widths, n_rows, batch_size, zeros=0.0, **options):
        network, rows = Network(widths, **options), make_rows(n_rows, widths[0], widths[-1], np.float32, zeros)
        return str(make_plan(network, rows, Recipe(1, batch_size)))

    assert words((2, 3, 2), 4, None) == "compiled: loops, loops"
    in_groups = "compiled: sparse rows, loops; the first layer 16 steps at a time"
    assert words((784, 300, 10), 200, 1, 0.8) == in_groups
    assert words((784, 300, 10), 200, 1, 0.8, l2=1e-4) == "compiled: sparse rows, loops"
    assert words((784, 300, 10), 200, 32, 0.8) == "compiled: sparse rows, BLAS"
    # What is not zero is looked for in every batch, but only once where all steps take the same rows.
    assert words((784, 60, 10), 3000, 1000, 0.8) == "compiled: loops, loops"
    assert words((784, 60, 10), 3000, None, 0.8) == "compiled: sparse rows, loops"
    assert words((784, 60, 10), 3000, None, 0.2) == "compiled: loops, loops"
    assert words((784, 300, 10), 200, 128) == "compiled: loops, loops"
    assert words((784, 17, 10), 200, 128) == "compiled: BLAS, loops"  # 17 columns would be filled up to 32
    assert words((12288, 64, 2), 10, None) == "compiled: loops, BLAS; the first layer 32 steps at a time"


@pytest.mark.parametrize(
    ("recipe", "options"),
    [
        (Recipe(1, 1, optimizer="adam"), {}),
        (Recipe(1, 1, clip_norm=1.0), {}),
        (Recipe(1, 1), {"watched": "steps"}),
        (Recipe(1, None, patience=1), {}),
        (Recipe(1, None, schedule="cosine"), {}),
    ],
)
def test_steps_that_somebody_looks_at_are_done_one_by_one(recipe, options) -> None:
    assert make_plan(Network((12288, 64, 2)), make_rows(10, 12288, 2), recipe, **options).together == 1


def test_numba_is_imported_only_where_it_is_used() -> None:
    code = """
import sys, numpy as np, unstuck, unstuck.cli, unstuck.nn
assert "numba" not in sys.modules
fit = lambda: unstuck.fit(unstuck.Network((1, 2)), np.ones((3, 1)), np.eye(2)[[0, 1, 0]], rng=np.random.default_rng(0))
import os
os.environ["UNSTUCK_KERNELS"] = "reference"
fit()
assert "numba" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.slow
def test_compiling_is_said_once_and_kept_on_disk(tmp_path) -> None:
    code = (
        "import numpy as np, unstuck; unstuck.fit(unstuck.Network((2, 2)), np.eye(2), np.eye(2),"
        "unstuck.Recipe(200, learning_rate=1.0), rng=np.random.default_rng(0))"
    )
    environment = {"NUMBA_CACHE_DIR": str(tmp_path), "PATH": ""}
    first, second = (
        subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        for _ in range(2)
    )
    assert first.stderr == "unstuck: compiling the training loop for this machine (a few seconds, once) …\n"
    assert second.stderr == ""
