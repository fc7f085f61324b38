import random
from copy import deepcopy

# learning rate
rate = 0.1

# Test data
# logical AND and friends
# vector = (bias, coordinate1, coordinate2, targetedresult)
AND = [[1, 0, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0], [1, 1, 1, 1]]
OR = [[1, 0, 0, 0], [1, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 1]]
NAND = [[1, 0, 0, 1], [1, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 0]]
testdata = AND

# initial weigths
w = [random.random(), random.random(), random.random()]
print('initial weigths = ', w)


def test(w, vector):
    if abs(diff(w, vector)) <= 0.1:
        return True
    else:
        return False


def diff(w, vector):
    we = deepcopy(w)
    return dirac(sum(we[i]*vector[i] for i in range(3))) - vector[3]


def improve(w, vector):
    d = diff(w, vector)
    for i in range(3):
        w[i] -= rate*d*vector[i]
    return w


def dirac(z):
    if z > 0:
        return 1
    else:
        return 0


def show(w):
    for x in testdata:
        print('   ', x[1:3], '->', dirac(sum(w[i]*x[i] for i in range(3))), 'wanted', x[3])


error = True
turns = 0
while error == True and turns < 500:
    turns += 1
    discrepancy = 0
    for x in testdata:
        if not test(w, x):
            w = improve(w, x)
            discrepancy += 1
    if turns <= 10 or turns % 50 == 0:
        print('turn', turns, 'discrepancy', discrepancy, 'w', [round(v, 2) for v in w])
    if discrepancy == 0:
        print('improved weigths = ', w)
        error = False

show(w)
