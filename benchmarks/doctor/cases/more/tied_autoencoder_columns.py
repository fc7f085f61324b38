# autoencodeur à poids partagés : le décodeur utilise W.T, exemples en colonnes
import numpy as np
from sklearn.datasets import load_wine

np.random.seed(5)
D = load_wine().data
D = ((D - D.mean(0)) / D.std(0)).T        # 13 x 178
n, m = D.shape
k = 5
W = np.random.randn(k, n) * 0.3
c = np.zeros((k, 1))
d = np.zeros((n, 1))
taux = 0.05

for tour in range(1500):
    H = np.tanh(W @ D + c)
    R = W.T @ H + d
    E = (R - D) / m
    G = (W @ E) * (1 - H * H)
    # W sert deux fois : deux contributions
    gW = H @ E.T + G @ D.T
    W -= taux * gW
    c -= taux * G.sum(1, keepdims=True)
    d -= taux * E.sum(1, keepdims=True)
    if tour % 300 == 0:
        print(tour, 0.5 * np.sum((R - D) ** 2) / m)

print("variance expliquée :", 1 - np.sum((R - D) ** 2) / np.sum(D ** 2))
