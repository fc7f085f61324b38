# multilayer perceptron from my textbook, no libraries
import math
import random

random.seed(12)


def logsig(net):
    return 1 / (1 + math.exp(-net))


inputs = [[0, 0], [0, 1], [1, 0], [1, 1]]
desired_outs = [0, 1, 1, 0]
bias = -1
for row in inputs:
    row.append(bias)

coef = 0.5
iterations = 8000

# three neurons in the hidden layer, two inputs plus bias each
hidden = [[random.uniform(-1, 1) for e in range(3)] for h in range(3)]
weights_out = [random.uniform(-1, 1) for e in range(4)]


def run(row):
    acts = [logsig(sum(x * w for x, w in zip(row, ws))) for ws in hidden]
    acts.append(bias)
    return acts, logsig(sum(a * w for a, w in zip(acts, weights_out)))


history = []
for iteration in range(iterations):
    total = 0
    for row, desired in zip(inputs, desired_outs):
        # forward
        acts, out = run(row)
        total += (desired - out) ** 2

        # error propagation
        error_out = (desired - out) * out * (1 - out)
        error_hidden = [acts[k] * (1 - acts[k]) * weights_out[k] * error_out for k in range(len(hidden))]

        # learning
        weights_out = [w + coef * error_out * a for w, a in zip(weights_out, acts)]
        for k in range(len(hidden)):
            hidden[k] = [w + coef * error_out * x for w, x in zip(hidden[k], row)]
    history.append(total)
    if iteration % 1000 == 0:
        print("iteration", iteration, "sum of squares %.4f" % total)

for row, desired in zip(inputs, desired_outs):
    print(row[:2], "desired", desired, "got %.2f" % run(row)[1])
