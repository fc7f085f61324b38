import random

rate = 0.1

# logical AND: bias, x1, x2, wanted
cases = [[1, 0, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0], [1, 1, 1, 1]]

w = [random.random(), random.random(), random.random()]
print('initial weights =', w)


def fits(w, vector):
    if abs(off_by(w, vector)) <= 0.1:
        return True
    else:
        return False


def off_by(w, vector):
    return jump(sum(w[i] * vector[i] for i in range(3))) - vector[3]


def correct(w, vector):
    error = off_by(w, vector)
    for i in range(3):
        w[i] -= rate * error * vector[i]
    return w


def jump(z):
    if z > 0:
        return 1
    else:
        return 0


error = True
rounds = 0
while error and rounds < 500:
    rounds += 1
    misses = 0
    for x in cases:
        if not fits(w, x):
            w = correct(w, x)
            misses += 1
    if misses == 0:
        print('improved weights =', w)
        error = False

print('rounds', rounds, 'weights', w)
print([jump(sum(w[i] * x[i] for i in range(3))) for x in cases])
