import numpy as np


class NeuralNetwork(object):
    def __init__(self, update_coefficient):
        self.weight = np.random.randn()
        self.predicted_output = 0
        self.update_coefficient = update_coefficient

    def sigmoid(self, val):
        res = 1.0 / (1.0 + np.exp(-val))
        return res

    def sigmoid_derivative(self, val):
        res = val * (1 - val)
        return res

    def get_cost(self, input, expected_output):
        self.predicted_output = self.sigmoid(input * self.weight)
        res = 0.5 * ((expected_output - self.predicted_output) ** 2)
        return res

    def get_cost_derivative_wrt_weight(self, input, expected_output):
        cost_deriv = ((expected_output - self.predicted_output) *
                      self.sigmoid_derivative(self.predicted_output) *
                      input)
        return cost_deriv

    def update_weight(self, input, expected_output):
        self.weight += (self.update_coefficient *
                        self.get_cost_derivative_wrt_weight(input, expected_output))


nn = NeuralNetwork(0.1)

input = 3; predicted = 2

for var in range(1000):
    cost = nn.get_cost(input, predicted)
    nn.update_weight(input, predicted)
    if var % 100 == 0:
        print(cost, nn.predicted_output)
