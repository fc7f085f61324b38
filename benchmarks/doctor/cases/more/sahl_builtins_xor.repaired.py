import numpy as np

# python version of samples/neuralnet, same builtins so I can compare line by line


def randmat(r, c):
    return np.random.rand(r, c)


def submat(m1, m2):
    return np.subtract(m1, m2)


def addmat(m1, m2):
    return np.add(m1, m2)


def powmat(m, p):
    return np.power(m, p)


def relu(m):
    return np.maximum(0.0, m)


def sigmoid(m):
    return 1.0 / (1.0 + np.exp(-m))


def summat(m):
    return np.sum(m)


def matmul(m1, m2):
    return np.dot(m1, m2)


def mulmat(m1, m2):
    return np.multiply(m1, m2)


def matmulc(m, v):
    return np.multiply(m, v)


def transpose(m):
    return np.transpose(m)


def print_size(name, m):
    print("{} size: {} x {}".format(name, len(m), len(m[0])))


def forward(x, w1, w2):
    z1 = addmat(matmul(w1, x), b1)
    a1 = relu(z1)
    z2 = addmat(matmul(w2, a1), b2)
    return z1, a1, sigmoid(z2)


np.random.seed(4)
input_size = 2
hidden_size = 36
output_size = 1

w1 = submat(matmulc(randmat(hidden_size, input_size), 2.0), 1.0)
w2 = submat(matmulc(randmat(output_size, hidden_size), 2.0), 1.0)
b1 = np.zeros((hidden_size, 1))
b2 = np.zeros((output_size, 1))
print_size("w1", w1)
print_size("w2", w2)

lr = 0.05

# training xor, one column per sample
_x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
_y = np.array([[0.0], [1.0], [1.0], [0.0]])
x = transpose(_x)
y = transpose(_y)

for epoch in range(10000):
    z1, a1, a2 = forward(x, w1, w2)

    diff = submat(a2, y)
    loss = summat(powmat(diff, 2.0)) / 4.0

    dz2 = mulmat(matmulc(diff, 2.0 / 4.0), mulmat(a2, submat(1.0, a2)))
    dw2 = matmul(dz2, transpose(a1))
    dz1 = mulmat(matmul(transpose(w2), dz2), z1 > 0.0)
    dw1 = matmul(dz1, transpose(x))

    w1 = submat(w1, matmulc(dw1, lr))
    w2 = submat(w2, matmulc(dw2, lr))
    b1 = submat(b1, matmulc(np.sum(dz1, axis=1, keepdims=True), lr))
    b2 = submat(b2, matmulc(np.sum(dz2, axis=1, keepdims=True), lr))

    if epoch % 1000 == 0:
        print("epoch", epoch, "loss", loss)

for i in range(4):
    xi = _x[i].reshape(2, 1)
    print(_x[i], "->", forward(xi, w1, w2)[2][0][0], "expected", _y[i][0])
