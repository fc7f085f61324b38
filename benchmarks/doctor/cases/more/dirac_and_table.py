# single layered perceptron, learns the logical AND
import random
from copy import deepcopy

rate = 0.1

# vector = (bias, coordinate1, coordinate2, targeted result)
testdata = [[1, 0, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0], [1, 1, 1, 1]]

w = [random.random(), random.random(), random.random()]
print('initial weights = ', w)


def dirac(z):
    if z > 0:
        return 1
    else:
        return 0


def diff(w, vector):
    we = deepcopy(w)
    return dirac(sum(we[i] * vector[i] for i in range(3))) - vector[3]


def test(w, vector):
    if diff(w, vector) <= 0.1:
        return True
    else:
        return False


def improve(w, vector):
    d = diff(w, vector)
    for i in range(3):
        w[i] += rate * d * vector[i]
    return w


error = True
rounds = 0
while error and rounds < 500:
    discrepancy = 0
    for x in testdata:
        if not test(w, x):
            w = improve(w, x)
            discrepancy += 1
    rounds += 1
    if discrepancy == 0:
        print('improved weights = ', w, 'after', rounds)
        error = False

for x in testdata:
    print(x[1:3], '->', diff(w, x) + x[3], 'wanted', x[3])
