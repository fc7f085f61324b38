import numpy as np
import io

np.random.seed(12)


def S(x):
    return 1/(1+np.exp(-x))


win = np.random.randn(2,4)
wout = np.random.randn(4,1)
eta = 0.15

# win = [[1,1], [2,2]]
# wout = [[1],[2]]

obj = [[0,0],[1,0],[0,1],[1,1]]
target = [0,1,1,0]

epoch = int(8000)
emajor = ""

for r in range(0,epoch):
    for xy in range(len(target)):
        tar = target[xy]
        fdata = obj[xy]

        fdata = S(np.dot(1,fdata))

        hnw = np.dot(fdata,win)

        hnw = S(hnw)

        out = np.dot(hnw,wout)

        out = S(out)

        diff = tar-out

        E = 0.5 * np.power(diff,2)
        if r % 100 == 0:
            emajor += str(E[0]) + ",\n"

        delta_out = (out-tar)*(out*(1-out))
        nindelta_out = delta_out * eta

        wout_change = np.dot(nindelta_out[0], hnw)

        delta_in = np.dot(hnw,(1-hnw)) * np.dot(delta_out[0], wout)
        nindelta_in = eta * delta_in

        for x in range(len(wout_change)):
            change = wout_change[x]
            wout[x] -= change

        for x in range(len(nindelta_in)):
            midway = np.dot(nindelta_in[x][0], fdata)
            for y in range(len(win)):
                win[y][x] -= midway[y]


f = io.StringIO()  # was open('xor.csv','w')
f.write(emajor)  # python will convert \n to os.linesep
rows = f.getvalue().split(",\n")
for i in range(0, len(rows) - 1, 40):
    print(i * 25, rows[i])
f.close()

for xy in range(len(target)):
    print(obj[xy], target[xy], S(np.dot(S(np.dot(S(np.dot(1,obj[xy])),win)),wout)))
