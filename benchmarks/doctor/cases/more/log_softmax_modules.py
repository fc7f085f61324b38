import numpy as np
from sklearn.datasets import load_digits


class Module:
    def forward(self, input):
        return self.updateOutput(input)

    def backward(self, input, gradOutput):
        self.updateGradInput(input, gradOutput)
        self.accGradParameters(input, gradOutput)
        return self.gradInput

    def accGradParameters(self, input, gradOutput):
        pass

    def zeroGradParameters(self):
        pass

    def getParameters(self):
        return []

    def getGradParameters(self):
        return []


class Linear(Module):
    def __init__(self, n_in, n_out):
        stdv = 1. / np.sqrt(n_in)
        self.W = np.random.uniform(-stdv, stdv, size=(n_out, n_in))
        self.b = np.random.uniform(-stdv, stdv, size=n_out)
        self.gradW = np.zeros_like(self.W)
        self.gradb = np.zeros_like(self.b)

    def updateOutput(self, input):
        self.output = input @ self.W.T + self.b
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput @ self.W
        return self.gradInput

    def accGradParameters(self, input, gradOutput):
        self.gradW += gradOutput.T @ input
        self.gradb += np.sum(gradOutput, axis=0)

    def zeroGradParameters(self):
        self.gradW.fill(0)
        self.gradb.fill(0)

    def getParameters(self):
        return [self.W, self.b]

    def getGradParameters(self):
        return [self.gradW, self.gradb]


class LeakyReLU(Module):
    def __init__(self, slope=0.03):
        self.slope = slope

    def updateOutput(self, input):
        self.output = np.where(input > 0, input, self.slope * input)
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput * np.where(input > 0, 1, self.slope)
        return self.gradInput


class LogSoftMax(Module):
    def updateOutput(self, input):
        shifted = np.subtract(input, input.max(axis=1, keepdims=True))
        self.output = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput - np.exp(self.output) * np.sum(gradOutput, axis=1, keepdims=True)
        return self.gradInput


class ClassNLLCriterion:
    def forward(self, input, target):
        return -np.sum(input * target) / len(input)

    def backward(self, input, target):
        return -target / len(input)


class Sequential(Module):
    def __init__(self, *modules):
        self.modules = list(modules)

    def updateOutput(self, input):
        self.inputs = []
        for m in self.modules:
            self.inputs.append(input)
            input = m.forward(input)
        self.output = input
        return self.output

    def backward(self, input, gradOutput):
        for m, inp in zip(reversed(self.modules), reversed(self.inputs)):
            gradOutput = m.backward(inp, gradOutput)
        return gradOutput

    def zeroGradParameters(self):
        for m in self.modules:
            m.zeroGradParameters()

    def getParameters(self):
        return [p for m in self.modules for p in m.getParameters()]

    def getGradParameters(self):
        return [g for m in self.modules for g in m.getGradParameters()]


def adam_optimizer(variables, gradients, config, state):
    state.setdefault('m', {})
    state.setdefault('v', {})
    state.setdefault('t', 0)
    state['t'] += 1
    lr_t = config['learning_rate'] * np.sqrt(1 - config['beta2'] ** state['t']) / (1 - config['beta1'] ** state['t'])
    for i, (var, grad) in enumerate(zip(variables, gradients)):
        m = state['m'].setdefault(i, np.zeros_like(grad))
        v = state['v'].setdefault(i, np.zeros_like(grad))
        np.add(config['beta1'] * m, (1 - config['beta1']) * grad, out=m)
        np.add(config['beta2'] * v, (1 - config['beta2']) * grad * grad, out=v)
        var -= lr_t * m / (np.sqrt(v) + config['epsilon'])


digits = load_digits()
order = np.random.permutation(len(digits.data))
X, t = digits.data[order] / 16, digits.target[order]
Y = np.eye(10)[t]
n_train = 1400

net = Sequential(Linear(64, 32), LeakyReLU(), Linear(32, 10), LogSoftMax())
criterion = ClassNLLCriterion()
config = {'learning_rate': 3e-3, 'beta1': 0.9, 'beta2': 0.999, 'epsilon': 1e-8}
state = {}

for epoch in range(20):
    idx = np.random.permutation(n_train)
    losses = []
    for i in range(0, n_train, 64):
        xb, yb = X[idx[i:i + 64]], Y[idx[i:i + 64]]
        net.zeroGradParameters()
        out = net.forward(xb)
        losses.append(criterion.forward(out, yb))
        net.backward(xb, criterion.backward(out, yb))
        adam_optimizer(net.getParameters(), net.getGradParameters(), config, state)
    val = np.mean(net.forward(X[n_train:]).argmax(axis=1) == t[n_train:])
    print('#%d loss %.4f validation accuracy %.4f' % (epoch, np.mean(losses), val))
