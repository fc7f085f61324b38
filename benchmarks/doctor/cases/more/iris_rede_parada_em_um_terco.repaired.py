import numpy as np
from sklearn.datasets import load_iris
from sklearn.preprocessing import StandardScaler


class RedeNeural:

    def __init__(self, camadas):
        self.pesos = []
        self.vieses = []
        for i in range(len(camadas) - 1):
            w = np.random.randn(camadas[i], camadas[i+1]) * np.sqrt(2 / camadas[i])
            b = np.zeros((1, camadas[i+1]))
            self.pesos.append(w)
            self.vieses.append(b)

    def sigmoid(self, z):
        return 1 / (1 + np.exp(-z))

    def sigmoid_derivada(self, z):
        s = self.sigmoid(z)
        return s * (1 - s)

    def forward(self, X):
        self.ativacoes = [X]
        self.zs = []
        atual = X
        for i in range(len(self.pesos)):
            z = np.dot(atual, self.pesos[i]) + self.vieses[i]
            self.zs.append(z)
            atual = self.sigmoid(z)
            self.ativacoes.append(atual)
        return atual

    def backward(self, y, taxa=3.0):
        m = y.shape[0]
        saida = self.ativacoes[-1]
        delta = (saida - y) * self.sigmoid_derivada(self.zs[-1])
        for i in range(len(self.pesos) - 1, -1, -1):
            dw = np.dot(self.ativacoes[i].T, delta) / m
            db = np.sum(delta, axis=0, keepdims=True) / m
            if i > 0:
                delta = np.dot(delta, self.pesos[i].T) * self.sigmoid_derivada(self.zs[i-1])
            self.pesos[i] -= taxa * dw
            self.vieses[i] -= taxa * db

    def acuracia(self, X, y):
        previsto = np.argmax(self.forward(X), axis=1)
        real = np.argmax(y, axis=1)
        return np.mean(previsto == real)

    def treinar(self, X, y, epocas):
        perdas = []
        for epoca in range(epocas):
            saida = self.forward(X)
            perda = np.mean((saida - y) ** 2)
            perdas.append(perda)
            self.backward(y)
            if epoca % 400 == 0:
                print(f"Epoca {epoca} | perda {perda:.5f} | acuracia {self.acuracia(X, y):.3f}")
        return perdas


iris = load_iris()
X = StandardScaler().fit_transform(iris.data)
y = np.zeros((150, 3))
y[np.arange(150), iris.target] = 1          # one-hot

rede = RedeNeural([4, 8, 6, 3])
perdas = rede.treinar(X, y, 2000)
print("perda final", perdas[-1])
print(np.round(rede.forward(X[[0, 60, 120]]), 3))
