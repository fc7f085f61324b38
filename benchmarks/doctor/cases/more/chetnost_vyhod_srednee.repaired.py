import numpy as np

# Первая нейросеть: 3 входа, 4 скрытых нейрона, 1 выход
# выборка: чётность трёх бит плюс немного шума на входах

np.random.seed(5)


def sigm(x):
    return 1 / (1 + np.exp(-x))


def proizv(f):
    return f * (1 - f)


baza = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)], dtype=float)
vhody = np.vstack([baza + 0.05 * np.random.randn(*baza.shape) for _ in range(4)])
otvety = (np.tile(baza, (4, 1)).sum(axis=1) % 2)

SKRYTYH = 8
skorost = 0.7

# веса
w1 = np.random.randn(3, SKRYTYH) * 2
s1 = np.zeros(SKRYTYH)
w2 = np.random.randn(SKRYTYH)
s2 = 0.0


def progon(x):
    skr = sigm(x @ w1 + s1)
    vyh = sigm(skr @ w2 + s2)
    return skr, vyh


istoriya = []
for epoha in range(2500):
    oshibka = 0
    kvadrat = 0
    for x, t in zip(vhody, otvety):
        skr, vyh = progon(x)
        oshibka = vyh - t
        kvadrat += (vyh - t) ** 2
        # корректируем веса по средней ошибке
        delta = oshibka * proizv(vyh)
        delta_skr = delta * w2 * proizv(skr)
        w2 -= skorost * delta * skr
        s2 -= skorost * delta
        w1 -= skorost * np.outer(x, delta_skr)
        s1 -= skorost * delta_skr
    istoriya.append(kvadrat / len(vhody))
    if epoha % 500 == 0:
        print('эпоха', epoha, 'ошибка', istoriya[-1])

for x, t in zip(vhody[:8], otvety[:8]):
    print(np.round(x), 'ответ', t, 'сеть', round(float(progon(x)[1]), 3))
