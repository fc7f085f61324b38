import numpy as np


class RNN:
    def __init__(self, input_dim, hidden_dim, output_dim):
        self.hidden_dim = hidden_dim
        self.Wxh = np.random.randn(hidden_dim, input_dim) * 0.3
        self.Whh = np.random.randn(hidden_dim, hidden_dim) * 0.25
        self.Bhh = np.zeros(hidden_dim)
        self.Wyh = np.random.randn(output_dim, hidden_dim) * 0.3
        self.Byh = np.zeros(output_dim)

    def forward(self, x):
        # x : input_dim * T
        T = x.shape[1]
        h = np.zeros((T + 1, self.hidden_dim))   # h[-1] is the start, all zero
        output = np.zeros((T, len(self.Byh)))
        for t in range(T):
            h[t] = np.tanh(np.dot(self.Wxh, x[:, t]) + np.dot(self.Whh, h[t - 1]) + self.Bhh)
            q = np.dot(self.Wyh, h[t]) + self.Byh
            output[t] = np.exp(q - np.max(q))
            output[t] /= np.sum(output[t])
        return h, output

    def backward(self, x, y, h, output, lr=0.05):
        T = x.shape[1]
        D_Wyh = np.zeros_like(self.Wyh)
        D_Byh = np.zeros_like(self.Byh)
        D_Whh = np.zeros_like(self.Whh)
        D_Wxh = np.zeros_like(self.Wxh)
        D_Bhh = np.zeros_like(self.Bhh)

        for t in range(T - 1, -1, -1):
            dQ = output[t] - y[:, t]
            dL_ht = np.dot(self.Wyh.T, dQ)

            D_Wyh += np.outer(dQ, h[t])
            D_Byh += dQ

            dt = (1 - h[t] * h[t]) * dL_ht
            D_Wxh += np.outer(dt, x[:, t])
            D_Bhh += dt
            D_Whh += np.outer(dt, h[t - 1])

        for dparam in [D_Wyh, D_Byh, D_Wxh, D_Bhh, D_Whh]:
            np.clip(dparam, -5, 5, out=dparam)

        self.Wyh -= lr * D_Wyh
        self.Wxh -= lr * D_Wxh
        self.Whh -= lr * D_Whh
        self.Byh -= lr * D_Byh
        self.Bhh -= lr * D_Bhh


def make_sequence(T=12, delay=3):
    bits = np.random.randint(0, 2, T)
    x = np.eye(2)[bits].T
    late = np.concatenate((np.zeros(delay, dtype=int), bits[:-delay]))
    y = np.eye(2)[late].T
    return x, y


def loss_and_accuracy(rnn, sequences):
    loss, right, n = 0, 0, 0
    for x, y in sequences:
        h, output = rnn.forward(x)
        loss -= np.sum(y.T * np.log(output + 1e-12))
        right += np.sum(np.argmax(output, 1) == np.argmax(y, 0))
        n += x.shape[1]
    return loss / n, right / n


rnn = RNN(2, 12, 2)
test = [make_sequence() for _ in range(100)]
for step in range(4000):
    x, y = make_sequence()
    h, output = rnn.forward(x)
    rnn.backward(x, y, h, output)
    if step % 500 == 0:
        print(step, loss_and_accuracy(rnn, test))
print('end', loss_and_accuracy(rnn, test))
