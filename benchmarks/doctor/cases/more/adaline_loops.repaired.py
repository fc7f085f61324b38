import numpy as np

# Adaline by hand, predict if a student passes (hours studied, hours slept)
np.random.seed(7)
hours = np.random.uniform(0, 10, 60)
sleep = np.random.uniform(4, 9, 60)
passed = np.where(hours * 0.8 + sleep * 0.5 + np.random.normal(0, 0.3, 60) > 7.2, 1, -1)

data = np.column_stack([(hours - hours.mean()) / hours.std(), (sleep - sleep.mean()) / sleep.std()])
weights = np.array([0., 0., 0.])
eta = 0.01


def net_input(x):
    total = weights[0]
    for i in range(len(x)):
        total += weights[i + 1] * x[i]
    return total


def predict(x):
    return 1 if net_input(x) >= 0 else -1


for epoch in range(30):
    cost = 0
    for x, target in zip(data, passed):
        error = target - net_input(x)
        weights[0] += eta * error
        for i in range(len(x)):
            weights[i + 1] += eta * error * x[i]
        cost += error ** 2 / 2
    correct = sum(predict(x) == t for x, t in zip(data, passed))
    if epoch % 3 == 0:
        print("epoch", epoch, "cost", cost, "correct", correct, "/", len(data))

print("weights:", weights)
