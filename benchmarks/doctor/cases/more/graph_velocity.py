import numpy as np

np.random.seed(8)


class Graph:
    def __init__(self):
        self.nodes = []

    def clear_jacobi(self):
        for node in self.nodes:
            node.jacobi = None


default_graph = Graph()


class Node:
    """a node of the graph: value, and jacobi of the result with respect to it"""

    def __init__(self, *parents):
        self.parents = list(parents)
        self.children = []
        self.value = None
        self.jacobi = None
        for parent in self.parents:
            parent.children.append(self)
        default_graph.nodes.append(self)

    def forward(self):
        for node in self.parents:
            if node.value is None:
                node.forward()
        self.compute()

    def backward(self, result):
        if self.jacobi is None:
            if self is result:
                self.jacobi = np.asmatrix(np.eye(self.value.size))
            else:
                self.jacobi = np.asmatrix(np.zeros((result.value.size, self.value.size)))
                for child in self.children:
                    if child.value is not None:
                        self.jacobi += child.backward(result) * child.get_jacobi(self)
        return self.jacobi

    def reset_value(self):
        self.value = None
        for child in self.children:
            child.reset_value()


class Variable(Node):
    def __init__(self, dim, init=False, trainable=True):
        Node.__init__(self)
        self.trainable = trainable
        if init:
            self.value = np.asmatrix(np.random.normal(0, 0.3, dim))

    def set_value(self, value):
        self.reset_value()
        self.value = value


class Add(Node):
    def compute(self):
        self.value = self.parents[0].value + self.parents[1].value

    def get_jacobi(self, parent):
        return np.asmatrix(np.eye(self.value.size))


class MatMul(Node):
    def compute(self):
        self.value = self.parents[0].value * self.parents[1].value

    def get_jacobi(self, parent):
        a, b = self.parents
        if parent is a:
            return np.asmatrix(np.kron(np.eye(a.value.shape[0]), b.value.T))
        return np.asmatrix(np.kron(a.value, np.eye(b.value.shape[1])))


class Logistic(Node):
    def compute(self):
        self.value = np.asmatrix(1.0 / (1.0 + np.power(np.e, np.where(-self.parents[0].value > 1e2, 1e2, -self.parents[0].value))))

    def get_jacobi(self, parent):
        return np.asmatrix(np.diag(np.multiply(self.value, 1 - self.value).A1))


class LogLoss(Node):
    """first parent is label (+1/-1) times logit"""

    def compute(self):
        x = self.parents[0].value
        self.value = np.log(1 + np.power(np.e, np.where(-x > 1e2, 1e2, -x)))
        self.value = np.asmatrix(self.value)

    def get_jacobi(self, parent):
        x = parent.value
        return np.asmatrix(np.diag((-1 / (1 + np.power(np.e, np.where(x > 1e2, 1e2, x)))).ravel()))


class Momentum:
    def __init__(self, graph, target, learning_rate=0.01, momentum=0.9):
        self.graph = graph
        self.target = target
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.v = dict()
        self.acc_gradient = dict()
        self.acc_no = 0

    def one_step(self):
        self.graph.clear_jacobi()
        self.target.forward()
        for node in self.graph.nodes:
            if isinstance(node, Variable) and node.trainable:
                node.backward(self.target)
                gradient = node.jacobi.T.reshape(node.value.shape)
                if node not in self.acc_gradient:
                    self.acc_gradient[node] = gradient
                else:
                    self.acc_gradient[node] += gradient
        self.acc_no += 1

    def update(self):
        for node in self.graph.nodes:
            if isinstance(node, Variable) and node.trainable:
                gradient = self.acc_gradient[node] / self.acc_no
                if node not in self.v:
                    self.v[node] = - gradient
                else:
                    self.v[node] = self.momentum * self.v[node] - self.learning_rate * gradient
                node.set_value(node.value + self.v[node])
        self.acc_gradient.clear()
        self.acc_no = 0


# men and women: height, weight, body fat
n = 60
male = np.c_[np.random.normal(171, 6, n), np.random.normal(70, 10, n), np.random.normal(16, 2, n)]
female = np.c_[np.random.normal(158, 5, n), np.random.normal(57, 8, n), np.random.normal(22, 2, n)]
people = np.vstack([male, female]) / [10, 10, 1]
labels = np.r_[np.ones(n), -np.ones(n)]
order = np.random.permutation(2 * n)
people, labels = people[order], labels[order]

x = Variable((3, 1), trainable=False)
label = Variable((1, 1), trainable=False)
w = Variable((1, 3), init=True)
b = Variable((1, 1), init=True)
output = Add(MatMul(w, x), b)
predict = Logistic(output)
loss = LogLoss(MatMul(label, output))

optimizer = Momentum(default_graph, loss, learning_rate=0.002, momentum=0.99)


def accuracy():
    pred = []
    for person in people:
        x.set_value(np.asmatrix(person).T)
        predict.forward()
        pred.append(1 if predict.value[0, 0] > 0.5 else -1)
    return np.mean(np.array(pred) == labels)


batch_size = 12
for epoch in range(20):
    for k in range(len(people)):
        x.set_value(np.asmatrix(people[k]).T)
        label.set_value(np.asmatrix([[labels[k]]]))
        optimizer.one_step()
        if (k + 1) % batch_size == 0:
            optimizer.update()
    print("epoch: {:d}, accuracy: {:.3f}".format(epoch + 1, accuracy()))
