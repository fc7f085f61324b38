# I am trying to understand how backpropagation works, so I wrote every single derivative by hand
# before I make a general algorithm. 2 inputs, 2 hidden neurons, 1 output.
# After training the outputs are not even close to 0 1 1 0. It can be in my equations or in the code ...
import math
import random


def sig(v):
    return 1.0 / (1.0 + math.exp(-v))


class Xor:
    def __init__(self, eta=0.5):
        self.eta = eta
        self.w0 = [[random.uniform(-1, 1), random.uniform(-1, 1)],
                   [random.uniform(-1, 1), random.uniform(-1, 1)]]   # w0[input][hidden]
        self.w1 = [random.uniform(-1, 1), random.uniform(-1, 1)]     # w1[hidden]
        self.bh = [0.0, 0.0]
        self.bo = 0.0
        self.errs = []

    def forward(self, x):
        h0 = sig(self.w0[0][0] * x[0] + self.w0[1][0] * x[1] + self.bh[0])
        h1 = sig(self.w0[0][1] * x[0] + self.w0[1][1] * x[1] + self.bh[1])
        y0 = sig(self.w1[0] * h0 + self.w1[1] * h1 + self.bo)
        return h0, h1, y0

    def gradient(self, w, de):
        return w - self.eta * de

    def error(self, X, Y):
        return sum((y - self.forward(x)[2]) ** 2 for x, y in zip(X, Y)) / 2

    def backward(self, x, y):
        h0, h1, y0 = self.forward(x)

        dey0 = -(y - y0)          # y -> desired output, y0 -> output
        de_out = dey0 * y0 * (1 - y0)
        de_h0 = de_out * self.w1[0] * h0 * (1 - h0)
        de_h1 = de_out * self.w1[1] * h1 * (1 - h1)

        deW0_00 = de_h0 * x[0]
        deW0_01 = de_h1 * x[0]
        deW0_10 = de_h0 * x[1]
        deW0_11 = de_h1 * x[1]
        deW1_00 = de_out * h0
        deW1_10 = de_out * h1

        self.w0[0][0] = self.gradient(self.w0[0][0], deW0_00)
        self.w0[0][1] = self.gradient(self.w0[0][1], deW0_01)
        self.w0[1][0] = self.gradient(self.w0[1][0], deW0_10)
        self.w0[1][1] = self.gradient(self.w0[1][1], deW0_11)
        self.w1[0] = self.gradient(self.w1[0], deW1_00)
        self.w1[1] = self.gradient(self.w1[1], deW1_10)
        self.bh[0] = self.gradient(self.bh[0], de_h0)
        self.bh[1] = self.gradient(self.bh[1], de_h1)
        self.bo = self.gradient(self.bo, de_out)

    def train(self, X, Y, times):
        for t in range(times):
            nr = list(range(len(X)))
            random.shuffle(nr)
            for i in nr:
                self.backward(X[i], Y[i])
            if t % 200 == 0:
                self.errs.append(self.error(X, Y))
            if t % 2000 == 0:
                print("error ->", self.errs[-1])


if __name__ == "__main__":
    X = [[1, 1], [1, 0], [0, 1], [0, 0]]
    Y = [0, 1, 1, 0]

    # several starts because someone told me xor has local minima, I keep the best one
    best = None
    for attempt in range(3):
        net = Xor(eta=1.0)
        net.train(X, Y, 4000)
        e = net.error(X, Y)
        print("attempt", attempt, "error", round(e, 5))
        if best is None or e < best.error(X, Y):
            best = net

    print("weights 0:", best.w0)
    print("weights 1:", best.w1)
    for x, y in zip(X, Y):
        h0, h1, y0 = best.forward(x)
        print("x =", x, "wanted", y, "got", round(y0, 3), "-> rounded", round(y0))
