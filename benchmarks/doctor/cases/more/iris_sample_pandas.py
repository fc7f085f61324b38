import numpy as np
import pandas as pd
from sklearn.datasets import load_iris

np.random.seed(8)

# In [1]
frame = load_iris(as_frame=True).frame
frame.columns = [0, 1, 2, 3, 4]

# In [2] create train and test split
n_train = 110
n_test = 40
iris_train = frame.sample(n_train)
iris_test = frame.sample(n_test)
print(iris_train.head())

# In [3]
features = iris_train.iloc[:, 0:4].to_numpy()
targets = iris_train.iloc[:, 4].to_numpy()
mean, spread = features.mean(axis=0), features.std(axis=0)
features = (features - mean) / spread


# In [4] activation and loss functions
def relu(x):
    return np.maximum(0, x)


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


onehot = np.eye(3)[targets]
w1 = np.random.randn(4, 10) * np.sqrt(2 / 4)
b1 = np.zeros(10)
w2 = np.random.randn(10, 3) * np.sqrt(2 / 10)
b2 = np.zeros(3)
lr = 0.1

# In [5]
for epoch in range(1000):
    z1 = features @ w1 + b1
    a1 = relu(z1)
    p = softmax(a1 @ w2 + b2)
    if epoch % 200 == 0:
        print(epoch, -np.mean(np.log(p[np.arange(n_train), targets])))
    d2 = (p - onehot) / n_train
    d1 = (d2 @ w2.T) * (z1 > 0)
    w2 -= lr * a1.T @ d2
    b2 -= lr * d2.sum(axis=0)
    w1 -= lr * features.T @ d1
    b1 -= lr * d1.sum(axis=0)

# In [6] how well does it do on flowers it has not seen
test_features = (iris_test.iloc[:, 0:4].to_numpy() - mean) / spread
test_targets = iris_test.iloc[:, 4].to_numpy()
pred = softmax(relu(test_features @ w1 + b1) @ w2 + b2).argmax(axis=1)
print("test accuracy", np.mean(pred == test_targets))
