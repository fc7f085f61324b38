import numpy as np


def sigmoid(x):
    return 1. / (1 + np.exp(-x))


class LstmParam:
    def __init__(self, mem_cell_ct, x_dim):
        self.mem_cell_ct, self.x_dim = mem_cell_ct, x_dim
        concat_len = x_dim + mem_cell_ct
        self.w, self.b, self.w_diff, self.b_diff = {}, {}, {}, {}
        for gate in "gifo":
            self.w[gate] = np.random.rand(mem_cell_ct, concat_len) * 0.2 - 0.1
            self.b[gate] = np.random.rand(mem_cell_ct) * 0.2 - 0.1
        self.clear()

    def clear(self):
        for gate in "gifo":
            self.w_diff[gate] = np.zeros_like(self.w[gate])
            self.b_diff[gate] = np.zeros_like(self.b[gate])

    def apply_diff(self, lr=1):
        for gate in "gifo":
            self.w[gate] -= lr * self.w_diff[gate]
            self.b[gate] -= lr * self.b_diff[gate]
        self.clear()


class LstmNode:
    def __init__(self, param):
        self.param = param

    def bottom_data_is(self, x, s_prev=None, h_prev=None):
        n = self.param.mem_cell_ct
        self.s_prev = np.zeros(n) if s_prev is None else s_prev
        self.h_prev = np.zeros(n) if h_prev is None else h_prev
        self.xc = np.hstack((x, self.h_prev))
        pre = {k: np.dot(self.param.w[k], self.xc) + self.param.b[k] for k in "gifo"}
        self.g = np.tanh(pre["g"])
        self.i, self.f, self.o = sigmoid(pre["i"]), sigmoid(pre["f"]), sigmoid(pre["o"])
        self.s = self.g * self.i + self.s_prev * self.f
        self.h = self.s * self.o

    def top_diff_is(self, top_diff_h, top_diff_s):
        ds = self.o * top_diff_h + top_diff_s
        d = {"o": self.s * top_diff_h * self.o * (1 - self.o),
             "i": self.g * ds * self.i * (1 - self.i),
             "g": self.i * ds * (1 - self.g ** 2),
             "f": self.s_prev * ds * self.f * (1 - self.f)}
        dxc = np.zeros_like(self.xc)
        for k in "gifo":
            self.param.w_diff[k] += np.outer(d[k], self.xc)
            self.param.b_diff[k] += d[k]
            dxc += np.dot(self.param.w[k].T, d[k])
        self.bottom_diff_s = ds * self.f
        self.bottom_diff_h = dxc[self.param.x_dim:]


class LstmNetwork:
    def __init__(self, param):
        self.param = param
        self.nodes = []
        self.x_list = []

    def x_list_clear(self):
        self.x_list = []

    def x_list_add(self, x):
        self.x_list.append(x)
        if len(self.x_list) > len(self.nodes):
            self.nodes.append(LstmNode(self.param))
        k = len(self.x_list) - 1
        if k == 0:
            self.nodes[k].bottom_data_is(x)
        else:
            self.nodes[k].bottom_data_is(x, self.nodes[k - 1].s, self.nodes[k - 1].h)

    def y_list_is(self, y_list, loss_layer):
        k = len(self.x_list) - 1
        loss = 0
        diff_h_next = np.zeros(self.param.mem_cell_ct)
        diff_s = np.zeros(self.param.mem_cell_ct)
        while k >= 0:
            loss += loss_layer.loss(self.nodes[k].h, y_list[k])
            diff_h = loss_layer.bottom_diff(self.nodes[k].h, y_list[k]) + diff_h_next
            self.nodes[k].top_diff_is(diff_h, diff_s)
            diff_h_next, diff_s = self.nodes[k].bottom_diff_h, self.nodes[k].bottom_diff_s
            k -= 1
        return loss


class FirstCellLoss:
    """squared distance between the first cell of h and the label"""
    @classmethod
    def loss(cls, pred, label):
        return (pred[0] - label) ** 2

    @classmethod
    def bottom_diff(cls, pred, label):
        diff = np.zeros_like(pred)
        diff[0] = 2 * (pred[0] - label)
        return diff


np.random.seed(0)
mem_cell_ct, x_dim = 30, 10
param = LstmParam(mem_cell_ct, x_dim)
net = LstmNetwork(param)
y_list = [-0.5, 0.2, 0.1, -0.5, 0.7, -1.3]
input_val_arr = [np.random.random(x_dim) for _ in y_list]

for cur_iter in range(801):
    net.x_list_clear()
    for x in input_val_arr:
        net.x_list_add(x)
    loss = net.y_list_is(y_list, FirstCellLoss)
    if cur_iter % 80 == 0:
        print("iter", "%3d" % cur_iter, "y_pred = [" + ", ".join("% 2.3f" % net.nodes[k].h[0] for k in range(len(y_list))) + "]",
              "loss: %.3e" % loss)
    param.apply_diff(lr=0.05)
