# Lista 2 - aproximar a funcao seno com uma rede neural
# Aluno: 3o periodo
import numpy as np

np.random.seed(10)

# dados
x = np.linspace(-np.pi, np.pi, 100).reshape(-1, 1)
y = np.sin(x)

ENTRADA = 1
OCULTA = 12
SAIDA = 1
TAXA = 0.2
EPOCAS = 12000

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

def dsigmoid(a):
    return a * (1.0 - a)

w1 = np.random.randn(ENTRADA, OCULTA)
b1 = np.random.randn(1, OCULTA)
w2 = np.random.randn(OCULTA, SAIDA) * 0.5
b2 = np.zeros((1, SAIDA))

def propaga(x):
    a1 = sigmoid(np.dot(x, w1) + b1)
    saida = sigmoid(np.dot(a1, w2) + b2)
    return a1, saida

m = x.shape[0]
for ep in range(EPOCAS):
    a1, saida = propaga(x)
    erro = saida - y
    custo = np.mean(erro ** 2)

    d2 = 2 * erro * dsigmoid(saida) / m
    gw2 = np.dot(a1.T, d2)
    gb2 = np.sum(d2, axis=0, keepdims=True)
    d1 = np.dot(d2, w2.T) * dsigmoid(a1)
    gw1 = np.dot(x.T, d1)
    gb1 = np.sum(d1, axis=0, keepdims=True)

    w2 -= TAXA * gw2
    b2 -= TAXA * gb2
    w1 -= TAXA * gw1
    b1 -= TAXA * gb1

    if ep % 2000 == 0:
        print("epoca %d custo %.5f" % (ep, custo))

a1, saida = propaga(x)
print("custo final:", np.mean((saida - y) ** 2))
for i in range(0, 100, 20):
    print("sin(%.2f) = %.3f  rede = %.3f" % (x[i, 0], y[i, 0], saida[i, 0]))
