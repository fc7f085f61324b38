import numpy as np
from sklearn.datasets import load_wine

np.random.seed(7)

data = load_wine()
X = (data.data - data.data.mean(axis=0)) / data.data.std(axis=0)
T = np.eye(3)[data.target]
order = np.random.permutation(len(X))
X, T = X[order], T[order]
train_x, train_t = X[:120], T[:120]
test_x, test_t = X[120:], T[120:]


def sigmoid(v):
    return 1.0 / (1.0 + np.exp(-v))


def predict(model, x):
    z1 = np.matmul(x, model['w1']) + model['b1']
    a1 = sigmoid(z1)
    z2 = np.matmul(a1, model['w2']) + model['b2']
    a2 = sigmoid(z2)
    return z1, a1, z2, a2


def loss_of(model, x, y, reg_lambda):
    a2 = predict(model, x)[3]
    err = 0.5 * np.sum((y - a2) ** 2) / len(x)
    return err + 0.5 * reg_lambda * (np.sum(model['w1'] ** 2) + np.sum(model['w2'] ** 2))


def accuracy(model, x, y):
    a2 = predict(model, x)[3]
    return np.mean(a2.argmax(1) == y.argmax(1))


def train(x, y, nodes, num_passes, learning_rate, reg_lambda):
    n = len(x)
    w1 = np.random.randn(x.shape[1], nodes) / np.sqrt(x.shape[1])
    b1 = np.zeros((1, nodes))
    w2 = np.random.randn(nodes, y.shape[1]) / np.sqrt(nodes)
    b2 = np.zeros((1, y.shape[1]))
    current_model = {'w1': w1, 'b1': b1, 'w2': w2, 'b2': b2}
    for i in range(num_passes):
        z1, a1, z2, a2 = predict(current_model, x)

        # output layer
        derv_out2 = (y - a2) * (a2 * (1 - a2))
        delta2 = np.matmul(np.transpose(a1), derv_out2) / n
        dw2 = delta2 - reg_lambda * w2
        db2 = np.mean(derv_out2, 0)

        # hidden layer
        derv_out1 = a1 * (1 - a1) * np.matmul(derv_out2, np.transpose(w2))
        delta1 = np.matmul(np.transpose(x), derv_out1) / n
        dw1 = delta1 - reg_lambda * w1
        db1 = np.mean(derv_out1, 0)

        w1 += learning_rate * dw1
        b1 += learning_rate * db1
        w2 += learning_rate * dw2
        b2 += learning_rate * db2
        current_model = {'w1': w1, 'b1': b1, 'w2': w2, 'b2': b2}
        if i % 400 == 0:
            print('pass', i, 'loss', loss_of(current_model, x, y, reg_lambda),
                  'acc', accuracy(current_model, x, y))
    return current_model


model = train(train_x, train_t, 10, 2000, 0.5, 0.002)
print('train', accuracy(model, train_x, train_t))
print('test', accuracy(model, test_x, test_t))
