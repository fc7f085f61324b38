from numpy import *
from sklearn.datasets import load_iris

# iris, 4-6-6-3, weights in an object array, first row of each is the bias
sizes = [4, 6, 6, 3]
lam = 0.001
rate = 0.4

def act(z):
    return 1/(1 + exp(-z))

def prob(z):
    e = exp(z - z.max(1)[:, newaxis])
    return e/e.sum(1)[:, newaxis]

def run(W, X):
    A = empty(len(sizes), dtype=object)
    a = X
    for l in range(len(W)):
        A[l] = insert(a, 0, 1, axis=1)
        z = einsum('ij,jk->ik', A[l], W[l])
        a = act(z) if l < len(W) - 1 else prob(z)
    A[-1] = a
    return A

def cost(W, X, T):
    P = run(W, X)[-1]
    penalty = sum([(w[1:]**2).sum() for w in W])
    return -einsum('ij,ij->', T, log(P))/len(X) + lam/2*penalty

def slopes(W, X, T):
    A = run(W, X)
    D = empty(len(W), dtype=object)
    delta = (A[-1] - T)/len(X)
    for l in range(len(W) - 1, -1, -1):
        D[l] = einsum('ij,ik->jk', A[l], delta)
        D[l][1:] += lam*W[l][1:]
        if l > 0:
            back = einsum('ik,jk->ij', delta, W[l][1:])
            delta = back*A[l][:, 1:]*(1 - A[l][:, 1:])
    return D

random.seed(11)
iris = load_iris()
X = (iris.data - iris.data.mean(0))/iris.data.std(0)
T = eye(3)[iris.target]

W = empty(3, dtype=object)
for l in range(3):
    W[l] = random.randn(sizes[l] + 1, sizes[l + 1])

for k in range(1500):
    D = slopes(W, X, T)
    W = W - rate*D
    if k % 150 == 0:
        print(k, cost(W, X, T))

right = run(W, X)[-1].argmax(1) == iris.target
print('right', right.sum(), 'of', len(right))
