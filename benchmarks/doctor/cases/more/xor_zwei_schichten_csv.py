import numpy as np


def S(x):
    return 1/(1+np.exp(-x))


# Gewichte, die letzte Zeile gehoert zum konstanten Eingang 1
win = np.random.randn(3, 4)
wout = np.random.randn(5, 1)
eta = 0.5

# win = [[1,1], [2,2]]
# wout = [[1],[2]]

obj = [[0, 0], [1, 0], [0, 1], [1, 1]]
target = [0, 1, 1, 0]

epoch = int(6000)
emajor = ""

for r in range(0, epoch):
    summe = 0
    for xy in range(len(target)):
        tar = target[xy]
        fdata = obj[xy]

        fdata = S(np.array(fdata))
        fdata = np.append(fdata, 1)

        hnw = S(np.dot(fdata, win))
        hnw1 = np.append(hnw, 1)

        out = S(np.dot(hnw1, wout))

        diff = tar-out
        E = 0.5 * np.power(diff, 2)
        summe += E[0]

        # Ausgabe
        delta_out = (out-tar)*(out*(1-out))
        wout_change = eta * delta_out[0] * hnw1

        # versteckte Schicht
        delta_in = np.dot(hnw, (1-hnw)) * delta_out[0] * wout[:4, 0]
        nindelta_in = eta * delta_in

        for x in range(len(wout_change)):
            wout[x] -= wout_change[x]

        for x in range(len(nindelta_in)):
            for y in range(len(fdata)):
                win[y][x] -= nindelta_in[x] * fdata[y]

    emajor += str(summe) + "\n"
    if r % 1000 == 0:
        print(r, summe)

# f = open('xor.csv', 'w')
# f.write(emajor)
# f.close()

print("Wahrheitstabelle")
ergebnis = []
for fdata, tar in zip(obj, target):
    hnw = S(np.dot(np.append(S(np.array(fdata)), 1), win))
    ergebnis.append(S(np.dot(np.append(hnw, 1), wout))[0])
    print(fdata, tar, ergebnis[-1])
