'''
Digit recognition, adapted from the octave exercise ex4 (Andrew Ng) to python.
In octave I had 97 %. Here the cost J goes down nicely but the accuracy says 0.0 !!
'''
import numpy as np
from sklearn.datasets import load_digits

input_layer_size = 64
hidden_layer_size = 25
num_labels = 10


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)


def randInitializeWeights(L_in, L_out):
    eps = np.sqrt(6) / np.sqrt(L_in + L_out)
    return np.random.rand(L_out, 1 + L_in) * 2 * eps - eps


def yMatrix(y):
    Y = np.zeros((len(y), num_labels))
    for i in range(len(y)):
        Y[i, y[i]] = 1
    return Y


def ones(A):
    return np.hstack((np.ones((A.shape[0], 1)), A))


def nnCost(Theta1, Theta2, X, Y, lam):
    m = X.shape[0]
    a1 = ones(X)
    z2 = a1 @ Theta1.T
    a2 = ones(sigmoid(z2))
    h = sigmoid(a2 @ Theta2.T)

    J = -np.sum(Y * np.log(h) + (1 - Y) * np.log(1 - h)) / m
    J += lam / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))

    d3 = h - Y
    d2 = (d3 @ Theta2[:, 1:]) * sigmoidGradient(z2)
    g1 = d2.T @ a1 / m
    g2 = d3.T @ a2 / m
    # no regularization of the bias column
    g1[:, 1:] += lam / m * Theta1[:, 1:]
    g2[:, 1:] += lam / m * Theta2[:, 1:]
    return J, g1, g2


def predict(Theta1, Theta2, X):
    a2 = ones(sigmoid(ones(X) @ Theta1.T))
    h = sigmoid(a2 @ Theta2.T)
    return np.argmax(h, axis=1)


def gradDescent(X, Y, lam=0.1, alpha=1.0, iters=500):
    Theta1 = randInitializeWeights(input_layer_size, hidden_layer_size)
    Theta2 = randInitializeWeights(hidden_layer_size, num_labels)
    Js = []
    for it in range(iters):
        J, g1, g2 = nnCost(Theta1, Theta2, X, Y, lam)
        Theta1 = Theta1 - alpha * g1
        Theta2 = Theta2 - alpha * g2
        Js.append(J)
        if it % 100 == 0:
            print('Iteration', it, '| Cost:', J)
    return Theta1, Theta2, Js


if __name__ == '__main__':
    d = load_digits()
    X, y = d.data / 16, d.target
    sel = np.random.permutation(X.shape[0])
    X, y = X[sel], y[sel]
    Xtrain, ytrain = X[:1200], y[:1200]
    Xval, yval = X[1200:1500], y[1200:1500]
    Xtest, ytest = X[1500:], y[1500:]
    print('labels', sorted(set(ytrain.tolist())))

    Theta1, Theta2, Js = gradDescent(Xtrain, yMatrix(ytrain))
    print('J at the end', Js[-1])

    for what, A, b in (('train', Xtrain, ytrain), ('val', Xval, yval), ('test', Xtest, ytest)):
        pred = predict(Theta1, Theta2, A)
        print(what, 'accuracy', np.mean(pred == b) * 100)
    #for i in range(10):
    #    plt.imshow(Xtest[i].reshape(8, 8)); plt.title(pred[i]); plt.show()
    print(list(zip(pred[:15].tolist(), ytest[:15].tolist())))
