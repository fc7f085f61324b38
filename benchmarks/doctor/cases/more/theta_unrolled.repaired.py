import numpy as np
from sklearn.datasets import load_iris
from sklearn.preprocessing import StandardScaler

# Machine Learning course, exercise 4 translated from Octave

input_layer_size = 4
hidden_layer_size = 6
num_labels = 3


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)


def randInitializeWeights(L_in, L_out):
    epsilon_init = 0.5
    return np.random.rand(L_out, L_in + 1) * 2 * epsilon_init - epsilon_init


def nnCostFunction(nn_params, X, y, lam):
    split = hidden_layer_size * (input_layer_size + 1)
    Theta1 = nn_params[:split].reshape(hidden_layer_size, input_layer_size + 1)
    Theta2 = nn_params[split:].reshape(num_labels, hidden_layer_size + 1)
    m = X.shape[0]

    a1 = np.c_[np.ones(m), X]
    z2 = a1 @ Theta1.T
    a2 = np.c_[np.ones(m), sigmoid(z2)]
    h = sigmoid(a2 @ Theta2.T)
    Y = (y[:, None] == np.arange(num_labels)).astype(float)

    J = (-1 / m) * np.sum(Y * np.log(h) + (1 - Y) * np.log(1 - h))
    J += lam / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))

    delta3 = h - Y
    delta2 = (delta3 @ Theta2)[:, 1:] * sigmoidGradient(z2)
    Theta1_grad = delta2.T @ a1 / m
    Theta2_grad = delta3.T @ a2 / m
    Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]
    Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]
    return J, np.r_[Theta1_grad.ravel(), Theta2_grad.ravel()]


def predict(nn_params, X):
    split = hidden_layer_size * (input_layer_size + 1)
    Theta1 = nn_params[:split].reshape(hidden_layer_size, input_layer_size + 1)
    Theta2 = nn_params[split:].reshape(num_labels, hidden_layer_size + 1)
    a2 = sigmoid(np.c_[np.ones(len(X)), X] @ Theta1.T)
    return np.argmax(np.c_[np.ones(len(X)), a2] @ Theta2.T, axis=1)


def gradientDescent(nn_params, X, y, alpha, num_iters, lam):
    J_history = np.zeros(num_iters)
    for i in range(num_iters):
        J_history[i], grad = nnCostFunction(nn_params, X, y, lam)
        nn_params = nn_params - alpha * grad
        if i % 100 == 0:
            print('Iteration %4d | Cost: %.4e' % (i, J_history[i]))
    return nn_params, J_history


iris = load_iris()
X = StandardScaler().fit_transform(iris.data)
y = iris.target

initial_Theta1 = randInitializeWeights(input_layer_size, hidden_layer_size)
initial_Theta2 = randInitializeWeights(hidden_layer_size, num_labels)
nn_params = np.r_[initial_Theta1.ravel(), initial_Theta2.ravel()]
nn_params, J_history = gradientDescent(nn_params, X, y, 0.5, 1000, 0.1)
print('Training Set Accuracy: %f' % (np.mean(predict(nn_params, X) == y) * 100))
