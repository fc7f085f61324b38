import numpy as np

np.random.seed(21)


def S(x):
    return 1/(1+np.exp(-x))


# letzte Spalte ist immer 1 (Verzerrung)
obj = [[0, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 1]]
target = [0, 1, 1, 0]

versteckt = 4
win = np.random.randn(3, versteckt)
wout = np.random.randn(versteckt+1, 1)
eta = 0.5
emajor = []

epoch = int(4000)

for r in range(0, epoch):
    summe = 0
    for xy in range(len(target)):
        tar = target[xy]
        fdata = np.array(obj[xy], dtype=float)

        hnw = S(np.dot(fdata, win))
        hnw1 = np.append(hnw, 1.0)

        out = S(np.dot(hnw1, wout))

        diff = tar-out
        E = 0.5 * np.power(diff, 2)
        summe += E[0]

        delta_out = (out-tar)*(out*(1-out))
        delta_in = hnw * (1-hnw) * np.dot(wout[:versteckt], delta_out)

        wout_change = eta * delta_out[0] * hnw1
        for x in range(len(wout_change)):
            wout[x] -= wout_change[x]

        nindelta_in = eta * delta_in
        for x in range(versteckt):
            midway = np.dot(nindelta_in[x], fdata)
            for y in range(len(win)):
                win[y][x] -= midway[y]
    emajor.append(summe)
    if r % 500 == 0:
        print(r, summe)

print("Epoche,Fehler")
for r in range(0, epoch, 1000):
    print(str(r) + "," + str(emajor[r]))


def netz(zeile):
    fdata = np.array(zeile, dtype=float)
    return S(np.dot(np.append(S(np.dot(fdata, win)), 1.0), wout))[0]


for zeile, tar in zip(obj, target):
    print(zeile, tar, netz(zeile))
