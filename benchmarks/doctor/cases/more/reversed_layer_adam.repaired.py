import numpy as np


class ReLU:
    def __call__(self, x):
        return np.maximum(0, x)

    def d(self, x):
        return (x > 0).astype(float)


class Id:
    def __call__(self, x):
        return x

    def d(self, x):
        return np.ones_like(x)


class MSE:
    def __call__(self, h, target):
        return np.mean((h - target) ** 2)

    def d(self, h, target):
        return 2 * (h - target) / h.size


class Layer:
    def __init__(self, in_dim, out_dim, activation):
        self.W = np.random.randn(in_dim, out_dim) * np.sqrt(2 / in_dim)
        self.b = np.zeros((1, out_dim))
        self.activation = activation

    def __call__(self, x):
        self.z = x @ self.W + self.b
        self.h = self.activation(self.z)
        return self.h

    def backward(self, prev_g, h_in):
        g = prev_g * self.activation.d(self.z)
        dl_dW = h_in.T @ g
        dl_db = g.sum(axis=0, keepdims=True)
        return dl_dW, dl_db, g @ self.W.T


class SGD:
    def __init__(self, layers, lr=0.001):
        self.alpha = lr
        self.layers = layers[::-1]

    def step(self, w_updates, b_updates):
        for i, layer in enumerate(self.layers):
            layer.W -= self.alpha * w_updates[i]
            layer.b -= self.alpha * b_updates[i]


class Adam:
    def __init__(self, layers, lr=0.001):
        self.alpha = lr
        self.beta1 = 0.99
        self.beta2 = 0.999
        self.epsilon = 1e-8
        self.t = 0

        self.layers = layers[::-1]

        self.m_w = [np.zeros_like(layer.W) for layer in self.layers]
        self.m_b = [np.zeros_like(layer.b) for layer in self.layers]

        self.v_w = [np.zeros_like(layer.W) for layer in self.layers]
        self.v_b = [np.zeros_like(layer.b) for layer in self.layers]

    def step(self, w_updates, b_updates):
        self.t += 1
        for i, layer in enumerate(self.layers):
            #First moment estimate
            self.m_w[i] = self.beta1 * self.m_w[i] + (1 - self.beta1) * w_updates[i]
            self.m_b[i] = self.beta1 * self.m_b[i] + (1 - self.beta1) * b_updates[i]

            #Second moment estimate
            self.v_w[i] = self.beta2 * self.v_w[i] + (1 - self.beta2) * w_updates[i]**2
            self.v_b[i] = self.beta2 * self.v_b[i] + (1 - self.beta2) * b_updates[i]**2

            #Unbiased first moment
            m_w_hat = self.m_w[i] / (1 - self.beta1 ** self.t)
            m_b_hat = self.m_b[i] / (1 - self.beta1 ** self.t)

            #Unbiased second moment
            v_w_hat = self.v_w[i] / (1 - self.beta2 ** self.t)
            v_b_hat = self.v_b[i] / (1 - self.beta2 ** self.t)

            #Update parameters
            layer.W -= self.alpha * m_w_hat / (np.sqrt(v_w_hat) + self.epsilon)
            layer.b -= self.alpha * m_b_hat / (np.sqrt(v_b_hat) + self.epsilon)


class Data:
    def __init__(self, n=64):
        self.n = n

    def f(self, x):
        return np.sin(3 * x) + 0.5 * x

    def batch(self):
        x = np.random.uniform(-2, 2, (self.n, 1))
        return x, self.f(x)


class NN:
    def __init__(self, in_dim=1, out_dim=1):
        self.lr = 0.003
        d1 = 32; d2 = 64; d3 = 32

        self.layers = [
            Layer(in_dim, d1, activation=ReLU()),
            Layer(d1, d2, activation=ReLU()),
            Layer(d2, d3, activation=ReLU()),
            Layer(d3, out_dim, activation=Id())
        ]
        self.w_updates = [None] * len(self.layers)
        self.b_updates = [None] * len(self.layers)

    def forward(self, x):
        self.x = x
        for layer in self.layers:
            x = layer(x)
        return x

    def backward(self, target, loss_fn):
        hs = [self.x] + [layer.h for layer in self.layers]
        hs = hs[::-1]
        prev_g = loss_fn.d(hs[0], target)
        for i, layer in enumerate(self.layers[::-1]):
            dl_dW, dl_db, prev_g = layer.backward(prev_g, hs[i+1])
            self.w_updates[i] = dl_dW
            self.b_updates[i] = dl_db


def train(nn, data, epoch=3000):
    optimizer = Adam(nn.layers, lr=nn.lr)
    loss = MSE()
    for i in range(epoch):
        x, label = data.batch()
        h = nn.forward(x)
        l = loss(h, label)
        nn.backward(label, loss)
        optimizer.step(nn.w_updates, nn.b_updates)
        if i % 250 == 0:
            print(f"{i}: {l}")


if __name__ == "__main__":
    nn = NN()
    data = Data()
    train(nn, data)
    grid = np.linspace(-2, 2, 101).reshape(-1, 1)
    pred = nn.forward(grid)
    print("max difference on the grid:", np.abs(pred - data.f(grid)).max())
