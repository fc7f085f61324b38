import numpy as np


class RNN:
    """x: (features, T); the output at every step is a number"""

    def __init__(self, n_in, n_hid, n_out, seed=None):
        rng = np.random.RandomState(seed)
        self.Wxh = rng.randn(n_hid, n_in) * 0.5
        self.Whh = rng.randn(n_hid, n_hid) / np.sqrt(n_hid) * 0.5
        self.Wyh = rng.randn(n_out, n_hid) / np.sqrt(n_hid)
        self.Bh = np.zeros(n_hid)
        self.By = np.zeros(n_out)
        self.n_hid = n_hid

    def forward(self, x):
        T = x.shape[1]
        h = np.zeros((T + 1, self.n_hid))    # h[0] is the state before the first step
        output = np.zeros((T, self.By.size))
        for t in range(T):
            h[t + 1] = np.tanh(np.dot(self.Wxh, x[:, t]) + np.dot(self.Whh, h[t]) + self.Bh)
            output[t] = np.dot(self.Wyh, h[t + 1]) + self.By
        return h, output

    def backward(self, x, y, h, output, lr=0.002):
        T = x.shape[1]
        D_Wyh = np.zeros_like(self.Wyh)
        D_By = np.zeros_like(self.By)
        D_Whh = np.zeros_like(self.Whh)
        D_Wxh = np.zeros_like(self.Wxh)
        D_Bh = np.zeros_like(self.Bh)

        later = np.zeros(self.n_hid)
        for t in range(T - 1, -1, -1):
            dQ = output[t] - y[:, t]
            D_Wyh += np.outer(dQ, h[t + 1])
            D_By += dQ

            dL_h = np.dot(self.Wyh.T, dQ) + later
            dt = (1 - h[t + 1] ** 2) * dL_h
            D_Wxh += np.outer(dt, x[:, t])
            D_Whh += np.outer(dt, h[t])
            D_Bh += dt
            later = np.dot(self.Whh.T, dt)

        for dparam in [D_Wyh, D_By, D_Whh, D_Wxh, D_Bh]:
            np.clip(dparam, -5, 5, out=dparam)

        self.Wyh -= lr * D_Wyh
        self.Wxh -= lr * D_Wxh
        self.Whh -= lr * D_Whh
        self.By -= lr * D_By
        self.Bh -= lr * D_Bh


def make_sequence(rng, T=20, lag=5):
    # say again what you heard five steps ago
    x = rng.uniform(-1, 1, (1, T))
    y = np.zeros((1, T))
    y[0, lag:] = 0.5 * x[0, :-lag]
    return x, y


data_rng = np.random.RandomState(11)
train = [make_sequence(data_rng) for _ in range(60)]
test = [make_sequence(data_rng) for _ in range(40)]

rnn = RNN(1, 12, 1, seed=0)
for epoch in range(40):
    loss = 0
    for x, y in train:
        h, out = rnn.forward(x)
        loss += 0.5 * np.sum((out.T - y) ** 2)
        rnn.backward(x, y, h, out, lr=0.03)
    if epoch % 5 == 0:
        print("epoch", epoch, "loss", loss / len(train))


def test_error():
    errors = [np.mean((rnn.forward(x)[1].T - y) ** 2) for x, y in test]
    return float(np.mean(errors))


print("test mse", test_error())
