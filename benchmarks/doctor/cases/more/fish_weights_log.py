import numpy as np
# import matplotlib.pyplot as plt

# I am fitting the curve M = A * L^b with gradient descent.
# taking logarithms: lnM = lnA + b*lnL, so it is the line y = b*x + a
# data = np.loadtxt("fish.txt")
np.random.seed(4)
L = np.random.uniform(14.0, 60.0, 120)                       # length, cm
M = 0.0000046 * L ** 3.14 * np.exp(np.random.normal(0, 0.08, 120))   # weight, kg
X = np.log(L)
Y = np.log(M)
n = float(len(X))  # Number of elements in X


# ---------- least squares, this one came out great ----------
def least_squares(x, y):
    sx = sum(x)
    sy = sum(y)
    sxy = sum(x * y)
    sxx = sum(x * x)
    slope = (n * sxy - sx * sy) / (n * sxx - sx ** 2)
    intercept = (sy - slope * sx) / n
    return intercept, slope


a_ls, b_ls = least_squares(X, Y)
print("least squares:   ", a_ls, b_ls)
# plt.scatter(L, M)
# plt.plot(np.sort(L), np.exp(a_ls) * np.sort(L) ** b_ls)

# ---------- gradient descent ----------
a = 0
b = 0
learning_rate = 0.05  # The learning Rate
epochs = 20000  # The number of iterations to perform gradient descent
errors = []

# Performing Gradient Descent
for i in range(len(X)):
    Y_pred = b * X + a  # The current predicted value of Y
    D_b = (-2 / n) * sum(X * (Y - Y_pred))  # Derivative wrt b
    D_a = (-2 / n) * sum(Y - Y_pred)  # Derivative wrt a
    b = b - learning_rate * D_b  # Update b
    a = a - learning_rate * D_a  # Update a
    errors.append(sum((Y - Y_pred) ** 2) / n)

A = np.exp(a)
print("gradient descent:", a, b)
print("A =", A, " b =", b)
print("error at the start", errors[0], "and at the end", errors[-1])

for length in (20.0, 35.0, 50.0):
    print("a fish of", length, "cm:", np.exp(a_ls) * length ** b_ls, "kg or", A * length ** b, "kg ?")
