import math
import random

random.seed(5)


def make_ring(n):
    points, labels = [], []
    while len(points) < n:
        x = random.uniform(-1.0, 1.0)
        y = random.uniform(-1.0, 1.0)
        r = math.sqrt(x * x + y * y)
        if 0.58 < r < 0.68:
            continue
        points.append([x, y])
        labels.append(1.0 if r < 0.63 else 0.0)
    return points, labels


def sigmoid(v):
    return 1.0 / (1.0 + math.exp(-v))


class TinyNet:
    def __init__(self, n_in, n_hid):
        self.n_in = n_in
        self.n_hid = n_hid
        self.w1 = [[random.uniform(-1, 1) for _ in range(n_in)] for _ in range(n_hid)]
        self.b1 = [random.uniform(-1, 1) for _ in range(n_hid)]
        self.w2 = [random.uniform(-1, 1) for _ in range(n_hid)]
        self.b2 = 0.0

    def forward(self, x):
        self.h = []
        for j in range(self.n_hid):
            s = self.b1[j]
            for i in range(self.n_in):
                s += self.w1[j][i] * x[i]
            self.h.append(math.tanh(s))
        out = self.b2
        for j in range(self.n_hid):
            out += self.w2[j] * self.h[j]
        self.o = sigmoid(out)
        return self.o

    def learn(self, x, t, lr):
        o = self.forward(x)
        d_out = o - t
        d_hid = [d_out * self.w2[j] * (1 - self.h[j] ** 2) for j in range(self.n_hid)]
        for j in range(self.n_hid):
            self.w2[j] -= lr * d_out * self.h[j]
            for i in range(self.n_in):
                self.w1[j][i] -= lr * d_hid[j] * x[i]
            self.b1[j] -= lr * d_hid[j]
        self.b2 -= lr * d_out
        return -(t * math.log(o + 1e-12) + (1 - t) * math.log(1 - o + 1e-12))


points, labels = make_ring(300)
net = TinyNet(2, 8)
for epoch in range(200):
    order = list(range(len(points)))
    random.shuffle(order)
    loss = 0.0
    for k in order:
        loss += net.learn(points[k], labels[k], 0.1)
    if epoch % 20 == 0 or epoch == 199:
        hits = sum((net.forward(p) > 0.5) == (t > 0.5) for p, t in zip(points, labels))
        print("epoch %3d  loss %.4f  accuracy %.3f" % (epoch, loss / len(points), hits / len(points)))
