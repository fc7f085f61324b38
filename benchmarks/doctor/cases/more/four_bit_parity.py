import math
import random

# perceptron with two layers and backpropagation for the parity problem:
# 4 binary inputs, 4 (now 8) hidden units, 1 output. After the first epochs the weights
# change so little that I stopped it there. rate 0.1, bias +1
random.seed(6)

N_IN = 4
N_HID = 8
RATE = 0.5
EPOCHS = 6000


def sigmoid(v):
    return 1.0 / (1.0 + math.exp(-v))


patterns = []
for k in range(16):
    bits = [(k >> s) & 1 for s in range(N_IN)]
    patterns.append((bits, sum(bits) % 2))

# last weight of every row belongs to the bias input of +1
w_hid = [[random.uniform(-2.0, 2.0) for i in range(N_IN + 1)] for h in range(N_HID)]
w_out = [random.uniform(-2.0, 2.0) for h in range(N_HID + 1)]


def feed_forward(bits):
    x = bits + [1]
    hidden = []
    for h in range(N_HID):
        v = 0.0
        for i in range(N_IN + 1):
            v += w_hid[h][i] * x[i]
        hidden.append(sigmoid(v))
    hidden.append(1.0)
    v = 0.0
    for h in range(N_HID + 1):
        v += w_out[h] * hidden[h]
    return x, hidden, sigmoid(v)


def train_pattern(bits, target):
    x, hidden, out = feed_forward(bits)
    # sigmoid(v) * (1 - sigmoid(v)), out and hidden are sigmoid(v) already
    delta_out = (target - out) * out * (1.0 - out)
    delta_hid = []
    for h in range(N_HID):
        delta_hid.append(hidden[h] * (1.0 - hidden[h]) * delta_out * w_out[h])
    for h in range(N_HID + 1):
        w_out[h] += RATE * delta_out * hidden[h]
    for h in range(N_HID):
        for i in range(N_IN + 1):
            w_hid[h][i] += RATE * delta_hid[h] * x[i]
    return (target - out) ** 2


for epoch in range(EPOCHS):
    random.shuffle(patterns)
    total = 0.0
    for bits, target in patterns:
        total += train_pattern(bits, target)
    if epoch < 3 or epoch % 500 == 0:
        print("epoch", epoch, "sum of squares", round(total, 5), "first weights", [round(w, 4) for w in w_hid[0]])

hits = 0
for bits, target in sorted(patterns):
    out = feed_forward(bits)[2]
    hits += (out > 0.5) == (target == 1)
    print(bits, target, round(out, 3))
print(hits, "of 16")
