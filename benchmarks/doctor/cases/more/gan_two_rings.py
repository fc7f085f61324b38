import numpy as np

# GAN with numpy only: the generator learns points on a circle

# -- settings --
n_noise = 4
n_mid = 32
eta_g = 0.002
eta_d = 0.002
beta1, beta2 = 0.5, 0.999
n_learn = 2500
batch_size = 64
interval = 250


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def real_points(n):
    angle = np.random.uniform(0, 2 * np.pi, n)
    r = np.random.normal(1.0, 0.05, n)
    return np.stack([r * np.cos(angle), r * np.sin(angle)], axis=1)


# -- base class of every layer --
class BaseLayer:
    def __init__(self, n_upper, n, gain=2.0):
        self.w = np.random.randn(n_upper, n) * np.sqrt(gain / n_upper)  # He
        self.b = np.zeros(n)
        self.m_w, self.v_w = np.zeros_like(self.w), np.zeros_like(self.w)
        self.m_b, self.v_b = np.zeros_like(self.b), np.zeros_like(self.b)
        self.t = 0

    def back(self, delta):
        self.grad_w = np.dot(self.x.T, delta)
        self.grad_b = np.sum(delta, axis=0)
        self.grad_x = np.dot(delta, self.w.T)

    def update(self, eta):
        self.t += 1
        step = eta * np.sqrt(1 - beta2 ** self.t) / (1 - beta1 ** self.t)
        self.m_w = beta1 * self.m_w + (1 - beta1) * self.grad_w
        self.v_w = beta2 * self.v_w + (1 - beta2) * self.grad_w ** 2
        self.w -= step * self.m_w / (np.sqrt(self.v_w) + 1e-8)
        self.m_b = beta1 * self.m_b + (1 - beta1) * self.grad_b
        self.v_b = beta2 * self.v_b + (1 - beta2) * self.grad_b ** 2
        self.b -= step * self.m_b / (np.sqrt(self.v_b) + 1e-8)


class MiddleLayer(BaseLayer):
    def forward(self, x):
        self.x = x
        self.u = np.dot(x, self.w) + self.b
        self.y = np.where(self.u <= 0, 0.2 * self.u, self.u)  # Leaky ReLU

    def backward(self, grad_y):
        self.back(grad_y * np.where(self.u <= 0, 0.2, 1))


class GenOutLayer(BaseLayer):
    def forward(self, x):
        self.x = x
        self.y = np.dot(x, self.w) + self.b

    def backward(self, grad_y):
        self.back(grad_y)


class DiscOutLayer(BaseLayer):
    def forward(self, x):
        self.x = x
        u = np.dot(x, self.w) + self.b
        self.y = sigmoid(u)

    def backward(self, t):
        self.back((self.y - t) / len(t))


gen_layers = [MiddleLayer(n_noise, n_mid), MiddleLayer(n_mid, n_mid), GenOutLayer(n_mid, 2, 1.0)]
disc_layers = [MiddleLayer(2, n_mid), MiddleLayer(n_mid, n_mid), DiscOutLayer(n_mid, 1, 1.0)]


def forward_propagation(x, layers):
    for layer in layers:
        layer.forward(x)
        x = layer.y
    return x


def backpropagation(t, layers):
    grad_y = t  # the discriminator takes its target here
    for layer in reversed(layers):
        layer.backward(grad_y)
        grad_y = layer.grad_x
    return grad_y


def update_params(layers, eta):
    for layer in layers:
        layer.update(eta)


def get_error(y, t):
    eps = 1e-7
    return -np.sum(t * np.log(y + eps) + (1 - t) * np.log(1 - y + eps)) / len(y)


# -- training --
batch_half = batch_size // 2
error_record = np.zeros((n_learn, 2))
for i in range(n_learn):
    # train the discriminator, first with generated points, then with real ones
    noise = np.random.normal(0, 1, (batch_half, n_noise))
    fake = forward_propagation(noise, gen_layers)
    t = np.zeros((batch_half, 1))
    y = forward_propagation(fake, disc_layers)
    err_fake = get_error(y, t)
    backpropagation(t, disc_layers)
    update_params(disc_layers, eta_d)

    t = np.ones((batch_half, 1))
    y = forward_propagation(real_points(batch_half), disc_layers)
    error_record[i][0] = (err_fake + get_error(y, t)) / 2
    backpropagation(t, disc_layers)
    update_params(disc_layers, eta_d)

    # train the generator only, through the whole chain
    noise = np.random.normal(0, 1, (batch_size, n_noise))
    t = np.ones((batch_size, 1))
    y = forward_propagation(noise, gen_layers + disc_layers)
    error_record[i][1] = get_error(y, t)
    backpropagation(t, gen_layers + disc_layers)
    update_params(gen_layers, eta_g)

    if i % interval == 0 or i == n_learn - 1:
        pts = forward_propagation(np.random.normal(0, 1, (500, n_noise)), gen_layers)
        rad = np.linalg.norm(pts, axis=1)
        print("n_learn:", i, "Error_D: %.3f Error_G: %.3f" % tuple(error_record[i]),
              "radius %.3f +- %.3f" % (rad.mean(), rad.std()))

pts = forward_propagation(np.random.normal(0, 1, (1000, n_noise)), gen_layers)
print("centre", pts.mean(axis=0))
