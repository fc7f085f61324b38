import numpy as np
from sklearn.datasets import load_digits

# Homework: "implement a 2 layer network, every COLUMN of X is one example" (deeplearning.ai notation)
# cost goes down a little, accuracy on both sets is really bad. I checked the backprop formulas 3 times

digits = load_digits()
order = np.random.permutation(len(digits.target))
data = digits.data[order] / 16.0
lab = digits.target[order]

m_train = 1400
train_set_x_orig, train_set_y = data[:m_train], lab[:m_train]
test_set_x_orig, test_set_y = data[m_train:], lab[m_train:]

m_test = test_set_x_orig.shape[0]
num_px = train_set_x_orig.shape[1]
print("number of training examples: m_train = " + str(m_train))
print("number of testing examples: m_test = " + str(m_test))
print("each image has " + str(num_px) + " numbers")

train_x = train_set_x_orig.reshape(num_px, m_train)
test_x = test_set_x_orig.reshape(num_px, m_test)
print("train_x's shape: " + str(train_x.shape))
print("test_x's shape: " + str(test_x.shape))


def convert_to_one_hot(y, C):
    return np.eye(C)[y.reshape(-1)].T


def initialize_parameters(n_x, n_h, n_y):
    return {"W1": np.random.randn(n_h, n_x) * np.sqrt(2. / n_x),
            "b1": np.zeros((n_h, 1)),
            "W2": np.random.randn(n_y, n_h) * np.sqrt(1. / n_h),
            "b2": np.zeros((n_y, 1))}


def linear_activation_forward(A_prev, W, b, activation):
    Z = np.dot(W, A_prev) + b
    if activation == "relu":
        A = np.maximum(0, Z)
    elif activation == "softmax":
        t = np.exp(Z - np.max(Z, axis=0, keepdims=True))
        A = t / np.sum(t, axis=0, keepdims=True)
    return A, (A_prev, W, b, Z)


def compute_cost(AL, Y):
    m = Y.shape[1]
    return -np.sum(Y * np.log(AL + 1e-12)) / m


def backward(AL, Y, cache1, cache2):
    m = Y.shape[1]
    A1, W2 = cache2[0], cache2[1]
    dZ2 = AL - Y
    grads = {"dW2": np.dot(dZ2, A1.T) / m, "db2": np.sum(dZ2, axis=1, keepdims=True) / m}
    dZ1 = np.dot(W2.T, dZ2)
    dZ1[cache1[3] <= 0] = 0
    grads["dW1"] = np.dot(dZ1, cache1[0].T) / m
    grads["db1"] = np.sum(dZ1, axis=1, keepdims=True) / m
    return grads


def two_layer_model(X, Y, layers_dims, learning_rate=0.5, num_iterations=400, print_cost=True):
    costs = []
    parameters = initialize_parameters(*layers_dims)
    for i in range(num_iterations):
        A1, cache1 = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
        A2, cache2 = linear_activation_forward(A1, parameters["W2"], parameters["b2"], "softmax")
        cost = compute_cost(A2, Y)
        grads = backward(A2, Y, cache1, cache2)
        for name in ("W1", "b1", "W2", "b2"):
            parameters[name] = parameters[name] - learning_rate * grads["d" + name]
        if print_cost and i % 50 == 0:
            print("Cost after iteration {}: {}".format(i, cost))
        costs.append(cost)
    return parameters, costs


def predict(X, parameters):
    A1, _ = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
    A2, _ = linear_activation_forward(A1, parameters["W2"], parameters["b2"], "softmax")
    return np.argmax(A2, axis=0)


Y = convert_to_one_hot(train_set_y, 10)
parameters, costs = two_layer_model(train_x, Y, (num_px, 25, 10))

print("train accuracy:", np.mean(predict(train_x, parameters) == train_set_y))
print("test accuracy:", np.mean(predict(test_x, parameters) == test_set_y))
