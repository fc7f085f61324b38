import numpy as np
from sklearn.datasets import load_digits

# Denoising autoencoder, after the layer diagrams of my course notes
class DenoisingAutoencoder:
    def __init__(self, n_visible, n_hidden, learning_rate=0.5, noise=0.2):
        self.n_visible = n_visible
        self.n_hidden = n_hidden
        self.lr = learning_rate
        self.noise = noise
        r = np.sqrt(6.0 / (n_visible + n_hidden))
        self.W_enc = np.random.uniform(-r, r, (n_visible, n_hidden))
        self.b_enc = np.zeros(n_hidden)
        self.W_dec = np.random.uniform(-r, r, (n_hidden, n_visible))
        self.b_dec = np.zeros(n_visible)
        self.losses = []

    def sigmoid(self, x):
        return 1.0 / (1.0 + np.exp(-x))

    def sigmoid_prime(self, x):
        s = self.sigmoid(x)
        return s * (1 - s)

    def corrupt(self, X):
        # set a share of the pixels to zero
        keep = np.random.binomial(1, 1 - self.noise, X.shape)
        return X * keep

    def encode(self, X):
        return self.sigmoid(np.dot(X, self.W_enc) + self.b_enc)

    def decode(self, H):
        return self.sigmoid(np.dot(H, self.W_dec) + self.b_dec)

    def train_batch(self, X):
        m = X.shape[0]
        X_tilde = self.corrupt(X)
        hidden = self.encode(X_tilde)
        out = self.decode(hidden)

        loss = np.sum((out - X) ** 2) / (2 * m)

        delta_out = (out - X) * out * (1 - out)
        delta_hid = np.dot(delta_out, self.W_dec.T) * hidden * (1 - hidden)

        gW_dec = np.dot(hidden.T, delta_out) / m
        gb_dec = delta_out.mean(axis=0)
        gW_enc = np.dot(X_tilde.T, delta_hid) / m
        gb_enc = delta_hid.mean(axis=0)

        self.W_dec -= self.lr * gW_dec
        self.b_dec -= self.lr * gb_dec
        self.W_enc -= self.lr * gW_enc
        self.b_enc -= self.lr * gb_enc
        return loss

    def fit(self, X, epochs=40, batch_size=20, verbose=True):
        n = X.shape[0]
        for epoch in range(epochs):
            perm = np.random.permutation(n)
            epoch_loss, batches = 0, 0
            for i in range(0, n, batch_size):
                epoch_loss += self.train_batch(X[perm[i:i + batch_size]])
                batches += 1
            self.losses.append(epoch_loss / batches)
            if verbose and epoch % 5 == 0:
                print("epoch %3d   loss %.4f" % (epoch, self.losses[-1]))
        return self

    def reconstruct(self, X):
        return self.decode(self.encode(X))


def show(row):
    for line in row.reshape(8, 8):
        print(''.join(' .:*#'[int(min(4, v * 5))] for v in line))


digits = load_digits()
X = digits.data / 16.0
np.random.shuffle(X)
X_train, X_test = X[:1400], X[1400:]

dae = DenoisingAutoencoder(64, 32)
dae.fit(X_train)

recon = dae.reconstruct(X_test)
top = X_train.max()
print("error per pixel (of the full range):", np.mean(np.abs(recon - X_test)) / top)
show(X_test[0] / top)
show(recon[0] / top)
