import numpy as np

# the 11 lines with my own numbers: hours of study, hours of sleep -> passed the exam or not
np.random.seed(1)

study = np.random.uniform(1, 10, 60)
sleep = np.random.uniform(3, 9, 60)
passed = (study + sleep > 12).astype(float)

# sigmoid function
def nonlin(x, deriv=False):
    if deriv == True:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))

# input dataset, scaled to 0..1
X = np.c_[study / 10, sleep / 10, np.ones(len(study))]

# output dataset
y = np.array([passed]).T

# initialize weights randomly with mean 0
syn0 = 2 * np.random.random((X.shape[1], 1)) - 1

for iter in range(10000):
    # forward propagation
    l0 = X
    l1 = nonlin(np.dot(l0, syn0))

    # how much did we miss?
    l1_error = y - l1

    # multiply how much we missed by the slope of the sigmoid at the values in l1
    l1_delta = l1_error * nonlin(l1, True)

    # update weights
    syn0 += 0.1 * np.dot(l0.T, l1_delta)

    if iter % 1000 == 0:
        print("Error:", np.mean(np.abs(l1_error)))

print("Output After Training:")
print(np.c_[l1[:8].round(2), y[:8]])
print(int(np.sum((l1 > 0.5) == (y > 0.5))), "of", len(y), "right")
