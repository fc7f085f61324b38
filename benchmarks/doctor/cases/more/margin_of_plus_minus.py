import numpy as np
from sklearn.datasets import load_breast_cancer

# Course uses labels 0/1 and y*log(h)+(1-y)*log(1-h). I used -1/+1 because then
# the loss is a single log. Prof says results look ok, but is the gradient ok too?

raw = load_breast_cancer()
features = raw.data.astype(float)
labels = np.where(raw.target == 1, 1.0, -1.0)

gen = np.random.default_rng(8)
order = gen.permutation(len(labels))
train, test = order[:400], order[400:]

centre = features[train].mean(axis=0)
width = features[train].std(axis=0)
features = (features - centre) / width

# last column of ones = intercept
features = np.c_[features, np.ones(len(features))]


def margin_loss(theta, A, s, lam):
    t = s * (A @ theta)
    return np.mean(np.logaddexp(0, -t)) + lam / 2 * theta[:-1] @ theta[:-1]


def margin_grad(theta, A, s, lam):
    t = s * (A @ theta)
    weight = 1 / (1 + np.exp(t))
    g = -(A.T @ (weight * s)) / len(s)
    g[:-1] += lam * theta[:-1]
    return g


def check(theta, A, s, lam, h=1e-6):
    num = np.zeros_like(theta)
    for k in range(len(theta)):
        e = np.zeros_like(theta)
        e[k] = h
        num[k] = (margin_loss(theta + e, A, s, lam) - margin_loss(theta - e, A, s, lam)) / (2 * h)
    return np.max(np.abs(num - margin_grad(theta, A, s, lam)))


theta = np.zeros(features.shape[1])
lam = 1e-3
print("difference to numerical gradient:", check(theta + 0.1, features[train], labels[train], lam))

rate = 0.5
for it in range(1, 1001):
    theta = theta - rate * margin_grad(theta, features[train], labels[train], lam)
    if it % 100 == 0:
        print(it, round(margin_loss(theta, features[train], labels[train], lam), 5))

guess = np.sign(features @ theta)
print("train", np.mean(guess[train] == labels[train]))
print("test ", np.mean(guess[test] == labels[test]))
