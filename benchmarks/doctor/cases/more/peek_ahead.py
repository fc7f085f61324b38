# Nesterov from the book, put into a little net that fits Friedman's function
import numpy as np
from sklearn.datasets import make_friedman1

data, target = make_friedman1(n_samples=500, n_features=5, noise=0.3, random_state=0)
data = 2 * data - 1
t_mean, t_std = target[:400].mean(), target[:400].std()
target = ((target - t_mean) / t_std)[:, None]
train_x, train_t = data[:400], target[:400]
check_x, check_t = data[400:], target[400:]

generator = np.random.RandomState(8)
params = {
    "W1": generator.normal(size=(5, 20)) / np.sqrt(5),
    "b1": np.zeros(20),
    "W2": generator.normal(size=(20, 1)) / np.sqrt(20),
    "b2": np.zeros(1),
}
past_velocity = {name: 0.0 for name in params}
momentum = 0.9
learning_rate = 0.03


def get_current_parameters(x, t):
    hidden = np.tanh(x @ params["W1"] + params["b1"])
    out = hidden @ params["W2"] + params["b2"]
    loss = 0.5 * np.mean((out - t) ** 2)
    d_out = (out - t) / len(x)
    d_hidden = (d_out @ params["W2"].T) * (1 - hidden * hidden)
    gradient = {
        "W1": x.T @ d_hidden,
        "b1": np.sum(d_hidden, axis=0),
        "W2": hidden.T @ d_out,
        "b2": np.sum(d_out, axis=0),
    }
    return loss, gradient


loss, step = 1.0, 0
while loss > 0.012 and step < 6000:
    loss, gradient = get_current_parameters(train_x, train_t)
    for name, w in params.items():
        velocity = past_velocity[name] * momentum - learning_rate * gradient[name]
        # is this not one gradient too many? should it be  w + velocity ?
        params[name] = w + momentum * velocity - learning_rate * gradient[name]
        past_velocity[name] = velocity
    if step % 500 == 0:
        print(step, "loss", loss)
    step += 1


def r2(x, t):
    hidden = np.tanh(x @ params["W1"] + params["b1"])
    out = hidden @ params["W2"] + params["b2"]
    return 1 - np.sum((out - t) ** 2) / np.sum((t - t.mean()) ** 2)


print("steps", step, "R2 train", r2(train_x, train_t), "R2 check", r2(check_x, check_t))
