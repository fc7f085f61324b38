import numpy as np

# one linear neuron (ADALINE) that has to find the recipe  y = 1.5*a - 2.5*b + 0.8*c + 0.4
np.random.seed(6)
samples = np.random.uniform(-1, 1, size=(80, 3))
targets = 1.5 * samples[:, 0] - 2.5 * samples[:, 1] + 0.8 * samples[:, 2] + 0.4
targets = targets + np.random.normal(0, 0.05, size=80)

weights = np.array([0, 0, 0, 0])
learning_rate = 0.05


def add_bias(sample):
    return np.append(sample, 1.0)


def neuron(sample):
    total = 0.0
    for i in range(len(weights)):
        total += weights[i] * sample[i]
    return total


for epoch in range(60):
    sum_of_squares = 0.0
    for n in np.random.permutation(len(samples)):
        x = add_bias(samples[n])
        error = targets[n] - neuron(x)
        sum_of_squares += error ** 2
        for i in range(len(weights)):
            weights[i] += learning_rate * error * x[i]
    if epoch % 6 == 0 or epoch == 59:
        print("epoch", epoch, "mse", sum_of_squares / len(samples), "weights", weights)
