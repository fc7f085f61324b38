import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
xTr, xTe, yTr, yTe = train_test_split(digits.data / 16., digits.target, test_size=0.25)

tailles = [64, 40, 10]
poids = [np.random.randn(a, b) * np.sqrt(2 / a) for a, b in zip(tailles[:-1], tailles[1:])]
biais = [np.zeros((1, b)) for b in tailles[1:]]
params = [poids[0], biais[0], poids[1], biais[1]]


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e, axis=1, keepdims=True)


def avant(x):
    a1 = np.maximum(0, x.dot(poids[0]) + biais[0])
    return a1, softmax(a1.dot(poids[1]) + biais[1])


def arriere(x, y):
    a1, p = avant(x)
    d2 = p.copy()
    d2[np.arange(len(y)), y] -= 1
    d2 /= len(y)
    d1 = d2.dot(poids[1].T) * (a1 > 0)
    return [x.T.dot(d1), d1.sum(axis=0, keepdims=True), a1.T.dot(d2), d2.sum(axis=0, keepdims=True)]


beta_m, beta_v, eta, eps = 0.9, 0.999, 0.003, 1e-8
m_list = [np.zeros_like(q) for q in params]
v_list = [np.zeros_like(q) for q in params]

i = 0
for epoque in range(15):
    ordre = np.random.permutation(len(yTr))
    for k in range(0, len(ordre), 32):
        lot = ordre[k:k + 32]
        g_list = arriere(xTr[lot], yTr[lot])
        i += 1
        for n in range(len(params)):
            g = g_list[n]
            m_list[n] = beta_m * m_list[n] + (1 - beta_m) * g
            v_list[n] = beta_v * v_list[n] + (1 - beta_v) * (g ** 2)
            m_hat = m_list[n] / (1 - beta_m ** i)
            v_hat = v_list[n] / (1 - beta_v ** i)
            params[n] -= eta * m_hat / (np.sqrt(v_hat) + eps)
    juste = np.mean(avant(xTe)[1].argmax(axis=1) == yTe)
    print('epoque', epoque, 'juste', juste)
