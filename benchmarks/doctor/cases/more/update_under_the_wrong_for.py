import numpy as np
from sklearn.datasets import load_digits


def relu(x):
    return x * (x > 0)


def softmax(x):
    ex = np.exp(x - x.max(axis=-1, keepdims=True))
    return ex / ex.sum(axis=-1, keepdims=True)


digits = load_digits()
n = 1500
shuffled = np.random.permutation(len(digits.data))
X = digits.data[shuffled] / 16
Y = digits.target[shuffled]
Xtr, Ytr, Xte, Yte = X[:n], Y[:n], X[n:], Y[n:]

weights = {
    'hidden': np.random.randn(64, 40) * np.sqrt(2 / 64),
    'out': np.random.randn(40, 10) * np.sqrt(2 / 40),
}
bias = {'hidden': np.zeros(40), 'out': np.zeros(10)}

lr = 0.1
batch_size = 30
for epoch in range(20):
    perm = np.random.permutation(n)
    total = 0
    for i in range(n // batch_size):
        idx = perm[i * batch_size:(i + 1) * batch_size]
        x, y = Xtr[idx], Ytr[idx]

        hid_in = x @ weights['hidden'] + bias['hidden']
        hid = relu(hid_in)
        out = softmax(hid @ weights['out'] + bias['out'])
        total += -np.log(out[range(batch_size), y]).mean()

        dout = out.copy()
        dout[range(batch_size), y] -= 1
        dout /= batch_size
        dhid = dout @ weights['out'].T * (hid_in > 0)

        grad_w = {'hidden': x.T @ dhid, 'out': hid.T @ dout}
        grad_b = {'hidden': dhid.sum(axis=0), 'out': dout.sum(axis=0)}

    for layer in weights:
        weights[layer] -= lr * grad_w[layer]
        bias[layer] -= lr * grad_b[layer]

    test = softmax(relu(Xte @ weights['hidden'] + bias['hidden']) @ weights['out'] + bias['out'])
    print(f"epoch {epoch}: loss {total / (n // batch_size):.3f}, test accuracy {np.mean(test.argmax(axis=1) == Yte):.3f}")
