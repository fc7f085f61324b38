import numpy as np

rng = np.random.RandomState()
n = 500
sqm = rng.uniform(20, 140, n)
floor = rng.randint(0, 9, n)
dist = rng.uniform(0.2, 15, n)
rent = 250 + 11 * sqm - 28 * dist + 12 * floor + 120 * np.exp(-dist) * sqm / 20 + rng.normal(0, 45, n)

features = np.c_[sqm, floor, dist]
mu, sd = features.mean(0), features.std(0)
features = (features - mu) / sd
r_mu, r_sd = rent.mean(), rent.std()
target = ((rent - r_mu) / r_sd)[:, None]

sizes = [3, 24, 12, 1]
net = []
for a, b in zip(sizes[:-1], sizes[1:]):
    net.append({'w': rng.randn(a, b) * np.sqrt(2 / a), 'b': np.full((1, b), 0.1)})


def run(x):
    for layer in net:
        layer['in'] = x
        layer['z'] = x.dot(layer['w']) + layer['b']
        layer['out'] = np.maximum(layer['z'], 0)
        x = layer['out']
    return x


def learn(x, t, lr):
    grad = 2 * (run(x) - t) / len(x)
    for layer in reversed(net):
        grad = grad * (layer['z'] > 0)
        gw = layer['in'].T.dot(grad)
        gb = grad.sum(axis=0, keepdims=True)
        grad = grad.dot(layer['w'].T)
        layer['w'] -= lr * gw
        layer['b'] -= lr * gb


for step in range(3001):
    learn(features, target, 0.03)
    if step % 500 == 0:
        print(step, 'mse', np.mean((run(features) - target) ** 2))

estimate = run(features) * r_sd + r_mu
print('lowest estimate', estimate.min(), 'lowest rent', rent.min())
print('mean abs error', np.mean(np.abs(estimate[:, 0] - rent)))
