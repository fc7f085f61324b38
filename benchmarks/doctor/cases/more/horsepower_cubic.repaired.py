import numpy as np

# Polynomial regression with gradient descent (Octave exercise ex5, moved to Python)
# fuel consumption from horse power, degree 3

np.random.seed(7)
m = 80
hp = np.random.uniform(50, 230, m)
mpg = 52 - 0.32 * hp + 0.0007 * hp ** 2 + np.random.normal(0, 1.8, m)


def poly_features(x, p):
    # column j holds x to the power j + 1
    X = np.zeros((len(x), p))
    for j in range(p):
        X[:, j] = x ** (j + 1)
    return X


def feature_normalize(X):
    mu = X.mean(axis=0)
    sigma = X.std(axis=0)
    return (X - mu) / sigma, mu, sigma


def hypothesis(X, theta):
    return X.dot(theta)


def linear_reg_cost(X, y, theta, lam):
    m = len(y)
    h = hypothesis(X, theta)
    J = np.sum((h - y) ** 2) / (2 * m) + lam / (2 * m) * np.sum(theta[1:] ** 2)
    grad = X.T.dot(h - y) / m
    grad[1:] += lam / m * theta[1:]
    return J, grad


def train_linear_reg(X, y, lam, alpha=0.05, iterations=5000):
    theta = np.zeros(X.shape[1])
    history = []
    for it in range(iterations):
        J, grad = linear_reg_cost(X, y, theta, lam)
        theta = theta - alpha * grad
        history.append(J)
        if it % 500 == 0:
            print('iteration', it, 'cost', J)
    return theta, history


# shuffle, 50 for training, 15 for validation, 15 for test
idx = np.random.permutation(m)
train, val, test = idx[:50], idx[50:65], idx[65:]

p = 3
X_poly = poly_features(hp[train], p)
X_norm, mu, sigma = feature_normalize(X_poly)
X = np.hstack([np.ones((len(train), 1)), X_norm])
y = mpg[train]

theta, history = train_linear_reg(X, y, lam=0.0)
print('theta', theta)


def prepare(x):
    return np.hstack([np.ones((len(x), 1)), (poly_features(x, p) - mu) / sigma])


def error(rows):
    return linear_reg_cost(prepare(hp[rows]), mpg[rows], theta, 0.0)[0]


print('train error', error(train))
print('validation error', error(val))
print('test error', error(test))
for h in (70, 120, 200):
    print(h, 'hp ->', hypothesis(prepare(np.array([h])), theta))
