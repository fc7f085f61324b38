import numpy as np

# Learning (i1 OR i2), each input starts with a 1 for the threshold


# activation function, decide if weights x inputs is 0 or 1
def activation_function(o):
    if o > 0:
        return 1
    return 0


# make array pretty and ready for printing
def array_prettifier(my_array):
    return "(" + ",".join(str(v) for v in my_array) + ")"


def delta_w(learning_rate, target, output, input_idx):
    return learning_rate * (target - output) * input_idx


# compute one epoch, print the table and return the weights
def epoch(weigths, inputs, targets, learning_rate):
    localweights = weights
    for i in range(len(inputs)):
        o = activation_function(np.dot(localweights, inputs[i]))
        dw = delta_w(learning_rate, targets[i], o, inputs[i])
        print("|", array_prettifier(localweights), "|", array_prettifier(inputs[i]), "|", targets[i], "|", o, "|", array_prettifier(dw), "|")
        localweights = localweights + dw
    print("|---|---|---|---|---|")
    return localweights


weights = np.array([-2, -2, 0])
inputs = np.array([(1, 0, 0), (1, 0, 1), (1, 1, 0), (1, 1, 1)])
targets = np.array([0, 1, 1, 1])

result = weights
for e in range(8):
    result = epoch(result, inputs, targets, 1)

print("after training", array_prettifier(result))
outputs = [activation_function(np.dot(result, x)) for x in inputs]
print(outputs, "wanted", list(targets))
