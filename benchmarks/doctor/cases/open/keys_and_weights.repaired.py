import numpy as np


def squashIt(x, wantTheSlope=False):
    if wantTheSlope == True:
        return squashIt(x) * (1 - squashIt(x))
    return 1 / (1 + np.exp(-x))


def report(turn, weights, prediction):
    print("iteration", turn)
    print("weights", weights.ravel())
    print("prediction", prediction.ravel())


def train(inputs, keys, weights):
    for turn in range(10000):
        prediction = squashIt(np.dot(inputs, weights))
        missBy = keys - prediction
        pull = missBy * squashIt(np.dot(inputs, weights), True)
        weights += np.dot(inputs.T, pull)
        if turn == 0 or turn == 5000 or turn == 9999:
            report(turn, weights, prediction)
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
