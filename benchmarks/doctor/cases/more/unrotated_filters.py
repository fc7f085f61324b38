import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from sklearn.datasets import load_digits

data = load_digits()
bilder = data.images / 16 - 0.5
ziffern = data.target
misch = np.random.permutation(len(ziffern))
bilder, ziffern = bilder[misch], ziffern[misch]
B_lern, z_lern, B_test, z_test = bilder[:1400], ziffern[:1400], bilder[1400:], ziffern[1400:]

F, K = 6, 3
filt = np.random.randn(F, K, K) / K
fb = np.zeros(F)
dicht = np.random.randn(F * 36, 10) * np.sqrt(1 / (F * 36))
db = np.zeros(10)


def falte(B):
    # "valid", no flip of the filter: strictly speaking a correlation
    fenster = sliding_window_view(B, (K, K), axis=(1, 2))
    return fenster, np.einsum('nijkl,fkl->nfij', fenster, filt) + fb[None, :, None, None]


def netz(B):
    fenster, z = falte(B)
    a = np.where(z > 0, z, 0.01 * z)
    flach = a.reshape(len(B), -1)
    s = flach @ dicht + db
    s -= s.max(axis=1, keepdims=True)
    p = np.exp(s)
    p /= p.sum(axis=1, keepdims=True)
    return fenster, z, flach, p


rate = 0.004
for runde in range(12):
    reihe = np.random.permutation(len(z_lern))
    verlust = 0
    for k in range(0, len(reihe), 25):
        r = reihe[k:k + 25]
        fenster, z, flach, p = netz(B_lern[r])
        verlust -= np.log(p[np.arange(len(r)), z_lern[r]] + 1e-12).sum()

        fehler = -p
        fehler[np.arange(len(r)), z_lern[r]] += 1

        runter = (fehler @ dicht.T).reshape(z.shape)
        runter *= np.where(z > 0, 1, 0.01)

        dicht += rate * flach.T @ fehler
        db += rate * fehler.sum(axis=0)
        filt += rate * np.einsum('nijkl,nfij->fkl', fenster, runter)
        fb += rate * runter.sum(axis=(0, 2, 3))
    print('Runde', runde, 'Verlust', verlust / len(z_lern), 'richtig', np.mean(netz(B_test)[-1].argmax(1) == z_test))
