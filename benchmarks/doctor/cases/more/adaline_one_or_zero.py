import random

# ADALINE (Widrow & Hoff 1960), exercise sheet 3
# which apples go to the juice press? columns: redness, firmness, weight (all already between -1 and 1)

def make_apples(n):
    l = []
    for _ in range(n):
        r, f, w = random.uniform(-1, 1), random.uniform(-1, 1), random.uniform(-1, 1)
        s = 0.8 * r + 1.1 * f - 0.4 * w + 0.2 + random.gauss(0, 0.1)
        l.append((r, f, w, 1 if s > 0 else -1))
    return l


class Adaline:
    def __init__(self, eta=0.01, n_iter=30):
        self.eta = eta
        self.n_iter = n_iter

    def fit(self, X, y):
        self.w_ = [0.0] * (1 + len(X[0]))
        self.cost_ = []
        for i in range(self.n_iter):
            cost = []
            for xi, target in zip(X, y):
                cost.append(self._update_weights(xi, target))
            avg_cost = sum(cost) / len(y)
            self.cost_.append(avg_cost)
            print("Epoch %2d  cost %.4f  accuracy %.3f" % (i + 1, avg_cost, self.score(X, y)))
        return self

    def _update_weights(self, xi, target):
        output = self.net_input(xi)
        error = target - output
        for j in range(len(xi)):
            self.w_[j + 1] += self.eta * xi[j] * error
        self.w_[0] += self.eta * error
        return 0.5 * error ** 2

    def net_input(self, x):
        """Calculate net input"""
        return sum(a * b for a, b in zip(x, self.w_[1:])) + self.w_[0]

    def predict(self, x):
        """Return class label after unit step"""
        return 1 if self.net_input(x) >= 0.0 else 0

    def score(self, X, y):
        hit = 0
        for xi, t in zip(X, y):
            if self.predict(xi) == t:
                hit += 1
        return hit / len(y)


random.seed(1)
apples = make_apples(200)
X = [a[:3] for a in apples]
y = [a[3] for a in apples]
print("share of good apples:", y.count(1) / len(y))
ada = Adaline().fit(X, y)
print("weights", [round(w, 3) for w in ada.w_])

fresh = make_apples(100)
print("accuracy on new apples", ada.score([a[:3] for a in fresh], [a[3] for a in fresh]))
