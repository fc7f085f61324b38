from numpy import *


class LinearRegression:

    def __init__(self, rows):
        self.raw_data = rows
        self.theta = matrix([[0.0], [0.0]])
        self.iterations = 1500
        self.alpha = 0.001

    # population of a city in the first column, profit of the food truck in the second
    def format_data(self):
        data_matrix = matrix(self.raw_data)
        x = data_matrix[:, 0]
        y = data_matrix[:, 1]
        m = y.shape[0]
        vec = asmatrix(ones((m, 1)))
        x = concatenate((vec, x), axis=1)
        return [x, y, m]

    def compute_cost(self, x, y, m):
        predictions = x * self.theta
        squared = power((predictions - y), 2)
        sse = squared.sum(axis=0)
        return (sse / (2 * m))[0, 0]

    def descend_gradient(self, x, y, m):
        for i in range(self.iterations):
            predictions = x * self.theta
            errors = predictions - y
            deriv1 = (multiply(errors, x[:, 0])).sum(axis=0)
            deriv2 = (multiply(errors, x[:, 1])).sum(axis=0)

            if i % 150 == 0:
                print(self.compute_cost(x, y, m))

            self.theta[0] = self.theta[0] - self.alpha * (1.0 / m) * deriv1
            self.theta[1] = self.theta[1] - self.alpha * (1.0 / m) * deriv2

        return self.theta


random.seed(3)
population = 5 + random.gamma(1.6, 2.2, 97)
profit = 1.19 * population - 3.9 + 1.6 * random.randn(97)

regressor = LinearRegression(column_stack((population, profit)))
x, y, m = regressor.format_data()
regressor.descend_gradient(x, y, m)
print("theta", regressor.theta.T)
print("profit for 35,000 people:", (matrix([1, 3.5]) * regressor.theta)[0, 0])
