import numpy as np
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split

# ex 5. softmax regression, k classes.  Notation as in the lecture notes:
# n = samples, d = features, k = classes, T = one-hot targets

x, t = load_wine(return_X_y=True)
x, xt, t, tt = train_test_split(x, t, test_size=.3, random_state=5, stratify=t)
mu = x.mean(0)
sg = x.std(0)
x = (x - mu) / sg
xt = (xt - mu) / sg
n, d = x.shape
k = 3

T = np.zeros((n, k))
T[np.arange(n), t] = 1

w = np.zeros((d, k))
c = np.zeros(k)


def f(x, w, c):
    z = np.einsum('nd,dk->nk', x, w) + c
    z -= z.max(axis=1)[:, None]
    e = np.exp(z)
    return e / np.einsum('nk->n', e)[:, None]


def J(p, T):
    return -np.einsum('nk,nk->', T, np.log(p + 1e-12)) / len(T)


def acc(p, t):
    return (p.argmax(axis=1) == t).mean()


eta = 0.2
for s in range(301):
    p = f(x, w, c)
    g = (p - T) / n
    w = w - eta * np.einsum('nd,nk->dk', x, g)
    c = c - eta * np.einsum('nk->k', g)
    if s % 50 == 0:
        print(s, 'J =', round(J(p, T), 4))

p = f(x, w, c)
q = f(xt, w, c)
print('training accuracy', acc(p, t))
print('test accuracy', acc(q, tt))
print(np.round(q[:5], 2))
