# sequential delta learning, H(0) = 0.5
import numpy as np

w = [1, 0, 0]
n = 1
iterations = 60

X = [[1, 0, 2],
     [1, 1, 2],
     [1, 2, 1],
     [1, -3, 1],
     [1, -2, -1],
     [1, -3, -2]]
t = [1, 1, 1, 0, 0, 0]


def transfer_function(w, x):
    wx = np.dot(w, x)
    if wx > 0:
        return 1
    elif wx == 0:
        return 0.5
    else:
        return 0


assert transfer_function([0.1, -0.5, 0.4], [0.1, -0.5, 0.4]) == 1
assert transfer_function([0, 0, 0], [0, 0, 0]) == 0.5

result = []
for o in range(int(iterations / len(X))):
    for i in range(len(X)):
        w_prev = w
        x = X[i]
        y = transfer_function(w, x)

        update = np.zeros(len(x))
        for j in range(len(x)):
            update[j] = n * (t[i] - y) * x[j]

        # add update part to each weight
        w = [w_prev[j] + update[j] for j in range(len(w))]
        result.append((i + 1 + len(X) * o, np.round(w_prev, 4), x, y, t[i], np.round(w, 4)))

for row in result[:12]:
    print(*row)
print("w", w)
print([transfer_function(w, x) for x in X])
