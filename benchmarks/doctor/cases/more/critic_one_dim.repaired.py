import numpy as np

rng = np.random.RandomState(4)

# real data: one dimension, centre 3, spread 0.6
def real_batch(n):
    return 3.0 + 0.6 * rng.randn(n, 1)

# generator  x = a * z + b   (two numbers are enough for a gaussian)
G = {'a': np.array([[1.0]]), 'b': np.array([[0.0]])}
# critic     f(x) = v . tanh(u x + c)
h = 16
D = {'u': 0.5 * rng.randn(1, h), 'c': np.zeros((1, h)), 'v': 0.5 * rng.randn(h, 1)}
clip = 0.5


def critic(x):
    t = np.tanh(x @ D['u'] + D['c'])
    return t @ D['v'], t


def critic_backward(x, t, one):
    """gradients of sum(one * f(x)) in the weights and in x"""
    dv = t.T @ one
    dt = (one @ D['v'].T) * (1 - t ** 2)
    return {'u': x.T @ dt, 'c': dt.sum(0, keepdims=True), 'v': dv}, dt @ D['u'].T


n, lr_d, lr_g = 64, 0.05, 0.02
for it in range(3001):
    for _ in range(5):
        x, z = real_batch(n), rng.randn(n, 1)
        fake = z @ G['a'] + G['b']
        f_real, t_real = critic(x)
        f_fake, t_fake = critic(fake)
        one = np.ones((n, 1)) / n
        g_real, _ = critic_backward(x, t_real, one)
        g_fake, _ = critic_backward(fake, t_fake, one)
        for k in D:
            # maximise f(real) - f(fake)
            D[k] += lr_d * (g_real[k] - g_fake[k])
            D[k] = np.clip(D[k], -clip, clip)

    z = rng.randn(n, 1)
    fake = z @ G['a'] + G['b']
    f_fake, t_fake = critic(fake)
    g_loss = -f_fake.mean()
    _, dx = critic_backward(fake, t_fake, -np.ones((n, 1)) / n)
    G['a'] -= lr_g * z.T @ dx
    G['b'] -= lr_g * dx.sum(0, keepdims=True)

    if it % 500 == 0:
        print('it %4d  W estimate %.3f  G loss %.3f   generator centre %.2f spread %.2f'
              % (it, f_real.mean() - f_fake.mean(), g_loss, G['b'][0, 0], abs(G['a'][0, 0])))
