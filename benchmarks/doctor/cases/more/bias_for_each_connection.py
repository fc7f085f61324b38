import math
import random

from sklearn.datasets import load_digits

# moved over from my Processing sketch, that is why everything is a Neuron


class Neuron:
    def __init__(self, previous):
        self.inputs = previous
        self.output = 0.0
        self.error = 0.0
        if previous:
            r = 1.0 / math.sqrt(len(previous))
            self.weights = [random.uniform(-r, r) for _ in previous]
            # one bias for each connection
            self.biases = [0.0 for _ in previous]

    def respond(self):
        total = 0.0
        for i in range(len(self.inputs)):
            total += self.inputs[i].output * self.weights[i] + self.biases[i]
        self.output = 1.0 / (1.0 + math.exp(-total))
        self.error = 0.0

    def train(self, lr, bias_lr):
        delta = self.error * self.output * (1 - self.output)
        for i in range(len(self.inputs)):
            source = self.inputs[i]
            source.error += delta * self.weights[i]
            self.weights[i] += lr * delta * source.output
            self.biases[i] += bias_lr * delta


class Network:
    def __init__(self, n_in, n_hid, n_out):
        self.input_layer = [Neuron(None) for _ in range(n_in)]
        self.hidden_layer = [Neuron(self.input_layer) for _ in range(n_hid)]
        self.output_layer = [Neuron(self.hidden_layer) for _ in range(n_out)]

    def respond(self, card):
        for neuron, value in zip(self.input_layer, card):
            neuron.output = value
            neuron.error = 0.0
        for neuron in self.hidden_layer:
            neuron.respond()
        for neuron in self.output_layer:
            neuron.respond()
        return [neuron.output for neuron in self.output_layer]

    def train(self, label, lr=0.5, bias_lr=0.01):
        for i, neuron in enumerate(self.output_layer):
            neuron.error = (1.0 if i == label else 0.0) - neuron.output
            neuron.train(lr, bias_lr)
        for neuron in self.hidden_layer:
            neuron.train(lr, bias_lr)


random.seed(2)
digits = load_digits()
cards = [([v / 16 for v in row], label) for row, label in zip(digits.images.reshape(-1, 64).tolist(), digits.target.tolist())]
cards = [card for card in cards if card[1] < 5]
training_set, testing_set = cards[:400], cards[400:700]

network = Network(64, 12, 5)
for epoch in range(4):
    random.shuffle(training_set)
    right = 0
    for card, label in training_set:
        answer = network.respond(card)
        right += answer.index(max(answer)) == label
        network.train(label)
    print('epoch', epoch, 'right while training', right, 'of', len(training_set))

right = 0
for card, label in testing_set:
    answer = network.respond(card)
    right += answer.index(max(answer)) == label
print('testing set:', right, 'of', len(testing_set))
