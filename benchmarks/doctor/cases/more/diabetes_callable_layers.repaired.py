import numpy as np
from sklearn.datasets import load_diabetes
# from sklearn.linear_model import LinearRegression   # gives R2 around 0.45, my net should beat it ...

np.set_printoptions(precision=3, suppress=True)


class Dense:
    """one layer with relu (I read relu is always the best choice)"""

    def __init__(self, fan_in, fan_out):
        self.kernel = np.random.normal(0, np.sqrt(2.0 / fan_in), (fan_in, fan_out))
        self.offset = np.full((1, fan_out), 0.1)
        self.v_kernel = np.zeros_like(self.kernel)
        self.v_offset = np.zeros_like(self.offset)

    def __call__(self, x):
        self.x = x
        self.pre = np.dot(x, self.kernel) + self.offset
        return np.where(self.pre > 0, self.pre, 0.0)

    def back(self, grad):
        grad = grad * (self.pre > 0)
        self.d_kernel = np.dot(self.x.T, grad)
        self.d_offset = grad.sum(axis=0, keepdims=True)
        return np.dot(grad, self.kernel.T)

    def move(self, lr, mom):
        self.v_kernel = mom * self.v_kernel - lr * self.d_kernel
        self.v_offset = mom * self.v_offset - lr * self.d_offset
        self.kernel += self.v_kernel
        self.offset += self.v_offset


class Linear(Dense):
    """the same without relu, was used for testing the gradients"""

    def __call__(self, x):
        self.x = x
        self.pre = np.dot(x, self.kernel) + self.offset
        return self.pre

    def back(self, grad):
        self.d_kernel = np.dot(self.x.T, grad)
        self.d_offset = grad.sum(axis=0, keepdims=True)
        return np.dot(grad, self.kernel.T)


class Model:
    def __init__(self, *layers):
        self.layers = layers

    def predict(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def train_batch(self, x, y, lr, mom):
        out = self.predict(x)
        err = out - y
        grad = 2 * err / len(x)
        for layer in self.layers[::-1]:
            grad = layer.back(grad)
        for layer in self.layers:
            layer.move(lr, mom)
        return np.mean(err ** 2)


def r2score(y, yhat):
    return float(1 - ((y - yhat) ** 2).sum() / ((y - y.mean()) ** 2).sum())


if __name__ == "__main__":
    bunch = load_diabetes()
    mix = np.random.permutation(len(bunch.target))
    x_all, y_all = bunch.data[mix], bunch.target[mix].reshape(-1, 1)
    n_tr = 330
    x_tr, x_va = x_all[:n_tr], x_all[n_tr:]
    y_tr, y_va = y_all[:n_tr], y_all[n_tr:]

    xm, xs = x_tr.mean(0), x_tr.std(0)
    x_tr, x_va = (x_tr - xm) / xs, (x_va - xm) / xs
    ym, ys = y_tr.mean(), y_tr.std()
    y_tr, y_va = (y_tr - ym) / ys, (y_va - ym) / ys
    print("targets: min", y_tr.min(), "max", y_tr.max())

    model = Model(Dense(10, 16), Dense(16, 8), Linear(8, 1))
    history = []
    for epoch in range(60):
        idx = np.random.permutation(n_tr)
        losses = [model.train_batch(x_tr[idx[s:s + 33]], y_tr[idx[s:s + 33]], lr=0.003, mom=0.9)
                  for s in range(0, n_tr, 33)]
        history.append((np.mean(losses), np.mean((model.predict(x_va) - y_va) ** 2)))
        if epoch % 10 == 0:
            print("epoch", epoch, "train/val mse", history[-1])

    yhat = model.predict(x_va)
    print("R2 on validation:", r2score(y_va, yhat))
    print("R2 on train     :", r2score(y_tr, model.predict(x_tr)))
    back = lambda v: v * ys + ym
    for a, b in list(zip(back(y_va), back(yhat)))[:8]:
        print("true", a, "net", b)
    # plt.scatter(back(y_va), back(yhat)); plt.show()
