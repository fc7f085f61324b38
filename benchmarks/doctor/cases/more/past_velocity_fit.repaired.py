import numpy as np

# curve y = 0.5 x^3 - x + 0.3 by a polynomial of the third degree, naive loop from the book
xs = np.linspace(-1.5, 1.5, 60)
ys = 0.5 * xs ** 3 - xs + 0.3 + 0.02 * np.random.randn(60)
basis = np.stack([np.ones_like(xs), xs, xs ** 2, xs ** 3], axis=1)

w = np.zeros(4)


def get_current_parameters():
    residual = basis @ w - ys
    loss = np.mean(residual ** 2)
    gradient = 2 * basis.T @ residual / len(xs)
    return w, loss, gradient


def update_parameter(new_w):
    global w
    w = new_w


past_velocity = 0.
momentum = 0.9
learning_rate = 0.01
loss = 1e9
steps = 0

while loss > 0.001 and steps < 1500:
    w, loss, gradient = get_current_parameters()
    velocity = past_velocity * momentum - learning_rate * gradient
    w = w + momentum * velocity - learning_rate * gradient
    past_velocity = velocity
    update_parameter(w)
    steps += 1
    if steps % 150 == 0:
        print(steps, loss, w)
