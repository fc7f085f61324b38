import numpy as np
from sklearn.datasets import load_digits


class VAE:
    """64 -> 40 -> (mu, log var) of size 6 -> 40 -> 64"""

    def __init__(self, d_in=64, d_hid=40, d_lat=6, seed=0):
        self.rng = np.random.default_rng(seed)
        shapes = {"We": (d_in, d_hid), "Wmu": (d_hid, d_lat), "Wlv": (d_hid, d_lat), "Wd": (d_lat, d_hid), "Wo": (d_hid, d_in)}
        self.p = {}
        for name, shape in shapes.items():
            self.p[name] = self.rng.normal(0, np.sqrt(1 / shape[0]), shape)
            self.p["b" + name[1:]] = np.zeros(shape[1])
        self.m = {k: np.zeros_like(v) for k, v in self.p.items()}
        self.v = {k: np.zeros_like(v) for k, v in self.p.items()}
        self.t = 0

    def encode(self, x):
        p = self.p
        h = np.tanh(x @ p["We"] + p["be"])
        return h, h @ p["Wmu"] + p["bmu"], h @ p["Wlv"] + p["blv"]

    def decode(self, z):
        p = self.p
        h = np.tanh(z @ p["Wd"] + p["bd"])
        return h, 1 / (1 + np.exp(-(h @ p["Wo"] + p["bo"])))

    def step(self, x, lr):
        p, n = self.p, len(x)
        h, mu, lv = self.encode(x)
        eps = self.rng.standard_normal(mu.shape)
        sigma = np.exp(0.5 * lv)
        z = mu + sigma * eps
        hd, xr = self.decode(z)

        bce = -np.sum(x * np.log(xr + 1e-9) + (1 - x) * np.log(1 - xr + 1e-9)) / n
        kl = -0.5 * np.sum(1 + lv - mu ** 2 - np.exp(lv)) / n

        g = {}
        do = (xr - x) / n
        g["Wo"], g["bo"] = hd.T @ do, do.sum(0)
        dhd = do @ p["Wo"].T * (1 - hd ** 2)
        g["Wd"], g["bd"] = z.T @ dhd, dhd.sum(0)
        dz = dhd @ p["Wd"].T
        dmu = dz + mu / n
        dlv = dz * eps * 0.5 * sigma + 0.5 * (np.exp(lv) - 1) / n
        g["Wmu"], g["bmu"] = h.T @ dmu, dmu.sum(0)
        g["Wlv"], g["blv"] = h.T @ dlv, dlv.sum(0)
        dh = (dmu @ p["Wmu"].T + dlv @ p["Wlv"].T) * (1 - h ** 2)
        g["We"], g["be"] = x.T @ dh, dh.sum(0)

        self.t += 1
        for k in p:
            self.m[k] = 0.9 * self.m[k] + 0.1 * g[k]
            self.v[k] = 0.999 * self.v[k] + 0.001 * g[k] ** 2
            mh = self.m[k] / (1 - 0.9 ** self.t)
            vh = self.v[k] / (1 - 0.999 ** self.t)
            p[k] = p[k] - lr * mh / (np.sqrt(vh) + 1e-8)
        return bce, kl, bce + kl


x = load_digits().data / 16
vae = VAE(seed=4)
order = np.random.default_rng(1)
for epoch in range(30):
    sums = np.zeros(3)
    for idx in np.array_split(order.permutation(len(x)), 28):
        sums += vae.step(x[idx], lr=3e-3)
    if epoch % 3 == 0 or epoch == 29:
        print("epoch %2d   rec %.3f   kl %.3f   loss %.3f" % (epoch, *(sums / 28)))

reconstruction = vae.decode(vae.encode(x)[1])[1]
print("pixel error of the reconstruction:", np.mean((reconstruction - x) ** 2))
