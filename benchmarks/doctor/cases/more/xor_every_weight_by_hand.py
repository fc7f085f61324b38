import numpy as np

# trying to understand backpropagation with the XOR gate, every weight by hand


class Gate:

    def sig(self, x):
        return 1 / (1 + np.exp(-x))

    def error(self, y, out):
        return 0.5 * np.sum((np.array(y) - np.array(out)) ** 2)

    def gradient(self, w, dw, lr=0.5):
        return w - lr * dw

    def forward(self, x):
        h0 = self.sig(self.w0[0, 0] * x[0] + self.w0[1, 0] * x[1])
        h1 = self.sig(self.w0[0, 1] * x[0] + self.w0[1, 1] * x[1])
        y0 = self.sig(self.w1[0] * h0 + self.w1[1] * h1)
        return h0, h1, y0

    def xor(self, rounds):
        X = np.array([[1, 1], [1, 0], [0, 1], [0, 0]])
        y = np.array([0, 1, 1, 0])
        self.w0 = np.random.uniform(-1, 1, (2, 2)) * 2
        self.w1 = np.random.uniform(-1, 1, 2) * 2
        for r in range(rounds):
            outs = []
            for i in range(X.shape[0]):
                h0, h1, y0 = self.forward(X[i])
                outs.append(y0)
                # backpropagation
                dey0 = -(y[i] - y0)
                dy = dey0 * y0 * (1 - y0)
                deW0_00 = dy * self.w1[0] * h0 * (1 - h0) * X[i][0]
                deW0_01 = dy * self.w1[1] * h1 * (1 - h1) * X[i][0]
                deW0_10 = dy * self.w1[0] * h0 * (1 - h0) * X[i][1]
                deW0_11 = dy * self.w1[1] * h1 * (1 - h1) * X[i][1]
                deW1_0 = dey0 * h0
                deW1_1 = dey0 * h1
                self.w0[0, 0] = self.gradient(self.w0[0, 0], deW0_00)
                self.w0[0, 1] = self.gradient(self.w0[0, 1], deW0_01)
                self.w0[1, 0] = self.gradient(self.w0[1, 0], deW0_10)
                self.w0[1, 1] = self.gradient(self.w0[1, 1], deW0_11)
                self.w1[0] = self.gradient(self.w1[0], deW1_0)
                self.w1[1] = self.gradient(self.w1[1], deW1_1)
            if r % 50 == 0:
                print('round', r, 'error ->', self.error(y, outs))


gate = Gate()
gate.xor(100)
for x in [[1, 1], [1, 0], [0, 1], [0, 0]]:
    print('x0 =', x[0], ', x1 =', x[1], '->', gate.forward(x)[2])
