import random
import math

LEARNING_RATE = 0.5
TRAINING_EPOCHS = 20_000


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def der_sigmoid(x):
    return x * (1 - x)


def cost(x):
    return x * x


def der_cost(x):
    return 2 * x


w1 = 2 * random.random() - 1
w2 = 2 * random.random() - 1
b1 = 0
b2 = 0


def feedforward(x, w1, w2, b1, b2):
    h = sigmoid((x * w1) + b1)
    y = sigmoid((h * w2) + b2)
    return h, y


def backprop(q_set, a_set, w1, w2, b1, b2):
    choice = random.randint(0, len(q_set) - 1)
    curr_q = q_set[choice]
    curr_a = a_set[choice]

    h, y_hat = feedforward(curr_q, w1, w2, b1, b2)

    E = y_hat - curr_a
    loss = cost(E)

    gradient_y = der_cost(E)
    gradient_h = gradient_y * w2

    delta_w2 = gradient_y * der_sigmoid(y_hat) * w2 * LEARNING_RATE
    delta_w1 = gradient_h * der_sigmoid(h) * w1 * LEARNING_RATE

    delta_b2 = gradient_y * der_sigmoid(y_hat) * LEARNING_RATE
    delta_b1 = gradient_h * der_sigmoid(h) * LEARNING_RATE

    return delta_b1, delta_b2, delta_w1, delta_w2


set_q = [1, 2, 3, 4, 5, 6, 7, 8, 9]
set_a = [0, 0, 0, 0, 0, 1, 1, 1, 1]

for i in range(len(set_q)):
    set_q[i] /= 9

for epoch in range(TRAINING_EPOCHS):
    d_b1, d_b2, d_w1, d_w2 = backprop(set_q, set_a, w1, w2, b1, b2)
    w1 -= d_w1
    w2 -= d_w2
    b1 -= d_b1
    b2 -= d_b2

for q, a in zip(set_q, set_a):
    print(round(q, 2), "->", feedforward(q, w1, w2, b1, b2)[1], "wanted", a)
