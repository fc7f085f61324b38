from numpy import array, c_, dot, exp, linspace, log, ones, zeros, random, reshape, transpose

random.seed(4)


def sigmoid(X):
    '''Compute the sigmoid function'''
    den = 1.0 + exp(-1.0 * X)
    return 1.0 / den


def compute_cost(theta, X, y):
    m = X.shape[0]
    theta = reshape(theta, (len(theta), 1))
    J = (1. / m) * (-transpose(y).dot(log(sigmoid(X.dot(theta)))) - transpose(1 - y).dot(log(1 - sigmoid(X.dot(theta)))))
    return J[0][0]


def compute_grad(theta, X, y):
    theta = reshape(theta, (1, 3))
    m = X.shape[0]
    grad = zeros(3)
    h = sigmoid(X.dot(theta.T))
    delta = h - y
    l = grad.size
    for i in range(l):
        sumdelta = delta.T.dot(X[:, i])
        grad[i] = (1.0 / m) * sumdelta[0] * -1
    return grad


# two exam results per applicant, admitted or not
exams = 30 + 70 * random.rand(100, 2)
admitted = (exams.sum(axis=1) + 8 * random.randn(100) > 125).astype(float)
exams = (exams - exams.mean(axis=0)) / exams.std(axis=0)

it = c_[ones(100), exams]
y = admitted.reshape(100, 1)
train, test = slice(0, 70), slice(70, 100)

theta = 0.1 * random.randn(3)
for step in range(400):
    if step % 50 == 0:
        print(step, compute_cost(theta, it[train], y[train]))
    theta = theta - 0.1 * compute_grad(theta, it[train], y[train])

p = (sigmoid(it[test].dot(theta)) > 0.5).astype(float)
print('Test accuracy: %f' % ((y[test].ravel() == p).mean() * 100.0))
