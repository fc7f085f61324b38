import random
import math

LEARNING_RATE = 0.5
TRAINING_EPOCHS = 20_000


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def der_sigmoid(x):
    return x * (1 - x)  # x is already the output of the sigmoid


def cost(x):
    return x * x


def der_cost(x):
    return 2 * x


random.seed(3)
# one neuron per layer, no matrices for now
w1 = 2 * random.random() - 1
w2 = 2 * random.random() - 1
b1 = 0
b2 = 0


def feedforward(x, w1, w2, b1, b2):
    h = sigmoid((x * w1) + b1)
    y = sigmoid((h * w2) + b2)
    return h, y


def backprop(q_set, a_set, w1, w2, b1, b2):
    rand_choice = random.randint(0, len(q_set) - 1)
    curr_q = q_set[rand_choice]
    curr_a = a_set[rand_choice]

    h, yHat = feedforward(curr_q, w1, w2, b1, b2)
    E = yHat - curr_a
    loss = cost(E)
    # print(loss)

    gradient_y = der_cost(E) * der_sigmoid(yHat)
    gradient_h = gradient_y * w2 * der_sigmoid(h)

    delta_w2 = gradient_y * w2 * LEARNING_RATE
    delta_w1 = gradient_h * w1 * LEARNING_RATE

    delta_b2 = gradient_y * LEARNING_RATE
    delta_b1 = gradient_h * LEARNING_RATE
    return delta_b1, delta_b2, delta_w1, delta_w2


# small numbers -> 0, big numbers -> 1
set_q = [1, 2, 3, 4, 5, 6, 7, 8, 9]
set_a = [0, 0, 0, 0, 1, 1, 1, 1, 1]
set_q = [(q - 5) / 4 for q in set_q]

for epoch in range(TRAINING_EPOCHS):
    d_b1, d_b2, d_w1, d_w2 = backprop(set_q, set_a, w1, w2, b1, b2)
    b1 -= d_b1
    b2 -= d_b2
    w1 -= d_w1
    w2 -= d_w2

for q, a in zip(set_q, set_a):
    print("x = %5.2f   expected %d   got %.3f" % (q, a, feedforward(q, w1, w2, b1, b2)[1]))
print(w1, w2, b1, b2)
