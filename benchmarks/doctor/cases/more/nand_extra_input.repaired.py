# Perceptron, ported from my Java homework (hence the getters...)
import random


class Perceptron(object):

    def __init__(self, numInputs, learningRate):
        # one more weight than inputs, the last one belongs to the bias input
        self.__weights = [random.uniform(-0.5, 0.5) for i in range(numInputs + 1)]
        self.__learningRate = learningRate
        self.__numInputs = numInputs

    def getWeights(self):
        return self.__weights

    def __withBias(self, inputs):
        ext = list(inputs)
        if len(ext) != len(self.__weights):
            ext.append(1)      # the additional bias input
        return ext

    def activate(self, inputs):
        total = 0.0
        ext = self.__withBias(inputs)
        for i in range(len(ext)):
            total += ext[i] * self.__weights[i]
        if total > 0:
            return 1
        return 0

    def train(self, inputs, target):
        guess = self.activate(inputs)
        error = target - guess
        ext = self.__withBias(inputs)
        for i in range(len(self.__weights)):
            self.__weights[i] += self.__learningRate * error * ext[i]
        return abs(error)


class TruthTable(object):
    def __init__(self, name, outputs):
        self.name = name
        self.rows = list(zip([(0, 0), (0, 1), (1, 0), (1, 1)], outputs))


def main():
    right = {}
    for table in (TruthTable("OR", [0, 1, 1, 1]),
                  TruthTable("NAND", [1, 1, 1, 0]),
                  TruthTable("NOR", [1, 0, 0, 0]),
                  TruthTable("AND", [0, 0, 0, 1])):
        p = Perceptron(2, 0.1)
        epoch = 0
        while epoch < 500:
            epoch += 1
            errors = 0
            random.shuffle(table.rows)
            for inputs, target in table.rows:
                errors += p.train(inputs, target)
            if errors == 0:
                break
        right[table.name] = sum(p.activate(i) == t for i, t in table.rows)
        print(table.name, "epochs:", epoch, "errors in the last epoch:", errors, "rows right:", right[table.name], "of 4")
        print("    weights", [round(w, 2) for w in p.getWeights()])
    return right


if __name__ == "__main__":
    right = main()
