# -*- coding: utf-8 -*-
import numpy as np
from sklearn.datasets import make_classification

# 单隐藏层网络, 输出层用 one-hot + sigmoid, 批量梯度下降
np.random.seed(6)
特征, 标签 = make_classification(n_samples=700, n_features=13, n_informative=5, n_classes=3,
                            flip_y=0.1, class_sep=1.0, random_state=4)
特征 = (特征 - 特征.mean(axis=0)) / 特征.std(axis=0) + 1.0
目标 = np.zeros((len(标签), 3))
目标[range(len(标签)), 标签] = 1
train_data, test_data = 特征[:300], 特征[300:]
train_target, test_target = 目标[:300], 目标[300:]
train_size = len(train_data)

num_passes = 1500
learning_rate = 0.5
reg_lambda = 0.005
n_hidden = 8


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def init_model():
    # 权重用小随机数, 偏置为零
    return {'w1': np.random.randn(13, n_hidden) * 0.3, 'b1': np.zeros(n_hidden),
            'w2': np.random.randn(n_hidden, 3) * 0.3, 'b2': np.zeros(3)}


def predict(model, x):
    z1 = x @ model['w1'] + model['b1']
    a1 = sigmoid(z1)
    z2 = a1 @ model['w2'] + model['b2']
    a2 = sigmoid(z2)
    return z1, a1, z2, a2


def loss(model, x, y):
    a2 = predict(model, x)[-1]
    mse = 0.5 * np.sum((y - a2) ** 2) / len(x)
    return mse + 0.5 * reg_lambda * (np.sum(model['w1'] ** 2) + np.sum(model['w2'] ** 2))


def accuracy(model, x, y):
    return np.mean(predict(model, x)[-1].argmax(1) == y.argmax(1))


current_model = init_model()
x, y = train_data, train_target
for i in range(num_passes):
    w1, b1, w2, b2 = (current_model[k] for k in ('w1', 'b1', 'w2', 'b2'))
    # 前向
    z1, a1, z2, a2 = predict(current_model, x)

    # 反向: 误差 = 目标 - 输出, 所以下面用加号更新
    derv_out2 = (y - a2) * (a2 * (1 - a2))
    delta2 = np.matmul(a1.T, derv_out2) / train_size
    dw2 = delta2 - reg_lambda * w2
    db2 = np.mean(derv_out2, 0)

    derv_out1 = np.matmul(derv_out2, w2.T) * a1 * (1 - a1)
    delta1 = np.matmul(x.T, derv_out1) / train_size
    dw1 = delta1 - reg_lambda * w1
    db1 = np.mean(derv_out1, 0)

    # 更新参数
    w1 = w1 + learning_rate * dw1
    b1 = b1 + learning_rate * db1
    w2 = w2 + learning_rate * dw2
    b2 = b2 + learning_rate * db2
    current_model = {'w1': w1, 'b1': b1, 'w2': w2, 'b2': b2}

    if i % 150 == 0:
        print('第 %d 次  损失 %.4g  准确率 %.3f' % (i, loss(current_model, x, y), accuracy(current_model, x, y)))
print('训练准确率', accuracy(current_model, x, y), '测试准确率', accuracy(current_model, test_data, test_target))
