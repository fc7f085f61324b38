# Neural network for bank notes style data, one output neuron, no matrix products for the last layer
import numpy as np
from sklearn.datasets import make_classification

np.random.seed(6)
inputs, labels = make_classification(n_samples=500, n_features=6, n_informative=4, n_redundant=0, class_sep=1.2)
labels = labels[:, np.newaxis]

n_hidden = 7
weights_in = np.random.randn(6, n_hidden) * 0.5
bias_in = np.zeros(n_hidden)
weights_out = np.random.randn(n_hidden) * 0.5          # one number per hidden neuron
bias_out = 0.0
rate = 0.002


def think(x):
    hidden = np.tanh(x.dot(weights_in) + bias_in)
    total = (hidden * weights_out).sum(axis=1, keepdims=True) + bias_out
    return hidden, 1 / (1 + np.exp(-total))


for i in range(600):
    hidden, out = think(inputs)
    missing = labels - out                              # what is missing, not the error
    hidden_missing = missing * weights_out * (1 - hidden ** 2)

    weights_out += rate * (hidden * missing).sum(axis=0)
    bias_out += rate * missing.sum()
    weights_in += rate * inputs.T.dot(hidden_missing)
    bias_in += rate * hidden_missing.sum(axis=0)
    if i % 60 == 0:
        bits = -np.sum(np.log2(np.where(labels == 1, out, 1 - out)))
        print('round', i, 'bits', bits, 'right', np.mean((out > 0.5) == labels))
