import math
import numpy as np


@np.vectorize
def sigmoid(x):
    return 1 / (1 + math.exp(-x))


@np.vectorize
def sigmoid_derivative(x):
    return sigmoid(x) * (1 - sigmoid(x))


def forward(x, w1, b1, w2, b2):
    s = w1 @ x.T + b1
    h = sigmoid(s)
    z = w2 @ h.T + b2
    y = sigmoid(z)
    return y, h


# x1 xor x2, the third column is noise
Input = np.array([[a, b, c] for a in (0., 1.) for b in (0., 1.) for c in (0., 1.)])
Target = np.array([0., 0., 1., 1., 1., 1., 0., 0.])
Rho = 0.5

np.random.seed(4)
w1 = np.random.randn(3, 3)
b1 = np.random.randn(1, 3)
w2 = np.random.randn(1, 3)
b2 = np.random.randn()

count = 0
Flag = True
while Flag and count < 600:
    count += 1
    Flag = False
    for (x, target) in zip(Input, Target):
        output, hidden = forward(x, w1, b1, w2, b2)

        delta = (output - target) * sigmoid_derivative(output)
        w2 = w2 - Rho * delta * hidden
        b2 = b2 - Rho * delta

        back = delta * w2 * sigmoid_derivative(hidden)
        w1 = w1 - Rho * back * x.T
        b1 = b1 - Rho * back

    for (x, t) in zip(Input, Target):
        if not abs(forward(x, w1, b1, w2, b2)[0][0][0] - t) < 0.1:
            Flag = True
            break

print(f'rounds = {count}')
answers = []
for (x, t) in zip(Input, Target):
    answers.append(forward(x, w1, b1, w2, b2)[0][0][0])
    print(f'x: {x}  y: {answers[-1]:.4f}  t: {t}')
