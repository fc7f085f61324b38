import numpy as np
from sklearn.datasets import load_digits

# ---- layers.py ------------------------------------------------------------


def affine_forward(x, w, b):
    N = x.shape[0]
    out = x.reshape(N, -1).dot(w) + b
    return out, (x, w, b)


def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db


def relu_forward(x):
    return np.maximum(0, x), x


def relu_backward(dout, cache):
    x = cache
    dx = dout * (x > 0)
    return dx


def dropout_forward(x, dropout_param):
    p, mode = dropout_param['p'], dropout_param['mode']
    mask = None
    out = x
    if mode == 'train':
        mask = (np.random.rand(*x.shape) < p) / p  # p: probability of keeping
        out = x * mask
    return out, (mode, mask)


def dropout_backward(dout, cache):
    mode, mask = cache
    return dout * mask if mode == 'train' else dout


def softmax_loss(x, y):
    shifted_logits = x - np.max(x, axis=1, keepdims=True)
    Z = np.sum(np.exp(shifted_logits), axis=1, keepdims=True)
    log_probs = shifted_logits - np.log(Z)
    probs = np.exp(log_probs)
    N = x.shape[0]
    loss = -np.sum(log_probs[np.arange(N), y]) / N
    dx = probs.copy()
    dx[np.arange(N), y] -= 1
    dx /= N
    return loss, dx


# ---- optim.py -------------------------------------------------------------


def adam(w, dw, config):
    config['t'] += 1
    config['m'] = config['beta1'] * config['m'] + (1 - config['beta1']) * dw
    config['v'] = config['beta2'] * config['v'] + (1 - config['beta2']) * dw ** 2
    mb = config['m'] / (1 - config['beta1'] ** config['t'])
    vb = config['v'] / (1 - config['beta2'] ** config['t'])
    return w - config['learning_rate'] * mb / (np.sqrt(vb) + config['epsilon']), config


def sgd_momentum(w, dw, config):
    v = config['momentum'] * config['velocity'] - config['learning_rate'] * dw
    config['velocity'] = v
    return w + v, config


# ---- fc_net.py ------------------------------------------------------------


class FullyConnectedNet(object):
    def __init__(self, hidden_dims, input_dim=64, num_classes=10, dropout=1, reg=0.0):
        self.use_dropout = dropout != 1
        self.reg = reg
        self.num_layers = 1 + len(hidden_dims)
        self.params = {}
        dims = [input_dim] + hidden_dims + [num_classes]
        for i in range(self.num_layers):
            self.params['W%d' % (i + 1)] = np.random.randn(dims[i], dims[i + 1]) * np.sqrt(2.0 / dims[i])
            self.params['b%d' % (i + 1)] = np.zeros(dims[i + 1])
        self.dropout_param = {'mode': 'train', 'p': dropout}

    def loss(self, X, y=None):
        mode = 'test' if y is None else 'train'
        self.dropout_param['mode'] = mode
        caches = []
        out = X
        for i in range(1, self.num_layers):
            out, fc = affine_forward(out, self.params['W%d' % i], self.params['b%d' % i])
            out, rc = relu_forward(out)
            dc = None
            if self.use_dropout:
                out, dc = dropout_forward(out, self.dropout_param)
            caches.append((fc, rc, dc))
        L = self.num_layers
        scores, last = affine_forward(out, self.params['W%d' % L], self.params['b%d' % L])
        if mode == 'test':
            return scores

        loss, dout = softmax_loss(scores, y)
        for i in range(1, L + 1):
            loss += 0.5 * self.reg * np.sum(self.params['W%d' % i] ** 2)
        grads = {}
        dout, grads['W%d' % L], grads['b%d' % L] = affine_backward(dout, last)
        for i in range(L - 1, 0, -1):
            fc, rc, dc = caches[i - 1]
            if self.use_dropout:
                dout = dropout_backward(dout, dc)
            dout = relu_backward(dout, rc)
            dout, grads['W%d' % i], grads['b%d' % i] = affine_backward(dout, fc)
        for i in range(1, L + 1):
            grads['W%d' % i] += self.reg * self.params['W%d' % i]
        return loss, grads


# ---- solver.py ------------------------------------------------------------


class Solver(object):
    def __init__(self, model, data, **kwargs):
        self.model = model
        self.X_train, self.y_train = data['X_train'], data['y_train']
        self.X_val, self.y_val = data['X_val'], data['y_val']
        self.update_rule = kwargs.pop('update_rule', adam)
        self.optim_config = kwargs.pop('optim_config', {})
        self.lr_decay = kwargs.pop('lr_decay', 1.0)
        self.batch_size = kwargs.pop('batch_size', 100)
        self.num_epochs = kwargs.pop('num_epochs', 10)
        self.best_val_acc, self.best_params = 0, {}
        self.loss_history = []
        self.optim_configs = {}
        for p, w in model.params.items():
            d = dict(self.optim_config)
            for key in ('m', 'v', 'velocity'):
                d[key] = np.zeros_like(w)
            self.optim_configs[p] = d

    def _step(self):
        mask = np.random.choice(self.X_train.shape[0], self.batch_size)
        loss, grads = self.model.loss(self.X_train[mask], self.y_train[mask])
        self.loss_history.append(loss)
        for p, w in self.model.params.items():
            self.model.params[p], self.optim_configs[p] = self.update_rule(w, grads[p], self.optim_configs[p])

    def check_accuracy(self, X, y):
        return np.mean(np.argmax(self.model.loss(X), axis=1) == y)

    def train(self):
        per_epoch = max(self.X_train.shape[0] // self.batch_size, 1)
        for t in range(self.num_epochs * per_epoch):
            self._step()
            if (t + 1) % per_epoch == 0:
                for k in self.optim_configs:
                    self.optim_configs[k]['learning_rate'] *= self.lr_decay
                val_acc = self.check_accuracy(self.X_val, self.y_val)
                print('(Epoch %d) loss %f val_acc: %f' % ((t + 1) // per_epoch, self.loss_history[-1], val_acc))
                if val_acc > self.best_val_acc:
                    self.best_val_acc = val_acc
                    self.best_params = {k: v.copy() for k, v in self.model.params.items()}
        self.model.params = self.best_params  # swap the best params into the model


X, y = load_digits(return_X_y=True)
order = np.random.permutation(len(X))
X, y = X[order], y[order]
mean = X[:1200].mean(axis=0)
X = (X - mean) / 8.0
data = {'X_train': X[:1200], 'y_train': y[:1200], 'X_val': X[1200:1500], 'y_val': y[1200:1500]}

model = FullyConnectedNet([80, 50], dropout=0.8, reg=1e-3)
solver = Solver(model, data, update_rule=adam, num_epochs=15, batch_size=60, lr_decay=0.92, optim_config={
    'learning_rate': 2e-3, 'beta1': 0.9, 'beta2': 0.999, 'epsilon': 1e-8, 't': 0, 'momentum': 0.9})
solver.train()
print('test accuracy', solver.check_accuracy(X[1500:], y[1500:]))
