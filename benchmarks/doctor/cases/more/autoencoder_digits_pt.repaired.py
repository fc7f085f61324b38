# Trabalho 3 - autoencoder em numpy puro (dígitos 8x8)
import numpy as np
from sklearn.datasets import load_digits

np.random.seed(42)
dados = load_digits().data[:800] / 16.0
n_amostras, n_entrada = dados.shape


def sigmoide(z):
    return 1.0 / (1.0 + np.exp(-z))


class Camada:
    def __init__(self, n_in, n_out, ativacao):
        r = np.sqrt(6.0 / (n_in + n_out))
        self.W = np.random.uniform(-r, r, (n_in, n_out))
        self.b = np.zeros((1, n_out))
        self.ativacao = ativacao

    def frente(self, x):
        self.x = x
        z = x @ self.W + self.b
        self.a = sigmoide(z) if self.ativacao == 'sigmoide' else np.tanh(z)
        return self.a

    def tras(self, g):
        if self.ativacao == 'sigmoide':
            g = g * self.a * (1 - self.a)
        else:
            g = g * (1 - self.a ** 2)
        self.dW = self.x.T @ g
        self.db = g.sum(axis=0, keepdims=True)
        return g @ self.W.T

    def atualiza(self, taxa):
        self.W -= taxa * self.dW
        self.b -= taxa * self.db


class Autoencoder:
    def __init__(self, tamanhos):
        self.camadas = [Camada(a, b, 'tanh') for a, b in zip(tamanhos[:-2], tamanhos[1:-1])]
        self.camadas.append(Camada(tamanhos[-2], tamanhos[-1], 'sigmoide'))

    def reconstroi(self, x):
        for c in self.camadas:
            x = c.frente(x)
        return x

    def treina(self, X, epocas=25, lote=40, taxa=0.5):
        for e in range(epocas):
            ordem = np.random.permutation(len(X))
            perda = 0
            for i in range(0, len(X), lote):
                xb = X[ordem[i:i + lote]]
                saida = self.reconstroi(xb)
                erro = saida - xb
                perda += np.sum(erro ** 2)
                g = 2 * erro / len(xb)
                for c in reversed(self.camadas):
                    g = c.tras(g)
                for c in self.camadas:
                    c.atualiza(taxa)
            if e % 6 == 0 or e == epocas - 1:
                print('época %3d  perda %.4f' % (e, perda / X.size))


ae = Autoencoder([n_entrada, 32, n_entrada])
ae.treina(dados, taxa=0.2)

# o original (em cima) e a reconstrução (em baixo)
rec = ae.reconstroi(dados[:1])
print(np.round(dados[0].reshape(8, 8)).astype(int))
print(np.round(rec.reshape(8, 8), 1))
