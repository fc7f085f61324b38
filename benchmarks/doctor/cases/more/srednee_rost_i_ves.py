import math
import random

# Нейросеть без библиотек: 2 входа, скрытый слой, 1 выход


def sigm(x):
    return 1 / (1 + math.exp(-x))


def sigm_pr(y):
    # производная через выход нейрона
    return y * (1 - y)


class Neyroset:
    def __init__(self, vhod, skryt, skorost):
        self.skorost = skorost
        # последний вес каждого нейрона - смещение
        self.w1 = [[random.uniform(-1, 1) for _ in range(vhod + 1)] for _ in range(skryt)]
        self.w2 = [random.uniform(-1, 1) for _ in range(skryt + 1)]

    def otvet(self, x):
        self.vhody = list(x) + [1.0]
        self.skrytye = []
        for neyron in self.w1:
            s = 0.0
            for w, v in zip(neyron, self.vhody):
                s += w * v
            self.skrytye.append(sigm(s))
        self.skrytye.append(1.0)
        s = 0.0
        for w, v in zip(self.w2, self.skrytye):
            s += w * v
        self.vyhod = sigm(s)
        return self.vyhod

    def uchit(self, x, nado):
        y = self.otvet(x)
        delta_vyh = (y - nado) * sigm_pr(y)

        # ошибки нейронов скрытого слоя
        delty = []
        for j in range(len(self.w1)):
            delty.append(delta_vyh * self.w2[j] * sigm_pr(self.skrytye[j]))

        # корректировка весов
        for j in range(len(self.w2)):
            self.w2[j] -= self.skorost * delta_vyh * self.skrytye[j]
        for j in range(len(self.w1)):
            for i in range(len(self.vhody)):
                self.w1[j][i] -= self.skorost * delty[j] * self.vhody[i]
        return (y - nado) ** 2


random.seed(5)

# выборка: рост (см) и вес (кг), 0.9 - вес в норме, 0.1 - нет
vyborka = []
for _ in range(80):
    rost, ves = random.uniform(150, 200), random.uniform(45, 120)
    imt = ves / (rost / 100) ** 2
    vyborka.append(((rost, ves), 0.9 if 19 < imt < 27 else 0.1))

set_ = Neyroset(2, 5, 0.5)
for epoha in range(600):
    random.shuffle(vyborka)
    oshibka = 0
    for x, nado in vyborka:
        oshibka += set_.uchit(x, nado)
    if epoha % 100 == 0:
        print('эпоха', epoha, 'ошибка', oshibka / len(vyborka))

for x, nado in vyborka[:12]:
    print(x, 'надо', nado, 'получено', round(set_.otvet(x), 3))
