# Нейросеть с одним скрытым слоем, обучение методом обратного распространения
# Задача: по температуре и влажности (в долях) предсказать долю открытия окна в теплице
import random
import numpy as np


def sigm(x):
    return 1.0 / (1.0 + np.exp(-x))


class Set:
    def __init__(self, vhod, skryt, vyhod):
        self.w1 = np.random.uniform(-1, 1, (skryt, vhod + 1))
        self.w2 = np.random.uniform(-1, 1, (vyhod, skryt + 1))

    def vpered(self, x):
        # единица в конце - это смещение
        self.x = np.append(x, 1.0)
        self.h = np.append(sigm(self.w1 @ self.x), 1.0)
        self.y = sigm(self.w2 @ self.h)
        return self.y

    def nazad(self, t, skorost):
        # дельта выходного нейрона
        d2 = (self.y - t) * self.y * (1 - self.y)
        # дельты скрытых нейронов, у смещения дельты нет
        d1 = (self.w2.T @ d2)[:-1] * self.h[:-1] * (1 - self.h[:-1])
        self.w2 -= skorost * np.outer(d2, self.h)
        self.w1 -= skorost * np.outer(d1, self.x)


random.seed(1)
np.random.seed(1)

N = 120
temperatura = np.random.rand(N)
vlazhnost = np.random.rand(N)
okno = 0.1 + 0.8 * sigm(9 * (temperatura - 0.5) + 5 * (vlazhnost - 0.5))

vhody = [list(p) for p in zip(temperatura, vlazhnost)]
otvety = [[v] for v in okno]

# перемешиваем выборку
random.shuffle(vhody)
random.shuffle(otvety)

set_ = Set(2, 6, 1)
for epoha in range(150):
    oshibka = 0
    for x, t in zip(vhody, otvety):
        y = set_.vpered(x)
        oshibka += float((y[0] - t[0]) ** 2)
        set_.nazad(np.array(t), 0.5)
    if epoha % 25 == 0:
        print("эпоха", epoha, "средняя ошибка", round(oshibka / N, 5))

print("среднее ответов:", round(float(np.mean(otvety)), 3))
for x in ([0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]):
    print(x, "->", round(float(set_.vpered(x)[0]), 3))
