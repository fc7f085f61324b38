import random
import math

random.seed(10)

# [length in dm, width in dm, type]   0 = apple, 1 = banana
fruits = []
for i in range(40):
    fruits.append([random.gauss(0.8, 0.1), random.gauss(0.8, 0.08), 0])
    fruits.append([random.gauss(1.7, 0.2), random.gauss(0.4, 0.05), 1])
for i in range(20):
    # the big ones (pomelos count as apple here)
    fruits.append([random.gauss(1.6, 0.1), random.gauss(1.5, 0.1), 0])

w1 = random.random() - 0.5
w2 = random.random() - 0.5
b = random.random() - 0.5
learning_rate = 0.1


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def sigmoid_p(x):
    return sigmoid(x) * (1 - sigmoid(x))


def guess(f):
    z = f[0] * w1 + f[1] * w2 + b
    if sigmoid(z) > 0.5:
        return 1
    return 0


for i in range(50000):
    point = random.choice(fruits)

    z = point[0] * w1 + point[1] * w2 + b
    pred = sigmoid(z)
    target = point[2]

    # cost = (pred - target) ** 2
    dcost_pred = 2 * (pred - target)
    dpred_dz = sigmoid_p(z)

    dz_dw1 = point[0]
    dz_dw2 = point[1]
    dz_db = 1

    w1 = w1 - learning_rate * dcost_pred * dpred_dz * dz_dw1
    w2 = w2 - learning_rate * dcost_pred * dpred_dz * dz_dw2
    b = b - learning_rate * dcost_pred * dpred_dz * dz_db

    if i % 10000 == 0:
        cost = 0
        for f in fruits:
            p = sigmoid(f[0] * w1 + f[1] * w2 + b)
            cost += (p - f[2]) ** 2
        print(i, "cost:", cost)

print(w1, w2, b)
good = 0
for f in fruits:
    if guess(f) == f[2]:
        good += 1
print("sorted right:", good, "of", len(fruits))
