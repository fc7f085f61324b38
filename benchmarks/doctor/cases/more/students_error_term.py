import numpy as np

# ## Analyzing Student Data
# predict admission from GRE, GPA and class rank (1-4)

n = 400
gre = np.clip(np.round(np.random.normal(590, 115, n) / 20) * 20, 220, 800)
gpa = np.clip(np.random.normal(3.4, 0.38, n), 2.2, 4.0)
rank = np.random.choice([1, 2, 3, 4], size=n, p=[0.15, 0.38, 0.30, 0.17])
chance = 3.0 * (gre - 590) / 115 + 2.0 * (gpa - 3.4) / 0.38 - 1.2 * (rank - 2.5) - 0.8
admit = (np.random.rand(n) < 1 / (1 + np.exp(-chance))).astype(int)

# one hot encoding of the rank, and scaling
dummies = np.zeros((n, 4))
dummies[np.arange(n), rank - 1] = 1
data = np.column_stack([gre / 800, gpa / 4.0, dummies])
data[:, 0:2] = (data[:, 0:2] - data[:, 0:2].mean(axis=0)) / data[:, 0:2].std(axis=0)

# split
sample = np.random.permutation(n)
train_idx, test_idx = sample[:int(n * 0.9)], sample[int(n * 0.9):]
features, targets = data[train_idx], admit[train_idx]
features_test, targets_test = data[test_idx], admit[test_idx]


# Activation (sigmoid) function
def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_prime(x):
    return sigmoid(x) * (1 - sigmoid(x))


def error_formula(y, output):
    return - y * np.log(output) - (1 - y) * np.log(1 - output)


# derivative of 1/2 (y - output)^2 with respect to the sum
def error_term_formula(x, y, output):
    return -(y - output) * output * (1 - output)


# Neural Network hyperparameters
epochs = 1000
learnrate = 0.5


# Training function
def train_nn(features, targets, epochs, learnrate):

    n_records, n_features = features.shape
    last_loss = None

    # Initialize weights
    weights = np.random.normal(scale=1 / n_features**.5, size=n_features)

    for e in range(epochs):
        del_w = np.zeros(weights.shape)
        for x, y in zip(features, targets):
            # Loop through all records, x is the input, y is the target

            # Activation of the output unit
            output = sigmoid(np.dot(x, weights))

            # The error term
            error_term = error_term_formula(x, y, output)

            # The gradient descent step, the error times the gradient times the inputs
            del_w += error_term * x

        # Update the weights here. The learning rate times the
        # change in weights, divided by the number of records to average
        weights += learnrate * del_w / n_records

        # Printing out the mean square error on the training set
        if e % (epochs / 10) == 0:
            out = sigmoid(np.dot(features, weights))
            loss = np.mean((out - targets) ** 2)
            print("Epoch:", e)
            if last_loss and last_loss < loss:
                print("Train loss: ", loss, "  WARNING - Loss Increasing")
            else:
                print("Train loss: ", loss)
            last_loss = loss
            print("=========")
    print("Finished training!")
    return weights


weights = train_nn(features, targets, epochs, learnrate)

# Calculate accuracy on test data
test_out = sigmoid(np.dot(features_test, weights))
predictions = test_out > 0.5
accuracy = np.mean(predictions == targets_test)
print("Prediction accuracy: {:.3f}".format(accuracy))
