import numpy as np

# Regresion polinomica con descenso de gradiente

np.random.seed(10)
x = np.linspace(-2, 2, 80)
y_real = 0.5 * x ** 3 - x + 2
y = y_real + np.random.randn(80) * 0.3

grado = 3
X = np.column_stack([x ** k for k in range(1, grado + 1)])
X = (X - X.mean(axis=0)) / X.std(axis=0)
X = np.column_stack([np.ones(len(x)), X])

theta = np.zeros(grado + 1)
alfa = 1.2
m = len(y)


def hipotesis(X, theta):
    return X.dot(theta)


def costo(X, y, theta):
    return np.sum((hipotesis(X, theta) - y) ** 2) / (2 * m)


historial = []
for iteracion in range(400):
    gradiente = X.T.dot(hipotesis(X, theta) - y) / m
    theta = theta - alfa * gradiente
    historial.append(costo(X, y, theta))
    if iteracion % 40 == 0:
        print(f"iteracion {iteracion}: costo = {historial[-1]:.5f}")

print("theta =", theta)
