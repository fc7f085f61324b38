# logistic regression, stochastic gradient descent, only the standard library
from math import exp, log
import random


def dot(a, b):
    return sum(p * q for p, q in zip(a, b))


def students(count):
    for _ in range(count):
        hours = random.uniform(0, 10)
        mood = random.uniform(-1, 1)
        yield [1.0, (hours - 5) / 2.9, mood], int(hours + 2 * mood + random.gauss(0, 1) > 5)


def sigma(t):
    return 1.0 / (1.0 + exp(-t)) if t >= 0 else exp(t) / (1.0 + exp(t))


train = list(students(300))
test = list(students(200))
beta = [0.0, 0.0, 0.0]
rate = 0.3
trace = []

for lap in range(40):
    random.shuffle(train)
    for x, y in train:
        p = sigma(dot(beta, x))
        trace.append(-log(p if y else 1 - p))
        step = rate * (y - p)
        beta = [b + step * v for b, v in zip(beta, x)]
    rate *= 0.93
    if lap % 8 == 0:
        last = ' '.join(f'{v:.3f}' for v in trace[-6:])
        print(f'lap {lap:2d}  last losses {last}   mean of lap {sum(trace[-300:]) / 300:.4f}')

print('beta', [round(b, 3) for b in beta])
right = sum((sigma(dot(beta, x)) > 0.5) == bool(y) for x, y in test)
print('right on new students:', right, '/', len(test))
