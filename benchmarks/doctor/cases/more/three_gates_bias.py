#!/usr/bin/env python
import math
import random

# XOR from three neurons: NAND and OR look at the inputs, AND looks at the two of them.
# every neuron gets its own expected values, so there is nothing to propagate back


class neuralNetwork:
    def __init__(self):
        self.input = [[0, 0], [1, 0], [1, 1], [0, 1]]  # four different sets of two inputs
        self.expected = [1, 1, 0, 1], [0, 1, 1, 1], [0, 1, 0, 1]  # Optimal outputs for all three nodes
        self.weights = [[random.uniform(-1, 1), random.uniform(-1, 1)] for k in range(3)]
        # self.weights = [-20,-20],[20,20],[20,20] #Optimal Weights
        self.bias = [random.uniform(-1, 1) for k in range(3)]  # one bias for each node
        # self.bias = [30,-10,-30] #Optimal biases
        self.out = [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]  # Actual output for every node
        self.rmse = [0, 0, 0]
        self.error = [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]
        self.learnRate = 1

    def nandGate(self):
        for i in range(0, 4):
            self.out[0][i] = self.input[i][0] * self.weights[0][0] + self.input[i][1] * self.weights[0][1] + self.bias[0]
            self.out[0][i] = 1 / (1 + math.exp(-self.out[0][i]))

    def orGate(self):
        for i in range(0, 4):
            self.out[1][i] = self.input[i][0] * self.weights[1][0] + self.input[i][1] * self.weights[1][1] + self.bias[1]
            self.out[1][i] = 1 / (1 + math.exp(-self.out[1][i]))

    def andGate(self):
        for i in range(0, 4):
            self.out[2][i] = self.out[0][i] * self.weights[2][0] + self.out[1][i] * self.weights[2][1] + self.bias[2]
            self.out[2][i] = 1 / (1 + math.exp(-self.out[2][i]))

    def calcrmse(self):
        for p in range(0, 3):
            self.rmse[p] = 0
        for p in range(0, 3):
            for i in range(0, 4):
                self.error[p][i] = self.expected[p][i] - self.out[p][i]
                self.rmse[p] += self.error[p][i]
            self.rmse[p] = math.sqrt(abs(self.rmse[p]) / 4)

    def train(self):
        for q in range(0, 5000):
            self.nandGate()
            self.orGate()
            self.andGate()
            self.calcrmse()
            if q % 1000 == 0:
                print(q, self.rmse)
            for p in range(0, 3):
                for i in range(0, 4):
                    slope = self.error[p][i] * self.out[p][i] * (1 - self.out[p][i])
                    if p < 2:
                        self.weights[p][0] += self.learnRate * slope * self.input[i][0]
                        self.weights[p][1] += self.learnRate * slope * self.input[i][1]
                    else:
                        self.weights[p][0] += self.learnRate * slope * self.out[0][i]
                        self.weights[p][1] += self.learnRate * slope * self.out[1][i]
                self.bias[p] += self.learnRate * slope


random.seed(11)
net = neuralNetwork()
net.train()
print("weights", net.weights)
print("bias   ", net.bias)
for i in range(4):
    print(net.input[i], "nand %.3f or %.3f xor %.3f" % (net.out[0][i], net.out[1][i], net.out[2][i]))
