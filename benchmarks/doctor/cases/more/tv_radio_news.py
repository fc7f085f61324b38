import numpy as np

# multivariable regression after the ML cheatsheet. The comment there says "matrix cross product (*)",
# but np.cross is something else. Which of them belongs into the update?
np.random.seed(2)
companies = 200
tv = np.random.uniform(0, 300, companies)
radio = np.random.uniform(0, 50, companies)
news = np.random.uniform(0, 110, companies)
sales = (3.0 + 0.045 * tv + 0.19 * radio + np.random.normal(0, 1.5, companies)).reshape(-1, 1)

features = np.column_stack((tv, radio, news))


def normalize(features):
    # features (200, 3), every column to mean 0 and range 1
    features = features.copy()
    for feature in features.T:
        fmean = np.mean(feature)
        frange = np.amax(feature) - np.amin(feature)
        feature -= fmean
        feature /= frange
    return features


def predict(features, weights):
    return np.dot(features, weights)


def cost_function(features, targets, weights):
    N = len(targets)
    predictions = predict(features, weights)
    sq_error = (predictions - targets) ** 2
    return 1.0 / (2 * N) * sq_error.sum()


def update_weights(features, targets, weights, lr):
    predictions = predict(features, weights)

    # Extract our features
    x0 = features[:, 0:1]
    x1 = features[:, 1:2]
    x2 = features[:, 2:3]
    x3 = features[:, 3:4]

    # Use matrix cross product (*) to simultaneously
    # calculate the derivative for each weight
    d_w0 = -x0 * (targets - predictions)
    d_w1 = -x1 * (targets - predictions)
    d_w2 = -x2 * (targets - predictions)
    d_w3 = -x3 * (targets - predictions)

    # Multiply the mean derivative by the learning rate
    # and subtract from our weights (remember gradient points in direction of steepest ASCENT)
    weights[0][0] -= (lr * np.mean(d_w0))
    weights[1][0] -= (lr * np.mean(d_w1))
    weights[2][0] -= (lr * np.mean(d_w2))
    weights[3][0] -= (lr * np.mean(d_w3))

    return weights


X = np.hstack((np.ones((companies, 1)), normalize(features)))
W = np.zeros((4, 1))

for i in range(4000):
    W = update_weights(X, sales, W, 0.5)
    if i % 500 == 0:
        print("iter: %d  cost: %.4f" % (i, cost_function(X, sales, W)))

print("weights      ", W.ravel())
print("least squares", np.linalg.lstsq(X, sales, rcond=None)[0].ravel())
