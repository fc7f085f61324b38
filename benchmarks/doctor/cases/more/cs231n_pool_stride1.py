import numpy as np
from sklearn.datasets import load_digits


def conv_forward(x, w, b):
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    cols = np.lib.stride_tricks.sliding_window_view(x, (HH, WW), axis=(2, 3))
    out = np.einsum("nchwij,fcij->nfhw", cols, w, optimize=True) + b[None, :, None, None]
    return out, (cols, w, x.shape)


def conv_backward(dout, cache):
    cols, w, shape = cache
    dw = np.einsum("nfhw,nchwij->fcij", dout, cols, optimize=True)
    db = dout.sum(axis=(0, 2, 3))
    return dw, db


def relu_forward(x):
    return np.maximum(0, x), x


def relu_backward(dout, cache):
    return dout * (cache > 0)


def max_pool_forward_naive(x, pool_param):
    N, C, H, W = x.shape
    ph, pw, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    Ho, Wo = 1 + (H - ph) // stride, 1 + (W - pw) // stride
    out = np.zeros((N, C, Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            out[:, :, i, j] = x[:, :, i * stride:i * stride + ph, j * stride:j * stride + pw].max(axis=(2, 3))
    return out, (x, pool_param)


def max_pool_backward_naive(dout, cache):
    x, pool_param = cache
    N, C, Ho, Wo = dout.shape
    ph, pw, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dx = np.zeros_like(x)
    n, c = np.meshgrid(np.arange(N), np.arange(C), indexing="ij")
    for i in range(Ho):
        for j in range(Wo):
            window = x[:, :, i * stride:i * stride + ph, j * stride:j * stride + pw].reshape(N, C, -1)
            row, col = np.unravel_index(window.argmax(axis=2), (ph, pw))
            dx[n, c, i * stride + row, j * stride + col] = dout[:, :, i, j]
    return dx


def affine_forward(x, w, b):
    return x.reshape(x.shape[0], -1).dot(w) + b, (x, w)


def affine_backward(dout, cache):
    x, w = cache
    return dout.dot(w.T).reshape(x.shape), x.reshape(x.shape[0], -1).T.dot(dout), dout.sum(axis=0)


def softmax_loss(x, y):
    shifted = x - x.max(axis=1, keepdims=True)
    log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    N = x.shape[0]
    dx = np.exp(log_probs)
    dx[np.arange(N), y] -= 1
    return -log_probs[np.arange(N), y].mean(), dx / N


class ConvNet:
    """conv - relu - 3x3 max pool (stride 1) - affine - softmax"""

    def __init__(self, num_filters=6, weight_scale=0.15):
        self.params = {
            "W1": weight_scale * np.random.randn(num_filters, 1, 3, 3), "b1": np.zeros(num_filters),
            "W2": weight_scale * np.random.randn(num_filters * 16, 10), "b2": np.zeros(10),
        }
        self.pool_param = {"pool_height": 3, "pool_width": 3, "stride": 1}

    def loss(self, X, y=None):
        p = self.params
        a, conv_cache = conv_forward(X, p["W1"], p["b1"])
        r, relu_cache = relu_forward(a)
        q, pool_cache = max_pool_forward_naive(r, self.pool_param)
        scores, fc_cache = affine_forward(q, p["W2"], p["b2"])
        if y is None:
            return scores
        loss, dscores = softmax_loss(scores, y)
        grads = {}
        dq, grads["W2"], grads["b2"] = affine_backward(dscores, fc_cache)
        dr = max_pool_backward_naive(dq, pool_cache)
        grads["W1"], grads["b1"] = conv_backward(relu_backward(dr, relu_cache), conv_cache)
        return loss, grads


data = load_digits()
perm = np.random.permutation(len(data.images))
X, y = data.images[perm][:, None] / 16, data.target[perm]
X_train, y_train, X_val, y_val = X[:1300], y[:1300], X[1300:], y[1300:]

model = ConvNet()
velocity = {k: np.zeros_like(v) for k, v in model.params.items()}
history = []
for it in range(300):
    pick = np.random.choice(len(X_train), 50, replace=False)
    loss, grads = model.loss(X_train[pick], y_train[pick])
    history.append(loss)
    for k in model.params:
        velocity[k] = 0.9 * velocity[k] - 0.02 * grads[k]
        model.params[k] += velocity[k]
    if it % 50 == 0:
        print("(Iteration %d / 300) loss: %f  val_acc: %f" % (it, loss, (model.loss(X_val).argmax(axis=1) == y_val).mean()))
print("last losses", np.mean(history[-20:]), "val_acc", (model.loss(X_val).argmax(axis=1) == y_val).mean())
