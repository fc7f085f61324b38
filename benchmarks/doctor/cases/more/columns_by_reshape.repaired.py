import numpy as np
from sklearn.datasets import load_digits

dataset = load_digits()
m_train = 1400

train_x_orig = dataset.images[:m_train]
test_x_orig = dataset.images[m_train:]
train_y = dataset.target[:m_train]
test_y = dataset.target[m_train:]

# flatten the images, one column per picture
train_x = train_x_orig.reshape(m_train, -1).T / 16.
test_x = test_x_orig.reshape(test_x_orig.shape[0], -1).T / 16.
print("train_x's shape: " + str(train_x.shape))
print("test_x's shape: " + str(test_x.shape))

onehot = np.zeros((10, m_train))
onehot[train_y, np.arange(m_train)] = 1


def softmax(Z):
    T = np.exp(Z - np.max(Z, axis=0, keepdims=True))
    return T / np.sum(T, axis=0, keepdims=True)


W1 = np.random.randn(25, 64) * np.sqrt(2. / 64)
b1 = np.zeros((25, 1))
W2 = np.random.randn(10, 25) * np.sqrt(2. / 25)
b2 = np.zeros((10, 1))


def propagate(X):
    A1 = np.maximum(0, np.dot(W1, X) + b1)
    return A1, softmax(np.dot(W2, A1) + b2)


def accuracy(X, labels):
    return np.mean(np.argmax(propagate(X)[1], axis=0) == labels)


for i in range(400):
    A1, A2 = propagate(train_x)
    cost = -np.sum(onehot * np.log(A2 + 1e-12)) / m_train
    dZ2 = (A2 - onehot) / m_train
    dZ1 = np.dot(W2.T, dZ2) * (A1 > 0)
    W2 = W2 - 0.5 * np.dot(dZ2, A1.T)
    b2 = b2 - 0.5 * np.sum(dZ2, axis=1, keepdims=True)
    W1 = W1 - 0.5 * np.dot(dZ1, train_x.T)
    b1 = b1 - 0.5 * np.sum(dZ1, axis=1, keepdims=True)
    if i % 50 == 0:
        print("Cost after iteration %i: %f" % (i, cost))

print("train", accuracy(train_x, train_y), "test", accuracy(test_x, test_y))
