import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


# 64-32-10 with relu and softmax, 20 epochs
# sometimes it gets to 20 %, most of the time it sits at 10 % from the first epoch on

def relu(q):
    return np.maximum(0, q)


def soft(q):
    q = q - np.max(q, axis=1, keepdims=True)
    e = np.exp(q)
    return e / np.sum(e, axis=1, keepdims=True)


class AdamOpt:
    def __init__(self, shapes, eta=0.002, beta_m=0.9, beta_v=0.999, eps=1e-8):
        self.eta = eta
        self.beta_m = beta_m
        self.beta_v = beta_v
        self.eps = eps
        self.mom = [np.zeros(s) for s in shapes]
        self.vel = [np.zeros(s) for s in shapes]
        self.i = 0

    def apply(self, parameters, gradients):
        self.i += 1
        for k in range(len(parameters)):
            g = gradients[k]
            # moving averages
            self.mom[k] = self.beta_m * self.mom[k] + (1 - self.beta_m) * g
            self.vel[k] = self.beta_v * self.vel[k] + (1 - self.beta_v) * g ** 2
            # bias correction
            self.mom[k] = self.mom[k] / (1 - self.beta_m ** self.i)
            self.vel[k] = self.vel[k] / (1 - self.beta_v ** self.i)
            parameters[k] -= self.eta * self.mom[k] / (np.sqrt(self.vel[k]) + self.eps)


class SGDOpt:
    def __init__(self, eta=0.1):
        self.eta = eta

    def apply(self, parameters, gradients):
        for k in range(len(parameters)):
            parameters[k] -= self.eta * gradients[k]


class DigitNet:
    def __init__(self, n_in, n_h, n_out):
        self.par = [
            np.random.randn(n_in, n_h) * np.sqrt(2 / n_in),
            np.zeros((1, n_h)),
            np.random.randn(n_h, n_out) * np.sqrt(2 / n_h),
            np.zeros((1, n_out)),
        ]

    def forward(self, x):
        W1, b1, W2, b2 = self.par
        self.x = x
        self.z1 = x @ W1 + b1
        self.h = relu(self.z1)
        self.p = soft(self.h @ W2 + b2)
        return self.p

    def backward(self, onehot):
        W2 = self.par[2]
        m = onehot.shape[0]
        d2 = (self.p - onehot) / m
        d1 = (d2 @ W2.T) * (self.z1 > 0)
        return [self.x.T @ d1, d1.sum(axis=0, keepdims=True),
                self.h.T @ d2, d2.sum(axis=0, keepdims=True)]

    def cost(self, x, onehot):
        return -np.mean(np.sum(onehot * np.log(self.forward(x) + 1e-12), axis=1))


def accuracy(net, x, y):
    return np.mean(np.argmax(net.forward(x), axis=1) == y)


data = load_digits()
x_tr, x_te, y_tr, y_te = train_test_split(data.data / 16., data.target, test_size=0.3)
oh_tr = np.eye(10)[y_tr]
oh_te = np.eye(10)[y_te]

net = DigitNet(64, 32, 10)
opt = AdamOpt([p.shape for p in net.par])
# opt = SGDOpt(0.3)

hist = {"train": [], "test": [], "acc": []}
bs = 32
for ep in range(20):
    perm = np.random.permutation(len(x_tr))
    for s in range(0, len(x_tr), bs):
        ix = perm[s:s + bs]
        net.forward(x_tr[ix])
        opt.apply(net.par, net.backward(oh_tr[ix]))
    hist["train"].append(net.cost(x_tr, oh_tr))
    hist["test"].append(net.cost(x_te, oh_te))
    hist["acc"].append(accuracy(net, x_te, y_te))
    print("ep {:2d}  train {:.4f}  test {:.4f}  acc {:.3f}".format(ep, hist["train"][-1], hist["test"][-1], hist["acc"][-1]))

confusion = np.zeros((10, 10), int)
for real, said in zip(y_te, np.argmax(net.forward(x_te), axis=1)):
    confusion[real, said] += 1
print(confusion)
