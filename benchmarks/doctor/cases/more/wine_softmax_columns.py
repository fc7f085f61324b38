import numpy as np
from sklearn.datasets import load_wine

# Medium article style: 13 -> 16 -> 3, columns are the samples

rs = np.random.RandomState(0)
raw = load_wine()
perm = rs.permutation(len(raw.target))
X = raw.data[perm]
X = ((X - X[:130].mean(0)) / X[:130].std(0)).T
Y = np.eye(3)[raw.target[perm]].T

X_train, Y_train = X[:, :130], Y[:, :130]
X_test, Y_test = X[:, 130:], Y[:, 130:]
N = X_train.shape[1]

params = dict(
    W1=rs.randn(16, 13) / np.sqrt(13),
    b1=np.zeros((16, 1)),
    W2=rs.randn(3, 16) / np.sqrt(16),
    b2=np.zeros((3, 1)),
)


def softmax(Z):
    expZ = np.exp(Z - np.max(Z, axis=0))
    return expZ / expZ.sum(axis=0)


def forward(X):
    Z1 = params['W1'] @ X + params['b1']
    A1 = np.maximum(Z1, 0.01 * Z1)
    Z2 = params['W2'] @ A1 + params['b2']
    return dict(X=X, Z1=Z1, A1=A1, A2=softmax(Z2))


def loss(A2, Y):
    return -np.sum(Y * np.log(A2 + 1e-12)) / Y.shape[1]


def backward(c, Y):
    dZ2 = (c['A2'] - Y) / Y.shape[1]
    dZ1 = params['W2'].T @ dZ2
    dZ1[c['Z1'] < 0] *= 0.01
    return dict(
        W1=dZ1 @ c['X'].T, b1=dZ1.sum(axis=1, keepdims=True),
        W2=dZ2 @ c['A1'].T, b2=dZ2.sum(axis=1, keepdims=True),
    )


def accuracy(A2, Y):
    predicted = np.argmax(A2, axis=1)
    actual = np.argmax(Y, axis=1)
    return np.mean(predicted == actual)


eta = 0.3
history = {'loss': [], 'acc': []}
for epoch in range(1, 201):
    cache = forward(X_train)
    history['loss'].append(loss(cache['A2'], Y_train))
    history['acc'].append(accuracy(cache['A2'], Y_train))
    grads = backward(cache, Y_train)
    for name, g in grads.items():
        params[name] -= eta * g
    if epoch % 25 == 0:
        print(f"[{epoch}] loss={history['loss'][-1]:.4f} accuracy={history['acc'][-1]:.2%}")

test_out = forward(X_test)['A2']
test_acc = accuracy(test_out, Y_test)
print(f"test loss={loss(test_out, Y_test):.4f} accuracy={test_acc:.2%}")
