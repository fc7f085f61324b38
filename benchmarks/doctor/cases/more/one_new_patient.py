import numpy as np
from sklearn.datasets import load_breast_cancer


def normalize(a):
    return (a - a.mean(axis=0)) / (a.std(axis=0) + 1e-8)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


raw = load_breast_cancer()
order = np.random.permutation(len(raw.target))
known, new = order[:469], order[469:]

# ---- training ----
X = normalize(raw.data[known])
y = raw.target[known].reshape(-1, 1)
w1, b1 = np.random.randn(30, 6) * 0.2, np.zeros((1, 6))
w2, b2 = np.random.randn(6, 1) * 0.4, np.zeros((1, 1))

for step in range(800):
    h = np.tanh(X @ w1 + b1)
    p = sigmoid(h @ w2 + b2)
    g2 = (p - y) / len(X)
    g1 = g2 @ w2.T * (1 - h ** 2)
    w2 -= 0.5 * (h.T @ g2)
    b2 -= 0.5 * g2.sum(axis=0, keepdims=True)
    w1 -= 0.5 * (X.T @ g1)
    b1 -= 0.5 * g1.sum(axis=0, keepdims=True)
    if step % 100 == 0:
        loss = -np.mean(y * np.log(p + 1e-9) + (1 - y) * np.log(1 - p + 1e-9))
        print('step', step, 'loss', loss, 'accuracy', ((p > 0.5) == y).mean())


# ---- ask the network about one patient ----
def diagnose(patient):
    x = normalize(patient.reshape(1, -1))
    return sigmoid(np.tanh(x @ w1 + b1) @ w2 + b2)[0, 0]


answers = np.array([diagnose(raw.data[k]) for k in new])
print('first answers:', answers[:8].round(3))
print('accuracy on new patients:', np.mean((answers > 0.5) == raw.target[new]))
