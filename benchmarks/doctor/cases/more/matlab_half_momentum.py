# single layer network after the lecture notes (iteration training), ported from MATLAB
import numpy as np

np.random.seed(2)

M = 3
N = 1
X = np.array([[-1, 1.0, 0.1], [-1, 2.0, 0.2], [-1, 0.1, 0.3], [-1, 2.0, 0.3], [-1, 0.2, 0.4],
              [-1, 3.0, 0.4], [-1, 0.1, 0.5], [-1, 1.5, 0.5], [-1, 0.5, 0.6], [-1, 1.6, 0.7]])
X = X.T
d = np.array([-1, -1, 1, -1, 1, -1, 1, -1, 1, 1])

Wp = np.random.rand(M, N)
Wp = Wp.T / Wp.sum()
W = np.random.rand(M, N)
W = W.T / W.sum()
Wn = np.zeros((N, M))

V1 = np.zeros(10)
Y1 = np.zeros(10)
e = np.zeros(10)

for it in range(60000):
    i = np.random.randint(X.shape[1])

    # ---------------feed forward---------------
    V1[i] = W[0] @ X[:, i]
    Y1[i] = np.tanh(V1[i] / 2)
    e[i] = d[i] - Y1[i]

    # ------------backward propagation---------
    delta1 = e[i] * 0.5 * (1 + Y1[i]) * (1 - Y1[i])
    Wn[0, 0] = W[0, 0] + 0.1 * (W[0, 0] - Wp[0, 0]) + 0.1 * delta1 * Y1[i]
    Wn[0, 1] = W[0, 1] + 0.1 * (W[0, 1] - Wp[0, 1]) + 0.1 * delta1 * Y1[i]
    Wn[0, 2] = W[0, 2] + 0.1 * (W[0, 2] - Wp[0, 2]) + 0.1 * delta1 * Y1[i]
    Wp = W.copy()
    W = Wn.copy()

    if it % 10000 == 0:
        print(it, "error", np.mean(e ** 2))

print("W =", W)
print("outputs", np.round(np.tanh(W[0] @ X / 2), 2))
print("desired", d)
