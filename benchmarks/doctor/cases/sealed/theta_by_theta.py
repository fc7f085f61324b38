import math
import random


def make_grades(n):
    rows = []
    for i in range(n):
        grade1 = random.uniform(30, 100)
        grade2 = random.uniform(30, 100)
        admitted = 1.0 if grade1 + grade2 + random.gauss(0, 8) > 130 else 0.0
        rows.append((grade1, grade2, admitted))
    return rows


def scale(column):
    low, high = min(column), max(column)
    return [2 * (v - low) / (high - low) - 1 for v in column]


def Sigmoid(z):
    return 1.0 / (1.0 + math.exp(-1.0 * z))


def Hypothesis(theta, x):
    z = 0
    for i in range(len(theta)):
        z += x[i] * theta[i]
    return Sigmoid(z)


def Cost_Function(X, Y, theta, m):
    sumOfErrors = 0
    for i in range(m):
        hi = Hypothesis(theta, X[i])
        if Y[i] == 1:
            error = Y[i] * math.log(hi)
        elif Y[i] == 0:
            error = (1 - Y[i]) * math.log(1 - hi)
        sumOfErrors += error
    return -1 / m * sumOfErrors


def Cost_Function_Derivative(X, Y, theta, j, m, alpha):
    sumErrors = 0
    for i in range(m):
        xij = X[i][j]
        hi = Hypothesis(theta, X[i])
        error = (hi - Y[i]) * xij
        sumErrors += error
    constant = float(alpha) / float(m)
    return constant * sumErrors


def Gradient_Descent(X, Y, theta, m, alpha):
    new_theta = []
    for j in range(len(theta)):
        CFDerivative = Cost_Function_Derivative(X, Y, theta, j, m, alpha)
        new_theta.append(theta[j] - CFDerivative)
    return new_theta


def Logistic_Regression(X, Y, alpha, theta, num_iters):
    m = len(Y)
    for x in range(num_iters):
        theta = Gradient_Descent(X, Y, theta, m, alpha)
        if x % 100 == 0:
            print('cost', Cost_Function(X, Y, theta, m), 'theta', theta)
    return theta


grades = make_grades(150)
columns = [scale([row[0] for row in grades]), scale([row[1] for row in grades])]
X = [[1.0, a, b] for a, b in zip(*columns)]
Y = [row[2] for row in grades]
X_train, Y_train, X_test, Y_test = X[:100], Y[:100], X[100:], Y[100:]

theta = Logistic_Regression(X_train, Y_train, 2.0, [0.0, 0.0, 0.0], 600)

score = 0
for x, answer in zip(X_test, Y_test):
    if round(Hypothesis(theta, x)) == answer:
        score += 1
print('Your score:', score / len(X_test))
