# logistic regression, from my Octave script (ML lectures)
import numpy as np

data = np.array([
    [121, 1], [124, 0], [97, 0], [104, 0], [110, 0], [129, 1], [133, 1], [101, 0],
    [118, 1], [115, 0], [126, 1], [99, 0], [131, 1], [108, 0], [122, 1], [112, 0],
    [135, 1], [103, 0], [119, 1], [106, 0], [128, 1], [117, 0], [130, 1], [125, 1]])
x = data[:, 0].astype(float)
y = data[:, 1].reshape(-1, 1)
m = len(y)

# plot(x, y, 'rx', 'MarkerSize', 10)
# xlabel('IQ'); ylabel('Pass/Fail')

x = np.column_stack((np.ones(m), x))
alpha = 0.00001
i = 15000
g = lambda z: 1 / (1 + np.exp(-z))
theta = np.zeros((x.shape[1], 1))
j = np.zeros(i)

for num in range(i):
    z = x @ theta
    h = g(z)
    j[num] = ((1 / m) * (-y.T @ np.log(h) - (1 - y).T @ np.log(1 - h))).item()
    grad = 1 / m * x.T @ (h - y)
    theta = theta - alpha * grad

print("theta", theta.ravel())
print("cost", j[0], "->", j[-1])
print("h(x)")
print(np.round(g(x @ theta).ravel(), 3))
