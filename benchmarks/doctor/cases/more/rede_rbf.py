import numpy as np
from sklearn.datasets import make_moons

np.random.seed(3)


def escolhe_centros(X, k):
    indices = np.random.choice(len(X), k, replace=False)
    return X[indices]


def camada_rbf(X, centros, sigma):
    # distancia de cada ponto a cada centro
    d = np.sqrt(((X[:, None, :] - centros[None, :, :]) ** 2).sum(axis=2))
    return np.exp(-d ** 2 / (2 * sigma ** 2))


def logistica(z):
    return 1 / (1 + np.exp(-z))


class RedeRBF:
    def __init__(self, k=20, sigma=0.5, taxa=0.5, epocas=1500):
        self.k = k
        self.sigma = sigma
        self.taxa = taxa
        self.epocas = epocas

    def treina(self, X, y):
        y = y.reshape(-1, 1)
        n = len(X)
        self.centros = escolhe_centros(X, self.k)
        F = camada_rbf(X, self.centros, self.sigma)
        self.pesos = np.random.randn(self.k, 1) * 0.1
        self.vies = 0.0
        for ep in range(self.epocas):
            saida = logistica(F.dot(self.pesos) + self.vies)
            erro = saida - y
            self.pesos -= self.taxa * F.T.dot(erro) / n
            self.vies -= self.taxa * erro.mean()
            if ep % 300 == 0:
                custo = -np.mean(y * np.log(saida + 1e-9) + (1 - y) * np.log(1 - saida + 1e-9))
                print('epoca', ep, 'custo', round(custo, 4))

    def probabilidade(self, X):
        return logistica(camada_rbf(X, self.centros, self.sigma).dot(self.pesos) + self.vies)

    def preve(self, X):
        return (self.probabilidade(X) > 0.5).astype(int)


def acuracia(previsto, y):
    return np.mean(previsto == y)


X, y = make_moons(n_samples=400, noise=0.15)
X_treino, y_treino = X[:300], y[:300]
X_teste, y_teste = X[300:], y[300:]

rede = RedeRBF()
rede.treina(X_treino, y_treino)
print('acuracia no treino:', acuracia(rede.preve(X_treino), y_treino))
print('acuracia no teste:', acuracia(rede.preve(X_teste), y_teste))
