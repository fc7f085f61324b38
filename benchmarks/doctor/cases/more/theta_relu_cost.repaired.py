import numpy as np
from sklearn.datasets import load_digits

# 1 hidden layer, it was all sigmoid before. I changed it to relu + softmax because
# relu is said to be much faster. Lines that I touched have a "# changed"

np.random.seed(0)
digits = load_digits()
order = np.random.permutation(len(digits.target))
data = digits.data[order][:1200] / 16.0
labels = digits.target[order][:1200]
test_data = digits.data[order][1200:] / 16.0
test_labels = digits.target[order][1200:]
output = np.zeros((len(labels), 10))
for i in range(len(labels)):
    output[i, labels[i]] = 1

hidden = 40
alpha = 0.5
lamb = 0.1


def relu(arg):  # I have tried both relu and leaky relu
    return (arg > 0) * arg


def reluGrad(arg):
    arg = arg.copy()
    for i in range(arg.shape[0]):
        for j in range(arg.shape[1]):
            if arg[i][j] > 0:
                arg[i][j] = 1
            else:
                arg[i][j] = 0
    return arg


def softmax(x):
    x = x.transpose()
    e_x = np.exp(x - np.max(x, axis=0))
    return (e_x / e_x.sum(axis=0)).transpose()


def forward(data):
    a1 = np.insert(data, 0, np.ones(len(data)), 1).astype(np.float64)
    z2 = a1.dot(theta1)
    a2 = relu(z2)  # changed
    a2 = np.insert(a2, 0, np.ones(len(a2)), 1)
    z3 = a2.dot(theta2)
    a3 = softmax(z3)  # changed
    return a1, z2, a2, a3


theta1 = np.random.rand(65, hidden) * 2 * 0.12 - 0.12
theta2 = np.random.rand(hidden + 1, 10) * 2 * 0.12 - 0.12

for it in range(150):
    # forward prop:
    a1, z2, a2, a3 = forward(data)

    # compute the cost:
    cost = -(output * (np.log(a3 + 1e-12))).sum()
    cost = (1 / len(data)) * cost + (lamb / (2 * len(data))) * (
        (np.delete(theta1, 0, 0) ** 2).sum() + (np.delete(theta2, 0, 0) ** 2).sum())
    if it < 5 or it % 10 == 0:
        print("iteration", it, "cost", cost)

    # backProp:
    sigma3 = a3 - output
    sigma2 = (sigma3.dot(np.transpose(theta2))) * reluGrad(np.insert(z2, 0, np.ones(len(z2)), 1))  # changed
    sigma2 = np.delete(sigma2, 0, 1)
    delta2 = (np.transpose(a2)).dot(sigma3)
    delta1 = (np.transpose(a1)).dot(sigma2)

    grad1 = delta1 / len(data) + (lamb / len(data)) * np.insert(np.delete(theta1, 0, 0), 0, np.zeros(len(theta1[0])), 0)
    grad2 = delta2 / len(data) + (lamb / len(data)) * np.insert(np.delete(theta2, 0, 0), 0, np.zeros(len(theta2[0])), 0)

    # update theta
    theta1 = theta1 - alpha * grad1
    theta2 = theta2 - alpha * grad2

print("train", np.mean(np.argmax(forward(data)[3], axis=1) == labels))
print("test ", np.mean(np.argmax(forward(test_data)[3], axis=1) == test_labels))
