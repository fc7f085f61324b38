import numpy as np
from sklearn.datasets import load_iris

# Lineal autoencoder against PCA

datos = load_iris().data
datos = datos - datos.mean(axis=0)
n, d = datos.shape
k = 2

np.random.seed(5)
codificador = np.random.randn(d, k) * 0.1
decodificador = np.random.randn(k, d) * 0.1
paso = 0.05

for vuelta in range(2000):
    codigo = datos @ codificador
    salida = codigo @ decodificador
    resto = salida - datos
    error = (resto ** 2).sum() / n
    g_dec = codigo.T @ resto * 2 / n
    g_cod = datos.T @ (resto @ decodificador.T) * 2 / n
    decodificador -= paso * g_dec
    codificador -= paso * g_cod
    if vuelta % 200 == 0:
        print('vuelta', vuelta, 'error', error)

# la mejor reconstruccion posible con dos componentes
valores = np.linalg.svd(datos, compute_uv=False) ** 2 / n
print('error final', error, 'PCA', valores[k:].sum())
