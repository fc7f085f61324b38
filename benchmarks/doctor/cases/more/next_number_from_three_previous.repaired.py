import numpy as np

# predict the next number of a series from the 3 previous ones


def ReLU(x):
    return np.maximum(0, x)


def MSE(Y, y):
    return (Y - y) ** 2


t = np.arange(60)
series = np.round(5 + 2.5 * np.sin(t * 0.9) + 1.5 * np.cos(t * 0.35) + 0.05 * np.random.randn(60), 2)
x = np.array([series[k:k + 3] for k in range(57)])
y = series[3:]
xt, yt = x[45:], y[45:]
x, y = x[:45], y[:45]

H = 12


def new_weights():
    return np.random.uniform(-1, 1, (H, 3)) / 2, np.random.uniform(-1, 1, (H,)) / 2


def prediction(x):
    y1 = ReLU(np.dot(w1, x.T))
    return np.dot(w2, y1)


w1, w2 = new_weights()
v = 0.01
epoch = 0
E = 0

# Training
while epoch < 6000:
    s1 = np.dot(w1, x.T)
    y1 = ReLU(s1)

    s2 = np.dot(w2, y1)
    y2 = s2

    Ei = np.sum(MSE(y2, y)) / (2 * len(y2))
    if epoch % 500 == 0:
        print(epoch, Ei)
    if Ei < 0.005:
        break

    d2 = (y2 - y) / len(y)
    delta_w2 = np.dot(d2, y1.T)
    delta_w1 = np.dot(np.dot(w2.reshape(H, 1), d2.reshape(1, -1)) * (s1 > 0), x)

    w2 = w2 - v * delta_w2
    w1 = w1 - v * delta_w1

    E = Ei
    epoch += 1

# Testing
print("- A", yt)
print("- P", np.round(prediction(xt), 2))
