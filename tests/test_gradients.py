"""The network's own gradients against two independent truths: textbook formulas in autograd, and differences."""

from __future__ import annotations

import pickle

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
import scipy.sparse
from autograd.scipy.special import erf, logsumexp

from unstuck.errors import InputError
from unstuck.nn import ACTIVATIONS, LOSSES, Network
from unstuck.nn.rows import checked_rows

HIDDEN = sorted(ACTIVATIONS)
TEXTBOOK = {
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.where(z > 0, z, 0.0),
    "leaky_relu": lambda z: anp.where(z > 0, z, 0.01 * z),
    "softplus": lambda z: anp.log(1 + anp.exp(z)),
    "gelu": lambda z: z * (1 + erf(z / np.sqrt(2))) / 2,
    "exp": anp.exp,
    "identity": lambda z: z,
    "softmax": lambda z: anp.exp(z - logsumexp(z, axis=1, keepdims=True)),
}
LOSS = {
    "binary_cross_entropy": lambda y, t: -anp.sum(t * anp.log(y) + (1 - t) * anp.log(1 - y), axis=1),
    "categorical_cross_entropy": lambda y, t: -anp.sum(t * anp.log(y), axis=1),
    "half_squared_error": lambda y, t: anp.sum((y - t) ** 2, axis=1) / 2,
    "mean_squared_error": lambda y, t: anp.mean((y - t) ** 2, axis=1),
    "huber": lambda y, t: anp.sum(anp.where(anp.abs(y - t) <= 1, (y - t) ** 2 / 2, anp.abs(y - t) - 0.5), axis=1),
    "poisson": lambda y, t: anp.sum(y - t + t * anp.log(t / y), axis=1),
}


def textbook_loss(network: Network, parameters, x, t, weights):
    a = x
    functions = [f.name for f in (*network.hidden_activations, network.output_activation)]
    penalty = 0.0
    for layer, function in enumerate(functions, start=1):
        w = parameters[f"W{layer}"]
        a = TEXTBOOK[function](anp.dot(a, w) + parameters[f"b{layer}"])
        penalty = penalty + network.l2 / 2 * anp.sum(w**2)
    return anp.sum(weights * LOSS[network.loss_record.name](a, t)) / len(x) + penalty


def problem(network: Network, rng: np.random.Generator):
    # Moderate values: the textbook formulas lose digits in log(1 - y) where y is near 1, ours do not.
    parameters = network.initial_parameters(rng, weights="normal:0.4", biases="normal:0.3")
    n_outputs = network.widths[-1]
    t = rng.dirichlet(np.ones(n_outputs), 7) if n_outputs > 1 else rng.random((7, 1))
    return parameters, rng.standard_normal((7, network.widths[0])), t


def pairs():
    for loss in LOSSES:
        for output in ACTIVATIONS:
            for width in (1, 2, 5):
                try:
                    Network((2, width), output=output, loss=loss)
                except InputError:
                    continue
                yield pytest.param(loss, output, width, id=f"{loss}-{output}-{width}")


def relative_error(given: np.ndarray, true: np.ndarray) -> float:
    size = np.linalg.norm(true)
    return float(np.linalg.norm(given - true) / size) if size else float(np.linalg.norm(given))


@pytest.mark.parametrize("weighted", [False, True], ids=["plain", "weighted"])
@pytest.mark.parametrize("l2", [0.0, 0.1], ids=["", "l2"])
@pytest.mark.parametrize(("loss", "output", "width"), list(pairs()))
def test_every_gradient_is_that_of_the_textbook_loss(loss, output, width, l2, weighted, rng) -> None:
    for hidden in HIDDEN:
        network = Network((3, 4, width), hidden, output, loss, l2)
        parameters, x, t = problem(network, rng)
        weights = rng.uniform(0.1, 2, len(x)) if weighted else None
        evaluation = network.loss_and_gradients(parameters, x, t, weights)
        ones = np.ones(len(x)) if weights is None else weights
        true_loss = textbook_loss(network, parameters, x, t, ones)
        true = autograd.grad(lambda p: textbook_loss(network, p, x, t, ones))(parameters)  # noqa: B023 (called at once)
        assert evaluation.loss == pytest.approx(true_loss, rel=1e-12)
        for name, gradient in evaluation.gradients.items():
            assert relative_error(gradient, true[name]) < 1e-9, (hidden, name)


@pytest.mark.parametrize("hidden_width", [1, 2, 5])
@pytest.mark.parametrize("depth", [1, 2, 4])
def test_gradients_through_several_layers(hidden_width, depth, rng) -> None:
    activations = [HIDDEN[i % len(HIDDEN)] for i in range(depth)]
    network = Network((3, *[hidden_width] * depth, 2), activations, l2=0.01)
    parameters, x, t = problem(network, rng)
    true = autograd.grad(lambda p: textbook_loss(network, p, x, t, np.ones(len(x))))(parameters)
    for name, gradient in network.loss_and_gradients(parameters, x, t).gradients.items():
        assert relative_error(gradient, true[name]) < 1e-9, name


@pytest.mark.parametrize("loss", sorted(LOSSES))
def test_gradients_against_central_differences(loss, rng) -> None:
    """No formula is trusted here but the loss itself: the second truth, independent of autograd."""
    network = Network((3, 4, 2), "tanh", loss=loss, l2=0.1)
    parameters, x, t = problem(network, rng)
    gradients = network.loss_and_gradients(parameters, x, t).gradients
    for name, parameter in parameters.items():
        numeric = np.zeros_like(parameter)
        for index in np.ndindex(parameter.shape):

            def loss_at(shift: float, name=name, index=index) -> float:
                moved = {n: p.copy() for n, p in parameters.items()}
                moved[name][index] += shift
                return network.loss_and_gradients(moved, x, t).loss

            coarse, fine = ((loss_at(h) - loss_at(-h)) / (2 * h) for h in (2e-3, 1e-3))
            numeric[index] = (4 * fine - coarse) / 3  # the error in h² cancels
        assert relative_error(gradients[name], numeric) < 1e-9, name


def test_dropout_uses_the_same_mask_both_ways(rng) -> None:
    network = Network((4, 30, 2), "tanh", drop_probability=0.4)
    parameters, x, t = problem(network, rng)

    def loss_and_gradients(p):
        return network.loss_and_gradients(p, x, t, rng=np.random.default_rng(5))

    gradients = loss_and_gradients(parameters).gradients
    direction = {n: rng.standard_normal(p.shape) for n, p in parameters.items()}
    up, down = ({n: p + s * 1e-5 * direction[n] for n, p in parameters.items()} for s in (1, -1))
    slope = (loss_and_gradients(up).loss - loss_and_gradients(down).loss) / 2e-5
    assert slope == pytest.approx(sum((gradients[n] * direction[n]).sum() for n in gradients), rel=1e-7)


def test_dropout_keeps_the_mean_and_is_off_without_a_generator(rng) -> None:
    network = Network((4, 2000, 2), "tanh", drop_probability=0.4)
    parameters, x, _ = problem(network, rng)
    z, _ = network.forward(parameters, x)
    again, _ = network.forward(parameters, x)
    assert np.array_equal(z, again)
    mean = np.mean([network.forward(parameters, x, rng)[0] for _ in range(300)], axis=0)
    assert np.abs(mean - z).max() < 0.15 * np.abs(z).max()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
@pytest.mark.parametrize("loss", ["binary_cross_entropy", "categorical_cross_entropy"])
def test_huge_logits_are_neither_nan_nor_infinite(loss, output, dtype) -> None:
    """The identity network: its z are its inputs, here up to 1e4 with either sign."""
    network = Network((2, 2), output=output, loss=loss)
    parameters = {"W1": np.eye(2, dtype=dtype), "b1": np.zeros(2, dtype)}
    x = np.array([[1e4, -1e4], [-1e4, 1e4], [1e4, 1e4], [0, 1e4]], dtype)
    t = np.array([[0, 1], [0, 1], [1, 0], [1, 0]], dtype)
    with np.errstate(all="raise", under="ignore"):
        loss_value, gradients, outputs = network.loss_and_gradients(parameters, x, t)
    assert np.isfinite(loss_value)
    assert 1e3 < loss_value < 3e4  # wrong by 1e4: it costs that much, and not "inf"
    assert all(np.isfinite(g).all() and g.dtype == dtype for g in gradients.values())
    assert np.isfinite(outputs).all()
    # Row 0 is as wrong as can be, and still passes the full error back: a loss taken from saturated outputs passes 0.
    dz = network.loss_and_gradients(parameters, x[:1], t[:1]).gradients["b1"]
    if (loss, output) != ("categorical_cross_entropy", "sigmoid"):
        assert dz[0] == pytest.approx(2 if (loss, output) == ("binary_cross_entropy", "softmax") else 1)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_activations_keep_the_dtype_and_stay_finite(name, dtype) -> None:
    z = np.array([[-1e4, -50, -1, 0, 1, 50, 1e4]], dtype)
    if name == "exp":  # e to the 10,000 is no number that the dtype can hold
        z = np.minimum(z, 80)
    function = ACTIVATIONS[name]
    with np.errstate(all="raise", under="ignore"):
        a = function.value(z)
        dz = function.pullback(np.ones_like(z), z, a)
    for array in (a, dz):
        assert array.dtype == dtype
        assert array.shape == z.shape
        assert np.isfinite(array).all()


def test_float32_differs_from_float64_by_rounding_only(rng) -> None:
    network = Network((5, 6, 3), "gelu", l2=0.1)
    parameters, x, t = problem(network, rng)
    single = {n: p.astype(np.float32) for n, p in parameters.items()}
    exact = network.loss_and_gradients(parameters, x, t).gradients
    rounded = network.loss_and_gradients(single, x.astype(np.float32), t.astype(np.float32)).gradients
    for name, gradient in rounded.items():
        assert gradient.dtype == np.float32
        assert 0 < relative_error(gradient, exact[name]) < 1e-5


def test_the_check_can_fail(rng) -> None:
    """A slope that is wrong by a tenth of a per cent is seen by the comparison that the tests above make."""
    network = Network((3, 4, 2), "tanh")
    parameters, x, t = problem(network, rng)
    true = autograd.grad(lambda p: textbook_loss(network, p, x, t, np.ones(len(x))))(parameters)
    wrong = network.loss_and_gradients(parameters, x, t).gradients["W1"].copy()
    wrong[0, 0] *= 1.001
    assert relative_error(wrong, true["W1"]) > 1e-9


@pytest.mark.parametrize("kind", [scipy.sparse.csr_array, scipy.sparse.csr_matrix, scipy.sparse.csc_array])
@pytest.mark.parametrize("n_rows", [1, 6])
def test_sparse_inputs_have_the_gradients_of_dense_ones(kind, n_rows, rng) -> None:
    network = Network((5, 4, 2), "tanh", l2=0.1)
    parameters = network.initial_parameters(rng)
    x = rng.standard_normal((n_rows, 5)) * (rng.random((n_rows, 5)) < 0.4)
    t = rng.dirichlet(np.ones(2), n_rows)
    dense, sparse = (network.loss_and_gradients(parameters, given, t) for given in (x, kind(x)))
    assert sparse.loss == pytest.approx(dense.loss, rel=1e-14)
    for name, gradient in sparse.gradients.items():
        assert isinstance(gradient, np.ndarray)
        np.testing.assert_allclose(gradient, dense.gradients[name], rtol=1e-13, atol=1e-15)


def test_poisson_refuses_outputs_and_targets_below_zero() -> None:
    with pytest.raises(InputError, match="use exp or softplus"):
        Network((2, 1), loss="poisson", output="identity")
    with pytest.raises(InputError, match="targets go down to -1"):
        checked_rows(Network((1, 1), loss="poisson"), [[1.0], [2.0]], [[-1.0], [2.0]])


def test_a_network_can_be_pickled_after_its_records_were_looked_up() -> None:
    network = Network((2, 3, 1), "tanh", loss="poisson", l2=0.5)
    assert str(network)
    again = pickle.loads(pickle.dumps(network))  # noqa: S301 (what was pickled a moment ago)
    assert again == network
    assert str(again) == str(network)
