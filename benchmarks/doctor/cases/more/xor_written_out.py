import numpy as np


def sig(x):
    return 1 / (1 + np.exp(-x))


def error(y, yo):
    return 0.5 * np.sum((y - np.array(yo)) ** 2)


def gradient(w, dw, lr=0.8):
    return w - lr * dw


X = np.array([[1, 1], [1, 0], [0, 1], [0, 0]])   # X.shape = (4,2)
y = np.array([1, 0, 0, 1])   # XNOR
np.random.seed(12)
w0 = np.random.uniform(-2, 2, (2, 3))   # weights layer 0
w1 = np.random.uniform(-2, 2, 3)        # weights layer 1
print('w0', w0)
print('w1', w1)


def forward(x):
    h0 = sig(w0[0, 0] * x[0] + w0[1, 0] * x[1])
    h1 = sig(w0[0, 1] * x[0] + w0[1, 1] * x[1])
    h2 = sig(w0[0, 2] * x[0] + w0[1, 2] * x[1])
    y0 = sig(w1[0] * h0 + w1[1] * h1 + w1[2] * h2)
    return h0, h1, h2, y0


for epoch in range(5000):
    youtput = []
    for i in range(X.shape[0]):
        # forward pass
        h0, h1, h2, y0 = forward(X[i])
        youtput.append(y0)

        # backpropagation, y[i] -> desired output, y0 -> output
        dey0 = -(y[i] - y0) * y0 * (1 - y0)

        deW0_00 = dey0 * w1[0] * h0 * (1 - h0) * X[i][0]
        deW0_01 = dey0 * w1[1] * h1 * (1 - h1) * X[i][0]
        deW0_02 = dey0 * w1[2] * h2 * (1 - h2) * X[i][0]
        deW0_10 = dey0 * w1[0] * h0 * (1 - h0) * X[i][0]
        deW0_11 = dey0 * w1[1] * h1 * (1 - h1) * X[i][0]
        deW0_12 = dey0 * w1[2] * h2 * (1 - h2) * X[i][0]

        deW1_00 = dey0 * h0
        deW1_10 = dey0 * h1
        deW1_20 = dey0 * h2

        w0[0, 0] = gradient(w0[0, 0], deW0_00)
        w0[0, 1] = gradient(w0[0, 1], deW0_01)
        w0[0, 2] = gradient(w0[0, 2], deW0_02)
        w0[1, 0] = gradient(w0[1, 0], deW0_10)
        w0[1, 1] = gradient(w0[1, 1], deW0_11)
        w0[1, 2] = gradient(w0[1, 2], deW0_12)
        w1[0] = gradient(w1[0], deW1_00)
        w1[1] = gradient(w1[1], deW1_10)
        w1[2] = gradient(w1[2], deW1_20)
    if epoch % 500 == 0:
        print('error -> ', error(y, youtput))

for i in range(X.shape[0]):
    print('x0 =', X[i][0], ', x1 =', X[i][1], ', y_out =', forward(X[i])[3], ', wanted', y[i])
