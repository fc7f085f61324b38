"""Regression with Adam: y = sin(3x) + x/2, one input, two hidden layers of the same width, mini-batches."""
import numpy as np
import matplotlib.pyplot as plt


def init(sizes, rng):
    weights, biases = [], []
    for fan_in, fan_out in zip(sizes[:-1], sizes[1:]):
        weights.append(rng.normal(0, 1 / np.sqrt(fan_in), (fan_in, fan_out)))
        biases.append(np.zeros(fan_out))
    return weights, biases


def forward(x, weights, biases):
    w1, w2, w3 = weights
    b1, b2, b3 = biases
    u = np.tanh(x @ w1 + b1)
    v = np.tanh(u @ w2 + b2)
    return u, v, v @ w3 + b3


def gradients(x, y, weights, biases):
    u, v, out = forward(x, weights, biases)
    n = x.shape[0]
    e_out = 2 * (out - y) / n
    e_v = (e_out @ weights[2].T) * (1 - v ** 2)
    e_u = (e_v @ weights[1].T) * (1 - u ** 2)
    grad_w = [x.T @ e_u, u.T @ e_v, v.T @ e_out]
    grad_b = [e_u.sum(axis=0), e_v.sum(axis=0), e_out.sum(axis=0)]
    return grad_w, grad_b


def adam(values, grads, m, s, t, alpha, beta1=0.9, beta2=0.999, eps=1e-8):
    new_values, new_m, new_s = [], [], []
    for value, g, mk, sk in zip(values, grads, m, s):
        mk = beta1 * mk + (1 - beta1) * g
        sk = beta2 * sk + (1 - beta2) * g ** 2
        m_hat = mk / (1 - beta1 ** t)
        s_hat = sk / (1 - beta2 ** t)
        new_values.append(value - alpha * m_hat / (np.sqrt(s_hat) + eps))
        new_m.append(mk)
        new_s.append(sk)
    return new_values, new_m, new_s


def mean_squared_error(out, y):
    return np.mean((out - y) ** 2)


rng = np.random.default_rng(42)
x = rng.uniform(-2, 2, (200, 1))
y = np.sin(3 * x) + x / 2 + rng.normal(0, 0.05, x.shape)

alpha = 0.01
batch = 25
weights, biases = init([1, 20, 20, 1], rng)
mw = [np.zeros_like(w) for w in weights]
sw = [np.zeros_like(w) for w in weights]
mb = [np.zeros_like(b) for b in biases]
sb = [np.zeros_like(b) for b in biases]
t = 0
history = []
for epoch in range(150):
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch):
        rows = order[start:start + batch]
        grad_w, grad_b = gradients(x[rows], y[rows], weights, biases)
        t += 1
        weights, mw, sw = adam(weights, grad_w, mw, sw, t, alpha)
        biases, mb, sb = adam(biases, grad_b, mb, sb, t, alpha)
    history.append(mean_squared_error(forward(x, weights, biases)[-1], y))
    if epoch % 25 == 0:
        print(f"epoch {epoch:4d}  mse {history[-1]:.5f}")

print("final mse", history[-1])
plt.semilogy(history)
plt.xlabel("epoch")
plt.savefig("sine.png")
