import numpy as np
from sklearn.datasets import load_digits

# ------------------------------------------------------------------ activation
def sig(x):
    return 1.0 / (1.0 + np.exp(-x))

def sig_deriv(x):
    return x * (1.0 - x)

def softmax(x):
    z = np.exp(x - x.max())
    #z = np.exp(x)
    s = z.sum()
    out = z / s
    return out

# ------------------------------------------------------------------ passes
def forward_prop(x, w, b):
    z = {}
    a = {}
    a[0] = np.array(x).T
    last = len(w)
    for i in range(1, (last + 1)):
        z[i] = w[i - 1].dot(a[i - 1]) + b[i - 1]
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
    last = len(w)
    d[last] = (p - y.T) / len(y)
    for i in range(last - 1, -1, -1):
        if i == last - 1:
            d[i] = w[i].T.dot(d[i + 1])      # 16 x m
        elif i != 0:                         # No need to get d0
            d[i] = w[i].T.dot(d[i + 1]) * sig_deriv(a[i])
        d_w[i] = d[i + 1].dot(a[i].T)
        d_b[i] = np.sum(d[i + 1], axis=1, keepdims=True)
    return d_w, d_b

def update(w, b, d_w, d_b, a):
    for i in range(0, len(w)):
        w[i] = w[i] - a * d_w[i]
        b[i] = b[i] - a * d_b[i]
    return w, b

def sum_error(y, p):
    return np.sum(y.T * np.log(p + 1e-15))

def cal_acc(t, p):
    return np.mean(t == p)

# ------------------------------------------------------------------ training
def train(x, y, w, b, epoch, learn_rate, batch):
    c = []
    t_v = np.argmax(y, axis=1)               # True value
    err_rate = np.zeros(epoch)
    for i in range(0, epoch):
        e = 0                                # Reset
        p = np.zeros(len(x))                 # Prediction
        for k in range(0, len(x), batch):
            pred, layer = forward_prop(x[k:k + batch], w, b)
            e = e + sum_error(y[k:k + batch], pred)
            p[k:k + batch] = np.argmax(pred, axis=0)
            d_w, d_b = back_prop(y[k:k + batch], pred, layer, w, b)
            w, b = update(w, b, d_w, d_b, learn_rate)
        cost = -e / len(x)
        c.append(cost)
        err_rate[i] = 1 - cal_acc(t_v, p)
        if (i % 4 == 0) or (i == epoch - 1):
            print("epoch:", i, "cost:", cost, "error rate:", err_rate[i])
    return w, b, c, err_rate

np.random.seed(12)
digits = load_digits()
idx = np.random.permutation(len(digits.target))[:1000]
x_train = digits.data[idx] / 16.0
y_train = np.zeros((1000, 10))
for r, v in enumerate(digits.target[idx]):
    y_train[r][v] = 1

node = [64, 24, 16, 10]
w = []
b = []
for n in range(len(node) - 1):
    w.append(np.random.randn(node[n + 1], node[n]) * np.sqrt(1 / node[n]))
    b.append(np.zeros((node[n + 1], 1)))

w, b, c, err_rate = train(x_train, y_train, w, b, 40, 0.5, 10)
t_v = np.argmax(y_train, axis=1)
final, _ = forward_prop(x_train, w, b)
print("classes predicted:", np.unique(np.argmax(final, axis=0)))
