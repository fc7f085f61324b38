import numpy as np

# Seven segment display:
#     --0--
#    |     |
#    1     2
#    |--3--|
#    4     5
#    |     |
#     --6--

# digits 0 to 9 in binary, last column is for the bias
X = np.array([[(d >> 3) & 1, (d >> 2) & 1, (d >> 1) & 1, d & 1, 1] for d in range(10)])

Y = np.array([[1, 1, 1, 0, 1, 1, 1],
              [0, 0, 1, 0, 0, 1, 0],
              [1, 0, 1, 1, 1, 0, 1],
              [1, 0, 1, 1, 0, 1, 1],
              [0, 1, 1, 1, 0, 1, 0],
              [1, 1, 0, 1, 0, 1, 1],
              [1, 1, 0, 1, 1, 1, 1],
              [1, 0, 1, 0, 0, 1, 0],
              [1, 1, 1, 1, 1, 1, 1],
              [1, 1, 1, 1, 0, 1, 1]])

# learning rate for each weight matrix
nu = [0.5, 0.5, 0.5]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sig_deriv(s):
    return s * (1 - s)


def print_seven_seg(segments):
    on = [s > 0.5 for s in segments]
    print(" _ " if on[0] else "   ")
    print(("|" if on[1] else " ") + ("_" if on[3] else " ") + ("|" if on[2] else " "))
    print(("|" if on[4] else " ") + ("_" if on[6] else " ") + ("|" if on[5] else " "))


def main():
    # seed random generator for consistency between runs
    np.random.seed(1)
    # creating weight matrices, 2 inner layers and output layer
    # 4 input + bias, 6 output neurons
    w0 = 2 * np.random.random((5, 8)) - 1
    # 8 input, 8 output neurons
    w1 = 2 * np.random.random((8, 8)) - 1
    # 8 input, 7 output neurons (output layer)
    w2 = 2 * np.random.random((8, 7)) - 1

    # train neural network
    for i in range(5000):
        # Calculate output neuron by propagating forward input
        l0 = X
        l1 = sigmoid(l0 @ w0)
        l2 = sigmoid(l1 @ w1)
        output_layer = sigmoid(l2 @ w2)

        # Calculate gradient for last synapse
        # Error function is (Y-output)**2, partial derivative below:
        dE_dout = -2 * (Y - output_layer)
        delta_output = dE_dout * sig_deriv(output_layer)
        # Calculate gradient for second synapse
        dE_dl2 = delta_output @ w2.T
        delta_l2 = dE_dl2 * sig_deriv(l2)
        # Calculate gradient for first synapse
        dE_dl1 = delta_l2 @ w1.T
        delta_l1 = dE_dl1 * sig_deriv(l1)
        # calculate gradients for each weight matrix and descend.
        w2 -= nu[2] * l2.T @ delta_output
        w1 -= nu[1] * l1.T @ delta_l2
        w0 -= nu[0] * l0.T @ delta_l1

    # print out final output layer after training
    for number in output_layer:
        print_seven_seg(number)
        print('-' * 10)
    print("Average error: " + str(np.mean((Y - output_layer) ** 2)))
    return output_layer


if __name__ == '__main__':
    output_layer = main()
