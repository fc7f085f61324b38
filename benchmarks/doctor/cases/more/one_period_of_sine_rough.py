import numpy as np

# one period of the sine, 1 hidden layer of tanh units, linear output, plain backpropagation


def make_net(n_hidden):
    return {
        'w': np.random.normal(0, 1.0, (n_hidden, 1)),
        'a': np.random.normal(0, 1.0, n_hidden),
        'v': np.random.normal(0, 0.3, n_hidden),
        'c': 0.0,
    }


def run(net, x):
    h = np.tanh(net['w'][:, 0] * x + net['a'])
    return h, net['v'].dot(h) + net['c']


def learn(net, x, t, rate):
    h, o = run(net, x)
    d = o - t
    dh = d * net['v'] * (1 - h ** 2)
    net['v'] -= rate * d * h
    net['c'] -= rate * d
    net['w'][:, 0] -= rate * dh * x
    net['a'] -= rate * dh
    return 0.5 * d * d


np.random.seed(21)
net = make_net(8)
xs = np.linspace(0, 2 * np.pi, 40)
inputs = xs / np.pi - 1      # -1 .. 1
targets = np.sin(xs)

for sweep in range(1, 1201):
    e = 0
    for i in np.random.permutation(len(xs)):
        e += learn(net, inputs[i], targets[i], 0.05)
    if sweep % 200 == 0:
        print('sweep', sweep, 'mean error', e / len(xs))

worst = 0
for x, s, t in zip(inputs, xs, targets):
    o = run(net, x)[1]
    worst = max(worst, abs(o - t))
    print('%.3f  sin %.4f  net %.4f' % (s, t, o))
print('largest difference', worst)
