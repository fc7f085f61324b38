import numpy as np
from sklearn.datasets import load_digits

BATCH = 50
LR = 0.002     # anything above 0.05 explodes, is that normal?
HIDDEN = 48


def logsumexp(z):
    top = np.max(z, axis=0)
    return top + np.log(np.sum(np.exp(z - top), axis=0))


def softmax(z):
    return np.exp(z - logsumexp(z))


def relu(z):
    return z * (z > 0)


def load():
    images, labels = load_digits(return_X_y=True)
    images = images.T / 16
    return images[:, :1400], labels[:1400], images[:, 1400:], labels[1400:]


def init(rng):
    W = [rng.normal(0, np.sqrt(2 / 64), (HIDDEN, 64)), rng.normal(0, np.sqrt(2 / HIDDEN), (10, HIDDEN))]
    B = [np.zeros((HIDDEN, 1)), np.zeros((10, 1))]
    return W, B


def cross_entropy(logits, labels):
    """summed over the batch: minus the logit of the right class, plus the log of the sum"""
    return np.sum(logsumexp(logits) - logits[labels, np.arange(labels.size)])


def forward(W, B, X):
    Z = W[0].dot(X) + B[0]
    return Z, W[1].dot(relu(Z)) + B[1]


def gradients(W, B, X, labels):
    Z, logits = forward(W, B, X)
    G = softmax(logits)
    G[labels, np.arange(labels.size)] -= 1
    D = W[1].T.dot(G) * (Z > 0)
    dW = [D.dot(X.T), G.dot(relu(Z).T)]
    dB = [D.sum(axis=1, keepdims=True), G.sum(axis=1, keepdims=True)]
    return dW, dB, cross_entropy(logits, labels)


def evaluate(W, B, X, labels):
    _, logits = forward(W, B, X)
    return (logits.argmax(axis=0) == labels).mean()


def main():
    rng = np.random.default_rng(21)
    Xtr, ytr, Xte, yte = load()
    W, B = init(rng)
    for epoch in range(20):
        total = 0.0
        shuffled = rng.permutation(ytr.size)
        for batch in np.array_split(shuffled, ytr.size // BATCH):
            dW, dB, ce = gradients(W, B, Xtr[:, batch], ytr[batch])
            total += ce
            for k in range(2):
                W[k] -= LR * dW[k]
                B[k] -= LR * dB[k]
        if epoch % 4 == 3:
            print("epoch", epoch + 1, "cross entropy per image", total / ytr.size,
                  "train", evaluate(W, B, Xtr, ytr))
    print("test", evaluate(W, B, Xte, yte))
    return W, B


if __name__ == "__main__":
    W, B = main()
