import numpy as np

# compute sigmoid nonlinearity
def sigmoid(x):
    output = 1/(1+np.exp(-x))
    return output

# convert output of sigmoid function to its derivative
def sigmoid_to_deriv(output):
    return output*(1-output)

def tanh_to_deriv(output):
    return 1-output**2

GATES = {
    'nand': lambda a, b: int(not (a and b)),
    'xor':  lambda a, b: a ^ b,
    'nor':  lambda a, b: int(not (a or b)),
    'first': lambda a, b: a,
}

# input dataset
pairs = [[0,1], [0,1], [1,0], [1,0], [0,0], [1,1]]
X = np.array([p + [1] for p in pairs])
# output dataset, one column for each gate
Y = np.array([[GATES[g](*p) for g in GATES] for p in pairs])

np.random.seed(1)

# init weights randomly with mean 0
synapse_0 = 2*np.random.random((X.shape[1], 6)) - 1
synapse_1 = 2*np.random.random((6, Y.shape[1])) - 1

def forward(x):
    layer0 = x
    layer1 = np.tanh(np.dot(layer0, synapse_0))
    layer2 = sigmoid(np.dot(layer1, synapse_1))
    return layer0, layer1, layer2

def predict(inp):
    print(inp, np.round(forward(np.array([inp]))[-1], 4))

alpha = 0.5
for i in range(10000):
    # forward propagation
    layer0, layer1, layer2 = forward(X)

    # compute the error
    layer2_error = layer2 - Y
    if i % 1000 == 0:
        print('Error after', i, 'iterations:', np.mean(np.abs(layer2_error), axis=0))

    # gradient descent
    layer2_delta = layer2_error * sigmoid_to_deriv(layer2)
    layer1_error = layer2_delta.dot(synapse_1.T)
    layer1_delta = layer1_error * tanh_to_deriv(layer1)

    synapse_1 -= alpha * np.dot(layer1.T, layer2_delta)
    synapse_0 -= alpha * np.dot(layer0.T, layer1_delta)

print('INPUT PREDICTION', list(GATES))
for row in X.tolist():
    predict(row)
