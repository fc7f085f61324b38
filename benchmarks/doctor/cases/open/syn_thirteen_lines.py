import numpy as np


def squash(x, slope=False):
    if slope == True:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))


X = np.array([[0, 0, 1],
              [0, 1, 1],
              [1, 0, 1],
              [1, 1, 1]])

y = np.array([[0],
              [1],
              [1],
              [0]])

np.random.seed(1)

syn_a = 2 * np.random.random((3, 4)) - 1
syn_b = 2 * np.random.random((4, 1)) - 1

for turn in range(60000):
    lay0 = X
    lay1 = squash(np.dot(lay0, syn_a))
    lay2 = squash(np.dot(lay1, syn_b))

    lay2_miss = y - lay2

    if (turn % 10000) == 0:
        print("Error:" + str(np.mean(np.abs(lay2_miss))))

    lay2_delta = lay2_miss * squash(lay2, slope=True)
    lay1_miss = lay2_delta.dot(syn_b.T)
    lay1_delta = lay1_miss * squash(lay1, slope=True)

    syn_b += lay1.T.dot(lay2_delta)
    syn_a += lay0.T.dot(lay1_delta)

print(lay2)
