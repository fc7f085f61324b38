import numpy as np
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

# Carregar os dados (Iris), todas as 4 características e 3 classes
data = load_iris()
X = StandardScaler().fit_transform(data.data)
y = np.eye(3)[data.target]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)

print("Formato dos dados de treino:", X_train.shape, y_train.shape)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_derivada(x):
    return sigmoid(x) * (1 - sigmoid(x))


def mse(y_true, y_pred):
    return np.mean((y_true - y_pred) ** 2)


def mse_derivada(y_true, y_pred):
    return 2 * (y_pred - y_true) / len(y_true)


# Inicialização dos pesos
np.random.seed(0)
W1 = np.random.randn(4, 6)
b1 = np.zeros((1, 6))
W2 = np.random.randn(6, 3)
b2 = np.zeros((1, 3))


def forward(X):
    z1 = X @ W1 + b1
    a1 = sigmoid(z1)
    z2 = a1 @ W2 + b2
    a2 = sigmoid(z2)
    return z1, a1, z2, a2


def backward(X, y, z1, a1, z2, a2):
    d2 = mse_derivada(y, a2) * sigmoid_derivada(z2)
    dW2 = a1.T @ d2
    db2 = np.sum(d2, axis=0, keepdims=True)
    d1 = d2 @ W2.T * sigmoid_derivada(z1)
    dW1 = X.T @ d1
    db1 = np.sum(d1, axis=0, keepdims=True)
    return dW1, db1, dW2, db2


def atualizar(W1, b1, W2, b2, grads, taxa):
    # descida do gradiente
    dW1, db1, dW2, db2 = grads
    W1 = W1 - taxa * dW1
    b1 = b1 - taxa * db1
    W2 = W2 - taxa * dW2
    b2 = b2 - taxa * db2
    return W1, b1, W2, b2


taxa_aprendizado = 0.5
for epoca in range(1500):
    z1, a1, z2, a2 = forward(X_train)
    grads = backward(X_train, y_train, z1, a1, z2, a2)
    atualizar(W1, b1, W2, b2, grads, taxa_aprendizado)
    if epoca % 250 == 0:
        print(f"Época {epoca}, erro: {mse(y_train, a2):.6f}")

previsto = np.argmax(forward(X_test)[3], axis=1)
print("Acurácia no teste:", np.mean(previsto == np.argmax(y_test, axis=1)))
