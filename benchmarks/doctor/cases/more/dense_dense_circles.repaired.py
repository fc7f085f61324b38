import numpy as np
from sklearn.datasets import make_circles

X, Y = make_circles(n_samples=300, factor=0.4, noise=0.08)
Y = Y.reshape(300, 1)


def dense(n_inputs, n_neurons):
    return {'weights': np.random.randn(n_inputs, n_neurons) * 0.7, 'biases': np.zeros((1, n_neurons))}


def run(layer, inputs):
    layer['inputs'] = inputs
    layer['output'] = np.dot(inputs, layer['weights']) + layer['biases']
    return layer['output']


def tanh(layer, x):
    layer['act'] = np.tanh(x)
    return layer['act']


def back(layer, dvalues, lr):
    dinputs = np.dot(dvalues, layer['weights'].T)
    layer['weights'] -= lr * np.dot(layer['inputs'].T, dvalues)
    layer['biases'] -= lr * np.sum(dvalues, axis=0, keepdims=True)
    return dinputs


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


layer1 = dense(2, 10)
layer2 = dense(10, 10)
layer3 = dense(10, 1)

for epoch in range(1001):
    out = sigmoid(run(layer3, tanh(layer2, run(layer2, tanh(layer1, run(layer1, X))))))
    loss = -np.mean(Y * np.log(out) + (1 - Y) * np.log(1 - out))
    acc = np.mean((out > 0.5) == Y)
    if epoch % 100 == 0:
        print(f'epoch: {epoch}, acc: {acc:.3f}, loss: {loss:.3f}')

    d = (out - Y) / len(X)
    for layer in (layer3, layer2, layer1):
        if 'act' in layer:
            d = d * (1 - layer['act'] ** 2)
        d = back(layer, d, 0.3)
