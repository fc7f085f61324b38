import numpy as np
#from matplotlib import pyplot as plt

rs = np.random.RandomState(8)

# ---- data: brightness of a variable star, time in days ----
def star(t):
    return 0.6 * np.sin(1.7 * t) + 0.25 * np.cos(3.4 * t)

n = 240
t = rs.uniform(-2, 2, n)
data = np.zeros((n, 2))
data[:, 0] = t
data[:, 1] = star(t) + 0.03 * rs.randn(n)

# put them in order of time, otherwise plt.plot draws a cobweb
data = np.sort(data, axis=0)
X = np.matrix(data[:, 0]).T
Y = np.matrix(data[:, 1]).T
#plt.plot(X, Y); plt.show()

# ---- network 1 - 20 - 1, tanh ----
HID = 20
A = np.matrix(np.random.randn(1, HID) * 1.5)
a0 = np.matrix(np.random.randn(1, HID))
B = np.matrix(np.random.randn(HID, 1) / np.sqrt(HID))
b0 = np.matrix(np.zeros((1, 1)))
lr = 0.05
mom = 0.9
vA, va, vB, vb = 0*A, 0*a0, 0*B, 0*b0

def net(x):
    h = np.tanh(x * A + a0)
    return h, h * B + b0

for ep in range(400):
    idx = np.random.permutation(n)
    for s in range(0, n, 24):
        xb = X[idx[s:s+24]]; yb = Y[idx[s:s+24]]
        h, out = net(xb)
        d = (out - yb) / len(xb)
        dB = h.T * d;  db = d.sum(axis=0)
        dh = np.multiply(d * B.T, 1 - np.power(h, 2))
        dA = xb.T * dh;  da = dh.sum(axis=0)
        # momentum
        vA = mom * vA - lr * dA;   A = A + vA
        va = mom * va - lr * da;   a0 = a0 + va
        vB = mom * vB - lr * dB;   B = B + vB
        vb = mom * vb - lr * db;   b0 = b0 + vb
    if ep % 50 == 49:
        print('epoch', ep + 1, 'train mse', np.power(net(X)[1] - Y, 2).mean())

# check against new observations
t_new = np.matrix(np.random.uniform(-2, 2, 100)).T
seen = star(t_new) + 0.03 * np.random.randn(100, 1)
test_mse = np.power(net(t_new)[1] - seen, 2).mean()
print('mse on 100 new nights', test_mse, ' (variance of the star', seen.var(), ')')
for k in range(6):
    print('t = %5.2f  seen %6.3f  net %6.3f' % (t_new[k, 0], seen[k, 0], net(t_new[k])[1][0, 0]))
