import random
import math

LEARNING_RATE = 0.5
TRAINING_EPOCHS = 60_000


def sigmoid(x):
    return 1 / (1 + math.exp(-x))   # activation


def der_sigmoid(a):
    return a * (1 - a)    # takes what came out of sigmoid()


def cost(e):
    return e * e


def der_cost(e):
    return 2 * e


w1 = 2 * random.random() - 1
w2 = 2 * random.random() - 1
b1 = 0
b2 = 0


def feedforward(x, w1, w2, b1, b2):
    h = sigmoid(x * w1 + b1)
    y = sigmoid(h * w2 + b2)
    return h, y


def backprop(q_set, a_set, w1, w2, b1, b2):
    k = random.randint(0, len(q_set) - 1)
    q = q_set[k]          # one random question with its answer
    a = a_set[k]

    h, yHat = feedforward(q, w1, w2, b1, b2)
    E = yHat - a

    gradient_y = der_cost(E) * der_sigmoid(yHat)
    gradient_h = gradient_y * w2 * der_sigmoid(h)

    delta_w2 = gradient_y * h * LEARNING_RATE
    delta_w1 = gradient_h * q * LEARNING_RATE

    delta_b2 = gradient_y * LEARNING_RATE
    delta_b1 = gradient_h * LEARNING_RATE
    return delta_b1, delta_b2, delta_w1, delta_w2


# 1 = big number, 0 = small number
set_q = [1, 2, 3, 4, 5, 6, 7, 8, 9]
set_a = [0, 0, 0, 0, 0, 1, 1, 1, 1]
for i in range(len(set_q)):
    set_q[i] /= 9         # between 0 and 1


for epoch in range(TRAINING_EPOCHS):
    db1, db2, dw1, dw2 = backprop(set_q, set_a, w1, w2, b1, b2)
    w1 -= dw1
    w2 -= dw2
    b1 -= db1
    b2 -= db2
    if epoch % 10000 == 0:
        total = sum(cost(feedforward(q, w1, w2, b1, b2)[1] - a) for q, a in zip(set_q, set_a))
        print("epoch", epoch, "squared error", total / len(set_q))

for q, a in zip(set_q, set_a):
    print(round(q * 9), "wanted", a, "got", round(feedforward(q, w1, w2, b1, b2)[1], 3))
