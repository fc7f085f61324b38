import numpy as np
from sklearn.datasets import load_iris

np.random.seed(1)

# iris, raw centimetres, no scaling. tanh everywhere, so targets are -1 / +1
iris = load_iris()
inputs = np.hstack((iris.data, np.ones((150, 1))))     # last column = bias
targets = -np.ones((150, 3))
targets[np.arange(150), iris.target] = 1

mix = np.random.permutation(150)
train_idx, test_idx = mix[:110], mix[110:]

syn0 = 0.2 * np.random.rand(5, 7)                      # small positive weights
syn1 = 0.2 * np.random.rand(8, 3)
syn0[:, ::2] *= -1                                     # every second unit looks the other way
print(syn0.round(2))

lr = 0.015

def think(row):
    l1 = np.append(np.tanh(row.dot(syn0)), 1)
    l2 = np.tanh(l1.dot(syn1))
    return l1, l2

def score(idx):
    ok = 0
    for i in idx:
        _, out = think(inputs[i])
        if out.argmax() == iris.target[i]:
            ok += 1
    return ok / len(idx)

for epoch in range(240):
    np.random.shuffle(train_idx)
    lr *= 0.988
    sq = 0
    for i in train_idx:
        x = inputs[i]
        l1, l2 = think(x)

        l2_error = targets[i] - l2
        l2_delta = l2_error * (1 - l2 ** 2)
        l1_error = syn1.dot(l2_delta)
        l1_delta = (l1_error * (1 - l1 ** 2))[:-1]

        syn1 += lr * np.outer(l1, l2_delta)
        syn0 += lr * np.outer(x, l1_delta)
        sq += (l2_error ** 2).mean()
    if (epoch + 1) % 40 == 0:
        print("epoch", epoch + 1, "mse", sq / len(train_idx), "train", score(train_idx), "test", score(test_idx))

print("accuracy on the 40 unseen flowers:", score(test_idx))
