import numpy as np
from sklearn.datasets import load_digits
#import matplotlib.pyplot as plt

# classification network without any deep learning library
# w, b are lists: w[0] between input and hidden 1, w[1] hidden 1 -> hidden 2, w[2] hidden 2 -> output
# (vectors of the samples are the columns inside of the network, rows outside)


def sig(x):
    return 1.0/(1.0 + np.exp(-x))


def sig_deriv(x):
    return x*(1.0-x)


def softmax(x):
    z = np.exp(x - x.max(axis=0, keepdims=True))
    s = z.sum(axis=0, keepdims=True)
    out = z / s
    return out


def init_net(sizes):
    w = []
    b = []
    for i in range(1, len(sizes)):
        w.append(np.random.randn(sizes[i], sizes[i-1]) * np.sqrt(1.0/sizes[i-1]))
        b.append(np.zeros((sizes[i], 1)))
    return w, b


def forward_prop(x, w, b):
    z = {}
    a = {}
    a[0] = np.array(x).T
    last = len(w)
    for i in range(1, (last+1)):
        z[i] = w[i-1].dot(a[i-1]) + b[i-1]
        if i == last:
            a[i] = softmax(z[i])
        else:
            a[i] = sig(z[i])
    pred = a[last]
    return pred, a


def back_prop(y, p, a, w, b):
    d = {}
    d_w = {}
    d_b = {}
    n = y.shape[0]
    last = len(w)
    d[last] = (p-y.T)/n
    for i in range(last-1, -1, -1):
        if i == last-1:
            d[i] = w[i].T.dot(d[i+1]) * sig_deriv(a[i])
        elif i != 0:           # no need to get d0
            d[i] = w[i].T.dot(d[i+1]) * sig_deriv(a[i])
        d_w[i] = d[i+1].dot(a[i].T)
        d_b[i] = np.sum(d[i+1], axis=1, keepdims=True)
    return d_w, d_b


def update(w, b, d_w, d_b, lr):
    for i in range(0, len(w)):
        w[i] = w[i] - lr * d_w[i]
        b[i] = b[i] - lr * d_b[i]
    return w, b


def sum_error(y, p):
    return np.sum(y.T * np.log(p + 1e-12))


def cal_acc(t, p):
    return 100.0*np.sum(t == p)/len(t)


def predict(x, w, b):
    pred, _ = forward_prop(x, w, b)
    return np.argmax(pred, axis=0)


def train(x, y, w, b, epoch, learn_rate, batch):
    c = []
    t_v = np.argmax(y, axis=1)
    acc_rate = np.zeros(epoch)
    for i in range(0, epoch):
        e = 0
        mix = np.random.permutation(len(x))
        for k in range(0, len(x), batch):
            xb, yb = x[mix[k:k+batch]], y[mix[k:k+batch]]
            pred, layer = forward_prop(xb, w, b)
            e = e + sum_error(yb, pred)
            d_w, d_b = back_prop(yb, pred, layer, w, b)
            w, b = update(w, b, d_w, d_b, learn_rate)
        cost = -e/len(x)
        c.append(cost)
        acc_rate[i] = cal_acc(t_v, predict(x, w, b))
        if i % 5 == 0:
            print('Epoch', i, 'cost', round(cost, 4), 'accuracy', round(acc_rate[i], 2))
    return w, b, c, acc_rate


if __name__ == '__main__':
    dat = load_digits()
    r = np.random.permutation(len(dat.target))
    x_all = dat.data[r]/16.0
    y_all = np.eye(10)[dat.target[r]]
    x_train, y_train = x_all[:1300], y_all[:1300]
    x_test, y_test = x_all[1300:], y_all[1300:]

    w, b = init_net([64, 30, 20, 10])
    w, b, c, acc_rate = train(x_train, y_train, w, b, epoch=30, learn_rate=2.0, batch=20)
    #plt.plot(c); plt.plot(acc_rate/100); plt.show()

    p = predict(x_test, w, b)
    print('test accuracy', cal_acc(np.argmax(y_test, axis=1), p))
    print('predicted classes', np.bincount(p, minlength=10))
    print('real classes     ', np.bincount(np.argmax(y_test, axis=1), minlength=10))
