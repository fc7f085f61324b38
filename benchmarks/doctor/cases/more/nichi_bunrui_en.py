import numpy as np

# x と y の値から内側か外側かを分類するネットワーク

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def sigmoid_grad(x):
    return (1.0 - sigmoid(x)) * sigmoid(x)

def softmax(x):
    x = x - np.max(x, axis=-1, keepdims=True)  # オーバーフロー対策
    return np.exp(x) / np.sum(np.exp(x), axis=-1, keepdims=True)

def cross_entropy_error(y, t):
    # 教師データはone-hot-vector
    batch_size = y.shape[0]
    return -np.sum(t * np.log(y + 1e-7)) / batch_size

# 予測を行う関数
def predict(x, params):
    a1 = np.dot(x, params['W1']) + params['b1']
    z1 = sigmoid(a1)
    a2 = np.dot(z1, params['W2']) + params['b2']
    return softmax(a2)

def accuracy(x, t, params):
    y = np.argmax(predict(x, params), axis=1)
    return np.mean(y == np.argmax(t, axis=1))

# 勾配を求める関数
def gradient(x, t, params):
    W1, W2 = params['W1'], params['W2']
    b1, b2 = params['b1'], params['b2']
    grads = {}

    # forward
    a1 = np.dot(x, W1) + b1
    z1 = sigmoid(a1)
    a2 = np.dot(z1, W2) + b2
    y = softmax(a2)

    # backward
    dy = (y - t) / x.shape[0]
    grads['W2'] = np.dot(z1.T, dy)
    grads['b2'] = np.sum(dy, axis=0)
    dz1 = np.dot(dy, W2.T)
    da1 = sigmoid_grad(a1) * dz1
    grads['W1'] = np.dot(x.T, da1)
    grads['b1'] = np.sum(da1, axis=0)
    return grads

np.random.seed(11)
# データ: 半径1.2の円の内側が 1 、外側が -1
tensu = 400
x = np.random.uniform(-2, 2, size=(tensu, 2))
label = np.where(np.sum(x ** 2, axis=1) < 1.44, 1, -1)
t = np.eye(2)[label]

params = {
    'W1': np.random.randn(2, 8),
    'b1': np.zeros(8),
    'W2': np.random.randn(8, 2),
    'b2': np.zeros(2),
}

learning_rate = 1.0
for i in range(2000):
    batch_mask = np.random.choice(tensu, 50)
    grads = gradient(x[batch_mask], t[batch_mask], params)
    for key in ('W1', 'b1', 'W2', 'b2'):
        params[key] -= learning_rate * grads[key]
    if i % 400 == 0:
        print(i, cross_entropy_error(predict(x, params), t), accuracy(x, t, params))

print('中心', predict(np.array([[0.0, 0.0]]), params))
print('角', predict(np.array([[1.9, 1.9]]), params))
