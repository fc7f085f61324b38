# -*- coding: utf-8 -*-
from math import exp
from random import uniform

# Нейросеть: 2 входа, 3 скрытых нейрона, 1 выход. Обучение методом обратного распространения


def sigmoid(x):
    return 1 / (1 + exp(-x))


class Neuron:
    def __init__(self, kol_vhodov):
        self.vesa = [uniform(-1, 1) for _ in range(kol_vhodov)]
        self.smeshenie = 0.5
        self.vyhod = 0
        self.delta = 0

    def schitat(self, vhody):
        s = self.smeshenie
        for i in range(len(vhody)):
            s += vhody[i] * self.vesa[i]
        self.vyhod = sigmoid(s)
        return self.vyhod


class Set:
    def __init__(self, vhodov, skrytyh):
        self.skrytye = []
        for i in range(skrytyh):
            self.skrytye.append(Neuron(vhodov))
        self.vyhodnoy = Neuron(skrytyh)

    def otvet(self, vhody):
        # прямой проход
        promezh = [n.schitat(vhody) for n in self.skrytye]
        return self.vyhodnoy.schitat(promezh)

    def uchit(self, vhody, pravilno, skorost):
        o = self.otvet(vhody)
        oshibka = o - pravilno
        # дельта выходного нейрона
        self.vyhodnoy.delta = oshibka * o * (1 - o)
        # дельты скрытых нейронов
        for i, n in enumerate(self.skrytye):
            n.delta = self.vyhodnoy.delta * self.vyhodnoy.vesa[i] * n.vyhod * (1 - n.vyhod)
        # корректировка весов
        for i, n in enumerate(self.skrytye):
            self.vyhodnoy.vesa[i] -= skorost * self.vyhodnoy.delta * n.vyhod
        self.vyhodnoy.smeshenie -= skorost * self.vyhodnoy.delta
        for n in self.skrytye:
            for j in range(len(vhody)):
                n.vesa[j] -= skorost * n.delta * vhody[j]
            n.smeshenie -= skorost * n.delta
        return oshibka ** 2


# исключающее ИЛИ
vyborka = [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([1, 1], 0)]

net = Set(2, 3)
for epoha in range(8000):
    summa = 0
    for vhody, pravilno in vyborka:
        summa += net.uchit(vhody, pravilno, 0.7)
    if epoha % 1000 == 0:
        print('эпоха', epoha, 'ошибка', summa / 4)

for vhody, pravilno in vyborka:
    print(vhody, 'нужно', pravilno, 'получилось', round(net.otvet(vhody), 3))
