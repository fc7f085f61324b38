import numpy as np
from sklearn.datasets import load_wine

# Sieć neuronowa w słownikach, minibatch + momentum; cechy x próbki
rng = np.random.RandomState(31)

dane = load_wine()
kolejnosc = rng.permutation(dane.target.size)
X = dane.data[kolejnosc].T
Y = np.eye(3)[dane.target[kolejnosc]].T
ile = 120
srednia = X[:, :ile].mean(axis=1, keepdims=True)
odchylenie = X[:, :ile].std(axis=1, keepdims=True)
X = (X - srednia) / odchylenie
X_ucz, Y_ucz = X[:, :ile], Y[:, :ile]
X_test, Y_test = X[:, ile:], Y[:, ile:]

warstwy = [13, 12, 8, 3]
wagi = {}
predkosc = {}
for l in range(1, len(warstwy)):
    wagi['W%d' % l] = rng.randn(warstwy[l], warstwy[l - 1]) / np.sqrt(warstwy[l - 1])
    wagi['b%d' % l] = np.zeros((warstwy[l], 1))
for klucz in wagi:
    predkosc[klucz] = np.zeros_like(wagi[klucz])
L = len(warstwy) - 1


def w_przod(x):
    pamiec = {'A0': x}
    for l in range(1, L):
        pamiec['A%d' % l] = np.tanh(wagi['W%d' % l] @ pamiec['A%d' % (l - 1)] + wagi['b%d' % l])
    z = wagi['W%d' % L] @ pamiec['A%d' % (L - 1)] + wagi['b%d' % L]
    z = z - z.max(axis=0)
    pamiec['A%d' % L] = np.exp(z) / np.exp(z).sum(axis=0)
    return pamiec


def koszt(p, y):
    return -np.sum(y * np.log(p + 1e-15)) / y.shape[1]


def w_tyl(pamiec, y):
    grad = {}
    d = (pamiec['A%d' % L] - y) / y.shape[1]
    for l in range(L, 0, -1):
        grad['W%d' % l] = d @ pamiec['A%d' % (l - 1)].T
        grad['b%d' % l] = d.sum(axis=1, keepdims=True)
        if l > 1:
            d = (wagi['W%d' % l].T @ d) * (1 - pamiec['A%d' % (l - 1)] ** 2)
    return grad


krok, mu = 0.02, 0.8
for epoka in range(40):
    los = rng.permutation(ile)
    koszty = []
    for i in range(0, ile, 8):
        kol = los[i:i + 8]
        pamiec = w_przod(X_ucz[:, kol])
        koszty.append(koszt(pamiec['A%d' % L], Y_ucz[:, kol]))
        grad = w_tyl(pamiec, Y_ucz[:, kol])
        for klucz in wagi:
            predkosc[klucz] = mu * predkosc[klucz] + grad[klucz]
            wagi[klucz] = wagi[klucz] - krok * predkosc[klucz]
    if epoka % 5 == 0:
        p_test = w_przod(X_test)['A%d' % L]
        print('epoka', epoka, 'koszt ostatnich paczek:', np.round(koszty[-4:], 4),
              'test: koszt %.4f' % koszt(p_test, Y_test),
              'trafione %.3f' % np.mean(p_test.argmax(axis=0) == Y_test.argmax(axis=0)))
