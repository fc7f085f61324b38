import numpy as np


class NeuralNetwork(object):
    def __init__(self, step_coefficient):
        self.weight = np.random.randn()
        self.answer = 0
        self.step_coefficient = step_coefficient

    def sigmoid(self, val):
        value = 1.0 / (1.0 + np.exp(-val))
        return value

    def sigmoid_derivative(self, val):
        value = val * (1 - val)
        return value

    def get_cost(self, input, wanted_output):
        self.answer = self.sigmoid(input * self.weight)
        value = 0.5 * ((wanted_output - self.answer) ** 2)
        return value

    def cost_slope_wrt_weight(self, input, wanted_output):
        slope = ((wanted_output - self.answer) *
                      self.sigmoid_derivative(self.answer) *
                      input)
        return slope

    def update_weight(self, input, wanted_output):
        self.weight += (self.step_coefficient *
                        self.cost_slope_wrt_weight(input, wanted_output))


nn = NeuralNetwork(0.1)

input = 3; wanted = 2

for var in range(1000):
    cost = nn.get_cost(input, wanted)
    nn.update_weight(input, wanted)
    if var % 100 == 0:
        print(cost, nn.answer)
