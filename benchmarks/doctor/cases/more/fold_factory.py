import numpy as np
from sklearn.datasets import load_wine

# five folds, a new network for each of them


def build(n_in, n_hid, n_out, rng, rate=0.003, keep=0.9):
    """returns three functions that share the same weights"""
    P = {
        'W': rng.uniform(-1, 1, (n_in, n_hid)) * np.sqrt(6 / (n_in + n_hid)),
        'w': np.zeros(n_hid),
        'V': rng.uniform(-1, 1, (n_hid, n_out)) * np.sqrt(6 / (n_hid + n_out)),
        'v': np.zeros(n_out),
    }
    mean_square = {k: np.zeros_like(p) for k, p in P.items()}

    def hidden(x):
        return np.tanh(x @ P['W'] + P['w'])

    def predict(x):
        z = hidden(x) @ P['V'] + P['v']
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def loss(x, onehot):
        return -np.sum(onehot * np.log(predict(x) + 1e-12)) / len(x)

    def learn(x, onehot):
        h = hidden(x)
        dz = (predict(x) - onehot) / len(x)
        dh = (1 - h ** 2) * (dz @ P['V'].T)
        G = {'V': h.T @ dz, 'v': dz.sum(axis=0), 'W': x.T @ dh, 'w': dh.sum(axis=0)}
        for k in P:
            mean_square[k] = keep * mean_square[k] + (1 - keep) * G[k] ** 2
            P[k] -= rate * G[k] / (np.sqrt(mean_square[k]) + 1e-7)

    return predict, loss, learn


def folds(n, k, rng):
    parts = np.array_split(rng.permutation(n), k)
    for i in range(k):
        yield np.concatenate(parts[:i] + parts[i + 1:]), parts[i]


rng = np.random.default_rng(19)
wine = load_wine()
X, labels = wine.data, wine.target
onehot = np.eye(3)[labels]
scores = []
for number, (inside, outside) in enumerate(folds(len(X), 5, rng), start=1):
    centre, spread = X[inside].mean(axis=0), X[inside].std(axis=0)
    x_in, x_out = (X[inside] - centre) / spread, (X[outside] - centre) / spread
    predict, loss, learn = build(13, 8, 3, rng)
    for epoch in range(40):
        order = rng.permutation(len(inside))
        for s in range(0, len(order), 16):
            rows = order[s:s + 16]
            learn(x_in[rows], onehot[inside][rows])
    accuracy = np.mean(predict(x_out).argmax(axis=1) == labels[outside])
    scores.append(accuracy)
    print('fold', number, 'loss in %.4f out %.4f' % (loss(x_in, onehot[inside]), loss(x_out, onehot[outside])),
          'accuracy out %.3f' % accuracy)
print('mean %.3f, spread %.3f' % (np.mean(scores), np.std(scores)))
