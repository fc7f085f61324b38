import numpy as np

np.random.seed(7)

# XOR, two hidden layers. The error goes down, then there is a flat piece and then it goes down again.
# Is that converging or do I have an error in my backprop?
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
T = np.array([[0], [1], [1], [0]], dtype=float)


def sigmoid(s):
    return 1.0 / (1.0 + np.exp(-s))


class MLP:
    def __init__(self, n_in, n_h1, n_h2, n_out, eta):
        # the bias is the first row of each matrix
        self.Wa = np.random.uniform(-1, 1, (n_in + 1, n_h1))
        self.Wb = np.random.uniform(-1, 1, (n_h1 + 1, n_h2))
        self.Wc = np.random.uniform(-1, 1, (n_h2 + 1, n_out))
        self.eta = eta

    def add1(self, v):
        return np.insert(v, 0, 1.0)

    def forward(self, x):
        self.i0 = self.add1(x)
        self.h1 = sigmoid(self.i0 @ self.Wa)
        self.i1 = self.add1(self.h1)
        self.h2 = sigmoid(self.i1 @ self.Wb)
        self.i2 = self.add1(self.h2)
        self.o = sigmoid(self.i2 @ self.Wc)
        return self.o

    def learn(self, x, t):
        o = self.forward(x)
        e = t - o
        dc = e * o * (1 - o)
        # [1:] because nothing flows back into the constant 1
        db = self.Wc[1:] @ dc * self.h2 * (1 - self.h2)
        da = self.Wb[1:] @ db * self.h1 * (1 - self.h1)
        self.Wc = self.Wc + self.eta * np.outer(self.i2, dc)
        self.Wb = self.Wb + self.eta * np.outer(self.i1, db)
        self.Wa = self.Wa + self.eta * np.outer(self.i0, da)
        return float(np.sum(e ** 2))


net = MLP(2, 4, 3, 1, 1.0)
curve = []
for epoch in range(6000):
    sse = 0.0
    for k in np.random.permutation(4):
        sse += net.learn(X[k], T[k])
    curve.append(sse)
    if epoch % 500 == 0:
        print("epoch", epoch, "sum of squares", round(sse, 5))

for x, t in zip(X, T):
    print("prediction:", net.forward(x)[0], "original class output was:", int(t[0]))
