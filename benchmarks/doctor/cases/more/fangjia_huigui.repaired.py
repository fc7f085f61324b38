# -*- coding: utf-8 -*-
# 使用NumPy手动实现前向和反向传播，预测房价（万元）
import numpy as np

np.random.seed(0)
n = 440
mianji = np.random.uniform(40, 160, n)      # 面积
fangling = np.random.uniform(0, 30, n)      # 房龄
juli = np.random.uniform(0, 20, n)          # 到市中心的距离
jiage = mianji * (2 + 3 * np.exp(-juli / 5)) + 40 * np.cos(fangling / 5) + np.random.normal(0, 8, n)
idx = np.random.permutation(n)

# 特征做标准化
x = np.stack([mianji, fangling, juli], axis=1)
x = (x - x[idx[:340]].mean(axis=0)) / x[idx[:340]].std(axis=0)
y = (jiage - jiage[idx[:340]].mean()) / jiage[idx[:340]].std()
x_train, y_train = x[idx[:340]], y[idx[:340]]
x_test, y_test = x[idx[340:]], y[idx[340:]]

# 依次为：样本数、输入维度、隐藏层维度、输出维度
N, D_in, H, D_out = x_train.shape[0], x_train.shape[1], 12, 1

# 随机初始化权重
params = {
    'w1': np.random.randn(D_in, H) * np.sqrt(1.0 / D_in),
    'b1': np.zeros(H),
    'w2': np.random.randn(H, D_out) * np.sqrt(1.0 / H),
    'b2': np.zeros(D_out),
}


def forward(x):
    h = x.dot(params['w1']) + params['b1']
    h_out = np.tanh(h)
    y_pred = h_out.dot(params['w2']) + params['b2']
    return h, h_out, y_pred


learning_rate = 0.05
batch = 20
losses = []

for epoch in range(100):
    order = np.random.permutation(N)
    total = 0.0
    for k in range(0, N, batch):
        xb = x_train[order[k:k + batch]]
        yb = y_train[order[k:k + batch]].reshape(-1, 1)
        # 前向传播，计算预测值
        h, h_out, y_pred = forward(xb)
        total += np.square(y_pred - yb).sum()

        # 反向传播，计算loss对各参数的梯度
        grads = {}
        grad_y_pred = 2.0 * (y_pred - yb) / len(xb)
        grads['w2'] = h_out.T.dot(grad_y_pred)
        grads['b2'] = grad_y_pred.sum(axis=0)
        grad_h = grad_y_pred.dot(params['w2'].T)
        grad_h = grad_h * (1 - h_out ** 2)
        grads['w1'] = xb.T.dot(grad_h)
        grads['b1'] = grad_h.sum(axis=0)

        # 更新权重
        for name in ('w1', 'w2', 'b1', 'b2'):
            params[name] -= learning_rate * grads[name]
    losses.append(total / N)
    if epoch % 10 == 0:
        print('第%d轮 loss=%.4f' % (epoch, losses[-1]))


def r2(y_true, y_hat):
    # 决定系数
    res = np.mean((y_true - y_hat) ** 2)
    tot = np.mean((y_true - y_true.mean()) ** 2)
    return 1 - res / tot


pred = forward(x_test)[2]
print('测试集 R2:', r2(y_test, pred.ravel()))
print('预测:', pred[:5].ravel().round(2))
print('真实:', y_test[:5].round(2))
