import numpy as np

# made-up passengers in the manner of the titanic table
rng = np.random.default_rng()
n = 600
pclass = rng.integers(1, 4, n)
female = rng.integers(0, 2, n)
age = rng.uniform(1, 70, n)
fare = rng.gamma(2.0, 15.0, n) * (4 - pclass)
logit = 1.6 - 0.9 * (pclass - 2) + 2.6 * female - 0.04 * age - 1.2 + 0.004 * fare
survived = (rng.random(n) < 1 / (1 + np.exp(-logit))).astype(float)

A = np.stack([pclass, female, age, fare], axis=1).astype(float)
A = (A - A.mean(axis=0)) / A.std(axis=0)
A = np.hstack([np.ones((n, 1)), A])


def sigmoid(w, x):
    return 1 / (1 + np.exp(-x.dot(w)))


def cost(A, y, w):
    p = sigmoid(w, A)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def grad_descent(A, w, y, lr=0.1, max_iter=5000, tol=1e-5):
    """Stops when the weights move less than tol."""
    losses = []
    i = 0
    while i < max_iter:
        old_weights = w.copy()
        gradient = A.T.dot(sigmoid(w, A) - y) / len(y)
        w -= lr * gradient
        losses.append(cost(A, y, w))
        i += 1
        if np.linalg.norm(w - old_weights) < tol:
            print('converged after', i, 'iterations')
            break
    return w, losses


w = np.zeros(A.shape[1])
w, losses = grad_descent(A, w, survived)
print('loss', losses[-1])
print('weights', w)
print('accuracy', np.mean((sigmoid(w, A) > 0.5) == survived), 'deaths', 1 - survived.mean())
