import numpy as np
from sklearn.datasets import load_breast_cancer


class Module:
    def forward(self, X):
        raise NotImplementedError

    def __call__(self, X):
        return self.forward(X)

    def backward(self, X, grad):
        raise NotImplementedError


class Sigmoid(Module):
    def forward(self, X):
        return 1/(1 + np.exp(-X))

    def backward(self, X, grad):
        z = self.forward(X)
        return grad*z*(1 - z)

    def __repr__(self):
        return 'Sigmoid'


class Linear(Module):
    def forward(self, X):
        return X

    def backward(self, X, grad):
        return grad


class TanH(Module):
    def forward(self, X):
        return np.tanh(X)

    def backward(self, X, grad):
        z = self.forward(X)
        return grad*(1 - z**2)

    def __repr__(self):
        return 'TanH'


class Layer(Module):
    def __init__(self, dim_in : int, dim_out : int, act : Module):
        self.W = np.random.randn(dim_out, dim_in) / np.sqrt(dim_in)
        self.B = np.zeros(shape=(dim_out,1), dtype=float)
        self.act = act

    def __repr__(self):
        return f'Layer(W={self.W.shape}, B={self.B.shape}, act={self.act})'

    def forward(self, X):
        o = self.act(self.W@X + self.B)
        return o

    def backward(self, X : np.array, grad: np.array, lr : float):
        h = self.forward(X)
        m = h.shape[1]
        grad = self.act.backward(h, grad)
        grad_W = (1/m) * grad @ X.T
        grad_B = (1/m) * np.sum(grad, axis=1, keepdims=True)
        grad = self.W.T @ grad
#         print('gradW:', grad_W.shape, 'gradB:', grad_B.shape, 'grad act:', grad.shape)

        self.W -= lr*grad_W
        self.B -= lr*grad_B
        return grad


class MSE:
    def __call__(self, y, y_hat):
        return 0.5*np.mean(np.sum((y - y_hat)**2, axis=0))

    def grad(self, y, y_hat):
        return y_hat - y


class MLP:
    def __init__(self, layers, loss):
        self.layers = layers
        self.loss = loss

    def forward(self, X):
        self.inputs = []
        for layer in self.layers:
            self.inputs.append(X)
            X = layer(X)
        return X

    def backward(self, grad, lr):
        for layer, X in zip(self.layers[::-1], self.inputs[::-1]):
            grad = layer.backward(X, grad, lr)

    def fit(self, X, y, epochs, lr, batch_size=32):
        history = []
        for e in range(epochs):
            perm = np.random.permutation(X.shape[1])
            for i in range(0, X.shape[1], batch_size):
                idx = perm[i:i+batch_size]
                out = self.forward(X[:, idx])
                self.backward(self.loss.grad(y[:, idx], out), lr)
            out = self.forward(X)
            history.append(self.loss(y, out))
            if e % 20 == 0:
                acc = np.mean((out > 0) == (y > 0))
                print(f'epoch {e}: loss {history[-1]:.5f} acc {acc:.4f}')
        return history


X, y = load_breast_cancer(return_X_y=True)
X = ((X - X.mean(0))/X.std(0)).T
y = (2.0*y - 1).reshape(1, -1)

mlp = MLP([Layer(30, 16, TanH()), Layer(16, 8, TanH()), Layer(8, 1, TanH())], MSE())
print(mlp.layers)
hist = mlp.fit(X, y, epochs=101, lr=0.1)
