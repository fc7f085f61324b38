"""
Predict the price of a flat (in 100 000 EUR) from: area in m2, year of construction, distance to centre in m.
NN with one hidden layer, everything by hand.   It answers the same for EVERY flat, whatever I put in.
"""
import numpy as np

rng_rows = 400


def flats(n):
    area = np.random.uniform(25, 180, n)
    year = np.random.randint(1900, 2022, n)
    dist = np.random.uniform(100, 15000, n)
    price = 0.6 + 0.025 * area + 0.008 * (year - 1900) - 0.00009 * dist
    price = price + 0.006 * area * (dist < 3000) + np.random.normal(0, 0.15, n)
    return np.array([area, year, dist]).T, price.reshape(n, 1)


def sigmoid(x):
    x = np.clip(x, -60, 60)
    return 1.0 / (1.0 + np.exp(-x))


class PriceNet:
    def __init__(self, n_in=3, n_mid=10):
        self.U = np.random.normal(0, 1 / np.sqrt(n_in), (n_in, n_mid))
        self.u0 = np.zeros((1, n_mid))
        self.V = np.random.normal(0, 1 / np.sqrt(n_mid), (n_mid, 1))
        self.v0 = np.zeros((1, 1))

    def predict(self, F):
        self.F = F
        self.mid = sigmoid(F @ self.U + self.u0)
        self.guess = self.mid @ self.V + self.v0
        return self.guess

    def learn(self, target, eta):
        n = target.shape[0]
        d_out = (self.guess - target) / n
        d_mid = d_out @ self.V.T * self.mid * (1 - self.mid)
        self.V -= eta * self.mid.T @ d_out
        self.v0 -= eta * d_out.sum(axis=0, keepdims=True)
        self.U -= eta * self.F.T @ d_mid
        self.u0 -= eta * d_mid.sum(axis=0, keepdims=True)


def half_mse(guess, target):
    return float(0.5 * np.mean((guess - target) ** 2))


def split(F, t, share=0.8):
    idx = np.random.permutation(len(F))
    k = int(share * len(F))
    return F[idx[:k]], t[idx[:k]], F[idx[k:]], t[idx[k:]]


def fit(net, F, t, Fv, tv, epochs=300, eta=0.1, size=20):
    hist = []
    for ep in range(epochs):
        order = np.random.permutation(len(F))
        for a in range(0, len(F), size):
            rows = order[a:a + size]
            net.predict(F[rows])
            net.learn(t[rows], eta)
        hist.append((half_mse(net.predict(F), t), half_mse(net.predict(Fv), tv)))
        if ep % 30 == 0:
            print("ep", ep, "train %.4f valid %.4f" % hist[-1])
    return hist


if __name__ == "__main__":
    F, t = flats(rng_rows)
    print("first flats:\n", F[:3].round(1), "\n", t[:3].ravel().round(2))
    F, t, Fv, tv = split(F, t)
    centre, width = F.mean(axis=0), F.std(axis=0)
    F, Fv = (F - centre) / width, (Fv - centre) / width
    print("rows", len(F), "for training and", len(Fv), "for validation")

    net = PriceNet()
    hist = fit(net, F, t, Fv, tv)

    print("error at the end", hist[-1])
    print("error if I always say the mean:", half_mse(t.mean(), tv))
    for f, p in list(zip(Fv, tv))[:6]:
        print(f.round(2), "real", round(float(p[0]), 2), "net", round(float(net.predict(f.reshape(1, -1))[0, 0]), 2))
    # import matplotlib.pyplot as plt
    # plt.plot([h[0] for h in hist]); plt.plot([h[1] for h in hist]); plt.show()
