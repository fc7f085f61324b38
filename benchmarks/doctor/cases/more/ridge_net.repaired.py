import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split

X, y = load_diabetes(return_X_y=True)
Xtr, Xte, ytr, yte = train_test_split(X / 0.0476, y, test_size=0.25, random_state=1)
mu, sd = ytr.mean(), ytr.std()
ytr, yte = ((ytr - mu) / sd)[:, None], ((yte - mu) / sd)[:, None]

HIDDEN = 16
ALPHA = 0.05
LAMBDA = 0.01    # regularisation, against overfitting
EPOCHS = 800

params = dict(
    W1=np.random.randn(10, HIDDEN) / np.sqrt(10), b1=np.zeros(HIDDEN),
    W2=np.random.randn(HIDDEN, 1) / np.sqrt(HIDDEN), b2=np.zeros(1),
)


def model(x):
    a = np.tanh(x @ params['W1'] + params['b1'])
    return a, a @ params['W2'] + params['b2']


def cost(x, t):
    data = 0.5 * np.mean((model(x)[1] - t) ** 2)
    penalty = 0.5 * LAMBDA * (np.sum(params['W1'] ** 2) + np.sum(params['W2'] ** 2))
    return data, penalty


def grads(x, t):
    a, out = model(x)
    d = (out - t) / len(x)
    da = d @ params['W2'].T * (1 - a ** 2)
    return dict(W1=x.T @ da + LAMBDA * params['W1'], b1=da.sum(0),
                W2=a.T @ d + LAMBDA * params['W2'], b2=d.sum(0))


def r_squared(x, t):
    return 1 - np.sum((model(x)[1] - t) ** 2) / np.sum((t - t.mean()) ** 2)


for epoch in range(EPOCHS):
    for name, g in grads(Xtr, ytr).items():
        params[name] = params[name] - ALPHA * g
    if epoch % 100 == 0:
        print('epoch %d  data %.4f  penalty %.4f  R2 train %.3f  R2 test %.3f' % (
            (epoch,) + cost(Xtr, ytr) + (r_squared(Xtr, ytr), r_squared(Xte, yte))))
