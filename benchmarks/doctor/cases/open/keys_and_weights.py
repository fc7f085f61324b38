import numpy as np


def applySigmoid(x, giveMeTheDerivative=False):
    if giveMeTheDerivative == True:
        return applySigmoid(x) * (1 - applySigmoid(x))
    return 1 / (1 + np.exp(-x))


def print_data(iter, weights, prediction):
    print("iteration", iter)
    print("weights", weights.ravel())
    print("prediction", prediction.ravel())


def train(inputs, keys, weights):
    for iter in range(10000):
        prediction = applySigmoid(np.dot(inputs, weights))
        error = keys - prediction
        change_in_error = error * applySigmoid(prediction, True)
        weights += np.dot(inputs.T, change_in_error)
        if iter == 0 or iter == 5000 or iter == 9999:
            print_data(iter, weights, prediction)
    return prediction


def main():
    np.random.seed(1)
    inputs = np.array([[0, 0, 1],
                       [1, 0, 1],
                       [0, 1, 1],
                       [1, 1, 1]])
    keys = np.array([[0, 1, 0, 1]]).T
    weights = 2 * np.random.random((3, 1)) - 1
    prediction = train(inputs, keys, weights)
    print(np.mean(np.abs(keys - prediction)))


if __name__ == "__main__":
    main()
