import numpy as np

# LSTM zu Fuss: die Folge beginnt mit +1 oder -1, danach kommt Rauschen.
# Am Ende soll das Netz das Vorzeichen des ersten Werts noch wissen.

rng = np.random.default_rng(4)
T, EIN, ZELLEN = 12, 2, 10


def folgen(n):
    x = rng.normal(0, 0.4, (T, n, EIN))
    x[:, :, 1] = 0
    zeichen = rng.choice([-1.0, 1.0], n)
    x[0, :, 0] = zeichen
    x[0, :, 1] = 1          # Markierung des Anfangs
    return x, (zeichen > 0).astype(float)


def sig(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


gew = {
    'W': rng.normal(0, 1 / np.sqrt(EIN + ZELLEN), (EIN + ZELLEN, 4 * ZELLEN)),
    'b': np.zeros(4 * ZELLEN),
    'v': rng.normal(0, 1 / np.sqrt(ZELLEN), ZELLEN),
    'c': np.zeros(1),
}
gew['b'][ZELLEN:2 * ZELLEN] = 1.0     # Vergesstor anfangs offen


def vor(x):
    n = x.shape[1]
    h = np.zeros((n, ZELLEN))
    s = np.zeros((n, ZELLEN))
    spur = []
    for t in range(T):
        xh = np.hstack([x[t], h])
        z = xh @ gew['W'] + gew['b']
        i, f, o = (sig(z[:, k * ZELLEN:(k + 1) * ZELLEN]) for k in range(3))
        g = np.tanh(z[:, 3 * ZELLEN:])
        s_alt = s
        s = f * s_alt + i * g
        ts = np.tanh(s)
        h = o * ts
        spur.append((xh, i, f, o, g, s_alt, ts))
    return sig(h @ gew['v'] + gew['c']), h, spur


def zurueck(p, y, h, spur):
    n = len(y)
    grad = {k: np.zeros_like(w) for k, w in gew.items()}
    d = (p - y) / n
    grad['v'] = h.T @ d
    grad['c'] = d.sum(keepdims=True)
    dh = np.outer(d, gew['v'])
    ds = np.zeros_like(dh)
    for xh, i, f, o, g, s_alt, ts in reversed(spur):
        ds = ds + dh * o * (1 - ts ** 2)
        dz = np.hstack([
            ds * g * i * (1 - i),
            ds * s_alt * f * (1 - f),
            dh * ts * o * (1 - o),
            ds * i * (1 - g ** 2),
        ])
        grad['W'] += xh.T @ dz
        grad['b'] += dz.sum(axis=0)
        dh = (dz @ gew['W'].T)[:, EIN:]
        ds = ds * f
    return grad


m1 = {k: np.zeros_like(w) for k, w in gew.items()}
m2 = {k: np.zeros_like(w) for k, w in gew.items()}
for schritt in range(1, 301):
    x, y = folgen(32)
    p, h, spur = vor(x)
    grad = zurueck(p, y, h, spur)
    norm = np.sqrt(sum((q ** 2).sum() for q in grad.values()))
    if norm > 5:
        grad = {k: q * 5 / norm for k, q in grad.items()}
    for k in gew:
        m1[k] = 0.9 * m1[k] + 0.1 * grad[k]
        m2[k] = 0.999 * m2[k] + 0.001 * grad[k] ** 2
        gew[k] -= 0.01 * (m1[k] / (1 - 0.9 ** schritt)) / (np.sqrt(m2[k] / (1 - 0.999 ** schritt)) + 1e-8)
    if schritt % 50 == 0:
        kosten = -np.mean(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12))
        print(schritt, 'Kosten %.4f' % kosten, 'Norm %.3f' % norm)

x_neu, y_neu = folgen(500)
print('richtig auf neuen Folgen:', np.mean((vor(x_neu)[0] > 0.5) == (y_neu == 1)))
