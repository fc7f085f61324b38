import numpy as np
from sklearn.datasets import load_digits

np.random.seed(1)


def get_windows(x, k, stride, pad):
    """(N, C, H, W) -> matrix with one column per window, image after image"""
    n, c, h, w = x.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    oh = (h + 2 * pad - k) // stride + 1
    ow = (w + 2 * pad - k) // stride + 1
    cols = np.empty((c * k * k, n, oh, ow))
    row = 0
    for ch in range(c):
        for i in range(k):
            for j in range(k):
                cols[row] = xp[:, ch, i:i + stride * oh:stride, j:j + stride * ow:stride]
                row += 1
    return cols.reshape(c * k * k, n * oh * ow), oh, ow


def conv_forward(x, filters, bias, stride=2, pad=1):
    f, c, k, _ = filters.shape
    cols, oh, ow = get_windows(x, k, stride, pad)
    res = filters.reshape(f, -1) @ cols + bias.reshape(-1, 1)
    out = res.reshape(f, x.shape[0], oh, ow).transpose(1, 0, 2, 3)
    return out, cols


def conv_backward(dout, cols, filters):
    f = filters.shape[0]
    d = dout.transpose(1, 0, 2, 3).reshape(f, -1)
    dfilters = (d @ cols.T).reshape(filters.shape)
    dbias = d.sum(axis=1)
    return dfilters, dbias


def softmax_loss(scores, y):
    shifted = scores - scores.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    n = len(y)
    loss = -logp[np.arange(n), y].mean()
    d = np.exp(logp)
    d[np.arange(n), y] -= 1
    return loss, d / n


images, labels = load_digits(return_X_y=True)
images = images.reshape(-1, 1, 8, 8) / 16 - 0.3
perm = np.random.permutation(len(labels))
images, labels = images[perm], labels[perm]
x_train, y_train = images[:1400], labels[:1400]
x_test, y_test = images[1400:], labels[1400:]

F = np.random.randn(8, 1, 3, 3) * np.sqrt(2 / 9)
bF = np.zeros(8)
W = np.random.randn(8 * 4 * 4, 10) * np.sqrt(2 / 128)
bW = np.zeros(10)
step = 0.15


def scores_of(x):
    conv, cols = conv_forward(x, F, bF)
    hidden = np.maximum(conv, 0)
    flat = hidden.reshape(len(x), -1)
    return flat @ W + bW, (conv, cols, flat)


for epoch in range(15):
    order = np.random.permutation(len(x_train))
    total = 0
    for start in range(0, len(order), 35):
        idx = order[start:start + 35]
        s, (conv, cols, flat) = scores_of(x_train[idx])
        loss, ds = softmax_loss(s, y_train[idx])
        total += loss * len(idx)

        dW = flat.T @ ds
        dbW = ds.sum(axis=0)
        dconv = (ds @ W.T).reshape(conv.shape) * (conv > 0)
        dF, dbF = conv_backward(dconv, cols, F)

        W -= step * dW
        bW -= step * dbW
        F -= step * dF
        bF -= step * dbF
    acc = np.mean(scores_of(x_test)[0].argmax(axis=1) == y_test)
    print(f"epoch {epoch}: loss {total / len(order):.4f}  test accuracy {acc:.3f}")
