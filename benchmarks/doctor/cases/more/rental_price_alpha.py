import numpy as np
from sklearn import linear_model

# Data set: Size, Floor, Broadband Rate -> Rental Price  (10 offices)
data = np.array([
    [500, 4, 8, 320],
    [550, 7, 50, 380],
    [620, 9, 7, 400],
    [630, 5, 24, 390],
    [665, 8, 100, 385],
    [700, 4, 8, 410],
    [770, 10, 7, 480],
    [880, 12, 50, 600],
    [920, 14, 8, 570],
    [1000, 9, 24, 620]], dtype=float)
X = data[:, 0:3]
y = data[:, 3]

# Sklearn Linear Regression
ols = linear_model.LinearRegression(fit_intercept=True)
LR = ols.fit(X, y)
Res_LR = y - LR.predict(X)  # Residuals
print('Intercept', LR.intercept_, 'Weights', LR.coef_)


# Batch Gradient Descent
def error_delta(x, y, p, wn):
    row, column = np.shape(x)
    total = 0
    for i in range(0, row):
        if wn != 0:
            total += (y[i] - (p[0] + np.dot(p[1:len(p)], x[i, :]))) * x[i, wn - 1]
        else:
            total += (y[i] - (p[0] + np.dot(p[1:len(p)], x[i, :]))) * 1
    return total


def weight_update(x, y, p, alpha):
    old = p
    new = np.zeros(len(p))
    for i in range(0, len(p)):
        new[i] = old[i] + alpha * error_delta(x, y, old, i)
    return new


XV = X
weight = [-.146, .185, -.044, .119]  # Random starting conditions
alpha = .00000002  # Learning rate, anything larger blows up

for i in range(0, 1500):  # Seems to have converged by 100
    weight = weight_update(XV, y, weight, alpha)
    if i % 300 == 0:
        print(i, weight)

Res_BGD = np.zeros(len(y))
for i in range(0, len(y)):
    Res_BGD[i] = y[i] - (weight[0] + np.dot(weight[1:], XV[i, :]))

print('Intercept', weight[0], 'Weights', weight[1:len(weight)])
print('sum of squares, sklearn', np.sum(Res_LR ** 2))
print('sum of squares, mine   ', np.sum(Res_BGD ** 2))

# plt.plot(np.arange(len(y)), Res_BGD, color='b')
# plt.plot(np.arange(len(y)), Res_LR, color='g')
