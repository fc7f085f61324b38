import numpy as np
from sklearn.datasets import load_breast_cancer

rs = np.random.RandomState(9)
bc = load_breast_cancer()
V = np.log1p(bc.data)
V = (V - V.mean(0)) / V.std(0)
s = 2 * bc.target - 1                      # -1 / +1
pick = rs.permutation(len(s))
V, s = np.ascontiguousarray(V[pick].T), s[pick]
V = np.vstack([V, np.ones(V.shape[1])])    # last row: constant
A, sa = V[:, :400], s[:400]
B, sb = V[:, 400:], s[400:]

P = {"in": rs.standard_normal((6, 31)) / 6, "out": rs.standard_normal((1, 7)) / 3}
push = {k: 0.0 for k in P}
side = lambda H: np.vstack([H, np.ones((1, H.shape[1]))])

# go uphill on the mean of log sigma(s * score)
for lap in range(300):
    H = np.tanh(P["in"] @ A)
    score = P["out"] @ side(H)
    margin = sa * score
    pull = sa / (1 + np.exp(margin)) / 400          # d gain / d score
    up = {
        "out": pull @ side(H).T,
        "in": ((P["out"][:, :-1].T @ pull) * (1 - H * H)) @ A.T,
    }
    for k in P:
        push[k] = 0.9 * push[k] + up[k]
        P[k] = P[k] + 0.1 * push[k]
    if lap % 50 == 0:
        print(lap, "gain", -np.mean(np.log1p(np.exp(-margin))))

test = P["out"] @ side(np.tanh(P["in"] @ B))
print("sign agrees", np.mean(np.sign(test[0]) == sb))
