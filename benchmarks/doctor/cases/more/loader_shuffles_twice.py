import numpy as np
from sklearn.datasets import load_wine


class Dataset:
    def __init__(self, val_ratio=0.25):
        data = load_wine()
        X, y = data.data, data.target
        idx = np.random.permutation(len(X))
        X, y = X[idx], y[idx]
        n_val = int(len(X) * val_ratio)
        self.X_val, self.y_val = X[:n_val], y[:n_val]
        self.X_train, self.y_train = X[n_val:], y[n_val:]
        self.mean = self.X_train.mean(axis=0)
        self.std = self.X_train.std(axis=0)
        self.X_train = (self.X_train - self.mean) / self.std
        self.X_val = (self.X_val - self.mean) / self.std


class DataLoader:
    def __init__(self, X, y, batch_size=16, shuffle=True):
        self.X, self.y = X, y
        self.batch_size = batch_size
        self.shuffle = shuffle

    def __len__(self):
        return int(np.ceil(len(self.X) / self.batch_size))

    def __iter__(self):
        if self.shuffle:
            X = np.random.permutation(self.X)
            y = np.random.permutation(self.y)
        else:
            X, y = self.X, self.y
        for i in range(len(self)):
            s = slice(i * self.batch_size, (i + 1) * self.batch_size)
            yield X[s], y[s]


class MLP:
    def __init__(self, in_dim, hidden, classes):
        self.params = {
            'W1': np.random.randn(in_dim, hidden) * np.sqrt(2. / in_dim),
            'b1': np.zeros(hidden),
            'W2': np.random.randn(hidden, classes) * np.sqrt(2. / hidden),
            'b2': np.zeros(classes),
        }

    def forward(self, X):
        p = self.params
        h = np.maximum(0, X @ p['W1'] + p['b1'])
        scores = h @ p['W2'] + p['b2']
        scores = scores - scores.max(axis=1, keepdims=True)
        probs = np.exp(scores)
        probs /= probs.sum(axis=1, keepdims=True)
        return probs, {'X': X, 'h': h, 'probs': probs}

    def loss(self, probs, y, weight_decay):
        data = -np.log(probs[np.arange(len(y)), y] + 1e-12).mean()
        return data + 0.5 * weight_decay * sum((self.params[k] ** 2).sum() for k in ('W1', 'W2'))

    def backward(self, cache, y, weight_decay):
        grads = {}
        d = cache['probs'].copy()
        d[np.arange(len(y)), y] -= 1
        d /= len(y)
        grads['W2'] = cache['h'].T @ d + weight_decay * self.params['W2']
        grads['b2'] = d.sum(axis=0)
        dh = d @ self.params['W2'].T
        dh[cache['h'] <= 0] = 0
        grads['W1'] = cache['X'].T @ dh + weight_decay * self.params['W1']
        grads['b1'] = dh.sum(axis=0)
        return grads

    def accuracy(self, X, y):
        return (self.forward(X)[0].argmax(axis=1) == y).mean()


class Trainer:
    def __init__(self, model, dataset, lr=0.05, weight_decay=1e-4):
        self.model, self.ds = model, dataset
        self.lr, self.wd = lr, weight_decay
        self.loader = DataLoader(dataset.X_train, dataset.y_train)

    def run(self, epochs):
        for epoch in range(epochs):
            total = 0.
            for xb, yb in self.loader:
                probs, cache = self.model.forward(xb)
                total += self.model.loss(probs, yb, self.wd)
                grads = self.model.backward(cache, yb, self.wd)
                for k in self.model.params:
                    self.model.params[k] -= self.lr * grads[k]
            if epoch % 5 == 0:
                acc = self.model.accuracy(self.ds.X_val, self.ds.y_val)
                print(f'epoch {epoch:3d} | loss {total / len(self.loader):.4f} | val acc {acc:.3f}')


ds = Dataset()
model = MLP(13, 24, 3)
Trainer(model, ds).run(40)
print('final val acc', model.accuracy(ds.X_val, ds.y_val))
