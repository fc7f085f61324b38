import numpy as np
from sklearn.datasets import load_digits

# Multiclass perceptron and softmax regression, side by side, both from zero weights

data, target = load_digits(return_X_y=True)
data = np.hstack([data, np.full((len(data), 1), 16)]).astype(int)     # last column: bias
np.random.seed(1)
mix = np.random.permutation(len(target))
train, test = mix[:1200], mix[1200:]

W_perc = np.zeros((10, 65), dtype=int)
W_soft = np.zeros((10, 65))


def hits(W, rows):
    return np.mean(np.argmax(data[rows] @ W.T, axis=1) == target[rows])


for epoch in range(8):
    wrong = 0
    nll = 0.0
    np.random.shuffle(train)
    for r in train:
        x, t = data[r], target[r]

        guess = np.argmax(W_perc @ x)
        if guess != t:
            W_perc[t] += x
            W_perc[guess] -= x
            wrong += 1

        z = W_soft @ (x / 16)
        p = np.exp(z - z.max())
        p /= p.sum()
        nll -= np.log(p[t])
        p[t] -= 1
        W_soft -= 0.05 * np.outer(p, x / 16)
    print("epoch", epoch, "perceptron mistakes", wrong, "softmax loss", nll / len(train),
          "test", hits(W_perc, test), hits(W_soft, test))
