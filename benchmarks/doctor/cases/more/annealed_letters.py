# Recognising 7x5 letters with noise. Own little library: activation table, momentum,
# step size that is annealed, early look at the test error.
import numpy as np

FONT = {
    'A': "01110 10001 10001 11111 10001 10001 10001", 'C': "01110 10001 10000 10000 10000 10001 01110",
    'E': "11111 10000 10000 11110 10000 10000 11111", 'F': "11111 10000 10000 11110 10000 10000 10000",
    'H': "10001 10001 10001 11111 10001 10001 10001", 'L': "10000 10000 10000 10000 10000 10000 11111",
    'O': "01110 10001 10001 10001 10001 10001 01110", 'P': "11110 10001 10001 11110 10000 10000 10000",
    'T': "11111 00100 00100 00100 00100 00100 00100", 'U': "10001 10001 10001 10001 10001 10001 01110",
}
LETTERS = sorted(FONT)


def bitmap(letter):
    return np.array([float(c) for c in FONT[letter].replace(' ', '')])


def noisy(n, flip):
    which = np.random.randint(len(LETTERS), size=n)
    X = np.array([bitmap(LETTERS[w]) for w in which])
    mask = np.random.rand(*X.shape) < flip
    X = np.where(mask, 1 - X, X) * 2 - 1
    T = -np.ones((n, len(LETTERS)))
    T[np.arange(n), which] = 1
    return X, T


ACTIVATIONS = {
    'tanh': (np.tanh, lambda a: 1 - a ** 2),
    'logistic': (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),  # derivatives in terms of the output
}


class Net:
    def __init__(self, sizes, act='tanh', momentum=0.5):
        self.f, self.df = ACTIVATIONS[act]
        # the bias is the last row of each matrix
        self.w = [np.random.normal(0, 1 / np.sqrt(a + 1), (a + 1, b)) for a, b in zip(sizes, sizes[1:])]
        self.dw = [np.zeros_like(w) for w in self.w]
        self.momentum = momentum

    @staticmethod
    def with_one(x):
        return np.hstack([x, np.ones((len(x), 1))])

    def forward(self, x):
        self.out = [self.with_one(x)]
        for i, w in enumerate(self.w):
            a = self.f(self.out[-1] @ w)
            self.out.append(a if i == len(self.w) - 1 else self.with_one(a))
        return self.out[-1]

    def learn(self, x, t, eta):
        y = self.forward(x)
        delta = (t - y) * self.df(y)
        deltas = [delta]
        for i in range(len(self.w) - 1, 0, -1):
            delta = (delta @ self.w[i][:-1].T) * self.df(self.out[i][:, :-1])
            deltas.insert(0, delta)
        for i, d in enumerate(deltas):
            self.dw[i] = eta * self.out[i].T @ d / len(x) + self.momentum * self.dw[i]
            self.w[i] += self.dw[i]
        return 0.5 * np.mean(np.sum((t - y) ** 2, axis=1))

    def errors(self, x, t):
        return np.sum(self.forward(x).argmax(axis=1) != t.argmax(axis=1))


X, T = noisy(600, 0.08)
Xt, Tt = noisy(400, 0.08)
net = Net([35, 20, len(LETTERS)])

eta0 = 0.05
decay = 0.95
eta = eta0
batch = 20
for epoch in range(40):
    order = np.random.permutation(len(X))
    E = 0
    for k in range(0, len(X), batch):
        rows = order[k:k + batch]
        E += net.learn(X[rows], T[rows], eta) * len(rows)
        eta *= decay
    if epoch % 4 == 0:
        print("epoch %2d  eta %.2e  E %.4f  misread %d of %d" % (epoch, eta, E / len(X), net.errors(Xt, Tt), len(Xt)))

print("misread at the end:", net.errors(Xt, Tt), "of", len(Xt))
for letter in LETTERS:
    answer = net.forward(bitmap(letter)[None] * 2 - 1)
    print(letter, '->', LETTERS[answer.argmax()], answer.max().round(2))
