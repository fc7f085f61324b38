import numpy as np

# salary from years of experience (numbers made up), linear regression with gradient descent
np.random.seed(30)
years = np.random.uniform(1, 12, 60)
salary = 28 + 8.5 * years + np.random.randn(60) * 5       # in thousands

# scale both, otherwise alpha has to be tiny
x = (years - years.mean()) / years.std()
y = (salary - salary.mean()) / salary.std()


def predict(x, w, b):
    return w * x + b


def cost(x, y, w, b):
    return np.sum((predict(x, w, b) - y) ** 2) / (2 * len(x))


def gradient(x, y, w, b):
    dw = 0.0
    db = 0.0
    for i in range(len(x)):
        err = predict(x[i], w, b) - y[i]
        dw += err * x[i]
        db += err
    return dw / len(x), db / len(x)


w, b = 0.0, 0.0
alpha = 0.1
J = []

for it in range(200):
    dw, db = gradient(x, y, w, b)
    w = w - alpha * dw
    b = b - alpha * db
    J.append(cost(x, y, w, b))
    if it % 25 == 0:
        print("iter", it, "cost", J[-1], "w", w, "b", b)

slope, intercept = np.polyfit(x, y, 1)
print("mine   ", w, b)
print("polyfit", slope, intercept)

# back in thousands
new = np.array([2.0, 5.0, 10.0])
pred = predict((new - years.mean()) / years.std(), w, b) * salary.std() + salary.mean()
for n, p in zip(new, pred):
    print(n, "years:", round(p, 1))
