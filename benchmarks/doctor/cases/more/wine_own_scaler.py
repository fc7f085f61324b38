import numpy as np
from sklearn.datasets import load_wine


def standardize(a):
    return (a - np.mean(a, axis=0)) / np.std(a, axis=0)


def softmax(z):
    z = z - z.max(axis=1)[:, None]
    return np.exp(z) / np.exp(z).sum(axis=1)[:, None]


wine = load_wine()
order = np.random.permutation(len(wine.target))
train = order[:130]
rest = order[130:]
# the cellar only sends us bottles of the third kind
new = rest[wine.target[rest] == 2]

X_train = standardize(wine.data[train])
X_new = standardize(wine.data[new])
T = np.eye(3)[wine.target[train]]

W = np.zeros((13, 3))
b = np.zeros(3)
for step in range(300):
    P = softmax(X_train @ W + b)
    if step % 50 == 0:
        print(step, -np.mean(np.log(P[T == 1])))
    G = (P - T) / len(T)
    W -= 0.5 * X_train.T @ G
    b -= 0.5 * G.sum(axis=0)

print('train', np.mean(softmax(X_train @ W + b).argmax(axis=1) == wine.target[train]))
hits = softmax(X_new @ W + b).argmax(axis=1) == 2
print('new bottles', np.mean(hits))
