import numpy as np
import pandas as pd

# datos: superficie de la casa (en metros) y precio (en miles)
np.random.seed(0)
metros = np.random.uniform(40, 200, 120)
precio = 2.1 * metros + 35 + np.random.randn(120) * 15
df = pd.DataFrame({"metros": metros, "precio": precio})

X = df[["metros"]].values
y = df["precio"].values

# normalizar
X = (X - X.mean()) / X.std()
y = (y - y.mean()) / y.std()
print(X.shape, len(y))


class LinearRegression:
    def __init__(self, lr=0.05, iter=400):
        self.lr = lr
        self.iter = iter

    def prediccion(self, X):
        return X * self.w + self.c

    def gradient_descent(self, y, X):
        m = len(X)
        self.historia = []
        for i in range(self.iter):
            yhat = self.prediccion(X)
            residuo = yhat - y
            dlw = 2 * np.mean(X * residuo)
            dlc = 2 * np.mean(residuo)
            self.w = self.w - self.lr * dlw
            self.c = self.c - self.lr * dlc
            self.historia.append(np.mean(residuo ** 2))

    def run(self, y, X):
        self.w = np.random.randn()
        self.c = 0
        self.gradient_descent(y, X)
        return self.w, self.c


modelo = LinearRegression()
w, c = modelo.run(y, X)
print("w =", w, " c =", c)
print("error inicial", modelo.historia[0], "error final", modelo.historia[-1])
print("correlacion", np.corrcoef(X.ravel(), y.ravel())[0, 1])
