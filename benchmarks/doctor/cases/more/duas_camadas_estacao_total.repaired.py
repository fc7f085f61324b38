import numpy as np

# Perceptron de duas camadas: corrige as coordenadas da estacao total (m) para as da nuvem de pontos (m)


def nonlin(x, deriv=False):
    if deriv == True:
        return x*(1-x)
    return 1/(1+np.exp(-x))


np.random.seed(1)

# levantamento: leste, norte e altura locais
n = 40
leste = np.random.uniform(488.0, 512.0, n)
norte = np.random.uniform(673.0, 699.0, n)
altura = np.random.uniform(60.0, 70.0, n)
X = np.column_stack([leste, norte, altura])  # Entrada_Estacao_Total
X = (X - X.mean(axis=0))/X.std(axis=0)

# registro da nuvem: pequena rotacao e desnivel
a = 0.3
y = np.column_stack([leste*np.cos(a) - norte*np.sin(a), altura + 0.1*(leste - 500)])
y = (y - y.min(axis=0))/(y.max(axis=0) - y.min(axis=0))

# pesos iniciais aleatorios com media zero
syn0 = 2*np.random.random((4, 8)) - 1
syn1 = 2*np.random.random((8, 2)) - 1

um = np.ones((n, 1))
for j in range(8000):

    # alimenta as camadas 0, 1 e 2
    l0 = np.hstack([X, um])
    l1 = nonlin(np.dot(l0, syn0))
    l2 = nonlin(np.dot(l1, syn1))

    # quanto erramos?
    l2_error = y - l2

    if (j % 1000) == 0:
        print("Erro: " + str(np.mean(np.abs(l2_error))))

    # em que direcao esta o alvo?
    l2_delta = l2_error*nonlin(l2, deriv=True)

    # quanto cada valor de l1 contribuiu para o erro de l2?
    l1_error = l2_delta.dot(syn1.T)
    l1_delta = l1_error*nonlin(l1, deriv=True)

    syn1 += 0.1*l1.T.dot(l2_delta)
    syn0 += 0.1*l0.T.dot(l1_delta)

print("Saida depois do treino:")
print(l2[:5])
print(y[:5])
