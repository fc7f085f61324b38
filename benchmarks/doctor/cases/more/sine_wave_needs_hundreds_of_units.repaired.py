import numpy as np
import matplotlib
matplotlib.use('Agg')
import matplotlib.pyplot as plt


class partB:

    def propegate(self, Xs):
        self.A1 = np.dot(self.W1, Xs) + self.b1
        self.Z1 = np.tanh(self.A1)
        self.A2 = np.dot(self.W2, self.Z1)
        self.Z2 = self.A2 + self.b2
        return self.Z2

    def backProp(self, momentumFac):
        # Get gradients
        dA2 = self.Z2 - self.targets
        dW2 = (1 / self.m) * np.dot(dA2, self.Z1.T)
        db2 = (1 / self.m) * np.sum(dA2, axis=1, keepdims=True)
        dA1 = np.multiply(np.dot(self.W2.T, dA2), 1 - np.power(np.tanh(self.A1), 2))
        dW1 = (1 / self.m) * np.dot(dA1, self.data.T)
        db1 = (1 / self.m) * np.sum(dA1, axis=1, keepdims=True)

        # momentum
        self.vW1 = momentumFac * self.vW1 - self.lr * dW1
        self.vb1 = momentumFac * self.vb1 - self.lr * db1
        self.vW2 = momentumFac * self.vW2 - self.lr * dW2
        self.vb2 = momentumFac * self.vb2 - self.lr * db2
        self.W1 = self.W1 + self.vW1
        self.b1 = self.b1 + self.vb1
        self.W2 = self.W2 + self.vW2
        self.b2 = self.b2 + self.vb2

    def learn(self, Hn, epochs, lr, momentumFac):
        self.lr = lr
        self.W1 = np.random.randn(Hn, 1) * 2
        self.b1 = np.zeros((Hn, 1))
        self.W2 = np.random.randn(1, Hn) * 0.3
        self.b2 = np.zeros((1, 1))
        self.vW1, self.vb1 = 0 * self.W1, 0 * self.b1
        self.vW2, self.vb2 = 0 * self.W2, 0 * self.b2
        errs = []
        for e in range(epochs):
            self.propegate(self.data)
            errs.append(float(np.mean((self.Z2 - self.targets) ** 2)))
            self.backProp(momentumFac)
            if e % 500 == 0:
                print(f'Epoch {e}: mse {errs[-1]:.5f}')
        return errs

    def __init__(self):
        self.data = np.linspace(-1, 1, 60).reshape(1, -1)
        self.targets = np.sin(2 * np.pi * self.data)
        self.m = self.data.shape[1]


net = partB()
errs = net.learn(20, 4000, 0.1, 0.8)
fit = net.propegate(net.data)
plt.plot(net.data[0], net.targets[0], 'k.')
plt.plot(net.data[0], fit[0], 'r')
plt.close()
print('final', errs[-1])
