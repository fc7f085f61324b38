# -*- coding: utf-8 -*-
# моя первая нейросеть, без numpy. нейроны и связи - объекты
import random
import math

SKOROST = 0.4     # скорость обучения


class Svyaz:
    """связь между двумя нейронами"""
    def __init__(self, ot, k):
        self.ot = ot
        self.k = k
        self.ves = random.uniform(-1.5, 1.5)
        ot.vyhodnye.append(self)
        k.vhodnye.append(self)


class Nejron:
    def __init__(self, imya):
        self.imya = imya
        self.vhodnye = []
        self.vyhodnye = []
        self.znachenie = 0
        self.delta = 0

    def schitat(self):
        s = 0
        for svyaz in self.vhodnye:
            s += svyaz.ot.znachenie * svyaz.ves
        self.znachenie = 1 / (1 + math.exp(-s))

    def proizvodnaya(self):
        return self.znachenie * (1 - self.znachenie)


class Smeshchenie(Nejron):
    """нейрон смещения, всегда 1"""
    def __init__(self):
        Nejron.__init__(self, 'b')
        self.znachenie = 1

    def schitat(self):
        pass


class Set:
    def __init__(self, razmery):
        self.sloi = []
        self.svyazi = []
        for n, kolvo in enumerate(razmery):
            sloj = [Nejron('%d-%d' % (n, i)) for i in range(kolvo)]
            self.sloi.append(sloj)
        for n in range(1, len(self.sloi)):
            predydushchij = self.sloi[n - 1] + [Smeshchenie()]
            for a in predydushchij:
                for b in self.sloi[n]:
                    self.svyazi.append(Svyaz(a, b))

    def otvet(self, vhod):
        for nejron, x in zip(self.sloi[0], vhod):
            nejron.znachenie = x
        for sloj in self.sloi[1:]:
            for nejron in sloj:
                nejron.schitat()
        return [nejron.znachenie for nejron in self.sloi[-1]]

    def obuchit(self, vhod, nado):
        otvet = self.otvet(vhod)
        # выходной слой
        for nejron, t in zip(self.sloi[-1], nado):
            nejron.delta = (t - nejron.znachenie) * nejron.proizvodnaya()
        # скрытые слои, с конца
        for sloj in reversed(self.sloi[1:-1]):
            for nejron in sloj:
                summa = 0
                for svyaz in nejron.vyhodnye:
                    summa += svyaz.ves * svyaz.k.delta
                nejron.delta = summa * nejron.proizvodnaya()
        # корректировка весов
        for svyaz in self.svyazi:
            svyaz.ves += SKOROST * svyaz.k.delta * svyaz.ot.znachenie
        return sum((t - o) ** 2 for t, o in zip(nado, otvet))


# яркость и теплота цвета -> насколько он "дневной"
vyborka = [
    ([0.1, 0.2], [0.1]),
    ([0.2, 0.9], [0.3]),
    ([0.9, 0.8], [0.9]),
    ([0.8, 0.1], [0.6]),
    ([0.5, 0.5], [0.5]),
    ([0.0, 0.6], [0.15]),
    ([1.0, 0.4], [0.85]),
]

set_ = Set([2, 4, 1])
for epoha in range(3000):
    random.shuffle(vyborka)
    oshibka = 0
    for vhod, nado in vyborka:
        oshibka += set_.obuchit(vhod, nado)
    if epoha % 500 == 0:
        print('эпоха', epoha, 'ошибка', round(oshibka / len(vyborka), 5))

for vhod, nado in sorted(vyborka):
    print(vhod, 'надо', nado, 'получилось', [round(o, 3) for o in set_.otvet(vhod)])
