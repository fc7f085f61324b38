import numpy as np

rng = np.random.default_rng(121)


def wave(x):
    return np.sin(2.5 * x) + 0.4 * x


x_all = rng.uniform(-2, 2, size=(90, 1))
y_all = wave(x_all) + rng.normal(0, 0.35, size=x_all.shape)
x_train, y_train = x_all[:30], y_all[:30]
x_val, y_val = x_all[30:], y_all[30:]


def start(hidden):
    return [rng.normal(0, 2.0, (1, hidden)), rng.normal(0, 2.0, (1, hidden)),
            rng.normal(0, 1 / np.sqrt(hidden), (hidden, 1)), np.zeros((1, 1))]


def run(weights, x):
    w1, b1, w2, b2 = weights
    h = np.tanh(x @ w1 + b1)
    return h, h @ w2 + b2


def mse(weights, x, y):
    return float(np.mean((run(weights, x)[1] - y) ** 2))


def gradients(weights, x, y):
    w1, b1, w2, b2 = weights
    h, out = run(weights, x)
    d_out = 2 * (out - y) / len(x)
    d_h = d_out @ w2.T * (1 - h * h)
    return [x.T @ d_h, d_h.sum(axis=0, keepdims=True), h.T @ d_out, d_out.sum(axis=0, keepdims=True)]


def train(hidden=80, lr=0.01, mu=0.95, patience=2500, limit=6000):
    weights = start(hidden)
    speed = [np.zeros_like(w) for w in weights]
    best, best_val, waited = weights, np.inf, 0
    for step in range(limit):
        for w, v, g in zip(weights, speed, gradients(weights, x_train, y_train)):
            v *= mu
            v -= lr * g
            w += v
        val = mse(weights, x_val, y_val)
        if val < best_val:
            best, best_val, waited = [w.copy() for w in weights], val, 0
        else:
            waited += 1
            if waited >= patience:
                print('no better for', patience, 'steps, stop at', step)
                break
        if step % 500 == 0:
            print(f'step {step:4d}  train {mse(weights, x_train, y_train):.4f}  val {val:.4f}  best {best_val:.4f}')
    return best, best_val


model, promised = train()
print('validation loss of the best step:', round(promised, 4))
print('validation loss of what came back:', round(mse(model, x_val, y_val), 4))
