# -*- coding: utf-8 -*-
# Нейросеть на чистом Python: определяет, лежит ли точка внутри круга
import math
import random

random.seed(3)


class Neuron:
    def __init__(self, n_inputs):
        self.w = [random.uniform(-1, 1) for _ in range(n_inputs)]
        self.b = 0.0
        self.out = 0.0
        self.delta = 0.0

    def calc(self, inputs):
        s = self.b
        for i in range(len(self.w)):
            s += self.w[i] * inputs[i]
        self.s = s
        return s


class Set:
    def __init__(self, n_in, n_hidden):
        self.hidden = [Neuron(n_in) for _ in range(n_hidden)]
        self.last = Neuron(n_hidden)

    def go(self, inputs):
        self.inputs = inputs
        for n in self.hidden:
            n.out = math.tanh(n.calc(inputs))
        self.h = [n.out for n in self.hidden]
        self.last.out = 1 / (1 + math.exp(-self.last.calc(self.h)))
        return self.last.out

    def learn(self, inputs, answer, step):
        y = self.go(inputs)
        self.last.delta = (y - answer) * y * (1 - y)
        # сначала считаем все дельты, потом меняем веса
        for i, n in enumerate(self.hidden):
            n.delta = self.last.delta * self.last.w[i] * (1 - n.out ** 2)
        for i in range(len(self.last.w)):
            self.last.w[i] -= step * self.last.delta * self.h[i]
        self.last.b -= step * self.last.delta
        for n in self.hidden:
            for i in range(len(n.w)):
                n.w[i] -= step * n.delta * inputs[i]
            n.b -= step * n.delta
        return (y - answer) ** 2


# обучающая выборка
primery = []
for _ in range(150):
    x, y = random.uniform(-1, 1), random.uniform(-1, 1)
    primery.append(([x, y], 1 if x * x + y * y < 0.64 else 0))

set1 = Set(2, 6)
for epoch in range(200):
    random.shuffle(primery)
    oshibka = 0
    for vhod, otvet in primery:
        oshibka += set1.learn(vhod, otvet, 0.5)
    if epoch % 40 == 0:
        print('эпоха', epoch, 'ошибка', round(oshibka / len(primery), 4))

for vhod, otvet in primery[:8]:
    print('ответ', otvet, 'сеть', round(set1.go(vhod), 3))
