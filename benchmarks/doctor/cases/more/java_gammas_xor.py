# XOR back-propagation, moved over from my Java class one to one
import math

MAX_EPOCHS = 500
alpha = 0.1

# weights
w13 = 0.5
w14 = 0.9
w23 = 0.4
w24 = 1.0
w35 = -1.2
w45 = 1.1
theta3 = 0.8
theta4 = -0.1
theta5 = 0.3

gamma3 = gamma4 = gamma5 = 0.0
error = 0.0


def sigmoid(exponent):
    return 1.0 / (1 + math.pow(math.e, -1 * exponent))


def activate_neuron(x1, x2, gd5):
    global gamma3, gamma4, gamma5, error
    gamma3 = sigmoid(x1 * w13 + x2 * w23 - theta3)
    gamma4 = sigmoid(x1 * w14 + x2 * w24 - theta4)
    gamma5 = sigmoid(gamma3 * w35 + gamma4 * w45 - theta5)
    error = gd5 - gamma5


def weight_training(x1, x2):
    global w13, w14, w23, w24, w35, w45, theta3, theta4, theta5
    delta5 = gamma5 * (1 - gamma5) * error
    dw35 = alpha * gamma3 * delta5
    dw45 = alpha * gamma4 * delta5
    dt5 = alpha * (-1) * delta5

    delta3 = gamma3 * (1 - gamma3) * delta5 * w35
    delta4 = gamma4 * (1 - gamma4) * delta5 * w45
    dw13 = alpha * x1 * delta3
    dw23 = alpha * x2 * delta3
    dt3 = alpha * (-1) * delta3
    dw14 = alpha * x1 * delta4
    dw24 = alpha * x2 * delta4
    dt4 = alpha * (-1) * delta4

    w13 = w13 + dw13
    w14 = w14 + dw14
    w23 = w23 + dw23
    w24 = w24 + dw24
    w35 = w35 + dw35
    w45 = w45 + dw45
    theta3 = theta3 + dt3
    theta4 = theta4 + dt4
    theta5 = theta5 + dt5


table = [(1, 1, 0), (0, 1, 1), (1, 0, 1), (0, 0, 0)]

print("XOR Neural Network")
epochs = 0
loop = True
while loop:
    sum_sqr_error = 0
    for x1, x2, gd5 in table:
        activate_neuron(x1, x2, gd5)
        sum_sqr_error += error * error
        weight_training(x1, x2)
    epochs += 1
    if epochs >= MAX_EPOCHS:
        print("Learning will take more than", MAX_EPOCHS, "epochs, so program has terminated.")
        loop = False
    if sum_sqr_error < 0.001:
        loop = False

print(epochs, "epochs, sum of squared errors", sum_sqr_error)
results = []
for x1, x2, gd5 in table:
    activate_neuron(x1, x2, gd5)
    results.append(gamma5)
    print(x1, x2, "->", gamma5)
