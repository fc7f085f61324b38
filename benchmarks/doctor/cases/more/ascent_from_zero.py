import numpy as np
from sklearn.datasets import load_breast_cancer

cancer = load_breast_cancer()
A = cancer.data
A = (A - A.min(axis=0)) / (A.max(axis=0) - A.min(axis=0)) - 0.5
A = np.insert(A, 0, 1.0, axis=1)
y = cancer.target

beta = np.zeros(A.shape[1])
step = 0.005
for it in range(400):
    eta = A @ beta
    loglik = np.sum(y * eta - np.logaddexp(0, eta))
    mu = np.exp(-np.logaddexp(0, -eta))
    beta = beta + step * A.T @ (y - mu)
    if it % 40 == 0:
        print("iteration", it, "log-likelihood", loglik)

print("hit rate", np.mean((A @ beta > 0) == y))
