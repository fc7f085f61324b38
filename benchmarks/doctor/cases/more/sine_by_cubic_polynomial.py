import math
import numpy as np

# re-doing the tutorial "fit sin(x) with a third order polynomial" in plain numpy,
# with my own measured points: 100 of them in a column as sklearn wants it
np.random.seed(42)
x = np.linspace(-math.pi, math.pi, 100).reshape(-1, 1)
y = np.sin(x[:, 0]) + 0.05 * np.random.randn(100)

# randomly initialise the weights
a = np.random.randn()
b = np.random.randn()
c = np.random.randn()
d = np.random.randn()

learning_rate = 5e-7
for t in range(4000):
    # forward pass: y = a + b x + c x^2 + d x^3
    y_pred = a + b * x + c * x ** 2 + d * x ** 3

    # loss
    loss = np.square(y_pred - y).sum()
    if t % 400 == 399:
        print(t, loss)

    # backprop to compute gradients of a, b, c, d with respect to loss
    grad_y_pred = 2.0 * (y_pred - y)
    grad_a = grad_y_pred.sum()
    grad_b = (grad_y_pred * x).sum()
    grad_c = (grad_y_pred * x ** 2).sum()
    grad_d = (grad_y_pred * x ** 3).sum()

    # update weights
    a -= learning_rate * grad_a
    b -= learning_rate * grad_b
    c -= learning_rate * grad_c
    d -= learning_rate * grad_d

print(f"Result: y = {a} + {b} x + {c} x^2 + {d} x^3")
for k in range(0, 100, 11):
    print("%6.2f  %7.3f  %7.3f" % (x[k, 0], y[k], (a + b * x + c * x ** 2 + d * x ** 3)[k, 0]))
