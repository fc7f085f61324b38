import numpy as np
from sklearn.linear_model import LinearRegression

np.random.seed(1)

alpha = 0.001


def h(x, w):
    return np.dot(w.T, x)


def cost(X, W, Y):
    totalCost = 0
    for i in range(47):
        diff = h(X[i], W) - Y[i]
        squared = diff * diff
        totalCost += squared
    return totalCost / 2


# housing_data = np.loadtxt('Housing.csv', delimiter=',')
# size in square feet, number of bedrooms, price (47 rows like in the course)
size = np.round(np.random.normal(2000, 790, 47).clip(850, 4480))
rooms = np.clip(np.round(size / 900 + np.random.normal(1.0, 1.0, 47)), 1, 5)
price = np.round(89600 + 139.2 * size - 8700 * rooms + np.random.normal(0, 62000, 47))
housing_data = np.column_stack((size, rooms, price))

x1 = housing_data[:, 0]
x2 = housing_data[:, 1]
y = housing_data[:, 2] / 1000.0      # in thousands

avgX1 = np.mean(x1)
stdX1 = np.std(x1)
normX1 = (x1 - avgX1) / stdX1
print('avgX1', avgX1)
print('stdX1', stdX1)

avgX2 = np.mean(x2)
stdX2 = np.std(x2)
normX2 = (x2 - avgX2) / stdX2
print('avgX2', avgX2)
print('stdX2', stdX2)

normalizedX = np.ones((47, 3))
normalizedX[:, 1] = normX1
normalizedX[:, 2] = normX2

weights = np.ones((3,))

for boom in range(400):
    currentCost = cost(normalizedX, weights, y)
    if boom % 20 == 0:
        print(boom, 'iteration', weights[0], weights[1], weights[2])
        print('Cost', currentCost)

    for i in range(47):
        errorDiff = h(normalizedX[i], weights) - y[i]
        weights[0] = weights[0] - alpha * (errorDiff) * normalizedX[i][0]
        weights[1] = weights[1] - alpha * (errorDiff) * normalizedX[i][1]
        weights[2] = weights[2] - alpha * (errorDiff) * normalizedX[i][2]

print(weights)

predictedX = [1, (2100 - avgX1) / stdX1, (3 - avgX2) / stdX2]
firstPrediction = np.array(predictedX)
firstPrediction = h(firstPrediction, weights)
print('mine', firstPrediction)

# ---- and the same with sklearn ----
linearRegressor = LinearRegression()
linearRegressor.fit(normalizedX[:, 1:], y)
print('sklearn', linearRegressor.predict([predictedX[1:]])[0])
print('sklearn weights', linearRegressor.intercept_, linearRegressor.coef_)
