# numpy, dependencia para trabalharmos com matriz
import numpy as np


class Rede_Neural():

    def __init__(self):
        # modelo da rede: uma entrada, dez neuronios na camada oculta, uma saida
        self.n_entradas = 1
        self.n_oculta = 10
        self.n_saidas = 1
        # taxa de aprendizagem
        self.tr = 2.0

        # matrizes de pesos que conectam os neuronios
        self.w_1 = (np.random.rand(self.n_oculta, self.n_entradas) - 0.5) * 8
        self.w_2 = np.random.rand(self.n_saidas, self.n_oculta) - 0.5
        self.bias_h = (np.random.rand(self.n_oculta, 1) - 0.5) * 8
        self.bias_o = np.random.rand(self.n_saidas, 1) - 0.5

        # funcao de ativacao sigmoid e a derivada dela (a partir da saida)
        self.sig = lambda x: 1 / (1 + np.exp(-x))
        self.dsig = lambda y: y * (1.0 - y)

    def adiante(self, x_tr):
        # convertendo a entrada para matriz 2d
        x = np.array(x_tr, ndmin=2).T
        oculta = self.sig(np.add(np.dot(self.w_1, x), self.bias_h))
        final = self.sig(np.add(np.dot(self.w_2, oculta), self.bias_o))
        return x, oculta, final

    def backpropagation(self, x_tr, y_alvo):
        x, saida_oculta, saida_final = self.adiante(x_tr)

        # a diferenca entre a saida final e a saida alvo
        erro = saida_final - y_alvo

        # gradientes da saida e da camada oculta
        grad_o = erro * self.dsig(saida_final)
        erro_oculta = np.dot(self.w_2.T, grad_o)
        grad_h = erro_oculta * self.dsig(saida_oculta)

        # ajuste dos pesos e dos bias
        self.w_2 += self.tr * np.dot(grad_o, saida_oculta.T)
        self.w_1 += self.tr * np.dot(grad_h, x.T)
        self.bias_o += self.tr * grad_o
        self.bias_h += self.tr * grad_h
        return float(erro[0, 0] ** 2)

    def prever(self, x):
        return float(self.adiante(x)[2][0, 0])


np.random.seed(14)
# a funcao: seno levado para o intervalo de 0 a 1
entradas = np.random.uniform(0, 1, 50)
alvos = (np.sin(2 * np.pi * entradas) + 1) / 2

rn = Rede_Neural()
for i in range(40000):
    n = np.random.randint(len(entradas))
    e2 = rn.backpropagation([entradas[n]], alvos[n])
    if (i % 5000) == 0:
        mse = np.mean([(rn.prever([x]) - a) ** 2 for x, a in zip(entradas, alvos)])
        print("iteracao", i, "erro medio:", mse)

for x in np.linspace(0, 1, 9):
    print("x = %.2f   seno = %.3f   rede = %.3f" % (x, (np.sin(2 * np.pi * x) + 1) / 2, rn.prever([x])))
