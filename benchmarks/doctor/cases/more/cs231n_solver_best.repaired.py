"""
Solver of assignment 2 with my own fully connected net, small digits instead of CIFAR-10.
"""
import numpy as np
from sklearn.datasets import load_digits


def sgd_momentum(w, dw, config):
    config.setdefault('learning_rate', 1e-2)
    config.setdefault('momentum', 0.9)
    v = config.get('velocity', np.zeros_like(w))
    v = config['momentum'] * v - config['learning_rate'] * dw
    w += v
    config['velocity'] = v
    return w, config


class FullyConnectedNet:
    def __init__(self, dims, weight_scale, reg, rng):
        self.reg = reg
        self.L = len(dims) - 1
        self.params = {}
        for i in range(self.L):
            self.params['W%d' % (i + 1)] = weight_scale * rng.standard_normal((dims[i], dims[i + 1]))
            self.params['b%d' % (i + 1)] = np.zeros(dims[i + 1])

    def loss(self, X, y=None):
        a, cache = X, []
        for i in range(1, self.L + 1):
            z = a @ self.params['W%d' % i] + self.params['b%d' % i]
            cache.append((a, z))
            a = np.maximum(z, 0) if i < self.L else z
        if y is None:
            return a
        e = np.exp(a - a.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        N = len(y)
        loss = -np.log(p[np.arange(N), y]).mean()
        d = p
        d[np.arange(N), y] -= 1
        d /= N
        grads = {}
        for i in range(self.L, 0, -1):
            x, z = cache[i - 1]
            if i < self.L:
                d = d * (z > 0)
            W = self.params['W%d' % i]
            loss += 0.5 * self.reg * np.sum(W * W)
            grads['W%d' % i] = x.T @ d + self.reg * W
            grads['b%d' % i] = d.sum(axis=0)
            d = d @ W.T
        return loss, grads


class Solver:
    def __init__(self, model, data, rng, update_rule=sgd_momentum, optim_config=None, lr_decay=0.95,
                 num_epochs=20, batch_size=50):
        self.model, self.data, self.rng = model, data, rng
        self.update_rule, self.lr_decay = update_rule, lr_decay
        self.num_epochs, self.batch_size = num_epochs, batch_size
        self.best_val_acc, self.best_params = 0, {}
        self.loss_history, self.val_acc_history = [], []
        self.optim_configs = {p: dict(optim_config or {}) for p in model.params}

    def _step(self):
        mask = self.rng.choice(len(self.data['X_train']), self.batch_size)
        loss, grads = self.model.loss(self.data['X_train'][mask], self.data['y_train'][mask])
        self.loss_history.append(loss)
        for p, w in self.model.params.items():
            next_w, next_config = self.update_rule(w, grads[p], self.optim_configs[p])
            self.model.params[p] = next_w
            self.optim_configs[p] = next_config

    def check_accuracy(self, X, y):
        return np.mean(self.model.loss(X).argmax(axis=1) == y)

    def train(self):
        iterations_per_epoch = max(len(self.data['X_train']) // self.batch_size, 1)
        for t in range(self.num_epochs * iterations_per_epoch):
            self._step()
            for k in self.optim_configs if (t + 1) % iterations_per_epoch == 0 else ():
                self.optim_configs[k]['learning_rate'] *= self.lr_decay
            if (t + 1) % iterations_per_epoch == 0:
                epoch = (t + 1) // iterations_per_epoch
                val_acc = self.check_accuracy(self.data['X_val'], self.data['y_val'])
                self.val_acc_history.append(val_acc)
                print('(Epoch %d / %d) loss: %f; val_acc: %f' % (
                    epoch, self.num_epochs, self.loss_history[-1], val_acc))
                if val_acc > self.best_val_acc:
                    self.best_val_acc = val_acc
                    self.best_params = {}
                    for k, v in self.model.params.items():
                        self.best_params[k] = v.copy()
        # At the end of training swap the best params into the model
        self.model.params = self.best_params


rng = np.random.default_rng(2)
X, y = load_digits(return_X_y=True)
X = (X - X.mean(axis=0)) / 16
o = rng.permutation(len(X))
X, y = X[o], y[o]
data = {'X_train': X[:600], 'y_train': y[:600], 'X_val': X[600:1000], 'y_val': y[600:1000]}
model = FullyConnectedNet([64, 50, 10], weight_scale=5e-2, reg=1e-4, rng=rng)
solver = Solver(model, data, rng, optim_config={'learning_rate': 5e-2}, lr_decay=0.9)
solver.train()
print('best val_acc seen', solver.best_val_acc)
print('val_acc of the returned net', solver.check_accuracy(X[600:1000], y[600:1000]))
print('test acc', solver.check_accuracy(X[1000:], y[1000:]))
