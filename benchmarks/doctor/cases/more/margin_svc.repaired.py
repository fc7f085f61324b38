import numpy as np
from sklearn.datasets import load_iris

# linear SVC from scratch: J = 0.5 * lam * |w|^2 + mean(hinge)
iris = load_iris()
keep = iris.target > 0
X = iris.data[keep][:, 2:4]
y = np.where(iris.target[keep] == 1, -1, 1)

np.random.seed(42)
w = np.random.randn(2, 1) * 0.1
b = np.zeros(1)
lam = 0.001


def cal_score(points, label):
    return label.reshape(-1, 1) * (points @ w + b)


def cal_hinge(score):
    hinge = 1 - score
    hinge[hinge < 0] = 0
    cost = 0.5 * lam * np.sum(w ** 2) + np.sum(hinge) / len(score)
    return hinge, cost


def cal_grad(points, label):
    hinge, _ = cal_hinge(cal_score(points, label))
    grad_w = np.zeros(w.shape)
    grad_b = np.zeros(b.shape)
    for i, h in enumerate(hinge):
        if h == 0:
            grad_w += lam * w
        else:
            grad_w += lam * w - (points[i] * label[i]).reshape(-1, 1)
            grad_b -= label[i]
    return grad_w / len(points), grad_b / len(points)


costs = []
for step in range(3000):
    grad_w, grad_b = cal_grad(X, y)
    w = w - 0.05 * grad_w
    b = b - 0.05 * grad_b
    _, J = cal_hinge(cal_score(X, y))
    costs.append(J)
    if step % 300 == 0 or step == 2999:
        acc = np.mean(np.sign(X @ w + b).ravel() == y)
        print('step {}: cost {:.4f}  accuracy {:.3f}'.format(step, J, acc))

print('Final model: w = {}, b = {}'.format(w.ravel(), b))
