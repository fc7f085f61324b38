import numpy as np
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

X, labels = load_wine(return_X_y=True)
X = StandardScaler().fit_transform(X)
Y = np.eye(3)[labels]

X_train, X_test = train_test_split(X, test_size=0.25, shuffle=True)
Y_train, Y_test = train_test_split(Y, test_size=0.25, shuffle=True)

n_hidden = 12
params = {
    'W1': np.random.randn(13, n_hidden) * 0.3,
    'b1': np.zeros((1, n_hidden)),
    'W2': np.random.randn(n_hidden, 3) * 0.3,
    'b2': np.zeros((1, 3)),
}


def forward(X, p):
    H = np.tanh(X @ p['W1'] + p['b1'])
    scores = H @ p['W2'] + p['b2']
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return H, e / e.sum(axis=1, keepdims=True)


def gradients(X, Y, p):
    H, P = forward(X, p)
    dS = (P - Y) / len(X)
    dH = dS @ p['W2'].T * (1 - H ** 2)
    return {'W1': X.T @ dH, 'b1': dH.sum(axis=0, keepdims=True),
            'W2': H.T @ dS, 'b2': dS.sum(axis=0, keepdims=True)}


def accuracy(X, Y, p):
    return (forward(X, p)[1].argmax(axis=1) == Y.argmax(axis=1)).mean()


for it in range(601):
    grads = gradients(X_train, Y_train, params)
    for name in params:
        params[name] -= 0.3 * grads[name]
    if it % 100 == 0:
        P = forward(X_train, params)[1]
        loss = -np.mean(np.sum(Y_train * np.log(P + 1e-12), axis=1))
        print(f'{it:4d}  loss {loss:.3f}  train {accuracy(X_train, Y_train, params):.2f}  test {accuracy(X_test, Y_test, params):.2f}')
