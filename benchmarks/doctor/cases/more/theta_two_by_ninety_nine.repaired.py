import numpy as np

# Defining the x array.
x = np.array(range(1, 100)) / 99
# Defining the y array.
y = 10 + 20 * x.ravel()
y = y + np.random.normal(loc=0, scale=1, size=99)

X = np.c_[np.ones(99), x]
alpha = 0.3  # the learning rate
NbrIter = 1000  # the number of iterations
m = len(y)
theta = np.random.randn(2, 1)
y = y.reshape(-1, 1)

for iter in range(NbrIter):
    theta = theta - (1 / m) * alpha * (X.T @ ((X @ theta) - y))
    if iter % 100 == 0:
        print(iter, np.mean((X @ theta - y) ** 2))

print(theta[:, :4])
slope = theta[1].mean()
