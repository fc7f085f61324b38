"""Estimators in files: they come back whole, and a file that is damaged or malicious is refused in words."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest
import scipy.sparse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import save
from sklearn import neural_network as theirs
from sklearn.datasets import load_iris, make_multilabel_classification
from sklearn.preprocessing import scale

import unstuck
from unstuck import InputError, MLPClassifier, MLPRegressor, nn
from unstuck.nn.files import read_arrays, write_arrays

pytestmark = [
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
    pytest.mark.filterwarnings("ignore::unstuck.nn.TrainingWarning"),
]


@pytest.fixture(scope="module")
def iris():
    x, y = load_iris(return_X_y=True)
    return scale(x), y


@pytest.fixture(scope="module")
def file(iris, tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "model.safetensors"
    MLPClassifier((3,), max_iter=3, random_state=0).fit(*iris).save(path)
    return path


TRAINED = {
    "classes": (MLPClassifier, {"early_stopping": True}, lambda y: y),
    "names": (MLPClassifier, {"solver": "sgd", "class_weight": {"b": 2.0}}, lambda y: np.array(["a", "b", "c"])[y]),
    "objects": (MLPClassifier, {"solver": "lbfgs"}, lambda y: np.array(["a", "b", "c"], dtype=object)[y]),
    "two": (MLPClassifier, {"solver": "adamw", "learning_rate": "cosine"}, lambda y: y == 0),
    "multilabel": (MLPClassifier, {}, lambda y: np.eye(3, dtype=int)[y]),
    "layers": (MLPClassifier, {"activation": ("gelu", "tanh"), "dropout": (0.1, 0.0)}, lambda y: y + 1.0),
    "numbers": (MLPRegressor, {"loss": "huber"}, lambda y: y),
    "counts": (MLPRegressor, {"loss": "poisson", "solver": "lbfgs"}, lambda y: y),
    "outputs": (MLPRegressor, {"batch_size": 30}, lambda y: np.column_stack([y, -y])),
}


@pytest.mark.parametrize("kind", TRAINED)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_what_is_loaded_answers_and_goes_on_as_what_was_saved(kind, dtype, iris, tmp_path) -> None:
    estimator, parameters, of = TRAINED[kind]
    x, y = iris[0].astype(dtype), of(iris[1])
    sizes = (4, 3) if kind == "layers" else (4,)
    model = estimator(hidden_layer_sizes=sizes, max_iter=4, random_state=1, **parameters).fit(x, y)
    model.save(tmp_path / "m")
    again = estimator.load(tmp_path / "m")
    assert again.get_params() == model.get_params()
    assert np.array_equal(again.predict(x), model.predict(x))
    assert again.predict(x).dtype == model.predict(x).dtype
    assert again.score(x, y) == model.score(x, y)
    assert again.loss_curve_ == model.loss_curve_
    assert again.validation_scores_ == model.validation_scores_
    if hasattr(model, "classes_"):
        assert np.array_equal(again.classes_, model.classes_)
        assert np.array_equal(again.predict_proba(x), model.predict_proba(x))
    for one in (model, again):
        one.set_params(warm_start=True, early_stopping=False)
        one.fit(x, y) if one.solver == "lbfgs" else one.partial_fit(x, y)
    assert all(np.array_equal(a, b) for a, b in zip(model.coefs_, again.coefs_, strict=True))


def test_names_of_features_are_kept(iris, tmp_path) -> None:
    pandas = pytest.importorskip("pandas", reason="the test extra brings it")
    frame = pandas.DataFrame(iris[0], columns=list("abcd"))
    MLPClassifier(max_iter=2).fit(frame, iris[1]).save(tmp_path / "m")
    again = MLPClassifier.load(tmp_path / "m")
    assert list(again.feature_names_in_) == list("abcd")
    with pytest.raises(ValueError, match="feature names should match"):
        again.predict(frame[list("abdc")])


def test_the_file_is_a_model_for_all_of_unstuck(file, iris, tmp_path) -> None:
    from unstuck.predictions import predict

    again = MLPClassifier.load(file)
    assert np.array_equal(unstuck.Model.load(file).outputs(iris[0]), again.predict_proba(iris[0]))
    table = tmp_path / "rows.csv"
    np.savetxt(table, iris[0][:5], delimiter=",")
    assert predict(file, str(table)).names() == [str(c) for c in again.predict(iris[0][:5])]


def test_several_labels_are_not_taken_for_one(tmp_path) -> None:
    from unstuck.predictions import class_names

    MLPClassifier(max_iter=2).fit(*make_multilabel_classification(50, random_state=0)).save(tmp_path / "m")
    assert class_names(unstuck.Model.load(tmp_path / "m")) == ()


def test_code_cannot_be_saved(iris, tmp_path) -> None:
    own = nn.elementwise("own", lambda z: 2 * z, lambda z, a: np.full_like(z, 2))
    with pytest.raises(InputError, match="'own' is a function of your own, and a file cannot hold code"):
        MLPClassifier(activation=own, max_iter=2).fit(*iris).save(tmp_path / "m")
    model = MLPClassifier(solver=nn.rmsprop(), max_iter=2, callbacks=print).fit(*iris)
    with pytest.raises(InputError, match=r"The parameter solver .* set_params\(solver=...\)"):
        model.save(tmp_path / "m")
    model.set_params(solver="rmsprop").save(tmp_path / "m")
    again = MLPClassifier.load(tmp_path / "m")
    assert again.callbacks is None
    assert np.array_equal(again.predict(iris[0]), model.predict(iris[0]))
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_what_is_not_trained_cannot_be_saved(tmp_path) -> None:
    with pytest.raises(ValueError, match="not fitted yet"):
        MLPClassifier().save(tmp_path / "m")


def test_files_of_another_kind_are_refused(file, iris, tmp_path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        MLPClassifier.load(tmp_path / "none")
    with pytest.raises(InputError, match="holds 'MLPClassifier', and not MLPRegressor"):
        MLPRegressor.load(file)
    network = nn.Network((4, 3))
    unstuck.Model(network, network.initial_parameters(np.random.default_rng(0))).save(tmp_path / "network")
    with pytest.raises(InputError, match=r"holds a network, and no estimator: read it with unstuck\.Model\.load"):
        MLPClassifier.load(tmp_path / "network")
    (tmp_path / "pickle").write_bytes(b"\x80\x04\x95\x1e\x00\x00\x00cos\nsystem\n(S'touch /tmp/owned'\ntR.")
    with pytest.raises(InputError, match="cannot be read as a model of unstuck"):
        MLPClassifier.load(tmp_path / "pickle")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_files_are_refused_or_harmless(data, file, iris, tmp_path) -> None:
    """Whatever is changed, cut or added: a clear error, or an estimator that answers."""
    content = bytearray(file.read_bytes())
    how = data.draw(st.sampled_from(["cut", "change", "add"]))
    place = data.draw(st.integers(0, len(content) - 1))
    if how == "cut":
        content = content[:place]
    elif how == "change":
        content[place] = data.draw(st.integers(0, 255))
    else:
        content[place:place] = data.draw(st.binary(min_size=1, max_size=9))
    damaged = tmp_path / "damaged"
    damaged.write_bytes(bytes(content))
    try:
        model = MLPClassifier.load(damaged)
    except InputError:  # any other error fails the test
        return
    with np.errstate(all="ignore"):
        assert model.predict(iris[0]).shape == (150,)


def changed(header, path, value):
    *parents, last = path
    inner = header
    for name in parents:
        inner = inner[name]
    if value is KeyError:
        del inner[last]
    else:
        inner[last] = value


E = ("info", "estimator")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("network",), "MLP"),
        (("network", "widths"), [4, 10**12, 3]),
        (("network", "widths"), [4, -3, 3]),
        (("network", "widths"), "4-3-3"),
        (("network", "hidden"), ["__import__('os').system"]),
        (("network", "loss"), "half_squared_error; import os"),
        (("network", "extra"), 1),
        (("network", "l2"), float("nan")),
        (("info",), []),
        (E, ["MLPClassifier"]),
        ((*E, "class"), "os.system"),
        ((*E, "parameters"), {"__class__": "x"}),
        ((*E, "parameters", "verbose"), KeyError),
        ((*E, "fitted", "loss_curve_"), ["__reduce__"]),
        ((*E, "fitted"), KeyError),
        ((*E, "classes", "dtype"), "V8"),
        ((*E, "classes", "dtype"), "no type"),
        ((*E, "classes", "values"), [0, 1]),
        ((*E, "classes", "values"), [2, 1, 0]),
        ((*E, "classes", "values"), [[0], [1], [2]]),
        ((*E, "classes", "values"), [{"a": 1}, 2, 3]),
        ((*E, "targets"), "multilabel-indicator"),
        ((*E, "targets"), None),
        ((*E, "optimization", "plateau"), 3),
        (("info", "feature_names"), ["a"]),
        (("info", "feature_names"), 7),
    ],
    ids=str,
)
def test_malicious_headers_are_refused(path, value, file, tmp_path) -> None:
    arrays, header = read_arrays(file, "model")
    changed(header, path, value)
    write_arrays(tmp_path / "m", "model", arrays, {k: v for k, v in header.items() if k not in ("kind", "format")})
    if path == (*E, "parameters", "verbose"):  # what is missing has its default
        assert MLPClassifier.load(tmp_path / "m").verbose is False
        return
    with pytest.raises(InputError):
        MLPClassifier.load(tmp_path / "m")


@pytest.mark.parametrize(
    "change",
    [
        lambda arrays: arrays.update({"parameters/W1": arrays["parameters/W1"].T.copy()}),
        lambda arrays: arrays.update({"parameters/W1": np.full((4, 3), np.nan)}),
        lambda arrays: arrays.update({"parameters/W1": np.ones((4, 3), dtype=np.int64)}),
        lambda arrays: arrays.pop("parameters/b2"),
        lambda arrays: arrays.update({"extras/optimizer/mean/W1": np.zeros((1, 1))}),
        lambda arrays: arrays.update({"extras/optimizer/mean/W9": np.zeros((1, 1))}),
    ],
    ids=["transposed", "nan", "integers", "missing", "slot", "slot of nothing"],
)
def test_arrays_that_do_not_fit_are_refused(change, file, tmp_path) -> None:
    arrays, header = read_arrays(file, "model")
    change(arrays)
    write_arrays(tmp_path / "m", "model", arrays, {k: v for k, v in header.items() if k not in ("kind", "format")})
    with pytest.raises(InputError):
        MLPClassifier.load(tmp_path / "m")


def test_a_header_that_is_nested_too_deeply_is_refused(tmp_path) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    (tmp_path / "m").write_bytes(save({"W1": np.zeros((1, 1))}, metadata={"unstuck": deep}))
    with pytest.raises(InputError, match="cannot be read as a model"):
        MLPClassifier.load(tmp_path / "m")


def test_a_header_that_claims_more_than_there_is_takes_no_memory(tmp_path) -> None:
    claim = json.dumps({"W1": {"dtype": "F64", "shape": [10**9, 10**3], "data_offsets": [0, 8 * 10**12]}}).encode()
    (tmp_path / "m").write_bytes(struct.pack("<Q", len(claim)) + claim + b"\0" * 64)
    with pytest.raises(InputError, match="cannot be read as a model"):
        MLPClassifier.load(tmp_path / "m")
    (tmp_path / "m").write_bytes(struct.pack("<Q", 2**62) + claim)
    with pytest.raises(InputError, match="cannot be read as a model"):
        MLPClassifier.load(tmp_path / "m")


# -- to and from scikit-learn


@pytest.mark.parametrize("kind", ["classes", "names", "two", "multilabel", "counts", "outputs"])
def test_to_scikit_learn_and_back(kind, iris) -> None:
    estimator, parameters, of = TRAINED[kind]
    x, y = iris[0], of(iris[1])
    ours = estimator(hidden_layer_sizes=(4,), activation="logistic", max_iter=4, random_state=1, **parameters).fit(x, y)
    its = ours.to_scikit_learn()
    assert type(its).__module__.startswith("sklearn.neural_network")
    back = estimator.from_scikit_learn(its)
    for one in (its, back):
        np.testing.assert_allclose(one.predict(x), ours.predict(x)) if kind in ("counts", "outputs") else None
        assert one.score(x, y) == pytest.approx(ours.score(x, y))
        assert one.loss_curve_ == ours.loss_curve_
    if hasattr(its, "predict_proba"):
        np.testing.assert_allclose(its.predict_proba(x), ours.predict_proba(x), rtol=1e-12)
    assert all(np.array_equal(a, b) and a is not b for a, b in zip(its.coefs_, ours.coefs_, strict=True))
    if its.solver != "lbfgs" and not its.early_stopping:
        its.partial_fit(x, y)


def test_from_one_that_scikit_learn_trained(iris) -> None:
    its = theirs.MLPClassifier((6,), max_iter=5, random_state=0).fit(*iris)
    ours = MLPClassifier.from_scikit_learn(its)
    np.testing.assert_allclose(ours.predict_proba(iris[0]), its.predict_proba(iris[0]), rtol=1e-12)
    assert ours.predict(scipy.sparse.csr_array(iris[0])).shape == (150,)
    ours.partial_fit(*iris)
    ours.set_params(warm_start=True).fit(*iris)
    lbfgs = MLPRegressor.from_scikit_learn(theirs.MLPRegressor(solver="lbfgs", max_iter=5).fit(*iris))
    assert lbfgs.set_params(warm_start=True).fit(*iris).loss_ < 1


def test_what_scikit_learn_has_not_is_said(iris) -> None:
    with pytest.raises(InputError, match=r"scikit-learn has one activation for all hidden layers.*gelu, tanh"):
        MLPClassifier((4, 3), activation=("gelu", "tanh"), max_iter=2).fit(*iris).to_scikit_learn()
    with pytest.raises(InputError, match=r"expected scikit-learn's MLPClassifier, got MLPRegressor"):
        MLPClassifier.from_scikit_learn(theirs.MLPRegressor())
    with pytest.raises(InputError, match="is not trained"):
        MLPClassifier.from_scikit_learn(theirs.MLPClassifier())
