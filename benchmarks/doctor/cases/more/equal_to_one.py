import numpy as np

# Predict if a student passes: hours studied, hours slept. (my second week with python)

np.random.seed(8)
n = 80
hours = np.random.uniform(0, 10, n)
sleep = np.random.uniform(3, 10, n)
passed = (hours * 1.2 + sleep * 0.8 + np.random.normal(0, 1, n) > 11).astype(int)

X = np.column_stack((hours / 10, sleep / 10))
Y = passed.reshape(n, 1)


class NN:
    def __init__(self):
        self.w1 = np.random.normal(0, 1, (2, 5))
        self.b1 = np.zeros((1, 5))
        self.w2 = np.random.normal(0, 1, (5, 1))
        self.b2 = np.zeros((1, 1))

    def sig(self, x):
        return 1 / (1 + np.exp(-x))

    def predict(self, X):
        self.a1 = self.sig(X @ self.w1 + self.b1)
        self.a2 = self.sig(self.a1 @ self.w2 + self.b2)
        return self.a2

    def learn(self, X, Y, rate):
        n = X.shape[0]
        out = self.predict(X)
        # derivative of mean squared error through the sigmoid
        d2 = 2 * (out - Y) / n * out * (1 - out)
        d1 = d2 @ self.w2.T * self.a1 * (1 - self.a1)
        self.w2 -= rate * self.a1.T @ d2
        self.b2 -= rate * d2.sum(axis=0, keepdims=True)
        self.w1 -= rate * X.T @ d1
        self.b1 -= rate * d1.sum(axis=0, keepdims=True)


def get_accuracy(pred, Y):
    count = 0
    for p, t in zip(pred, Y):
        if p == t:
            count += 1
    return count / len(Y)


net = NN()
for epoch in range(5001):
    net.learn(X, Y, 1.0)
    if epoch % 500 == 0:
        pred = net.predict(X)
        loss = np.mean((pred - Y) ** 2)
        acc = get_accuracy(pred, Y)
        print("epoch {}  loss {:.4f}  accuracy {:.1f} %".format(epoch, loss, acc * 100))

print("hours 8, sleep 8 ->", net.predict(np.array([[0.8, 0.8]])))
print("hours 1, sleep 5 ->", net.predict(np.array([[0.1, 0.5]])))
