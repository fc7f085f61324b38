"""The loop: what it does to the numbers, when it stops, and what it says."""

from __future__ import annotations

import _thread
import math
import signal
import threading
import warnings

import numpy as np
import pytest

from unstuck.errors import InputError
from unstuck.nn import (
    Network,
    Optimizer,
    Recipe,
    TrainingWarning,
    adam,
    adamw,
    cosine,
    fit,
    inverse_scaling,
    momentum,
    nesterov,
    plateau,
    rmsprop,
    schedules,
    sgd,
    step,
)
from unstuck.nn.rows import Rows, checked_rows, row_weights
from unstuck.nn.schedules import Plateau, Progress
from unstuck.nn.training import start, training_steps

XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_T = np.array([[0.0], [1.0], [1.0], [0.0]])


def xor_network() -> Network:
    return Network((2, 4, 1), "tanh", loss="binary_cross_entropy")


@pytest.fixture
def blobs(rng):
    """Three clouds of 40 points, one-hot targets: easy, but not separable without error."""
    labels = np.repeat(np.arange(3), 40)
    x = rng.standard_normal((120, 2)) * 0.7 + np.array([[0, 2], [2, -1], [-2, -1]])[labels]
    return x, np.eye(3)[labels]


# --- steps ---


@pytest.mark.parametrize(
    ("optimizer", "reference"),
    [
        (sgd(), "sgd"),
        (momentum(0.8), "momentum"),
        (nesterov(0.8), "nesterov"),
        (rmsprop(0.95, 1e-6), "rmsprop"),
        (adam(0.85, 0.99, 1e-6), "adam"),
        (adamw(0.85, 0.99, 1e-6, 0.1), "adamw"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_optimizers_against_scalar_formulas(optimizer, reference) -> None:
    """Three steps of one number at a time, written as in the papers."""
    p0, gradients, rate = 0.7, [0.3, -1.2, 0.05], 0.1
    p, v, m, s = p0, 0.0, 0.0, 0.0
    for k, g in enumerate(gradients, start=1):
        if reference == "sgd":
            p -= rate * g
        elif reference == "momentum":
            v = 0.8 * v - rate * g
            p += v
        elif reference == "nesterov":
            v_before, v = v, 0.8 * v - rate * g
            p += -0.8 * v_before + (1 + 0.8) * v  # the form with the gradient at the point looked ahead to
        elif reference == "rmsprop":
            s = 0.95 * s + 0.05 * g * g
            p -= rate * g / (math.sqrt(s) + 1e-6)
        else:
            m, s = 0.85 * m + 0.15 * g, 0.99 * s + 0.01 * g * g
            decay = rate * 0.1 * p if reference == "adamw" else 0.0
            p -= rate * (m / (1 - 0.85**k)) / (math.sqrt(s / (1 - 0.99**k)) + 1e-6) + decay
    parameters = {"W1": np.full((2, 3), p0), "b1": np.full(3, p0)}
    before = {name: array.copy() for name, array in parameters.items()}
    state = optimizer.start(parameters)
    new = parameters
    for k, g in enumerate(gradients, start=1):
        state, new = optimizer.update(state, new, {n: np.full_like(a, g) for n, a in parameters.items()}, rate, k)
    assert new["W1"] == pytest.approx(np.full((2, 3), p), rel=1e-12)
    if reference == "adamw":  # biases are not decayed
        assert not np.allclose(new["b1"], p)
    else:
        assert new["b1"] == pytest.approx(np.full(3, p), rel=1e-12)
    for name, array in parameters.items():
        assert np.array_equal(array, before[name]), "an optimizer changed what it was given"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"])
def test_the_dtype_follows_the_data(name, dtype, blobs, rng) -> None:
    x, t = blobs
    recipe = Recipe(epochs=2, optimizer=name, learning_rate=0.01, schedule="cosine", clip_norm=1.0)
    network = Network((2, 5, 3), "gelu", l2=0.01, drop_probability=0.2)
    result = fit(network, x.astype(dtype), t, recipe, rng=rng, class_weight="balanced", validation=0.2)
    assert {p.dtype for p in result.parameters.values()} == {np.dtype(dtype)}


def test_schedules() -> None:
    def at(schedule, step_number=0, epoch=0, plateaus=0):
        return schedule.factor(Progress(step_number, epoch, n_steps=100, plateaus=plateaus))

    assert [at(step(every=2, by=0.1), epoch=e) for e in range(5)] == pytest.approx([1, 1, 0.1, 0.1, 0.01])
    assert [at(cosine(), s) for s in (0, 50, 100)] == pytest.approx([1, 0.5, 0])
    assert [at(inverse_scaling(0.5), s) for s in (0, 3, 99)] == pytest.approx([1, 0.5, 0.1])
    assert [at(plateau(5, 0.2), plateaus=n) for n in (0, 1, 2)] == pytest.approx([1, 0.2, 0.04])
    assert at(schedules.constant(), 77, 7, 7) == 1


def test_plateau_counts_epochs_without_a_lower_loss() -> None:
    state = Plateau()
    counts = []
    for loss in [3, 2, 2, 2, 1, 1, 1, 1, 0.5]:
        state = state.after(loss, patience=2)
        counts.append(state.count)
    assert counts == [0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_clipping_keeps_the_direction(blobs, rng) -> None:
    x, t = blobs
    network = Network((2, 3))
    parameters = network.initial_parameters(rng)
    recipe = Recipe(epochs=1, batch_size=None, learning_rate=1.0, clip_norm=0.01)
    after = fit(network, x, t, recipe, rng=rng, parameters=parameters).parameters
    moved = np.concatenate([(after[n] - parameters[n]).ravel() for n in parameters])
    gradient = np.concatenate([g.ravel() for g in network.loss_and_gradients(parameters, x, t).gradients.values()])
    assert np.linalg.norm(moved) == pytest.approx(0.01)
    assert moved @ gradient == pytest.approx(-0.01 * np.linalg.norm(gradient))


# --- which rows a step takes ---


def steps_of(recipe: Recipe, n_rows: int, rng):
    network = Network((1, 1), loss="half_squared_error")
    rows = Rows(np.arange(n_rows, dtype=float)[:, None], np.zeros((n_rows, 1)))
    seen: list[list[float]] = []

    def spy(parameters, x, t, weights=None, rng=None):
        seen.append(x[:, 0].tolist())
        return Network.loss_and_gradients(network, parameters, x, t, weights, rng)

    object.__setattr__(network, "loss_and_gradients", spy)
    parameters = {"W1": np.zeros((1, 1)), "b1": np.zeros(1)}
    list(training_steps(network, rows, recipe, start(network, parameters, recipe, rng), rng))
    return seen


def test_shuffle_takes_every_row_once_an_epoch_in_a_new_order(rng) -> None:
    seen = steps_of(Recipe(epochs=2, batch_size=4), 10, rng)
    assert [len(batch) for batch in seen] == [4, 4, 2] * 2
    first, second = ([row for batch in seen[e * 3 : e * 3 + 3] for row in batch] for e in range(2))
    assert sorted(first) == sorted(second) == list(range(10))
    assert first != second
    assert first != sorted(first)


def test_random_draws_with_replacement(rng) -> None:
    seen = steps_of(Recipe(epochs=20, batch_size=1, order="random"), 10, rng)
    assert len(seen) == 200
    assert all(len(batch) == 1 for batch in seen)
    assert len({batch[0] for batch in seen[:10]}) < 10  # ten draws hit ten different rows once in 2,756 times
    assert {batch[0] for batch in seen} == set(range(10))


def test_sequential_and_full_batches_keep_the_order(rng) -> None:
    assert steps_of(Recipe(epochs=1, batch_size=3, order="sequential"), 5, rng) == [[0, 1, 2], [3, 4]]
    assert steps_of(Recipe(epochs=2, batch_size=None), 3, rng) == [[0, 1, 2]] * 2
    assert steps_of(Recipe(epochs=1, batch_size=99), 3, rng) == [[0, 1, 2]]


# --- learning ---


def test_learns_and_reports_every_epoch(blobs, rng) -> None:
    x, t = blobs
    seen = []
    result = fit(Network((2, 8, 3), "relu"), x, t, Recipe(epochs=30), rng=rng, on_step=seen.append)
    assert result.stopped == "finished"
    assert len(result.history) == 30
    assert len(seen) == 30 * 4
    assert [s.step for s in seen] == list(range(1, 121))
    assert result.history.column("accuracy")[-1] > 0.95
    losses = result.history.column("loss")
    assert losses[-1] < losses[0] / 3
    assert np.mean(result.model.predict(x) == t.argmax(1)) > 0.95


def test_the_same_seed_gives_the_same_numbers_and_another_does_not(blobs) -> None:
    x, t = blobs
    network, recipe = Network((2, 8, 3), drop_probability=0.1), Recipe(epochs=3)
    first, again, other = (
        fit(network, x, t, recipe, rng=np.random.default_rng(seed)).parameters["W1"] for seed in (0, 0, 1)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_what_is_given_is_not_changed(blobs, rng) -> None:
    x, t = blobs
    network = Network((2, 3))
    parameters = network.initial_parameters(rng)
    given = [x, t, *parameters.values()]
    copies = [array.copy() for array in given]
    fit(network, x, t, Recipe(epochs=2), rng=rng, parameters=parameters)
    assert all(np.array_equal(a, b) for a, b in zip(given, copies, strict=True))


def test_best_parameters_are_true_copies(rng) -> None:
    """Even for an optimizer that changes its arrays in place, the best are those of their time."""

    def in_place(p, g, slots, rate, k):
        p -= rate * g
        return p, ()

    x, t = XOR_X, XOR_T
    network = xor_network()
    recipe = Recipe(
        epochs=40, batch_size=None, learning_rate=60.0, optimizer=Optimizer("in place", (), in_place), keep_best=True
    )
    parameters = network.initial_parameters(np.random.default_rng(1))
    seen = []
    result = fit(
        network,
        x,
        t,
        recipe,
        rng=rng,
        parameters=parameters,
        on_step=lambda s: seen.append((s.loss, s.state.best, {n: p.copy() for n, p in s.parameters.items()})),
    )
    losses = [network.mean_loss(parameters, x, t) for _, _, parameters in seen]
    best = int(np.argmin(losses))
    assert best < 39, "the recipe is meant to overshoot"
    kept = seen[-1][1]
    assert kept.epoch == best + 1
    assert kept.monitored == pytest.approx(losses[best])
    assert all(np.array_equal(kept.parameters[n], seen[best][2][n]) for n in parameters)
    assert not np.array_equal(kept.parameters["W1"], seen[-1][2]["W1"])
    assert network.mean_loss(result.parameters, x, t) == pytest.approx(min(losses))


def test_early_stopping_gives_back_the_best_epoch(blobs, rng) -> None:
    x, _ = blobs
    noise = np.eye(3)[rng.integers(0, 3, len(x))]  # nothing to learn: the validation loss soon rises
    recipe = Recipe(epochs=500, learning_rate=0.5, patience=5, batch_size=8)
    with warnings.catch_warnings():  # it may rightly say that nothing was learnt
        warnings.simplefilter("ignore", TrainingWarning)
        result = fit(Network((2, 30, 3), "relu"), x, noise, recipe, rng=rng, validation=0.3)
    losses = result.history.column("validation_loss")
    best = int(np.argmin(losses))
    assert result.stopped == "patience"
    assert len(losses) == best + 1 + 5
    assert f"epoch {best + 1}" in result.message


def test_validation_rows_of_the_users_own(blobs, rng) -> None:
    x, t = blobs
    network = Network((2, 5, 3))
    result = fit(network, x[::2], t[::2], Recipe(epochs=3), rng=rng, validation=(x[1::2], t[1::2]))
    last = result.history.records[-1]
    best = result.history.records[int(np.argmin(result.history.column("validation_loss")))]
    assert best == last, "three epochs of an easy problem: the last is the best"
    assert last.validation_loss == pytest.approx(network.mean_loss(result.parameters, x[1::2], t[1::2]))
    assert last.validation_accuracy == pytest.approx(np.mean(result.model.predict(x[1::2]) == t[1::2].argmax(1)))


def test_class_weights_balance_the_classes(rng) -> None:
    x = np.concatenate([rng.normal(-0.5, 1, (190, 1)), rng.normal(0.5, 1, (10, 1))])
    t = np.repeat([0.0, 1.0], [190, 10])[:, None]
    network = Network((1, 1), loss="binary_cross_entropy")
    recipe = Recipe(epochs=100, batch_size=10)
    plain, balanced = (
        fit(network, x, t, recipe, rng=np.random.default_rng(0), class_weight=w).model.predict(x)
        for w in (None, "balanced")
    )
    assert plain[190:].mean() < 0.2
    assert balanced[190:].mean() > 0.5


def test_weighting_a_row_twice_is_having_it_twice(rng) -> None:
    network = Network((2, 3, 1), loss="half_squared_error")
    parameters = network.initial_parameters(rng)
    x, t = rng.standard_normal((5, 2)), rng.standard_normal((5, 1))
    weights = row_weights(Rows(x, t), np.array([1, 2, 1, 1, 1]))
    twice = [0, 1, 1, 2, 3, 4]
    weighted = network.loss_and_gradients(parameters, x, t, weights)
    doubled = network.loss_and_gradients(parameters, x[twice], t[twice])
    assert weighted.loss == pytest.approx(doubled.loss)
    for name in parameters:
        assert weighted.gradients[name] == pytest.approx(doubled.gradients[name])


# --- when it goes wrong ---


def test_divergence_names_the_first_quantity_and_keeps_finite_parameters(blobs, rng) -> None:
    x, t = blobs
    network = Network((2, 8, 3), "relu", "identity", "half_squared_error")
    with pytest.warns(
        TrainingWarning, match=r"stopped at step \d+: the first number that went bad is .* of layer [12]"
    ):
        result = fit(network, x * 1e3, t, Recipe(epochs=50, learning_rate=10.0), rng=rng)
    assert result.stopped == "diverged"
    assert all(np.isfinite(p).all() for p in result.parameters.values())


def test_parameters_that_were_nan_from_the_start_are_named(blobs, rng) -> None:
    x, t = blobs
    network = Network((2, 4, 3))
    parameters = network.initial_parameters(rng)
    parameters["W2"][0, 0] = np.nan
    with pytest.warns(TrainingWarning, match="step 1: .* the parameter W2 of layer 2"):
        fit(network, x, t, Recipe(epochs=1), rng=rng, parameters=parameters)


def test_dead_relus_and_the_constant_answer_are_named(rng) -> None:
    x, t = rng.random((20, 3)), np.eye(2)[rng.integers(0, 2, 20)]
    network = Network((3, 4, 2), "relu")
    parameters = network.initial_parameters(rng)
    parameters["b1"] -= 100
    with pytest.warns(TrainingWarning) as caught:
        result = fit(network, x, t, Recipe(epochs=2), rng=rng, parameters=parameters)
    assert any("4 of 4 relu units are 0 for every row" in str(w.message) for w in caught)
    assert any("Every row gets the same answer" in note for note in result.notes)


def test_saturated_units_and_unscaled_inputs_are_named(rng) -> None:
    x, t = rng.uniform(0, 255, (50, 6)), np.eye(2)[rng.integers(0, 2, 50)]
    with pytest.warns(TrainingWarning, match="5 of 5 tanh units are within .* The inputs reach 25.: standardise"):
        fit(Network((6, 5, 2), "tanh"), x, t, Recipe(epochs=2), rng=rng)


def test_a_healthy_run_says_nothing(blobs, rng) -> None:
    x, t = blobs
    for hidden in ("sigmoid", "tanh", "relu", "leaky_relu", "softplus", "gelu"):
        assert fit(Network((2, 10, 3), hidden), x, t, Recipe(epochs=40, learning_rate=0.3), rng=rng).notes == ()


def test_ctrl_c_leaves_a_usable_model(blobs, rng) -> None:
    x, t = blobs
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background of a shell it is ignored

    def interrupt(step) -> None:
        if step.step == 10:
            threading.Thread(target=_thread.interrupt_main).start()

    try:
        result = fit(Network((2, 5, 3)), x, t, Recipe(epochs=1_000_000), rng=rng, on_step=interrupt)
    finally:
        signal.signal(signal.SIGINT, before)
    assert result.stopped == "interrupted"
    assert "Interrupted in epoch" in result.message
    assert result.model.predict(x).shape == (120,)


# --- nonsense ---


@pytest.mark.parametrize(
    ("x", "targets", "says"),
    [
        (np.zeros((4, 3)), XOR_T, "x has 3 columns .* expected 2"),
        (XOR_X[:3], XOR_T, "x has 3 rows and targets has 4"),
        (XOR_X, XOR_T[:, 0], r"targets has shape \(4,\).*reshape\(-1, 1\)"),
        (XOR_X, np.zeros((4, 2)), "targets has 2 columns"),
        (np.zeros((0, 2)), np.zeros((0, 1)), "x is empty"),
        (None, XOR_T, "x is missing"),
        (XOR_X, None, "targets is missing"),
        (np.where(XOR_X == 1, np.nan, XOR_X), XOR_T, r"x\[1, 1\] is nan"),
        (XOR_X, np.full((4, 1), np.inf), r"targets\[0, 0\] is inf"),
        (XOR_X.astype(str), XOR_T, "x holds <U.* values; expected real numbers"),
        (XOR_X + 1j, XOR_T, "x holds complex128 values"),
        ([[0, 1], [2]], XOR_T, "rows equally long"),
        (XOR_X, XOR_T + 1, "targets lie between 1 and 2; binary_cross_entropy needs probabilities"),
    ],
)
def test_arrays_that_do_not_fit_are_refused_in_words(x, targets, says, rng) -> None:
    with np.errstate(invalid="ignore"), pytest.raises(InputError, match=says):
        fit(xor_network(), x, targets, rng=rng)


def test_class_numbers_are_not_taken_for_one_hot_rows(blobs, rng) -> None:
    x, t = blobs
    with pytest.raises(InputError, match="one_hot"):
        fit(Network((2, 3)), x, t.argmax(1), rng=rng)
    with pytest.raises(InputError, match=r"targets\[0\] sums to 2"):
        fit(Network((2, 3)), x, t * 2 / 2 + np.roll(t, 1, axis=1), rng=rng)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"widths": (3,)}, "at least two"),
        ({"widths": (3, 0)}, "whole numbers from 1"),
        ({"widths": (3, 2.5)}, "whole numbers from 1"),
        ({"widths": (3, 2), "hidden": "sigmod"}, None),
        ({"widths": (3, 4, 2), "hidden": "sigmod"}, "no activation 'sigmod'; choose one of sigmoid"),
        ({"widths": (3, 4, 2), "hidden": ["tanh", "tanh"]}, "2 entries, but there are 1 hidden"),
        ({"widths": (3, 2), "loss": "mse"}, "no loss 'mse'"),
        ({"widths": (3, 2), "output": "relu"}, "use sigmoid or softmax"),
        ({"widths": (3, 1)}, "softmax over one output always answers 1"),
        ({"widths": (3, 2), "l2": -1}, "l2 is -1"),
        ({"widths": (3, 2, 2), "drop_probability": 1.0}, "drop_probability is 1.0"),
    ],
)
def test_networks_that_cannot_be_are_refused(arguments, says) -> None:
    if says is None:
        Network(**arguments)  # without a hidden layer its activation is not used
        return
    with pytest.raises(InputError, match=says):
        Network(**arguments)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"epochs": -1}, "epochs is -1"),
        ({"epochs": 2.5}, "epochs is 2.5"),
        ({"epochs": None}, "epochs is None"),
        ({"batch_size": 0}, "batch_size is 0"),
        ({"learning_rate": 0}, "learning_rate is 0"),
        ({"learning_rate": math.nan}, "learning_rate is nan"),
        ({"clip_norm": -1}, "clip_norm is -1"),
        ({"patience": 0}, "patience is 0"),
        ({"min_delta": -1.0}, "min_delta is -1.0"),
        ({"order": "sorted"}, "no order 'sorted'"),
        ({"optimizer": "lbfgs"}, "no optimizer 'lbfgs'"),
        ({"schedule": "warm"}, "no schedule 'warm'"),
    ],
)
def test_recipes_that_cannot_be_are_refused(arguments, says) -> None:
    with pytest.raises(InputError, match=says):
        Recipe(**arguments)


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ({"sample_weight": np.ones(3)}, r"sample_weight has shape \(3,\); expected \(4,\)"),
        ({"sample_weight": -np.ones(4)}, "none negative"),
        ({"sample_weight": np.zeros(4)}, "not all 0"),
        ({"sample_weight": [1, np.nan, 1, 1]}, "finite"),
        ({"class_weight": "even"}, "'balanced'"),
        ({"class_weight": [1, 2, 3]}, "each of the 2 classes"),
        ({"class_weight": {5: 1.0}}, r"names the classes \[5\]"),
    ],
)
def test_weights_that_do_not_fit_are_refused(weights, says, rng) -> None:
    with pytest.raises(InputError, match=says):
        fit(xor_network(), XOR_X, XOR_T, rng=rng, **weights)


def test_parameters_of_another_network_are_refused(rng) -> None:
    other = Network((2, 3, 1), loss="binary_cross_entropy").initial_parameters(rng)
    with pytest.raises(InputError, match=r"W1 has shape \(2, 3\); this network needs \(2, 4\)"):
        fit(xor_network(), XOR_X, XOR_T, rng=rng, parameters=other)
    del other["b2"]
    with pytest.raises(InputError, match="this network has"):
        fit(xor_network(), XOR_X, XOR_T, rng=rng, parameters=other)


@pytest.mark.parametrize("validation", [0.0, 1.0, 1.5, (XOR_X, XOR_T[:2]), (XOR_X[:, :1], XOR_T)])
def test_validation_that_does_not_fit_is_refused(validation, rng) -> None:
    with pytest.raises(InputError):
        fit(xor_network(), XOR_X, XOR_T, rng=rng, validation=validation)


def test_integers_become_floats(rng) -> None:
    rows = checked_rows(xor_network(), XOR_X.astype(int), XOR_T.astype(np.uint8))
    assert rows.x.dtype == rows.t.dtype == np.float64
