import numpy as np

np.random.seed(21)
passengers = 300
pclass = np.random.choice([1, 2, 3], size=passengers, p=[0.25, 0.2, 0.55])
sex = np.random.choice([0, 1], size=passengers, p=[0.63, 0.37])  # 1 = female
age = np.clip(np.random.normal(30, 13, passengers), 1, 75)
fare = np.random.gamma(2.0, 12.0, passengers) * (4 - pclass) / 1.5
chance = 1 / (1 + np.exp(-(2.8 * sex - 1.1 * (pclass - 2.3) - 0.03 * (age - 30) - 1.3)))
survived = (np.random.rand(passengers) < chance).astype(float)


def titanicTrain_gradient_X():
    ones = np.ones(passengers)
    scaled = [(v - v.mean()) / v.std() for v in (pclass, sex, age, fare)]
    return np.array([ones] + scaled)


titanicTrain_gradient_Y = survived.reshape(-1, 1)

iteration = 1000
thetanew = np.random.randint(0, 10, size=(titanicTrain_gradient_X().shape[0], 1))
theta = thetanew
errorLog = np.empty(iteration)
alpha = 0.1
epsilon = 0.1
for i in range(iteration):
    thetaX = np.dot(theta.transpose(), titanicTrain_gradient_X())
    eThetaX = np.exp(-thetaX)
    denom = np.add(1, eThetaX)
    hx = np.divide(1, denom)
    diff = np.subtract(hx, titanicTrain_gradient_Y.transpose())
    derivative = np.dot(diff, titanicTrain_gradient_X().transpose())
    theta = np.subtract(thetanew, np.multiply((alpha / titanicTrain_gradient_X().shape[1]), derivative.transpose()))
    thetaXNew = np.dot(theta.transpose(), titanicTrain_gradient_X())
    eThetaXNew = np.exp(-thetaXNew)
    denomNew = np.add(1, eThetaXNew)
    hxNew = np.divide(1, denomNew)
    # To avoid divide by zero error in log
    hxNewLogSafe = np.clip(hxNew, 1e-9, 1 - 1e-9)
    costerror = np.divide(np.add(
        np.multiply(titanicTrain_gradient_Y.transpose(), np.log(hxNewLogSafe)),
        np.multiply(np.subtract(1, titanicTrain_gradient_Y.transpose()), np.log(np.subtract(1, hxNewLogSafe)))),
        -titanicTrain_gradient_Y.shape[0])
    errorLog[i] = costerror.sum()
    thetanew = theta
    if i % 100 == 0:
        print(i, errorLog[i])

survivors = (hxNew > 0.5).astype(float).transpose()
print("theta", theta.ravel())
print("accuracy", np.mean(survivors == titanicTrain_gradient_Y), "of which all dead would be", 1 - survived.mean())
