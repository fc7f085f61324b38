import numpy as np
from sklearn.datasets import load_digits


def extract():
    """Two kinds of pictures: ones and sevens."""
    d = load_digits()
    keep = (d.target == 1) | (d.target == 7)
    x = d.data[keep]
    x = (x - np.mean(x)) / np.std(x)
    return x, (d.target[keep] == 7).astype(int)


def randweights(n_in, n_out):
    eps = np.sqrt(6.0 / (n_in + n_out))
    return np.random.uniform(-eps, eps, (n_out, n_in + 1))


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def unpack(params, ils, hls, labels):
    cut = hls * (ils + 1)
    theta1 = params[:cut].reshape(hls, ils + 1)
    theta2 = params[cut:].reshape(labels, hls + 1)
    return theta1, theta2


def forward(x, theta1, theta2):
    """Forward propagation"""
    m = x.shape[0]
    a1 = np.vstack((np.ones([1, m]), x.T))
    z2 = np.dot(theta1, a1)
    a2 = np.vstack((np.ones([1, m]), sigmoid(z2)))
    a3 = sigmoid(np.dot(theta2, a2))
    return a1, a2, a3, z2, m


def cost(params, ils, hls, labels, x, Y, lmbda=0.01):
    theta1, theta2 = unpack(params, ils, hls, labels)
    _, _, a3, _, m = forward(x, theta1, theta2)
    j = -np.sum(Y * np.log(a3) + (1 - Y) * np.log(1 - a3)) / m
    return j + lmbda / (2 * m) * (np.sum(theta1[:, 1:] ** 2) + np.sum(theta2[:, 1:] ** 2))


def grad(params, ils, hls, labels, x, Y, lmbda=0.01):
    """Gradient with respect to the rolled thetas"""
    theta1, theta2 = unpack(params, ils, hls, labels)
    a1, a2, a3, z2, m = forward(x, theta1, theta2)
    d3 = a3 - Y
    d2 = np.dot(theta2[:, 1:].T, d3) * sigmoid(z2) * (1 - sigmoid(z2))
    t1 = np.dot(d2, a1.T) / m
    t2 = np.dot(d3, a2.T) / m
    t1[:, 1:] += lmbda / m * theta1[:, 1:]
    t2[:, 1:] += lmbda / m * theta2[:, 1:]
    return np.concatenate([t1.reshape(-1), t2.reshape(-1)])


def fit(x, y, t1=None, t2=None):
    """Training routine"""
    ils = x.shape[1]
    labels = len(set(y))
    Y = np.eye(labels)[y].T
    if t1 is None or t2 is None:
        t1 = randweights(ils, 10)
        t2 = randweights(10, labels)
    params = np.concatenate([t1.reshape(-1), t2.reshape(-1)])
    print("cost before", cost(params, ils, 10, labels, x, Y))
    res = grad(params, ils, 10, labels, x, Y)
    params -= 0.1 * res
    print("cost after", cost(params, ils, 10, labels, x, Y))
    return unpack(params, ils, 10, labels)


def predict(x, theta1, theta2):
    return np.argmax(forward(x, theta1, theta2)[2], axis=0)


if __name__ == "__main__":
    np.random.seed(1)
    pics, kinds = extract()
    mix = np.random.permutation(len(pics))
    pics, kinds = pics[mix], kinds[mix]
    theta1, theta2 = fit(pics[:250], kinds[:250])
    said = predict(pics[250:], theta1, theta2)
    print("predicted", said[:20])
    print("wanted   ", kinds[250:270])
    print("right: %.3f" % np.mean(said == kinds[250:]))
