# Define size of the layers, as well as the learning rate alpha and the max error
inputLayerSize = 2
hiddenLayerSize = 3
outputLayerSize = 1
alpha = 0.5
maxError = 0.001

# Import dependencies
import numpy
from sklearn import preprocessing
from sklearn.datasets import load_iris

# Make random numbers predictable
numpy.random.seed(1)

# Define our activation function
# In this case, we use the Sigmoid function
def sigmoid(x):
    output = 1/(1+numpy.exp(-x))
    return output
def sigmoid_derivative(x):
    return x*(1-x)

# Define the cost function
def calculateError(Y, Y_predicted):
    totalError = 0
    for i in range(len(Y)):
        totalError = totalError + numpy.square(Y[i] - Y_predicted[i])
    return totalError

# Set inputs
# Each row is (x1, x2): sepal length and petal length, in mm
iris = load_iris()
X = iris.data[50:, [0, 2]] * 10

# Normalize the inputs
#X = preprocessing.scale(X)

# Set goals
# Each row is (y1)
Y = (iris.target[50:] == 2).astype(float).reshape(-1, 1)

# Randomly initialize our weights with mean 0
weights_1 = 2*numpy.random.random((inputLayerSize, hiddenLayerSize)) - 1
weights_2 = 2*numpy.random.random((hiddenLayerSize, outputLayerSize)) - 1

# Randomly initialize our bias with mean 0
bias_1 = 2*numpy.random.random((hiddenLayerSize)) - 1
bias_2 = 2*numpy.random.random((outputLayerSize)) - 1

# Loop 6,000 times
for i in range(6000):

    # Feed forward through layers 0, 1, and 2
    layer_0 = X
    layer_1 = sigmoid(numpy.dot(layer_0, weights_1)+bias_1)
    layer_2 = sigmoid(numpy.dot(layer_1, weights_2)+bias_2)

    # Calculate the cost function
    # How much did we miss the target value?
    layer_2_error = layer_2 - Y

    # In what direction is the target value?
    # Were we really sure? if so, don't change too much.
    layer_2_delta = layer_2_error*sigmoid_derivative(layer_2)

    # How much did each layer_1 value contribute to the layer_2 error (according to the weights)?
    layer_1_error = layer_2_delta.dot(weights_2.T)

    # In what direction is the target layer_1?
    # Were we really sure? If so, don't change too much.
    layer_1_delta = layer_1_error * sigmoid_derivative(layer_1)

    # Update the weights
    weights_2 -= alpha / len(X) * layer_1.T.dot(layer_2_delta)
    weights_1 -= alpha / len(X) * layer_0.T.dot(layer_1_delta)

    # Update the bias
    bias_2 -= alpha / len(X) * numpy.sum(layer_2_delta, axis=0)
    bias_1 -= alpha / len(X) * numpy.sum(layer_1_delta, axis=0)

    # Print the error to show that we are improving
    if (i % 1000) == 0:
        print("Error after "+str(i)+" iterations: " + str(calculateError(Y, layer_2)))

    # Exit if the error is less than maxError
    if(calculateError(Y, layer_2) < maxError):
        print("Goal reached after "+str(i)+" iterations: " + str(calculateError(Y, layer_2)) + " is smaller than the goal of " + str(maxError))
        break

# Show results
print("")
print("Final error:", calculateError(Y, layer_2)/len(Y))
print("Weights between Input Layer -> Hidden Layer")
print(weights_1)
print("Bias of Hidden Layer")
print(bias_1)
print("Weights between Hidden Layer -> Output Layer")
print(weights_2)
print("Bias of Output Layer")
print(bias_2)
print("Share on the right side of 0.5:", numpy.mean((layer_2 > 0.5) == (Y > 0.5)))
