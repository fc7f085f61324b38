import numpy as np
from sklearn.datasets import make_moons
from collections import OrderedDict

points, classes = make_moons(300, noise=0.15, random_state=4)
classes = classes.reshape(-1, 1).astype(float)

network = OrderedDict()
STRUCTURE = {'first': (2, 12, 'tanh'), 'second': (12, 8, 'tanh'), 'out': (8, 1, 'sigmoid')}


def build():
    for name, (i, o, act) in STRUCTURE.items():
        network[name] = {
            'par': {'W': np.random.randn(i, o) * np.sqrt(1.0 / i), 'b': np.zeros((1, o))},
            'mem': {'m': {'W': 0, 'b': 0}, 'v': {'W': 0, 'b': 0}},
            'act': act,
            'tmp': {},
        }


ACT = {
    'tanh': (np.tanh, lambda a: 1 - a ** 2),
    'sigmoid': (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),
    'relu': (lambda z: np.maximum(0, z), lambda a: (a > 0) * 1.0),
}


def forward(net, x):
    for name in net:
        layer = net[name]
        layer['tmp']['in'] = x
        x = ACT[layer['act']][0](x @ layer['par']['W'] + layer['par']['b'])
        layer['tmp']['out'] = x
    return x


def backward(net, y):
    names = list(net)[::-1]
    p = net[names[0]]['tmp']['out']
    grads = {}
    delta = (p - y) / len(y)          # cross entropy + sigmoid
    for pos, name in enumerate(names):
        layer = net[name]
        if pos > 0:
            delta = (delta @ net[names[pos - 1]]['par']['W'].T) * ACT[layer['act']][1](layer['tmp']['out'])
        grads[name] = {'W': layer['tmp']['in'].T @ delta, 'b': delta.sum(axis=0, keepdims=True)}
    return grads


def step_sgd(net, grads, lr=0.5):
    for name in net:
        for key in ('W', 'b'):
            net[name]['par'][key] -= lr * grads[name][key]


def step_adam(net, grads, i, lr=0.01, beta_m=0.9, beta_v=0.999, eps=1e-8):
    for name in net:
        m, v = net[name]['mem']['m'], net[name]['mem']['v']
        for key in ('W', 'b'):
            g = grads[name][key]
            # calculate m and v
            m[key] = beta_m * m[key] + (1 - beta_m) * g
            v[key] = beta_v * v[key] + (1 - beta_v) * (g ** 2)
            # bias correction
            m_hat = m[key] / (1 - beta_m ** i)
            v_hat = v[key] / (1 - beta_v ** i)
            net[name]['par'][key] -= lr * m_hat / (np.sqrt(v_hat) + eps)


def loss(p, y):
    return -np.mean(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12))


def accuracy(net, x, y):
    return np.mean((forward(net, x) > 0.5) == (y > 0.5))


build()
for i in range(1, 801):
    p = forward(network, points)
    grads = backward(network, classes)
    #step_sgd(network, grads)
    step_adam(network, grads, i)
    if i < 10 or i % 100 == 0:
        print(i, loss(p, classes), accuracy(network, points, classes))
