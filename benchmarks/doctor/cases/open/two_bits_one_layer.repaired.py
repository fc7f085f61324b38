import numpy as np


def sigmoid(x):
    s = 1 / (1 + np.exp(-x))
    return s


def slope_of_sigmoid(s):
    return s * (1 - s)


def show(inp, weights):
    print(inp, sigmoid(np.dot(inp, weights)))


X = np.array([[0, 1],
              [0, 1],
              [1, 0],
              [1, 0],
              [0, 0],
              [1, 1]])

Y = np.array([[0, 0, 1, 1, 0, 1]]).T
X = np.column_stack([X, np.ones(len(X))])

np.random.seed(1)
w_in = 2 * np.random.random((X.shape[1], 1)) - 1

for i in range(10000):
    inp_layer = X
    out_layer = sigmoid(np.dot(inp_layer, w_in))

    out_error = out_layer - Y

    out_delta = out_error * slope_of_sigmoid(out_layer)
    w_in_deriv = np.dot(inp_layer.T, out_delta)

    w_in -= w_in_deriv

print('input and answer')
for row in X:
    show(row, w_in)
