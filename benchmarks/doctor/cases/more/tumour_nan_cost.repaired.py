from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
import numpy as np

data = load_breast_cancer()
x = np.array(data.data)
y = np.array(data.target).reshape(-1, 1)

x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.25, random_state=0)

# standardize the data
for i in range(x_train.shape[1]):
    mu, sd = np.mean(x_train[:, i]), np.std(x_train[:, i])
    x_train[:, i] = (x_train[:, i] - mu) / sd
    x_test[:, i] = (x_test[:, i] - mu) / sd

x_train = np.hstack([np.ones((x_train.shape[0], 1)), x_train])
x_test = np.hstack([np.ones((x_test.shape[0], 1)), x_test])


def sigmoid(z):
    return 1 / (1 + np.exp(-1 * z))


def hypothesis(b, X):
    z = np.dot(X, b)
    return sigmoid(z)


def FindCost(h, y):
    r = y.shape[0]
    cost = np.sum(y * np.log(h) + (1 - y) * np.log(1 - h)) / r
    return cost * -1


def gradient_descent(X, y, alpha, epoch):
    r = X.shape[0]
    c = X.shape[1]
    theta = np.zeros((c, 1))
    min_cost = None
    min_theta = []
    Cost_list = []
    for i in range(epoch):
        h = hypothesis(theta, X)
        grad = np.dot(X.T, (h - y)) / r
        cost = FindCost(h, y)
        Cost_list.append(cost)
        if min_cost is None or min_cost > cost:
            min_cost = cost
            min_theta = theta
        theta = theta - alpha * grad
    return min_theta, Cost_list


def calAccuracy(theta, X, y):
    h = hypothesis(theta, X)
    correct = 0
    for i in range(y.shape[0]):
        if h[i] >= 0.5 and y[i] == 1:
            correct += 1
        elif h[i] < 0.5 and y[i] == 0:
            correct += 1
    return correct * 100 / y.shape[0]


alpha = 0.5
epoch = 1000
theta, cost = gradient_descent(x_train, y_train, alpha, epoch)
print("first costs", cost[:5])
print("last cost", cost[-1])
accuracy = calAccuracy(theta, x_test, y_test)
print(f"the accuracy of the model: {accuracy} %")
