"""Scaling, one-hot targets, splits and balance."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from unstuck.datasets import SCALINGS, Scaler, class_balance, one_hot, scale, stratified_split
from unstuck.errors import InputError


@st.composite
def tables(draw):
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    width = 32 if dtype == np.float32 else 64
    numbers = st.floats(-1e6, 1e6, width=width) | st.sampled_from([0.0, 255.0, 0.1 if width == 64 else 0.125])
    return draw(hnp.arrays(dtype, st.tuples(st.integers(1, 12), st.integers(1, 5)), elements=numbers))


@given(tables(), st.sampled_from(SCALINGS), st.booleans())
def test_scaled_training_rows_lie_in_their_range_and_keep_their_dtype(x, how, together):
    (scaled,), scaler = scale(x, how=how, together=together)
    assert scaled.dtype == scaler.offset.dtype == scaler.factor.dtype == x.dtype
    assert np.isfinite(scaled).all()
    if how in ("unit", "symmetric"):
        assert scaled.max() <= 1
        assert scaled.min() >= (0 if how == "unit" else -1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_each_scaling_on_known_numbers(dtype):
    x = np.array([[0, 3], [5, 3], [20, 3]], dtype)
    new = np.array([[10, 4]], dtype)
    expected = {
        "unit": ([0, 0.25, 1], [[0.5, 1]]),
        "symmetric": ([-1, -0.5, 1], [[0, 1]]),
        "standard": ((x[:, 0] - x[:, 0].mean()) / x[:, 0].std(), None),
        "none": ([0, 5, 20], [[10, 4]]),
    }
    for how, (column, others) in expected.items():
        (train, held), _ = scale(x, new, how=how)
        np.testing.assert_allclose(train[:, 0], column, rtol=1e-6)
        assert (train[:, 1] == (3 if how == "none" else 0)).all(), "a constant column is centred, not divided"
        if others is not None:
            np.testing.assert_allclose(held, others, rtol=1e-6)


@pytest.mark.parametrize("how", ["unit", "symmetric"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_rounding_carries_nothing_beyond_1(how, dtype):
    x = np.random.default_rng(0).normal(size=(3, 20_000)).astype(dtype)
    (scaled,), _ = scale(x, how=how)
    assert scaled.max() <= 1
    assert scaled.min() >= (0 if how == "unit" else -1)
    np.testing.assert_allclose(scaled.max(axis=0), 1, rtol=1e-5)


def test_a_constant_column_is_zero_even_where_its_mean_is_rounded():
    x = np.full((7, 1), 0.1)
    assert x.std() > 0
    (scaled,), _ = scale(x, how="standard")
    assert (scaled == 0).all()


def test_only_the_training_rows_are_measured():
    train = np.array([[0.0], [1.0]])
    (_, one), a = scale(train, np.array([[2.0]]))
    (_, two), b = scale(train, np.array([[2.0], [900.0]]))
    assert one[0] == two[0] == 2
    assert a.factor == b.factor


def test_images_keep_their_grey_levels():
    x = np.array([[0, 255, 51], [0, 102, 204]], np.float32)
    (scaled,), scaler = scale(x, image_shape=(1, 3))
    np.testing.assert_allclose(scaled, x / 255, rtol=1e-6)
    assert scaler.offset.shape == scaler.factor.shape == (3,)
    (apart,), _ = scale(x)
    assert apart[0, 1] == 1
    assert apart[1, 1] == 0


def test_a_scaler_is_frozen_and_rebuilds_from_its_arrays():
    x = np.random.default_rng(0).normal(size=(6, 3))
    (scaled,), scaler = scale(x, how="standard")
    with pytest.raises(dataclasses.FrozenInstanceError):
        scaler.how = "unit"
    np.testing.assert_array_equal(Scaler(scaler.how, scaler.offset, scaler.factor).apply(x), scaled)
    assert scaler.apply(x.astype(np.float32)).dtype == np.float32


@pytest.mark.parametrize(
    ("x", "said"),
    [
        (np.array([[1.0, np.nan]]), r"train\[0, 1\]"),
        (np.array([[np.inf], [1.0]]), r"train\[0, 0\]"),
        (np.zeros(3), r"shape \(3,\); expected two dimensions, \(rows, columns\).*reshape"),
        (np.zeros((0, 3)), r"train is empty: its shape is \(0, 3\)"),
        ([[1.0], [1.0, 2.0]], "equally long"),
        (np.array([["a"]]), "real numbers"),
        (np.array([[-1.7e308], [1.7e308]]), "too large"),
        (np.array([[-3e38], [3e38]], np.float32), "too large"),
        (None, "train is missing"),
    ],
)
def test_what_cannot_be_scaled(x, said):
    with pytest.raises(InputError, match=said):
        scale(x)


def test_huge_numbers_overflow_the_deviation_and_say_so():
    with pytest.raises(InputError, match=r"column 2 .* too|too large.*column 2"):
        scale(np.array([[0.0, 1e200], [1.0, -1e200]]), how="standard")


def test_wrong_scaling_and_wrong_columns():
    with pytest.raises(InputError, match="unit, symmetric, standard, none"):
        scale(np.ones((2, 2)), how="minmax")
    with pytest.raises(InputError, match=r"others\[0\] has 3 columns"):
        scale(np.ones((2, 2)), np.ones((2, 3)))
    _, scaler = scale(np.ones((2, 1)))
    with pytest.raises(InputError, match="has 2 columns"):
        scaler.apply(np.ones((2, 2)))


def test_one_hot():
    rows = one_hot(np.array([2, 0]), 3, np.float64)
    assert rows.tolist() == [[0, 0, 1], [1, 0, 0]]
    assert rows.dtype == np.float64
    assert one_hot(np.array([1]), 2).dtype == np.float32


@pytest.mark.parametrize(
    ("targets", "n", "said"),
    [
        ([1, 2, 3], 3, r"targets\[2\] is 3.*start at 1"),
        ([-1, 0], 2, r"targets\[0\] is -1"),
        ([0.0, 1.0], 2, "whole number"),
        ([[0], [1]], 2, "whole number"),
        ([0, 1], 0, "n_classes"),
        ([0, 1], 2.5, "n_classes"),
    ],
)
def test_one_hot_refuses(targets, n, said):
    with pytest.raises(InputError, match=said):
        one_hot(np.array(targets), n)


@given(
    st.lists(st.integers(0, 4), min_size=2, max_size=80).filter(lambda t: max(map(t.count, t)) > 1),
    st.floats(0.01, 0.99),
    st.integers(0, 2**32 - 1),
)
def test_a_stratified_split_keeps_each_share(targets, fraction, seed):
    labels = np.array(targets)
    train, held = stratified_split(labels, fraction, np.random.default_rng(seed))
    assert sorted([*train, *held]) == list(range(len(labels)))
    assert len(held) >= 1
    wanted = min(max(1, round(len(labels) * fraction)), len(labels) - 1)
    counts = np.bincount(labels)
    taken = np.bincount(labels[held], minlength=len(counts))
    present = counts > 0
    assert (taken[present] <= counts[present] - 1).all(), "the last row of a class stays in training"
    shares = counts * wanted / len(labels)
    assert (taken <= np.floor(shares) + 1).all()
    capped = taken == counts - 1
    assert (taken >= np.floor(shares) - 1e-9)[~capped & present].all()
    if not (np.floor(shares) > counts - 1)[present].any() and not (capped & (taken < shares)).any():
        assert len(held) == wanted


def test_the_rows_left_by_rounding_go_to_the_largest_remainders():
    labels = np.repeat([0, 1, 2], [10, 10, 13])
    for seed in range(5):
        _, held = stratified_split(labels, 0.3, np.random.default_rng(seed))
        assert np.bincount(labels[held]).tolist() == [3, 3, 4]  # of 3.03, 3.03, 3.94


def test_a_split_is_random_repeatable_and_shuffled():
    labels = np.repeat([0, 1], 50)
    a, b, c = (stratified_split(labels, 0.2, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(a[1], b[1])
    assert set(a[1]) != set(c[1])
    assert len(np.unique(labels[a[0][:20]])) == 2, "not sorted by class"


def test_a_regression_is_split_regardless_of_its_values():
    for targets in (np.linspace(0, 1, 10), np.ones((10, 2))):
        train, held = stratified_split(targets, 0.3, np.random.default_rng(0))
        assert (len(train), len(held)) == (7, 3)
        assert sorted([*train, *held]) == list(range(10))


@pytest.mark.parametrize(
    ("targets", "fraction", "said"),
    [
        ([0, 0, 1], 0, "between 0 and 1"),
        ([0, 0, 1], 1.0, "between 0 and 1"),
        ([0, 0, 1], float("nan"), "between 0 and 1"),
        ([0, 0, 1], "half", "between 0 and 1"),
        ([0], 0.5, "two rows"),
        ([0, 1, 2], 0.5, "class of its own"),
    ],
)
def test_what_cannot_be_split(targets, fraction, said):
    with pytest.raises(InputError, match=said):
        stratified_split(np.array(targets), fraction, np.random.default_rng(0))


def test_a_split_wants_a_generator():
    with pytest.raises(InputError, match="Generator"):
        stratified_split(np.array([0, 0, 1]), 0.5, 7)


def test_class_balance():
    balance = class_balance(np.array([0, 1, 1, 1]), ("100% dog", "cat", "eel"))
    assert balance.counts == (1, 3, 0)
    assert balance.shares == (0.25, 0.75, 0)
    assert balance.text == (
        "4 rows: 100% dog 1 (25.0 %), cat 3 (75.0 %), eel 0 (0.0 %); always answering 'cat' is right for 75.0 %"
    )
    many = class_balance(np.arange(60) % 30, tuple(map(str, range(30))))
    assert "30 classes of 2 to 2 rows" in many.text


@pytest.mark.parametrize("targets", [[0, 2], [-1, 0], []])
def test_class_balance_refuses(targets):
    with pytest.raises(InputError, match="from 0 to 1"):
        class_balance(np.array(targets, dtype=np.int64), ("a", "b"))
