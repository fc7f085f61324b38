import numpy as np
from sklearn.datasets import load_breast_cancer

bc = load_breast_cancer()
features = (bc.data - bc.data.mean(0)) / bc.data.std(0)
target = bc.target.astype(float)


def predict(w, X):
    return 1 / (1 + np.exp(-(X @ w[1:] + w[0])))


def loss(w, X, t):
    p = np.clip(predict(w, X), 1e-9, 1 - 1e-9)
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))


def compute_gradient(w, X, t):
    diff = predict(w, X) - t
    return np.concatenate([[diff.mean()], X.T @ diff / len(t)])


def rmsprop(X, t, epochs=60, batch=32, learning_rate=0.01, decay=0.9, epsilon=1e-8):
    w = np.random.normal(scale=0.1, size=X.shape[1] + 1)
    running_avg = np.zeros_like(w)
    history = []
    for ep in range(epochs):
        order = np.random.permutation(len(t))
        for start in range(0, len(t), batch):
            rows = order[start:start + batch]
            gradient = compute_gradient(w, X[rows], t[rows])
            running_avg = decay * running_avg + (1 - decay) * gradient
            w = w - learning_rate * gradient / (np.sqrt(running_avg) + epsilon)
        history.append(loss(w, X, t))
        if ep % 10 == 0:
            print('epoch', ep, 'loss', history[-1])
    return w, history


w, history = rmsprop(features, target)
print('accuracy', np.mean((predict(w, features) > 0.5) == bc.target))
