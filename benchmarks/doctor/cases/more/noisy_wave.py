import math
import random

random.seed(2)

# y = sin(3x) plus some measurement noise
xs = [random.uniform(-1.5, 1.5) for _ in range(150)]
ys = [math.sin(3 * x) + random.gauss(0, 0.25) for x in xs]

HIDDEN = 12
w_in = [random.uniform(-2, 2) for _ in range(HIDDEN)]
b_in = [random.uniform(-2, 2) for _ in range(HIDDEN)]
w_out = [random.uniform(-0.5, 0.5) for _ in range(HIDDEN)]
b_out = 0.0
rate = 0.03


def predict(x):
    hidden = [math.tanh(w * x + b) for w, b in zip(w_in, b_in)]
    return hidden, sum(w * h for w, h in zip(w_out, hidden)) + b_out


def train_one(x, y):
    global b_out
    hidden, guess = predict(x)
    error = y - guess
    for j in range(HIDDEN):
        back = error * w_out[j] * (1 - hidden[j] ** 2)
        w_out[j] += rate * error * hidden[j]
        w_in[j] += rate * back * x
        b_in[j] += rate * back
    b_out += rate * error
    return error ** 2


order = list(range(len(xs)))
for epoch in range(400):
    random.shuffle(order)
    running = 0.0
    for k in order:
        running += train_one(xs[k], ys[k])
    if epoch % 40 == 0 or epoch == 399:
        print("epoch", epoch, "mean squared error", round(running / len(xs), 5))

for x in (-1.0, -0.5, 0.0, 0.5, 1.0):
    print("x = %5.2f   net %7.3f   sin(3x) %7.3f" % (x, predict(x)[1], math.sin(3 * x)))
