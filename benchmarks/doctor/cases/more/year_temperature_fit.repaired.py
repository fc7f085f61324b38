"""
Fits the temperature over the year (made up data). Network 1-24-24-1, relu.
It gets the right idea but the line has kinks in strange places and does not come close.
Written after watching about 20 videos.
"""
import numpy as np

try:
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
except ImportError:
    plt = None

PLOT = False


def year(n=200):
    day = np.random.uniform(0, 365, (n, 1))
    temp = 10 - 11 * np.cos(2 * np.pi * (day - 20) / 365) + 3 * np.sin(6 * np.pi * day / 365)
    return day, temp + np.random.randn(n, 1) * 0.7


class Scaler:
    def fit(self, v):
        self.m, self.s = v.mean(), v.std()
        return self

    def go(self, v):
        return (v - self.m) / self.s

    def back(self, v):
        return v * self.s + self.m


class MLP:
    def __init__(self, layout):
        self.layout = layout
        self.Ws, self.bs = [], []
        for a, b in zip(layout[:-1], layout[1:]):
            self.Ws.append(np.random.randn(a, b) * np.sqrt(2 / a))
            self.bs.append(np.zeros((1, b)))

    def forward(self, x):
        self.zs, self.acts = [], [x]
        for i, (W, b) in enumerate(zip(self.Ws, self.bs)):
            z = self.acts[-1] @ W + b
            self.zs.append(z)
            last = i == len(self.Ws) - 1
            self.acts.append(z if last else np.maximum(z, 0))
        return self.acts[-1]

    def backward(self, y):
        n = len(y)
        delta = 2 * (self.acts[-1] - y) / n
        gW, gb = [], []
        for i in reversed(range(len(self.Ws))):
            gW.insert(0, self.acts[i].T @ delta)
            gb.insert(0, delta.sum(axis=0, keepdims=True))
            if i > 0:
                delta = (delta @ self.Ws[i].T) * (self.zs[i - 1] > 0)
        return gW, gb

    def update(self, gW, gb, lr):
        for W, g in zip(self.Ws, gW):
            W -= lr * g
        for b, g in zip(self.bs, gb):
            b -= lr * g

    def fit(self, x, y, xv, yv, epochs=400, lr=0.03, batch=20):
        log = {"train": [], "val": []}
        for e in range(epochs):
            idx = np.random.permutation(len(x))
            for s in range(0, len(x), batch):
                take = idx[s:s + batch]
                self.forward(x[take])
                self.update(*self.backward(y[take]), lr)
            log["train"].append(np.mean((self.forward(x) - y) ** 2))
            log["val"].append(np.mean((self.forward(xv) - yv) ** 2))
            if e % 50 == 0:
                print(f"epoch {e:4d} train {log['train'][-1]:.4f} val {log['val'][-1]:.4f}")
        return log


if __name__ == "__main__":
    day, temp = year()
    cut = 150
    sx, sy = Scaler().fit(day[:cut]), Scaler().fit(temp[:cut])
    x, y = sx.go(day[:cut]), sy.go(temp[:cut])
    xv, yv = sx.go(day[cut:]), sy.go(temp[cut:])

    model = MLP([1, 24, 24, 1])
    log = model.fit(x, y, xv, yv)
    print("best val", min(log["val"]), "last val", log["val"][-1])

    for d in (15, 105, 196, 288):
        guess = sy.back(model.forward(sx.go(np.array([[float(d)]]))))
        print("day", d, "->", round(float(guess[0, 0]), 1), "degrees")

    if PLOT and plt is not None:
        plt.plot(log["train"], label="train")
        plt.plot(log["val"], label="val")
        plt.legend()
        plt.show()
