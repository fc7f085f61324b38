import numpy as np

#survived,pclass,sex,age,sibsp,fare  (shortened, without the missing ages)
titanic_csv = '''0,2,male,39,0,46.11
0,1,male,24,1,99.05
1,2,male,2,0,20.97
1,3,female,16,2,8.38
0,3,male,10,0,8.59
0,3,female,27,1,8.61
0,3,male,36,0,9.76
1,3,female,6,0,8.6
0,3,male,11,2,10.49
0,3,male,30,0,8.62
0,1,male,29,1,105.55
1,3,female,24,0,6.81
1,1,male,8,1,78.76
0,3,male,22,1,7.36
1,1,female,56,0,42.54
1,2,female,30,1,8.12
0,2,male,16,2,10.24
0,3,male,3,1,15.65
0,3,male,8,2,19.66
0,3,male,11,0,4.74
0,3,male,24,0,9.67
1,2,female,11,0,69.51
0,3,male,41,0,13.9
0,3,male,31,1,8.31
0,3,female,24,1,13.77
0,1,male,30,0,48.08
0,2,male,42,0,15.46
1,3,female,7,2,4.71
0,2,male,37,0,26.66
1,2,male,7,1,12.72
0,3,male,37,0,12.17
0,2,male,34,0,15.45
1,3,female,26,0,5.7
0,1,male,30,1,35.16
0,3,male,11,0,9.96
1,2,male,11,1,24.14
1,3,female,20,1,10.04
1,1,female,27,2,65.29
1,2,female,32,1,23.13
0,1,male,20,2,74.14
1,1,male,32,0,96.47
1,1,male,18,1,60.26
0,2,male,33,0,17.94
1,1,male,11,2,44.54
0,2,male,3,1,27.51
1,3,female,3,2,7.79
0,1,male,48,2,35.55
0,3,male,8,0,8.29
0,2,male,23,0,13.54
0,3,male,32,0,9.27
0,1,male,42,1,65.29
0,3,male,3,1,9.13
0,2,male,42,1,13.66
1,3,female,1,1,8.01
0,2,male,2,0,21.19
0,2,male,1,0,31.38
0,1,male,7,2,38.07
1,2,male,21,0,10.36
0,1,male,12,0,56.75
0,3,female,40,1,6.83'''


def titanicTrain_gradient():
    X, Y = [], []
    for line in titanic_csv.strip().split('\n'):
        s, pclass, sex, age, sibsp, fare = line.split(',')
        X.append([float(pclass), 1.0 if sex == 'female' else 0.0, float(age), float(sibsp), float(fare)])
        Y.append(float(s))
    X = np.array(X)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    X = np.insert(X, 0, 1, axis=1)
    return X.T, np.array(Y).reshape(1, -1)     # one column per passenger


def expit(v):
    return np.exp(v)

X, Y = titanicTrain_gradient()
iteration = 1000
theta = np.zeros((X.shape[0], 1))
errorLog = np.empty(iteration)
alpha = 0.0001
epsilon = 0.1

for i in range(iteration):
    thetaX = np.dot(theta.transpose(), X)
    eThetaX = expit(-thetaX)
    denom = np.add(1, eThetaX)
    hx = np.divide(1, denom)
    diff = np.subtract(hx, Y)
    derivative = np.dot(diff, X.transpose())
    theta = np.subtract(theta, np.multiply(alpha / X.shape[1], derivative.transpose()))

    # cost with the new theta
    hxNew = np.divide(1, np.add(1, expit(-np.dot(theta.transpose(), X))))
    #To avoid log(0)
    hxNewLogSafe = np.subtract(hxNew, epsilon)
    costerror = np.divide(np.add(np.multiply(Y, np.log(hxNewLogSafe)),
                                 np.multiply(np.subtract(1, Y), np.log(np.subtract(1, hxNewLogSafe)))),
                          Y.shape[1])
    errorLog[i] = costerror.sum()
    if i % 100 == 0:
        print(i, errorLog[i])

#plt.plot(range(iteration), errorLog)
print('theta', theta.ravel())
print('cost first', errorLog[0], 'last', errorLog[-1])
chance = (hxNew > 0.5).astype(int)
print('survivors found:', int(((chance == 1) & (Y == 1)).sum()), 'of', int(Y.sum()))
right = np.mean(chance == Y)
print('right:', right)
