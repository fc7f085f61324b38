import numpy as np
from sklearn.datasets import load_digits

data = load_digits()
data = np.column_stack([data.target, data.data])
np.random.shuffle(data)
m, n = data.shape

# dev / train like in the video, but I do not transpose: m x 64
dev = data[0:300]
Ydev = dev[:, 0].astype(int)
Xdev = dev[:, 1:n] / 16.

train = data[300:m]
Ytrain = train[:, 0].astype(int)
Xtrain = train[:, 1:n] / 16.
m = Xtrain.shape[0]

def init_param():
    w1 = (np.random.rand(64, 20) - 0.5) * 0.6
    b1 = np.zeros((1, 20))
    w2 = (np.random.rand(20, 10) - 0.5) * 0.8
    b2 = np.zeros((1, 10))
    return w1, b1, w2, b2

def ReLU(z):
    return np.maximum(z, 0)

def Softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    a2 = e / np.sum(e, axis=1, keepdims=True)
    return a2

def f_propagation(a0, w1, b1, w2, b2):
    z1 = a0.dot(w1) + b1  # m x 20
    a1 = ReLU(z1)         # m x 20
    z2 = a1.dot(w2) + b2  # m x 10
    a2 = Softmax(z2)      # m x 10
    return z1, a1, z2, a2

def dev_ReLU(z):
    return z > 0

def one_hotencode(y):
    y_hat = np.zeros((y.size, 10))
    y_hat[np.arange(y.size), y] = 1
    return y_hat

def b_propagation(x, y, z1, w1, a1, z2, w2, a2):
    y_hat = one_hotencode(y)
    dadc = a2 - y_hat                     # m x 10 Start from here
    dw2 = 1/m * a1.T.dot(dadc)            # 20 x 10
    db2 = 1/m * np.sum(dadc, axis=0)      # 1 x 10
    dw1 = 1/m * x.T.dot(dadc.dot(w2.T) * dev_ReLU(z1))   # 64 x 20
    db1 = 1/m * np.sum(dadc.dot(w2.T) * dev_ReLU(z1), axis=0)   # 1 x 20
    return dw2, db2, dw1, db1

def update_param(w1, b1, w2, b2, dw1, db1, dw2, db2, alpha):
    w1 = w1 - alpha * dw1
    b1 = b1 - alpha * db1
    w2 = w2 - alpha * dw2
    b2 = b2 - alpha * db2
    return w1, b1, w2, b2

def get_predictions(A2):
    return np.argmax(A2, 1)

def get_accuracy(predictions, Y):
    hit = 0
    for guess, real in zip(predictions, Y):
        hit += guess == real
    return hit / len(predictions)

def gradient_descent(x, y, alpha, iterations):
    w1, b1, w2, b2 = init_param()
    for i in range(iterations):
        z1, a1, z2, a2 = f_propagation(x, w1, b1, w2, b2)
        dw2, db2, dw1, db1 = b_propagation(x, y, z1, w1, a1, z2, w2, a2)
        w1, b1, w2, b2 = update_param(w1, b1, w2, b2, dw1, db1, dw2, db2, alpha)
        if i % 50 == 0:
            print("Iteration:", i)
            predictions = get_predictions(a2)
            print(predictions[:10], y[:10], "accuracy", get_accuracy(predictions, y))
            print("loss", -np.mean(np.log(a2[np.arange(len(y)), y] + 1e-12)))
    return w1, b1, w2, b2

params = gradient_descent(Xtrain, Ytrain, 0.5, 500)
print("dev", get_accuracy(get_predictions(f_propagation(Xdev, *params)[3]), Ydev))
