import numpy as np


def make_regressor(n_in, n_hid, rate, seed):
    r = np.random.RandomState(seed)
    a = r.randn(n_hid, n_in) / np.sqrt(n_in)
    a0 = np.zeros(n_hid)
    b = r.randn(n_hid) / np.sqrt(n_hid)
    state = {'b0': 0.0}

    def predict(x):
        return float(b @ np.tanh(a @ x + a0) + state['b0'])

    def learn(x, t):
        h = np.tanh(a @ x + a0)
        e = float(b @ h + state['b0']) - t
        dh = e * b * (1 - h * h)
        b[:] -= rate * e * h
        state['b0'] -= rate * e
        a[:] -= rate * np.outer(dh, x)
        a0[:] -= rate * dh
        return 0.5 * e * e

    return predict, learn


def flats(n, seed):
    """living space, rooms, floor, km to the centre, year of building -> rent in euros a month"""
    r = np.random.RandomState(seed)
    space = r.uniform(20, 140, n)
    rooms = np.clip(np.round(space / 28 + r.randn(n) * 0.7), 1, 6)
    floor = r.randint(0, 8, n)
    km = r.gamma(2.0, 2.5, n)
    year = r.randint(1900, 2020, n)
    rent = 180 + space * (7 + 9 * np.exp(-km / 4)) + 25 * rooms + 8 * floor
    rent += 120 * np.tanh((year - 1975) / 15) + 40 * r.randn(n)
    return np.column_stack([space, rooms, floor, km, year]), rent


def r_squared(predict, xs, ts):
    guess = np.array([predict(x) for x in xs])
    return 1 - np.sum((guess - ts) ** 2) / np.sum((ts - ts.mean()) ** 2)


X, y = flats(600, seed=3)
X = (X - X[:450].mean(axis=0)) / X[:450].std(axis=0)
X_train, y_train, X_test, y_test = X[:450], y[:450], X[450:], y[450:]

predict, learn = make_regressor(5, 12, rate=0.03, seed=3)
shuffler = np.random.RandomState(4)
for epoch in range(40):
    total = 0.0
    for k in shuffler.permutation(len(X_train)):
        total += learn(X_train[k], y_train[k])
    if epoch % 5 == 0 or epoch == 39:
        print('epoch %2d  mean loss %12.4f  R2 train %.3f  test %.3f' % (
            epoch, total / len(X_train), r_squared(predict, X_train, y_train), r_squared(predict, X_test, y_test)))
print('some guesses:', [round(predict(x), 2) for x in X_test[:6]])
print('some targets:', y_test[:6].round(2))
