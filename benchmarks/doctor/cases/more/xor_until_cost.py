import numpy as np
import sys

VERBOSE = True
LOGFILE = sys.stdout

def say(*args):
    if VERBOSE:
        print(*args, file=LOGFILE)

raw = """
# a b  out
0 0  0
0 1  1
1 0  1
1 1  0
"""
rows = []
for line in raw.splitlines():
    line = line.split('#')[0].strip()
    if not line:
        continue
    rows.append([float(v) for v in line.split()])
rows = np.array(rows)

train_X = rows[:, :2].T
train_Y = rows[:, 2:].T
test_X, test_Y = train_X.copy(), train_Y.copy()

learning_rate = 1.0
S0, S1, S2 = 2, 5, 1
m = train_X.shape[1]

def sigmoid(z):
    return 1/(1+np.exp(-z))

def sigmoid_derivative(z):
    return sigmoid(z)*(1-sigmoid(z))

w1 = np.random.randn(S1, S0) * 1.5
b1 = np.random.randn(S1, 1)
w2 = np.random.randn(S2, S1)
b2 = np.zeros((S2, 1))

J = 1e9
history = []
i = 0
while J > 0.05 and i < 20000:
    Z1 = np.dot(w1, train_X) + b1
    A1 = sigmoid(Z1)
    Z2 = np.dot(w2, A1) + b2
    A2 = sigmoid(Z2)

    J = np.sum(-train_Y * np.log(A2) + (1-train_Y) * np.log(1-A2)) / m
    history.append(J)

    dZ2 = A2 - train_Y
    dW2 = np.dot(dZ2, A1.T) / m
    dB2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = np.dot(w2.T, dZ2) * sigmoid_derivative(Z1)
    dW1 = np.dot(dZ1, train_X.T) / m
    dB1 = np.sum(dZ1, axis=1, keepdims=True) / m

    w1 = w1 - dW1 * learning_rate
    w2 = w2 - dW2 * learning_rate
    b1 = b1 - dB1 * learning_rate
    b2 = b2 - dB2 * learning_rate
    # learning_rate *= 0.9999

    if i < 5 or i % 500 == 0:
        say(i, J)
    i += 1

say("stopped after", i, "passes, cost", J)
for k in range(m):
    say(test_X[:, k], "->", A2[0, k], "expected", test_Y[0, k])
