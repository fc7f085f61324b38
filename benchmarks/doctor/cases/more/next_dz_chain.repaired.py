import numpy as np

np.random.seed(17)


def fc_forward(z, W, b):
    """
    fully connected layer, forward
    :param z: output of the layer before, (N, ln)
    :param W: weights
    :param b: bias
    """
    return np.dot(z, W) + b


def fc_backward(next_dz, W, z):
    """
    fully connected layer, backward
    :param next_dz: gradient of the layer behind
    :param W: weights of this layer
    :param z: output of the layer before
    """
    N = z.shape[0]
    dz = np.dot(next_dz, W.T)  # gradient of the layer before
    dw = np.dot(z.T, next_dz)  # gradient of the weights
    db = np.sum(next_dz, axis=0)  # gradient of the bias, summed over N
    return dw / N, db / N, dz


def sigmoid_forward(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_backward(next_dz, a):
    """
    sigmoid activation, backward
    :param next_dz: gradient of the layer behind
    """
    return next_dz * a * (1 - a)


def mean_squared_loss(y_predict, y_true):
    """
    :return: loss, gradient of the prediction
    """
    loss = np.mean(np.sum(np.square(y_predict - y_true), axis=-1)) / 2
    dy = y_predict - y_true
    return loss, dy


# ring of points around a lump
N = 200
angle = np.random.rand(N) * 2 * np.pi
radius = np.where(np.arange(N) % 2 == 0, 0.5, 1.5) + np.random.randn(N) * 0.12
X = np.c_[radius * np.cos(angle), radius * np.sin(angle)]
Y = (np.arange(N) % 2).reshape(-1, 1).astype(float)

weights = {}
weights["W1"] = np.random.randn(2, 10)
weights["b1"] = np.zeros(10)
weights["W2"] = np.random.randn(10, 1) * 0.5
weights["b2"] = np.zeros(1)

nuerons = {}
gradients = {}


def forward(X):
    nuerons["z1"] = fc_forward(X, weights["W1"], weights["b1"])
    nuerons["a1"] = sigmoid_forward(nuerons["z1"])
    nuerons["y"] = fc_forward(nuerons["a1"], weights["W2"], weights["b2"])
    return nuerons["y"]


def backward(X, y_true):
    loss, dy = mean_squared_loss(nuerons["y"], y_true)
    gradients["W2"], gradients["b2"], gradients["a1"] = fc_backward(dy, weights["W2"], nuerons["a1"])
    gradients["z1"] = sigmoid_backward(gradients["a1"], nuerons["a1"])
    gradients["W1"], gradients["b1"], _ = fc_backward(gradients["z1"], weights["W1"], X)
    return loss


def get_accuracy(X, y_true):
    return np.mean((forward(X) > 0.5) == (y_true > 0.5))


epoch = 3000
lr = 0.3
for s in range(epoch):
    forward(X)
    loss = backward(X, Y)
    for k in weights.keys():
        weights[k] -= lr * gradients[k]
    if s % 300 == 0:
        print("\n epoch:{} ; loss:{}".format(s, loss))
        print(" accuracy:{}".format(get_accuracy(X, Y)))

print("final accuracy", get_accuracy(X, Y))
