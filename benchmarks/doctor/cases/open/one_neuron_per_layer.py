import random
import math

LEARNING_RATE = 0.5
ROUNDS = 20_000


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def slope_sigmoid(x):
    return x * (1 - x)


def cost(x):
    return x * x


def slope_cost(x):
    return 2 * x


w1 = 2 * random.random() - 1
w2 = 2 * random.random() - 1
b1 = 0
b2 = 0


def feedforward(x, w1, w2, b1, b2):
    h = sigmoid((x * w1) + b1)
    y = sigmoid((h * w2) + b2)
    return h, y


def backprop(questions, answers, w1, w2, b1, b2):
    pick = random.randint(0, len(questions) - 1)
    q = questions[pick]
    a = answers[pick]

    h, y_hat = feedforward(q, w1, w2, b1, b2)

    miss = y_hat - a
    loss = cost(miss)

    gradient_y = slope_cost(miss)
    gradient_h = gradient_y * w2

    delta_w2 = gradient_y * slope_sigmoid(y_hat) * w2 * LEARNING_RATE
    delta_w1 = gradient_h * slope_sigmoid(h) * w1 * LEARNING_RATE

    delta_b2 = gradient_y * slope_sigmoid(y_hat) * LEARNING_RATE
    delta_b1 = gradient_h * slope_sigmoid(h) * LEARNING_RATE

    return delta_b1, delta_b2, delta_w1, delta_w2


all_q = [1, 2, 3, 4, 5, 6, 7, 8, 9]
all_a = [0, 0, 0, 0, 0, 1, 1, 1, 1]

for i in range(len(all_q)):
    all_q[i] /= 9

for epoch in range(ROUNDS):
    d_b1, d_b2, d_w1, d_w2 = backprop(all_q, all_a, w1, w2, b1, b2)
    w1 -= d_w1
    w2 -= d_w2
    b1 -= d_b1
    b2 -= d_b2

for q, a in zip(all_q, all_a):
    print(round(q, 2), "->", feedforward(q, w1, w2, b1, b2)[1], "wanted", a)
