import numpy as np

# y' = -2 t y,  y(0) = 1   on [0, 2].   Exact: exp(-t^2)
# trial function  y(t) = 1 + t N(t)  has the right start by itself, so the only
# thing to make small is the residual  r = y' + 2 t y  at the collocation points
rs = np.random.RandomState(9)
M, H = 40, 12
t = np.linspace(0, 2, M)[:, None]
w, b = rs.randn(1, H), rs.randn(1, H)
v, c = 0.3 * rs.randn(H, 1), np.zeros((1, 1))


def N_and_slope(t):
    h = np.tanh(t * w + b)
    s = 1 - h ** 2
    return h, s, h @ v + c, (s * w) @ v


def trial(t):
    return 1 + t * N_and_slope(t)[2]


theta = [w, b, v, c]
first = [np.zeros_like(p) for p in theta]
second = [np.zeros_like(p) for p in theta]
for it in range(1, 4001):
    h, s, N, dN = N_and_slope(t)
    r = N + t * dN + 2 * t * (1 + t * N)
    loss = np.mean(r ** 2)

    gN = 2 * r * (1 + 2 * t ** 2) / M
    gdN = 2 * r * t / M
    # N  = h v + c          with h' = s
    # dN = sum_j v_j w_j s_j   with s' = -2 h s
    vT = v.T
    gv = h.T @ gN + (s * w).T @ gdN
    gc = gN.sum(keepdims=True)
    common = gN * vT * s + gdN * vT * w * (-2 * h * s)
    gw = (common * t).sum(0, keepdims=True) + (gdN * vT * s).sum(0, keepdims=True)
    gb = common.sum(0, keepdims=True)

    for p, g, m1, m2 in zip(theta, (gw, gb, gv, gc), first, second):
        m1 *= 0.9
        m1 += 0.1 * g
        m2 *= 0.999
        m2 += 0.001 * g ** 2
        p -= 0.01 * (m1 / (1 - 0.9 ** it)) / (np.sqrt(m2 / (1 - 0.999 ** it)) + 1e-8)
    if it % 500 == 0:
        print('%5d  residual %.6f  largest error %.5f' % (it, loss, np.abs(trial(t) - np.exp(-t ** 2)).max()))

for q in (0.0, 0.5, 1.0, 1.5, 2.0):
    print('t %.1f  net %.4f  exact %.4f' % (q, trial(np.array([[q]]))[0, 0], np.exp(-q * q)))
