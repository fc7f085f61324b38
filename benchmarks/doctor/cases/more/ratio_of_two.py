import math
import random

random.seed(23)

# x1, x2 -> (y1, y2)
DATASET = [((0, 0), (0, 1)), ((0, 1), (1, 0)), ((1, 0), (1, 0)), ((1, 1), (0, 1))]
HIDDEN = 1
RATE = 0.5

w_in = [[random.uniform(-2, 2), random.uniform(-2, 2)] for _ in range(HIDDEN)]
b_in = [random.uniform(-1, 1) for _ in range(HIDDEN)]
w_out = [[random.uniform(-1, 1) for _ in range(HIDDEN)] for k in range(2)]
b_out = [0.0, 0.0]


def forward(x):
    s = [1 / (1 + math.exp(-(w[0] * x[0] + w[1] * x[1] + b))) for w, b in zip(w_in, b_in)]
    c = [math.exp(sum(w * v for w, v in zip(w_out[k], s)) + b_out[k]) for k in range(2)]
    return s, [c[0] / (c[0] + c[1]), c[1] / (c[0] + c[1])]


def logistic_loss(y, y_hat):
    return -sum(a * math.log(p) + (1 - a) * math.log(1 - p) for a, p in zip(y, y_hat))


for epoch in range(4000):
    loss = 0
    for x, y in DATASET:
        s, y_hat = forward(x)
        loss += logistic_loss(y, y_hat)

        # derivative of the loss by y_hat, then of the ratio by both sums
        d1 = -y[0] / y_hat[0] + (1 - y[0]) / (1 - y_hat[0])
        d2 = -y[1] / y_hat[1] + (1 - y[1]) / (1 - y_hat[1])
        d = [d1 * y_hat[0] * (1 - y_hat[0]) - d2 * y_hat[1] * y_hat[0],
             d2 * y_hat[1] * (1 - y_hat[1]) - d1 * y_hat[0] * y_hat[1]]

        back = [sum(d[k] * w_out[k][j] for k in range(2)) * s[j] * (1 - s[j]) for j in range(HIDDEN)]
        for k in range(2):
            for j in range(HIDDEN):
                w_out[k][j] -= RATE * d[k] * s[j]
            b_out[k] -= RATE * d[k]
        for j in range(HIDDEN):
            for i in range(2):
                w_in[j][i] -= RATE * back[j] * x[i]
            b_in[j] -= RATE * back[j]
    if epoch % 400 == 0:
        print("epoch", epoch, "loss", round(loss / 4, 4))

for x, y in DATASET:
    print(x, y, [round(v, 3) for v in forward(x)[1]])
