# свёртка руками: 8x8 цифры 0-4, фильтры 3x3, ReLU, max-pool 2x2, softmax
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from sklearn.datasets import load_digits

np.random.seed(2)
картинки, метки = load_digits(n_class=5, return_X_y=True)
картинки = картинки.reshape(-1, 8, 8) / 16.0
порядок = np.random.permutation(len(метки))
картинки, метки = картинки[порядок], метки[порядок]
Xtr, ytr, Xte, yte = картинки[:700], метки[:700], картинки[700:], метки[700:]

F = 6
K = np.random.randn(F, 3, 3) * np.sqrt(2 / 9)
kb = np.zeros(F)
W = np.random.randn(F * 9, 5) * np.sqrt(1 / (F * 9))
wb = np.zeros(5)


def вперёд(x):
    окна = sliding_window_view(x, (3, 3), axis=(1, 2))          # n,6,6,3,3
    z = np.einsum('nijab,fab->nfij', окна, K) + kb[:, None, None]
    r = np.maximum(z, 0)
    блоки = r.reshape(len(x), F, 3, 2, 3, 2).transpose(0, 1, 2, 4, 3, 5).reshape(len(x), F, 3, 3, 4)
    где = блоки.argmax(axis=-1)
    p = блоки.max(axis=-1).reshape(len(x), -1)
    s = p @ W + wb
    s = s - s.max(axis=1, keepdims=True)
    e = np.exp(s)
    return e / e.sum(axis=1, keepdims=True), (окна, z, где, p)


def потеря(x, y):
    вер, _ = вперёд(x)
    return -np.log(вер[np.arange(len(y)), y]).mean()


def назад(x, y):
    вер, (окна, z, где, p) = вперёд(x)
    n = len(y)
    d = (вер - np.eye(5)[y]) / n
    dW, dwb = p.T @ d, d.sum(axis=0)
    dp = (d @ W.T).reshape(n, F, 3, 3)
    dбл = np.zeros((n, F, 3, 3, 4))
    np.put_along_axis(dбл, где[..., None], dp[..., None], axis=-1)
    dr = dбл.reshape(n, F, 3, 3, 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(n, F, 6, 6)
    dz = dr * (z > 0)
    dK = np.einsum('nfij,nijab->fab', dz, окна)
    dkb = dz.sum(axis=(0, 2, 3))
    return dK, dkb, dW, dwb


# проверка градиента на 10 картинках
for имя, пар, гр in zip(('K', 'kb', 'W', 'wb'), (K, kb, W, wb), назад(Xtr[:10], ytr[:10])):
    худшее = 0
    for _ in range(8):
        i = tuple(np.random.randint(m) for m in пар.shape)
        было = пар[i]
        пар[i] = было + 1e-5
        плюс = потеря(Xtr[:10], ytr[:10])
        пар[i] = было - 1e-5
        минус = потеря(Xtr[:10], ytr[:10])
        пар[i] = было
        худшее = max(худшее, abs((плюс - минус) / 2e-5 - гр[i]))
    print('градиент', имя, 'расхождение', худшее)

скорость = 0.3
for эпоха in range(8):
    п = np.random.permutation(700)
    for k in range(0, 700, 35):
        b = п[k:k + 35]
        for пар, гр in zip((K, kb, W, wb), назад(Xtr[b], ytr[b])):
            пар -= скорость * гр
    print('эпоха', эпоха + 1, 'потеря', round(потеря(Xtr, ytr), 4),
          'тест', (вперёд(Xte)[0].argmax(axis=1) == yte).mean())
