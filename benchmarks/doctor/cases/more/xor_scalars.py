import numpy as np


class Gate:
    def __init__(self, rate):
        self.rate = rate
        self.w0 = np.array([[.7, -.3], [.4, .7]])   # [input][hidden]
        self.b0 = np.array([.3, .1])
        self.w1 = np.array([.5, .4])
        self.b1 = -.1

    def sig(self, x):
        return 1 / (1 + np.exp(-x))

    def error(self, y, out):
        s = 0
        for i in range(len(y)):
            s += 0.5 * (y[i] - out[i]) ** 2
        return s

    def gradient(self, w, dw):
        return w - self.rate * dw

    def fwd(self, x):
        w0, w1 = self.w0, self.w1
        h0 = self.sig(w0[0, 0] * x[0] + w0[1, 0] * x[1] + self.b0[0])
        h1 = self.sig(w0[0, 1] * x[0] + w0[1, 1] * x[1] + self.b0[1])
        y0 = self.sig(w1[0] * h0 + w1[1] * h1 + self.b1)
        return h0, h1, y0

    def predict_all(self, X):
        return [self.fwd(x)[2] for x in X]

    def xor(self, X, y, epochs):
        w0, w1 = self.w0, self.w1
        for e in range(epochs):
            youtput = []
            for i in range(X.shape[0]):
                # forward pass
                h0, h1, y0 = self.fwd(X[i])
                youtput.append(y0)
                #print('y0', y0)

                # backpropagation
                dey0 = -(y[i] - y0)   # y[i] -> desired output | y0 -> output
                dz = dey0 * y0 * (1 - y0)
                dh0 = dz * w1[0] * h0 * (1 - h0)
                dh1 = dz * w1[0] * h1 * (1 - h1)

                deW0_00 = dh0 * X[i][0]
                deW0_01 = dh1 * X[i][0]
                deW0_10 = dh0 * X[i][1]
                deW0_11 = dh1 * X[i][1]
                deW1_00 = dz * h0
                deW1_10 = dz * h1

                w0[0, 0] = self.gradient(w0[0, 0], deW0_00)
                w0[0, 1] = self.gradient(w0[0, 1], deW0_01)
                w0[1, 0] = self.gradient(w0[1, 0], deW0_10)
                w0[1, 1] = self.gradient(w0[1, 1], deW0_11)
                w1[0] = self.gradient(w1[0], deW1_00)
                w1[1] = self.gradient(w1[1], deW1_10)
                self.b0[0] = self.gradient(self.b0[0], dh0)
                self.b0[1] = self.gradient(self.b0[1], dh1)
                self.b1 = self.gradient(self.b1, dz)
                #print('W0, ', w0)
                #print('W1, ', w1)
            if e % 1000 == 0:
                print('epoch', e, 'error -> ', self.error(y, youtput))


X = np.array([[1, 1], [1, 0], [0, 1], [0, 0]])
y = np.array([0, 1, 1, 0])

net = Gate(0.8)
net.xor(X, y, 8000)
for x, t in zip(X, y):
    print(x, t, net.fwd(x)[2])
