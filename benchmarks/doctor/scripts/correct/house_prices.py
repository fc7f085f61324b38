# predict price from size, rooms, age (house_prices.csv) -- one hidden layer, grads and velocities in dicts
import os
import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
data = np.genfromtxt(os.path.join(here, "house_prices.csv"), delimiter=",", skip_header=1)
np.random.seed(6)
np.random.shuffle(data)

features = data[:, :-1]
price = data[:, -1:]

mu, sd = features.mean(axis=0), features.std(axis=0)
features = (features - mu) / sd
price_mu, price_sd = price.mean(), price.std()
price = (price - price_mu) / price_sd

n = 120
train_f, train_p = features[:n], price[:n]
valid_f, valid_p = features[n:], price[n:]

net = {
    "m1": np.random.randn(3, 10) * 0.5,
    "c1": np.zeros((1, 10)),
    "m2": np.random.randn(10, 1) * 0.3,
    "c2": np.zeros((1, 1)),
}
velocity = {name: np.zeros(p.shape) for name, p in net.items()}

def model(f):
    hidden = np.tanh(np.matmul(f, net["m1"]) + net["c1"])
    return hidden, np.matmul(hidden, net["m2"]) + net["c2"]

def loss(pred, p):
    return ((pred - p) ** 2).sum() / (2 * len(p))

rate = 0.05
mom = 0.8
for epoch in range(400):
    hidden, pred = model(train_f)
    residual = (pred - train_p) / n

    grad = {}
    grad["m2"] = np.matmul(hidden.T, residual)
    grad["c2"] = np.sum(residual, axis=0, keepdims=True)
    up = np.matmul(residual, net["m2"].T) * (1 - np.square(hidden))
    grad["m1"] = np.matmul(train_f.T, up)
    grad["c1"] = np.sum(up, axis=0, keepdims=True)

    for name in net:
        velocity[name] = mom * velocity[name] + grad[name]
        net[name] = net[name] - rate * velocity[name]

    if epoch % 50 == 0:
        print(f"{epoch:5d} train {loss(pred, train_p):.4f} valid {loss(model(valid_f)[1], valid_p):.4f}")

guess = model(valid_f)[1] * price_sd + price_mu
actual = valid_p * price_sd + price_mu
print("mean absolute error", np.mean(np.abs(guess - actual)))
r2 = 1 - np.sum((guess - actual) ** 2) / np.sum((actual - actual.mean()) ** 2)
print("R2", r2)
