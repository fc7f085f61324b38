import numpy as np
from sklearn.datasets import load_iris

iris = load_iris()
X = (iris.data - iris.data.mean(axis=0)) / iris.data.std(axis=0)
labels = iris.target + 1                    # 1, 2, 3 like in Octave
m, n = X.shape
num_labels, hidden = 3, 6
lambda_ = 0.01

def sigmoid(z):
    return 1. / (1. + np.exp(-z))

def roll(Theta1, Theta2):
    return np.concatenate([Theta1.ravel(), Theta2.ravel()])

def unroll(theta):
    k = hidden * (n + 1)
    return theta[:k].reshape(hidden, n + 1), theta[k:].reshape(num_labels, hidden + 1)

def nnCostFunction(theta, X, y):
    Theta1, Theta2 = unroll(theta)
    m = X.shape[0]
    J = 0
    Theta1_grad = np.zeros(Theta1.shape)
    Theta2_grad = np.zeros(Theta2.shape)
    for t in range(m):
        a1 = np.concatenate([[1], X[t]])
        z2 = Theta1 @ a1
        a2 = np.concatenate([[1], sigmoid(z2)])
        a3 = sigmoid(Theta2 @ a2)
        yy = (np.arange(1, num_labels + 1) == y[t]) * 1.0
        J += np.sum(-yy * np.log(a3) - (1 - yy) * np.log(1 - a3))
        d3 = a3 - yy
        d2 = (Theta2.T @ d3)[1:] * sigmoid(z2) * (1 - sigmoid(z2))
        Theta2_grad += np.outer(d3, a2)
        Theta1_grad += np.outer(d2, a1)
    J = J / m + lambda_ / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))
    Theta1_grad /= m
    Theta2_grad /= m
    Theta1_grad[:, 1:] += lambda_ / m * Theta1[:, 1:]
    Theta2_grad[:, 1:] += lambda_ / m * Theta2[:, 1:]
    return J, roll(Theta1_grad, Theta2_grad)

def randInitializeWeights(L_in, L_out, epsilon_init=0.5):
    return np.random.rand(L_out, 1 + L_in) * 2 * epsilon_init - epsilon_init

def predict(theta, X):
    Theta1, Theta2 = unroll(theta)
    ones = np.ones((len(X), 1))
    h = sigmoid(np.hstack([ones, X]) @ Theta1.T)
    o = sigmoid(np.hstack([ones, h]) @ Theta2.T)
    return o.argmax(axis=1) + 1

theta = roll(randInitializeWeights(n, hidden), randInitializeWeights(hidden, num_labels))
alpha = 1.0
J, grad = nnCostFunction(theta, X, labels)
ups = 0
for it in range(250):
    trial = theta - alpha * grad
    J_new, grad_new = nnCostFunction(trial, X, labels)
    if J_new < J:
        theta, J, grad = trial, J_new, grad_new
        alpha *= 1.1
    else:
        ups += 1
        alpha *= 0.5
    if it % 25 == 0:
        print("Iteration %d | cost of the try %.5f | best %.5f | alpha %.4f" % (it, J_new, J, alpha))
print("steps taken back:", ups, "training accuracy", np.mean(predict(theta, X) == labels) * 100)
