# Lab 6: early stopping with a validation set
# regression of a noisy function with too many hidden units
import numpy as np

np.random.seed(3)
N = 60
x = np.random.uniform(-3, 3, (N, 1))
t = np.sin(2 * x) + 0.4 * np.random.randn(N, 1)

x_tr, t_tr = x[:20], t[:20]
x_va, t_va = x[20:40], t[20:40]
x_te, t_te = x[40:], t[40:]

M = 40
lr = 0.01
beta = 0.9
patience = 400

params = [np.random.randn(1, M) * 2, np.random.randn(1, M) * 2,
          np.random.randn(M, 1) / np.sqrt(M), np.zeros((1, 1))]
vel = [np.zeros_like(p) for p in params]


def net(params, x):
    W1, b1, W2, b2 = params
    h = np.tanh(x @ W1 + b1)
    return h, h @ W2 + b2


def mse(params, x, t):
    return np.mean((net(params, x)[1] - t) ** 2)


def grads(params, x, t):
    W1, b1, W2, b2 = params
    h, y = net(params, x)
    dy = 2 * (y - t) / len(x)
    dh = dy @ W2.T * (1 - h ** 2)
    return [x.T @ dh, dh.sum(0, keepdims=True), h.T @ dy, dy.sum(0, keepdims=True)]


best_loss = np.inf
best_params = None
wait = 0
for epoch in range(20000):
    g = grads(params, x_tr, t_tr)
    for i in range(4):
        vel[i] = beta * vel[i] - lr * g[i]
        params[i] += vel[i]

    val = mse(params, x_va, t_va)
    if val < best_loss:
        best_loss = val
        best_params = params
        best_epoch = epoch
        wait = 0
    else:
        wait += 1
    if wait > patience:
        print("early stopping in epoch", epoch)
        break
    if epoch % 100 == 0:
        print("epoch %d train %.4f val %.4f" % (epoch, mse(params, x_tr, t_tr), val))

print("best epoch", best_epoch, "with validation loss", best_loss)
params = best_params
print("train", mse(params, x_tr, t_tr))
print("val  ", mse(params, x_va, t_va))
print("test ", mse(params, x_te, t_te))
