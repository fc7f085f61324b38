import numpy as np

np.random.seed(12)
# inverse problem in millimetres: y has several answers for one x
y = np.random.uniform(-60, 60, (600, 1))
x = y / 60 + 0.35 * np.sin(2 * np.pi * y / 60) + 0.02 * np.random.randn(600, 1)

K, H = 5, 20
n_out = 3 * K
w1 = np.random.randn(1, H)
b1 = np.random.randn(1, H)
w2 = np.random.randn(H, n_out) * 0.1
b2 = np.zeros((1, n_out))
b2[0, K:2 * K] = np.linspace(-15, 15, K)      # spread the means at the start


def network(x):
    h = np.tanh(x @ w1 + b1)
    o = h @ w2 + b2
    logit, mu, log_sigma = o[:, :K], o[:, K:2 * K], o[:, 2 * K:]
    e = np.exp(logit - logit.max(axis=1, keepdims=True))
    return h, e / e.sum(axis=1, keepdims=True), mu, log_sigma


def responsibilities(pi, mu, log_sigma, y):
    """posterior of the components, and log p(y|x)"""
    log_joint = np.log(pi) - log_sigma - 0.5 * ((y - mu) / np.exp(log_sigma)) ** 2 - 0.5 * np.log(2 * np.pi)
    top = log_joint.max(axis=1, keepdims=True)
    joint = np.exp(log_joint - top)
    p = joint.sum(axis=1, keepdims=True)
    return joint / p, np.log(p) + top


params = [w1, b1, w2, b2]
mean_square = [np.zeros_like(q) for q in params]
lr = 0.01
for epoch in range(2001):
    h, pi, mu, log_sigma = network(x)
    gamma, log_p = responsibilities(pi, mu, log_sigma, y)
    nll = -log_p.mean()

    u = (y - mu) / np.exp(log_sigma)
    d = np.hstack([pi - gamma, -gamma * u / np.exp(log_sigma), gamma * (1 - u ** 2)]) / len(x)
    dh = (d @ w2.T) * (1 - h ** 2)
    grads = [x.T @ dh, dh.sum(0, keepdims=True), h.T @ d, d.sum(0, keepdims=True)]
    for q, g, s in zip(params, grads, mean_square):
        s *= 0.9
        s += 0.1 * g * g
        q -= lr * g / (np.sqrt(s) + 1e-8)

    if epoch % 250 == 0:
        print('epoch', epoch, 'negative log likelihood', nll)

print('nll of one gaussian for everything: %.3f' % (0.5 * np.log(2 * np.pi * y.var()) + 0.5))
h, pi, mu, log_sigma = network(np.array([[0.0]]))
print('x = 0: weights', pi.round(2), 'means', mu.round(1))
