import numpy as np

np.random.seed(16)

# --- exercise 4, smaller: 5 x 5 pictures of 4 letters
input_layer_size = 25
hidden_layer_size = 10
num_labels = 4

letters = ["11110 10001 11110 10001 11110", "01110 10001 10000 10001 01110",
           "11111 10000 11110 10000 11111", "10001 10001 11111 10001 10001"]
prototypes = np.array([[float(c) for c in s.replace(" ", "")] for s in letters])
m = 120
y = np.random.randint(0, num_labels, m)
X = prototypes[y] + np.random.randn(m, input_layer_size) * 0.45
y_mat = np.eye(num_labels)[y]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoidGradient(z):
    return sigmoid(z) * (1 - sigmoid(z))


def unroll(nn_params):
    theta1 = nn_params[0:(hidden_layer_size * (input_layer_size + 1))].reshape(hidden_layer_size, input_layer_size + 1)
    theta2 = nn_params[(hidden_layer_size * (input_layer_size + 1)):].reshape(num_labels, hidden_layer_size + 1)
    return theta1, theta2


def nnCostFunction(nn_params, features, classes, reg):
    theta1, theta2 = unroll(nn_params)

    # Cost
    a1 = np.c_[np.ones((len(features), 1)), features]  # m x 26
    z2 = theta1.dot(a1.T)  # 10 x m
    a2 = np.c_[np.ones((len(features), 1)), sigmoid(z2.T)]  # m x 11
    a3 = sigmoid(theta2.dot(a2.T))  # 4 x m
    J = -1 / m * np.sum(np.log(a3.T) * classes + np.log(1 - a3).T * (1 - classes)) + \
        (reg / (2 * m)) * np.sum(np.square(theta1[:, 1:])) + (reg / (2 * m)) * np.sum(np.square(theta2[:, 1:]))

    # Gradients
    d3 = a3.T - classes  # m x 4
    d2 = theta2[:, 1:].T.dot(d3.T) * sigmoidGradient(z2)  # 10 x m
    delta1 = d2.dot(a1)  # 10 x 26
    delta2 = d3.T.dot(a2)  # 4 x 11

    theta1_ = np.c_[np.zeros((theta1.shape[0], 1)), theta1[:, 1:]]
    theta2_ = np.c_[np.zeros((theta2.shape[0], 1)), theta2[:, 1:]]

    theta1_grad = delta1 / m + (theta1_ * reg) / m
    theta2_grad = delta2 / m + (theta2_ * reg) / m
    return J, np.r_[theta1_grad.ravel(), theta2_grad.ravel()]


def predict(nn_params, features):
    theta1, theta2 = unroll(nn_params)
    a2 = sigmoid(np.c_[np.ones((len(features), 1)), features].dot(theta1.T))
    return sigmoid(np.c_[np.ones((len(features), 1)), a2].dot(theta2.T))


reg = 6
params = np.random.randn(hidden_layer_size * (input_layer_size + 1) + num_labels * (hidden_layer_size + 1)) * 0.3
for it in range(3000):
    J, grad = nnCostFunction(params, X, y_mat, reg)
    params = params - 0.5 * grad
    if it % 300 == 0:
        print("it", it, "J", J, "biases of theta2", unroll(params)[1][:, 0].round(2))

h = predict(params, X)
print("mean output", h.mean(), "should average", y_mat.mean())
print("accuracy", np.mean(h.argmax(axis=1) == y), "found with h > 0.5:", np.mean(((h > 0.5) == (y_mat > 0.5)).all(axis=1)))
