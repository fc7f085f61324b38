import numpy as np

np.random.seed(5)

# Defining the x array.
x = np.array(range(1, 100))

# Defining the y array.
y = 10 + 2 * x.ravel()
y = (y + np.random.normal(loc=0, scale=20, size=99)).reshape(-1, 1)

X = np.c_[np.ones(99), x]

alpha = 0.0003    # learning rate
NbrIter = 100
m = len(y)
theta = np.random.randn(2, 1)

for iter in range(NbrIter):
    theta = theta - (1 / m) * alpha * (X.T @ ((X @ theta) - y))
    if iter % 10 == 0:
        print(iter, np.mean((X @ theta - y) ** 2))

print("shape of theta:", theta.shape)
print(theta)


def predict(values):
    return (np.c_[np.ones(len(values)), values] @ theta)[:, 0]


print("at x = 50, about 110 expected:", predict(np.array([50])))
