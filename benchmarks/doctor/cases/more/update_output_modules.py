import numpy as np
from sklearn.datasets import load_wine


class Module(object):
    def __init__(self):
        self.output = None
        self.gradInput = None
        self.training = True

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


class Sequential(Module):
    def __init__(self):
        super(Sequential, self).__init__()
        self.modules = []

    def add(self, module):
        self.modules.append(module)

    def updateOutput(self, input):
        self.inputs = []
        for module in self.modules:
            self.inputs.append(input)
            input = module.forward(input)
        self.output = input
        return self.output

    def backward(self, input, gradOutput):
        for module, inp in zip(self.modules[::-1], self.inputs[::-1]):
            gradOutput = module.backward(inp, gradOutput)
        self.gradInput = gradOutput
        return self.gradInput

    def zeroGradParameters(self):
        for module in self.modules:
            module.zeroGradParameters()

    def getParameters(self):
        return [x.getParameters() for x in self.modules]

    def getGradParameters(self):
        return [x.getGradParameters() for x in self.modules]


class Linear(Module):
    def __init__(self, n_in, n_out):
        super(Linear, self).__init__()
        stdv = 1./np.sqrt(n_in)
        self.W = np.random.uniform(-stdv, stdv, size=(n_out, n_in))
        self.b = np.random.uniform(-stdv, stdv, size=n_out)
        self.gradW = np.zeros_like(self.W)
        self.gradb = np.zeros_like(self.b)

    def updateOutput(self, input):
        self.output = input.dot(self.W.T) + self.b
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput.dot(self.W)
        return self.gradInput

    def accGradParameters(self, input, gradOutput):
        self.gradW += gradOutput.T.dot(input)
        self.gradb += gradOutput.sum(axis=0)

    def zeroGradParameters(self):
        self.gradW.fill(0)
        self.gradb.fill(0)

    def getParameters(self):
        return [self.W, self.b]

    def getGradParameters(self):
        return [self.gradW, self.gradb]


class ReLU(Module):
    def updateOutput(self, input):
        self.output = np.maximum(input, 0)
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = np.multiply(gradOutput, input > 0)
        return self.gradInput


class SoftMax(Module):
    def updateOutput(self, input):
        # start with normalization for numerical stability
        self.output = np.subtract(input, input.max(axis=1, keepdims=True))
        self.output = np.exp(self.output)
        self.output /= self.output.sum(axis=1, keepdims=True)
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput * self.output * (1 - self.output)
        return self.gradInput


class ClassNLLCriterion(object):
    EPS = 1e-15

    def forward(self, input, target):
        input_clamp = np.clip(input, self.EPS, 1 - self.EPS)
        return -np.sum(target * np.log(input_clamp)) / len(input)

    def backward(self, input, target):
        input_clamp = np.clip(input, self.EPS, 1 - self.EPS)
        return -target / input_clamp / len(input)


def sgd_momentum(variables, gradients, config, state):
    # 'variables' and 'gradients' have complex structure, accumulated_grads will be stored in a simpler one
    state.setdefault('accumulated_grads', {})
    var_index = 0
    for current_layer_vars, current_layer_grads in zip(variables, gradients):
        for current_var, current_grad in zip(current_layer_vars, current_layer_grads):
            old_grad = state['accumulated_grads'].setdefault(var_index, np.zeros_like(current_grad))
            np.add(config['momentum'] * old_grad, config['learning_rate'] * current_grad, out=old_grad)
            current_var -= old_grad
            var_index += 1


def get_batches(X, Y, batch_size):
    indices = np.random.permutation(len(X))
    for start in range(0, len(X), batch_size):
        idx = indices[start:start + batch_size]
        yield X[idx], Y[idx]


data = load_wine()
X = (data.data - data.data.mean(axis=0)) / data.data.std(axis=0)
Y = np.eye(3)[data.target]

net = Sequential()
net.add(Linear(13, 8))
net.add(ReLU())
net.add(Linear(8, 3))
net.add(SoftMax())
criterion = ClassNLLCriterion()

optimizer_config = {'learning_rate': 1e-2, 'momentum': 0.9}
optimizer_state = {}

for epoch in range(20):
    for x_batch, y_batch in get_batches(X, Y, 32):
        net.zeroGradParameters()
        predictions = net.forward(x_batch)
        dp = criterion.backward(predictions, y_batch)
        net.backward(x_batch, dp)
        sgd_momentum(net.getParameters(), net.getGradParameters(), optimizer_config, optimizer_state)
    p = net.forward(X)
    print('epoch', epoch, 'loss %.4f' % criterion.forward(p, Y), 'accuracy %.3f' % np.mean(p.argmax(1) == data.target))
