# Two layered NW, using the equations we derived as explanations
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def derv_sigmoid(x):
    return x * (1 - x)


learningRate = 1

x = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
# as long as input has two ones, but not three, output is one
y = np.array([[0, 1, 1, 0]]).T

input_rows = 4
weight1 = 2 * np.random.random((3, input_rows)) - 1
weight2 = 2 * np.random.random((input_rows, 1)) - 1

print("Shape weight1", np.shape(weight1))
print("Shape weight2", np.shape(weight2))

iterations = 5000
for i in range(0, iterations):
    z1 = x @ weight1
    a1 = sigmoid(z1)
    z2 = a1 @ weight2
    a2 = sigmoid(z2)

    dC_da2 = a2 - y
    dC_dz2 = dC_da2 * derv_sigmoid(a2)
    dC_dw2 = a1.T @ dC_dz2

    dC_da1 = dC_dz2 @ weight2.T
    dC_dz1 = dC_da1 * derv_sigmoid(a1)
    dC_dw1 = x.T @ dC_dz1

    weight2 = weight2 - learningRate * dC_dw2
    weight1 = weight1 - learningRate * dC_dw1

    if i % 500 == 0:
        print(i, np.mean(np.abs(y - a2)))

print("New output\n", a2)
