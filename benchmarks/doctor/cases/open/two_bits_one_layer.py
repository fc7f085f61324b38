import numpy as np


def sigmoid(x):
    output = 1 / (1 + np.exp(-x))
    return output


def sigmoid_to_deriv(output):
    return output * (1 - output)


def predict(inp, weights):
    print(inp, sigmoid(np.dot(inp, weights)))


X = np.array([[0, 1],
              [0, 1],
              [1, 0],
              [1, 0],
              [0, 0],
              [1, 1]])

Y = np.array([[0, 0, 1, 1, 0, 1]]).T

np.random.seed(1)
weights0 = 2 * np.random.random((X.shape[1], 1)) - 1

for i in range(10000):
    layer0 = X
    layer1 = sigmoid(np.dot(layer0, weights0))

    layer1_error = layer1 - Y

    layer1_delta = layer1_error * sigmoid_to_deriv(layer1)
    weights0_deriv = np.dot(layer0.T, layer1_delta)

    weights0 -= weights0_deriv

print('INPUT PREDICTION')
for row in X:
    predict(row, weights0)
