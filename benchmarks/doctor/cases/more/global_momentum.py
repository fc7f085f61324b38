import math
import random

random.seed(17)

# ---- sizes and global tables -------------------------------------------
NI = 2
NH = 4
NO = 1
ETA = 0.2
ALPHA = 0.5

W1 = [[random.uniform(-1, 1) for i in range(NH)] for j in range(NI + 1)]
W2 = [[random.uniform(-1, 1) for i in range(NO)] for j in range(NH + 1)]
DW1 = [[0.0] * NH for j in range(NI + 1)]
DW2 = [[0.0] * NO for j in range(NH + 1)]

INPUT = [0.0] * NI + [1.0]
HIDDEN = [0.0] * NH + [1.0]
OUTPUT = [0.0] * NO


def forward(values):
    for j in range(NI):
        INPUT[j] = values[j]
    for i in range(NH):
        net = 0.0
        for j in range(NI + 1):
            net += INPUT[j] * W1[j][i]
        HIDDEN[i] = math.tanh(net)
    for i in range(NO):
        net = 0.0
        for j in range(NH + 1):
            net += HIDDEN[j] * W2[j][i]
        OUTPUT[i] = math.tanh(net)


def backward(targets):
    z2 = [(targets[i] - OUTPUT[i]) * (1.0 - OUTPUT[i] * OUTPUT[i]) for i in range(NO)]
    z1 = [0.0] * NH
    for i in range(NH):
        err = 0.0
        for j in range(NO):
            err += W2[i][j] * z2[j]
        z1[i] = (1.0 - HIDDEN[i] * HIDDEN[i]) * err
    for j in range(NI + 1):
        for i in range(NH):
            DW1[j][i] += ETA * z1[i] * INPUT[j] + ALPHA * DW1[j][i]
    for j in range(NH + 1):
        for i in range(NO):
            DW2[j][i] += ETA * z2[i] * HIDDEN[j] + ALPHA * DW2[j][i]


def update_weights():
    for j in range(NI + 1):
        for i in range(NH):
            W1[j][i] += DW1[j][i]
    for j in range(NH + 1):
        for i in range(NO):
            W2[j][i] += DW2[j][i]


PATTERNS = [([-1, -1], [-0.9]), ([-1, 1], [0.9]), ([1, -1], [0.9]), ([1, 1], [-0.9])]


def sum_error():
    total = 0.0
    for values, targets in PATTERNS:
        forward(values)
        total += (targets[0] - OUTPUT[0]) ** 2
    return total


for sweep in range(400):
    random.shuffle(PATTERNS)
    for values, targets in PATTERNS:
        forward(values)
        backward(targets)
        update_weights()
    if sweep % 40 == 0 or sweep == 399:
        print("sweep %d error %.5f" % (sweep, sum_error()))

for values, targets in sorted(PATTERNS):
    forward(values)
    print(values, "->", round(OUTPUT[0], 4), "wanted", targets[0])
