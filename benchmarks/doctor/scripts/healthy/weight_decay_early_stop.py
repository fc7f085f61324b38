import copy

import numpy as np

np.random.seed(8)
x = np.random.uniform(-3, 3, (90, 1))
y = np.cos(x) + np.random.normal(0, 0.2, x.shape)
tr, va = slice(0, 60), slice(60, 90)

net = [np.random.randn(1, 25), np.random.randn(1, 25), np.random.randn(25, 1) * 0.2, np.zeros((1, 1))]
lr, decay = 0.03, 1e-3
best, best_net, bad = 1e9, None, 0
for epoch in range(3000):
    h = np.tanh(x[tr] @ net[0] + net[1])
    o = h @ net[2] + net[3]
    e = (o - y[tr]) / 60
    back = e @ net[2].T * (1 - h ** 2)
    g = [x[tr].T @ back, back.sum(0, keepdims=True), h.T @ e, e.sum(0, keepdims=True)]
    for i in range(4):
        net[i] *= 1 - lr * decay      # decoupled weight decay, biases too
        net[i] -= lr * g[i]
    v = np.mean((np.tanh(x[va] @ net[0] + net[1]) @ net[2] + net[3] - y[va]) ** 2)
    if v < best - 1e-6:
        best, best_net, bad = v, copy.deepcopy(net), 0
    else:
        bad += 1
        if bad > 200:
            print("stopped at", epoch)
            break
    if epoch % 300 == 0:
        print(epoch, "validation mse", v)
net = best_net
print("best", best)
