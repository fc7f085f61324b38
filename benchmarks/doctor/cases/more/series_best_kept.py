import numpy as np
import copy

np.random.seed(21)

raw = []
level = 0.0
for day in range(420):
    season = np.sin(day * 2 * np.pi / 30) + 0.5 * np.sin(day * 2 * np.pi / 7)
    level = 0.8 * level + np.random.randn() * 0.1
    raw.append(20 + 3 * season + level)
raw = np.array(raw)

LAG = 10
train_raw = raw[:300]
lo, hi = train_raw.min(), train_raw.max()
scaled = (raw - lo) / (hi - lo) * 0.8 + 0.1           # 0.1 .. 0.9
rows = [(scaled[k:k + LAG], scaled[k + LAG]) for k in range(len(scaled) - LAG)]
train, valid = rows[:300 - LAG], rows[300 - LAG:]

W = {
    1: {'in': np.random.randn(9, LAG + 1) * 0.3},     # last column: bias
    2: {'in': np.random.randn(1, 9 + 1) * 0.3},
}
prev = {k: {'in': np.zeros_like(W[k]['in'])} for k in W}
state = {}

def ask(window):
    state['x'] = np.append(window, 1.0)
    state['h'] = 1 / (1 + np.exp(-W[1]['in'] @ state['x']))
    state['hb'] = np.append(state['h'], 1.0)
    state['o'] = 1 / (1 + np.exp(-W[2]['in'] @ state['hb']))
    return state['o'][0]

def correct(window, wanted, eta, alpha):
    o = ask(window)
    d2 = np.array([(wanted - o) * o * (1 - o)])
    d1 = (W[2]['in'].T @ d2)[:-1] * state['h'] * (1 - state['h'])
    for k, d, src in ((1, d1, state['x']), (2, d2, state['hb'])):
        prev[k]['in'] = eta * np.outer(d, src) + alpha * prev[k]['in']
        W[k]['in'] += prev[k]['in']

def mean_error(part):
    return float(np.mean([(wanted - ask(window)) ** 2 for window, wanted in part]))

best, best_W, best_at, patience = 1e9, None, -1, 15
eta = 0.6
for epoch in range(80):
    for k in np.random.permutation(len(train)):
        correct(train[k][0], train[k][1], eta, 0.4)
    eta = 0.6 / (1 + 0.02 * epoch)
    v = mean_error(valid)
    if v < best:
        best, best_at = v, epoch
        best_W = copy.deepcopy(W)
    if epoch % 5 == 0:
        print("epoch %2d train %.6f valid %.6f best %.6f (%d)" % (epoch, mean_error(train), v, best, best_at))
    if epoch - best_at > patience:
        print("no progress for", patience, "epochs")
        break

W = best_W
print("restored epoch", best_at, "valid", mean_error(valid))
back = (ask(valid[0][0]) - 0.1) / 0.8 * (hi - lo) + lo
print("first forecast", back, "measured", raw[300])
