import numpy as np

# tanh hidden layer, softmax output, trained with gradient ASCENT on the log likelihood


def softmax(a):
    expA = np.exp(a)
    return expA / expA.sum(axis=1, keepdims=True)


def forward(X, W1, b1, W2, b2):
    # Z = 1 / (1 + np.exp(-(X.dot(W1) + b1)))
    Z = np.tanh(X.dot(W1) + b1)
    return softmax(Z.dot(W2) + b2), Z


def derivative_w2(Z, T, Y):
    # N, K = T.shape
    # M = Z.shape[1]
    # # slow way
    # ret1 = np.zeros((M, K))
    # for n in range(N):
    #     for m in range(M):
    #         for k in range(K):
    #             ret1[m, k] += (T[n, k] - Y[n, k]) * Z[n, m]
    # return ret1
    return Z.T.dot(T - Y)


def derivative_b2(T, Y):
    return (T - Y).sum(axis=0)


def derivative_w1(X, Z, T, Y, W2):
    # fast way (derive how we did it, HOMEWORK)
    dZ = (T - Y).dot(W2.T) * Z * (1 - Z)
    return X.T.dot(dZ)


def derivative_b1(T, Y, W2, Z):
    return ((T - Y).dot(W2.T) * Z * (1 - Z)).sum(axis=0)


def y2indicator(Y, K):
    N = len(Y)
    ind = np.zeros((N, K))
    for i in range(N):
        ind[i, Y[i]] = 1
    return ind


def cost(T, Y):
    tot = T * np.log(Y)
    return tot.sum()


def classification_rate(Y, P):
    n_hit = 0
    n_total = 0
    for i in range(len(Y)):
        n_total += 1
        if Y[i] == P[i]:
            n_hit += 1
    return float(n_hit) / n_total


Nclass = 100
D = 2  # dimensionality of input
M = 3  # hidden layer size
K = 3  # number of classes

X1 = np.random.randn(Nclass, 2) + np.array([0, -2])
X2 = np.random.randn(Nclass, 2) + np.array([2, 2])
X3 = np.random.randn(Nclass, 2) + np.array([-2, 2])
X = np.vstack([X1, X2, X3])
Y = np.array([0] * Nclass + [1] * Nclass + [2] * Nclass)

# same order for both!
order = np.random.permutation(len(Y))
X, Y = X[order], Y[order]

N = len(Y)
K_Folds = 4
sz = int(N / K_Folds)

learning_rate = 10e-7
steps = 1500
fold_rates = []
for k in range(K_Folds):
    W1 = np.random.randn(D, M)
    b1 = np.random.randn(M)
    W2 = np.random.randn(M, K)
    b2 = np.random.randn(K)

    xtr = np.concatenate([X[:k * sz, :], X[(k * sz + sz):, :]])
    ytr = np.concatenate([Y[:k * sz], Y[(k * sz + sz):]])
    xte = X[k * sz:(k * sz + sz), :]
    yte = Y[k * sz:(k * sz + sz)]

    ttr = y2indicator(ytr, K)
    tte = y2indicator(yte, K)

    for epoch in range(steps):
        Y_hat, Z = forward(xtr, W1, b1, W2, b2)
        if epoch % 500 == 0:
            Y_hat_test, _ = forward(xte, W1, b1, W2, b2)
            r = classification_rate(ytr, np.argmax(Y_hat, axis=1))
            r_test = classification_rate(yte, np.argmax(Y_hat_test, axis=1))
            print("fold", k, "cost:", cost(ttr, Y_hat), "classification rate:", r)
            print("     cost test:", cost(tte, Y_hat_test), "classification rate:", r_test)

        # gradient ascent (backpropagation)
        W2 += learning_rate * derivative_w2(Z, ttr, Y_hat)
        b2 += learning_rate * derivative_b2(ttr, Y_hat)
        W1 += learning_rate * derivative_w1(xtr, Z, ttr, Y_hat, W2)
        b1 += learning_rate * derivative_b1(ttr, Y_hat, W2, Z)

    P_test = np.argmax(forward(xte, W1, b1, W2, b2)[0], axis=1)
    fold_rates.append(classification_rate(yte, P_test))

print("rates per fold:", fold_rates)
print("mean:", np.mean(fold_rates))
