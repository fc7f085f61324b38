import random

rate = 0.1

# logical AND: bias, x1, x2, wanted
testdata = [[1, 0, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0], [1, 1, 1, 1]]

w = [random.random(), random.random(), random.random()]
print('initial weights =', w)


def test(w, vector):
    if abs(diff(w, vector)) <= 0.1:
        return True
    else:
        return False


def diff(w, vector):
    return dirac(sum(w[i] * vector[i] for i in range(3))) - vector[3]


def improve(w, vector):
    error = diff(w, vector)
    for i in range(3):
        w[i] -= rate * error * vector[i]
    return w


def dirac(z):
    if z > 0:
        return 1
    else:
        return 0


error = True
rounds = 0
while error and rounds < 500:
    rounds += 1
    discrepancy = 0
    for x in testdata:
        if not test(w, x):
            w = improve(w, x)
            discrepancy += 1
    if discrepancy == 0:
        print('improved weights =', w)
        error = False

print('rounds', rounds, 'weights', w)
print([dirac(sum(w[i] * x[i] for i in range(3))) for x in testdata])
