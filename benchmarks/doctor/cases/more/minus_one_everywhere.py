import numpy as np
from sklearn.datasets import load_iris


def two_layer_init(n_in, n_hidden, n_out):
    model = {}
    model['W1'] = np.random.randn(n_in, n_hidden) * 0.5
    model['b1'] = np.zeros(n_hidden)
    model['W2'] = np.random.randn(n_hidden, n_out) * 0.5
    model['b2'] = np.zeros(n_out)
    return model


def loss_and_grads(model, X, y, reg):
    N = X.shape[0]
    h = np.maximum(0, X.dot(model['W1']) + model['b1'])
    scores = h.dot(model['W2']) + model['b2']
    scores -= np.max(scores, axis=1, keepdims=True)
    probs = np.exp(scores) / np.sum(np.exp(scores), axis=1, keepdims=True)

    data_loss = -np.mean(np.log(probs[np.arange(N), y]))
    reg_loss = 0.5 * reg * (np.sum(model['W1'] ** 2) + np.sum(model['W2'] ** 2))

    grads = {}
    dscores = probs.copy()
    dscores[:, y] -= 1
    dscores /= N
    grads['W2'] = h.T.dot(dscores) + reg * model['W2']
    grads['b2'] = np.sum(dscores, axis=0)
    dh = dscores.dot(model['W2'].T)
    dh[h <= 0] = 0
    grads['W1'] = X.T.dot(dh) + reg * model['W1']
    grads['b1'] = np.sum(dh, axis=0)
    return data_loss + reg_loss, grads


iris = load_iris()
X = iris.data - iris.data.mean(axis=0)
y = iris.target

model = two_layer_init(4, 10, 3)
learning_rate = 0.1
for it in range(1000):
    loss, grads = loss_and_grads(model, X, y, 1e-3)
    for p in model:
        model[p] -= learning_rate * grads[p]
    if it % 100 == 0:
        print('iteration %d: loss %f' % (it, loss))

h = np.maximum(0, X.dot(model['W1']) + model['b1'])
pred = np.argmax(h.dot(model['W2']) + model['b2'], axis=1)
print('training accuracy: %.2f' % np.mean(pred == y))
