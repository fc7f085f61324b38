import numpy as np


class Gate:
    def __init__(self, lr):
        self.lr = lr
        self.X = np.array([[1, 1], [1, 0], [0, 1], [0, 0]])
        self.y = np.array([0, 1, 1, 0])
        self.w0 = np.random.uniform(-1, 1, (2, 2))
        self.w1 = np.random.uniform(-1, 1, 2)
        self.b = np.random.uniform(-1, 1, 3)

    def sig(self, x):
        return 1 / (1 + np.exp(-x))

    def error(self, wanted, output):
        return 0.5 * np.sum((wanted - np.array(output)) ** 2)

    def gradient(self, w, dew):
        return w - self.lr * dew

    def forward(self, x):
        w0, w1 = self.w0, self.w1
        h0 = self.sig(w0[0, 0] * x[0] + w0[1, 0] * x[1] + self.b[0])
        h1 = self.sig(w0[0, 1] * x[0] + w0[1, 1] * x[1] + self.b[1])
        y0 = self.sig(w1[0] * h0 + w1[1] * h1 + self.b[2])
        return h0, h1, y0

    def answers(self):
        return [self.forward(x)[2] for x in self.X]

    def xor(self, rounds):
        X, y, w0, w1 = self.X, self.y, self.w0, self.w1
        for r in range(rounds):
            youtput = []
            for i in range(X.shape[0]):
                h0, h1, y0 = self.forward(X[i])
                youtput.append(y0)

                dey0 = -(y[i] - y0)

                deW0_00 = dey0 * y0 * (1 - y0) * w1[0] * h0 * (1 - h0) * X[i][0]
                deW0_01 = dey0 * y0 * (1 - y0) * w1[1] * h1 * (1 - h1) * X[i][0]
                deW0_10 = dey0 * y0 * (1 - y0) * w1[0] * h0 * (1 - h0) * X[i][1]
                deW0_11 = dey0 * y0 * (1 - y0) * w1[1] * h1 * (1 - h1) * X[i][1]

                deW1_00 = dey0 * y0 * (1 - y0) * h0
                deW1_10 = dey0 * y0 * (1 - y0) * h1

                self.b[2] = self.gradient(self.b[2], dey0 * y0 * (1 - y0))
                self.b[0] = self.gradient(self.b[0], dey0 * y0 * (1 - y0) * w1[0] * h0 * (1 - h0))
                self.b[1] = self.gradient(self.b[1], dey0 * y0 * (1 - y0) * w1[1] * h1 * (1 - h1))
                w0[0, 0] = self.gradient(w0[0, 0], deW0_00)
                w0[0, 1] = self.gradient(w0[0, 1], deW0_01)
                w0[1, 0] = self.gradient(w0[1, 0], deW0_10)
                w0[1, 1] = self.gradient(w0[1, 1], deW0_11)
                w1[0] = self.gradient(w1[0], deW1_00)
                w1[1] = self.gradient(w1[1], deW1_10)
            if r % 1000 == 0:
                print('error ->', self.error(y, youtput))


gate = Gate(lr=0.5)
gate.xor(5000)
print(gate.answers())
