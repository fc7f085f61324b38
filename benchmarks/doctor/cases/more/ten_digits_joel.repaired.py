import math
import random

raw_digits = [
    """11111
1...1
1...1
1...1
11111""",
    """..1..
..1..
..1..
..1..
..1..""",
    """11111
....1
11111
1....
11111""",
    """11111
....1
11111
....1
11111""",
    """1...1
1...1
11111
....1
....1""",
    """11111
1....
11111
....1
11111""",
    """11111
1....
11111
1...1
11111""",
    """11111
....1
....1
....1
....1""",
    """11111
1...1
11111
1...1
11111""",
    """11111
1...1
11111
....1
11111"""]


def make_digit(raw_digit):
    return [1 if c == '1' else 0 for row in raw_digit.split("\n") for c in row.strip()]


inputs = [make_digit(d) for d in raw_digits]
targets = [[1 if i == j else 0 for i in range(10)] for j in range(10)]
RATE = 4


def dot(v, w):
    return sum(v_i * w_i for v_i, w_i in zip(v, w))


def sigmoid(t):
    return 1 / (1 + math.exp(-t))


def neuron_output(weights, inputs):
    return sigmoid(dot(weights, inputs))


def feed_forward(neural_network, input_vector):
    outputs = []
    for layer in neural_network:
        input_with_bias = input_vector + [1]
        output = [neuron_output(neuron, input_with_bias) for neuron in layer]
        outputs.append(output)
        input_vector = output
    return outputs


def backpropagate(network, input_vector, target):
    hidden_outputs, outputs = feed_forward(network, input_vector)

    output_deltas = [output * (1 - output) * (output - target[i])
                     for i, output in enumerate(outputs)]

    hidden_deltas = [hidden_output * (1 - hidden_output) *
                     dot(output_deltas, [n[i] for n in network[-1]])
                     for i, hidden_output in enumerate(hidden_outputs)]

    # adjust weights for output layer, one neuron at a time
    for i, output_neuron in enumerate(network[-1]):
        for j, hidden_output in enumerate(hidden_outputs + [1]):
            output_neuron[j] -= RATE * output_deltas[i] * hidden_output

    # adjust weights for hidden layer, one neuron at a time
    for i, hidden_neuron in enumerate(network[0]):
        for j, inp in enumerate(input_vector + [1]):
            hidden_neuron[j] -= RATE * hidden_deltas[i] * inp


input_size = 25
num_hidden = 5
output_size = 10

hidden_layer = [[random.random() * 2 - 1 for __ in range(input_size + 1)] for __ in range(num_hidden)]
output_layer = [[random.random() * 2 - 1 for __ in range(num_hidden + 1)] for __ in range(output_size)]
network = [hidden_layer, output_layer]

for __ in range(1500):
    for input_vector, target_vector in zip(inputs, targets):
        backpropagate(network, input_vector, target_vector)


def predict(input):
    return feed_forward(network, input)[-1]


for i, input in enumerate(inputs):
    print(i, [round(p, 2) for p in predict(input)])
