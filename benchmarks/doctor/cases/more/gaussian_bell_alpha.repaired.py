import numpy as np


def generateDatapoints():
    num_of_datapoints = 441
    data = []
    for i in np.arange(-5, 5.5, 0.5):
        for j in np.arange(-5, 5.5, 0.5):
            f = np.exp(-0.1 * np.dot(i, i)) * np.exp(-0.1 * np.dot(j, j)) - 0.5
            elem = np.zeros(3)
            elem[0] += i
            elem[1] += j
            elem[2] += f
            data.append(elem)
    data = np.array(data)
    # plot_Gaussian(data[:, 0], data[:, 1], data[:, 2])
    return num_of_datapoints, data


def activation2(x):
    out = 1 / (1 + np.exp(-x)) - 0.5
    return out


def activation_der2(x):
    out = (0.5 + x) * (0.5 - x)
    return out


def forward_pass(x, W1, W2):
    # input layer
    h1 = np.matmul(W1, np.transpose(x))
    o1 = activation2(h1)

    # hidden layer
    O1 = np.ones([o1.shape[0] + 1, o1.shape[1]])
    O1[:-1, :] = o1
    o1 = O1
    h2 = np.matmul(W2, o1)
    o2 = activation2(h2)

    return h1, o1, h2, o2


def backward_pass(lr, x, h1, o1, h2, o2, t, W1, W2, dW1, dW2, alpha):
    n = len(t)
    # output layer
    delta_output = np.multiply((o2 - t), activation_der2(o2))
    theta = (1 - alpha) * np.matmul(delta_output, np.transpose(o1)) / n
    dW2 = alpha * dW2 - lr * theta

    # hidden layer, last row of o1 is the bias
    delta_hidden = np.multiply(np.matmul(np.transpose(W2), delta_output), activation_der2(o1))
    delta_hidden = delta_hidden[:-1, :]
    theta = (1 - alpha) * np.matmul(delta_hidden, x) / n
    dW1 = alpha * dW1 - lr * theta

    # weight update
    W2 = W2 + dW2
    W1 = W1 + dW1

    return W1, W2, dW1, dW2


def MSE(t, o2):
    loss = np.dot((t - o2), (t - o2)) / t.shape[0]
    return loss


def mlp(hidden_nodes):
    num_epochs = 3000
    lr = 3.0
    num_of_datapoints, dataset = generateDatapoints()
    losses = np.zeros(num_epochs)
    val_losses = np.zeros(num_epochs)
    momentum_coef = 0.9
    training_percentage = 0.8

    np.random.shuffle(dataset)
    target_whole = dataset[:, 2].copy()
    dataset[:, 0:2] /= 5.0
    dataset[:, 2] = 1

    d_train = int(training_percentage * num_of_datapoints)
    data = dataset[0:d_train, :]
    val_data = dataset[d_train:, :]
    target = target_whole[0:d_train]
    val_target = target_whole[d_train:]

    W1 = np.random.randn(hidden_nodes - 1, 3)
    W2 = np.random.randn(1, hidden_nodes)
    dW1 = 0
    dW2 = 0

    for epoch in range(0, num_epochs):
        ### --------------- TRAINING --------------- ##
        h1, o1, h2, o2 = forward_pass(data, W1, W2)
        losses[epoch] = MSE(target, o2[0])
        W1, W2, dW1, dW2 = backward_pass(lr, data, h1, o1, h2, o2, target, W1, W2, dW1, dW2, momentum_coef)

        ### --------------- VALIDATION --------------- ##
        h1, o1, h2, o2 = forward_pass(val_data, W1, W2)
        val_losses[epoch] = MSE(val_target, o2[0])

        if epoch % 300 == 0:
            print("epoch", epoch, "train", losses[epoch], "val", val_losses[epoch])

    print("final loss", losses[-1], val_losses[-1])
    return data, target, W1, W2


data, target, W1, W2 = mlp(15)
