import numpy as np
from sklearn.datasets import make_blobs

# Generating data
X, y = make_blobs(n_samples=300, centers=[[1.5, 4.0], [4.5, 1.0]], cluster_std=1)
y = 2 * y - 1

# Propose a model ==> (w,b) initialize a random plane
w = np.random.randn(2, 1)
b = np.random.randn(1, 1)


# Get output using the proposed model ==> distance score
def cal_score(point_v, label):
    return label.reshape(-1, 1) * (point_v @ w + b)


# Evaluate performance of the model ==> Hinge Loss
def cal_hinge(score):
    hinge_loss = 1 - score
    hinge_loss[hinge_loss < 0] = 0
    cost = 0.5 * 0.01 * np.sum(w ** 2) + np.sum(hinge_loss) / len(y)
    return hinge_loss, cost


# Gradient
def cal_grad(point_v, label):
    hinge, _ = cal_hinge(cal_score(point_v, label))
    grad_w = np.zeros(w.shape)
    grad_b = np.zeros(b.shape)
    for i, h in enumerate(hinge):
        if h == 0:
            grad_w += 0.01 * w
        else:
            grad_w += 0.01 * w - (point_v[i] * label[i]).reshape(-1, 1)
            grad_b -= label[i]
    return grad_w / len(X), grad_b / len(X)


for i in range(200):
    grad_w, grad_b = cal_grad(X, y)
    w = w - 0.1 * grad_w
    b = b - 0.1 * grad_b
    s = cal_score(X, y)
    _, J = cal_hinge(s)
    if i % 20 == 0:
        print('Cost of {}-step model: {}'.format(i + 1, J))

print('Final model: w = {}, b = {}'.format(w.ravel(), b.ravel()))
