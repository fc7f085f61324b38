# learning python: linear regression with gradient descent, no libraries except random
import random

rows = []
for _ in range(150):
    size = random.uniform(50, 200)
    bedrooms = random.randint(1, 5)
    price = 40 + 1.5 * size + 12 * bedrooms + random.gauss(0, 15)
    rows.append([size, bedrooms, price])


def normalise(column):
    lo, hi = min(column), max(column)
    return [(v - lo) / (hi - lo) for v in column]


sizes = normalise([r[0] for r in rows])
beds = normalise([r[1] for r in rows])
prices = normalise([r[2] for r in rows])
inputs = [[1, s, b] for s, b in zip(sizes, beds)]

weights = [random.random() for _ in range(3)]
gradient = [0, 0, 0]
learning_rate = 0.05


def guess(x):
    total = 0
    for w, v in zip(weights, x):
        total += w * v
    return total


def error():
    return sum((guess(x) - p) ** 2 for x, p in zip(inputs, prices)) / len(prices)


for epoch in range(600):
    for x, p in zip(inputs, prices):
        diff = guess(x) - p
        for k in range(3):
            gradient[k] += 2 * diff * x[k] / len(prices)
    for k in range(3):
        weights[k] -= learning_rate * gradient[k]
    if epoch % 60 == 0:
        print(epoch, error())

print('weights', weights)
print('final error', error())
