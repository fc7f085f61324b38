import numpy as np
from sklearn.datasets import load_digits


class StopTraining(StopIteration):
    pass


class EarlyStopping(object):
    def __init__(self, patience=20):
        self.patience = patience
        self.best_valid = np.inf
        self.best_valid_epoch = 0
        self.best_weights = None

    def __call__(self, nn, train_history):
        current = train_history[-1]
        if current["valid_loss"] < self.best_valid:
            self.best_valid = current["valid_loss"]
            self.best_valid_epoch = current["epoch"]
            self.best_weights = nn.get_all_params_values()
        elif self.best_valid_epoch + self.patience < current["epoch"]:
            print("Early stopping.")
            raise StopTraining()

    def load_best_weights(self, nn, train_history):
        print("Best valid loss was {:.6f} at epoch {}.".format(self.best_valid, self.best_valid_epoch))
        nn.load_params_from(self.best_weights)


class AdjustVariable(object):
    def __init__(self, name, start=0.1, stop=0.01):
        self.name, self.start, self.stop, self.ls = name, start, stop, None

    def __call__(self, nn, train_history):
        if self.ls is None:
            self.ls = np.linspace(self.start, self.stop, nn.max_epochs)
        setattr(nn, self.name, self.ls[train_history[-1]["epoch"] - 1])


def rectify(x):
    return np.where(x > 0, x, 0.0)


class NeuralNet:
    def __init__(self, layers, update_learning_rate=0.1, update_momentum=0.9, max_epochs=60, batch_size=32,
                 eval_size=0.2, on_epoch_finished=(), on_training_finished=()):
        self.layers = layers
        self.update_learning_rate, self.update_momentum = update_learning_rate, update_momentum
        self.max_epochs, self.batch_size, self.eval_size = max_epochs, batch_size, eval_size
        self.on_epoch_finished, self.on_training_finished = on_epoch_finished, on_training_finished
        self.train_history_ = []
        self.params = []
        for n_in, n_out in zip(layers[:-1], layers[1:]):
            self.params += [np.random.normal(0, np.sqrt(2.0 / n_in), (n_in, n_out)), np.full(n_out, 0.01)]
        self.speed = [0 * p for p in self.params]

    def get_all_params_values(self):
        return [np.array(p) for p in self.params]

    def load_params_from(self, values):
        for p, v in zip(self.params, values):
            p[...] = v

    def log_proba(self, X):
        # 1 for the bias: rows of activations are kept for the way back
        self.seen = []
        for k in range(0, len(self.params), 2):
            self.seen.append(X)
            X = X @ self.params[k] + self.params[k + 1]
            if k + 2 < len(self.params):
                X = rectify(X)
        X = X - X.max(1)[:, None]
        return X - np.log(np.exp(X).sum(1))[:, None]

    def loss(self, X, y):
        return -self.log_proba(X)[range(len(y)), y].mean()

    def train_on(self, X, y):
        lp = self.log_proba(X)
        err = (np.exp(lp) - (y[:, None] == np.arange(lp.shape[1]))) / len(y)
        for k in range(len(self.params) - 2, -1, -2):
            inp = self.seen.pop()
            back = err.dot(self.params[k].T) * (inp > 0)
            for j, g in ((k, inp.T.dot(err)), (k + 1, err.sum(0))):
                old = self.speed[j]
                self.speed[j] = self.update_momentum * old - self.update_learning_rate * g
                self.params[j] += self.update_momentum * self.speed[j] - self.update_learning_rate * g
            err = back
        return -lp[range(len(y)), y].mean()

    def fit(self, X, y):
        n = int(len(X) * (1 - self.eval_size))
        X_train, X_valid, y_train, y_valid = X[:n], X[n:], y[:n], y[n:]
        try:
            for epoch in range(1, self.max_epochs + 1):
                order = np.random.permutation(n)
                losses = [self.train_on(X_train[order[i:i + self.batch_size]], y_train[order[i:i + self.batch_size]])
                          for i in range(0, n, self.batch_size)]
                self.train_history_.append({"epoch": epoch, "train_loss": np.mean(losses), "valid_loss": self.loss(X_valid, y_valid)})
                if epoch % 5 == 0:
                    print("%(epoch)4d  %(train_loss).5f  %(valid_loss).5f" % self.train_history_[-1])
                for func in self.on_epoch_finished:
                    func(self, self.train_history_)
        except StopTraining:
            pass
        for func in self.on_training_finished:
            func(self, self.train_history_)
        return self

    def predict(self, X):
        return self.log_proba(X).argmax(1)


digits = load_digits()
shuffle = np.random.permutation(len(digits.target))
X, y = (digits.data[shuffle] - 8) / 8, digits.target[shuffle]
early_stopping = EarlyStopping(patience=10)
net = NeuralNet([64, 60, 30, 10],
                on_epoch_finished=[AdjustVariable("update_learning_rate", 0.05, 0.002), AdjustVariable("update_momentum", 0.8, 0.95), early_stopping],
                on_training_finished=[early_stopping.load_best_weights],
                update_learning_rate=0.05, update_momentum=0.8)
net.fit(X[:1400], y[:1400])
print("test accuracy", (net.predict(X[1400:]) == y[1400:]).mean())
