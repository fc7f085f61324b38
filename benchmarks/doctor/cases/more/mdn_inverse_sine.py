# Mixture density network on the inverse problem of Bishop, plain numpy
import numpy as np

NHIDDEN = 20
KMIX = 5
NSAMPLE = 600

np.random.seed(3)
y_data = np.random.uniform(-10.5, 10.5, (NSAMPLE, 1))
x_data = np.sin(0.75 * y_data) * 7.0 + y_data * 0.5 + np.random.normal(size=(NSAMPLE, 1))
x_data /= 10.0  # both axes to about one
y_data /= 10.0

params = {
    'Wh': np.random.normal(0, 1.5, (1, NHIDDEN)), 'bh': np.random.normal(0, 0.5, (1, NHIDDEN)),
    'Wo': np.random.normal(0, 0.3, (NHIDDEN, KMIX * 3)), 'bo': np.random.normal(0, 0.3, (1, KMIX * 3)),
}
mom = {k: np.zeros_like(v) for k, v in params.items()}
vel = {k: np.zeros_like(v) for k, v in params.items()}


def get_mixture_coef(output):
    out_pi, out_sigma, out_mu = np.split(output, 3, axis=1)
    out_pi = np.exp(out_pi - out_pi.max(axis=1, keepdims=True))
    out_pi = out_pi / out_pi.sum(axis=1, keepdims=True)
    out_sigma = np.exp(out_sigma)
    return out_pi, out_sigma, out_mu


def forward(x):
    hidden = np.tanh(x @ params['Wh'] + params['bh'])
    output = hidden @ params['Wo'] + params['bo']
    return hidden, get_mixture_coef(output)


oneDivSqrtTwoPI = 1 / np.sqrt(2 * np.pi)


def tf_normal(y, mu, sigma):
    result = (y - mu) / sigma
    return np.exp(-result ** 2 / 2) / sigma * oneDivSqrtTwoPI


def get_lossfunc(out_pi, out_sigma, out_mu, y):
    kernel = tf_normal(y, out_mu, out_sigma) * out_pi
    total = kernel.sum(axis=1, keepdims=True)
    return -np.mean(np.log(total + 1e-300)), kernel / (total + 1e-300)


def backward(x, y, hidden, out_pi, out_sigma, out_mu, gamma):
    # gamma: posterior responsibilities of the kernels (Bishop 5.154)
    n = len(x)
    d_pi = (out_pi - gamma) / n
    d_mu = gamma * (out_mu - y) / out_sigma ** 2 / n
    d_sigma = gamma * (1 - ((y - out_mu) / out_sigma) ** 2) / n  # w.r.t. log sigma
    d_out = np.concatenate([d_pi, d_sigma, d_mu], axis=1)
    grads = {'Wo': hidden.T @ d_out, 'bo': d_out.sum(axis=0, keepdims=True)}
    d_hidden = (d_out @ params['Wo'].T) * (1 - hidden * hidden)
    grads['Wh'] = x.T @ d_hidden
    grads['bh'] = d_hidden.sum(axis=0, keepdims=True)
    return grads


def adam(grads, t, lr=0.005, b1=0.9, b2=0.999):
    for k in params:
        mom[k] = b1 * mom[k] + (1 - b1) * grads[k]
        vel[k] = b2 * vel[k] + (1 - b2) * grads[k] ** 2
        m_hat = mom[k] / (1 - b1 ** t)
        v_hat = vel[k] / (1 - b2 ** t)
        params[k] -= lr * m_hat / (np.sqrt(v_hat) + 1e-8)


NEPOCH = 4000
loss = np.zeros(NEPOCH)
for i in range(NEPOCH):
    hidden, (pi, sigma, mu) = forward(x_data)
    loss[i], gamma = get_lossfunc(pi, sigma, mu, y_data)
    adam(backward(x_data, y_data, hidden, pi, sigma, mu, gamma), i + 1)
    if i % 500 == 0:
        print('epoch', i, 'nll', loss[i])
print('last', loss[-1])


def generate_ensemble(x_test, m=10):
    _, (pi, sigma, mu) = forward(x_test)
    result = np.zeros((len(x_test), m))
    for j in range(m):
        for i in range(len(x_test)):
            k = np.random.choice(KMIX, p=pi[i])
            result[i, j] = np.random.normal(mu[i, k], sigma[i, k])
    return result


x_test = np.linspace(-1, 1, 5).reshape(-1, 1)
print(np.round(generate_ensemble(x_test, 6), 2))
