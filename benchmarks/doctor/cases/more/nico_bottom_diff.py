import random
import numpy as np
import math


def sigmoid(x):
    return 1. / (1 + np.exp(-x))


# createst uniform random array w/ values in [a,b) and shape args
def rand_arr(a, b, *args):
    return np.random.rand(*args) * (b - a) + a


class LstmParam:
    def __init__(self, mem_cell_ct, x_dim):
        self.mem_cell_ct = mem_cell_ct
        self.x_dim = x_dim
        concat_len = x_dim + mem_cell_ct
        # weight matrices and bias terms
        for name in 'gifo':
            setattr(self, 'w' + name, rand_arr(-0.1, 0.1, mem_cell_ct, concat_len))
            setattr(self, 'b' + name, rand_arr(-0.1, 0.1, mem_cell_ct))
        self.zero_diffs()

    def zero_diffs(self):
        for name in 'gifo':
            setattr(self, 'w' + name + '_diff', np.zeros_like(getattr(self, 'w' + name)))
            setattr(self, 'b' + name + '_diff', np.zeros_like(getattr(self, 'b' + name)))

    def apply_diff(self, lr=1):
        for name in 'gifo':
            w, b = getattr(self, 'w' + name), getattr(self, 'b' + name)
            w -= lr * getattr(self, 'w' + name + '_diff')
            b -= lr * getattr(self, 'b' + name + '_diff')
        # reset diffs to zero
        self.zero_diffs()


class LstmState:
    def __init__(self, mem_cell_ct, x_dim):
        self.g = np.zeros(mem_cell_ct)
        self.i = np.zeros(mem_cell_ct)
        self.f = np.zeros(mem_cell_ct)
        self.o = np.zeros(mem_cell_ct)
        self.s = np.zeros(mem_cell_ct)
        self.h = np.zeros(mem_cell_ct)
        self.bottom_diff_h = np.zeros_like(self.h)
        self.bottom_diff_s = np.zeros_like(self.s)


class LstmNode:
    def __init__(self, lstm_param, lstm_state):
        self.state = lstm_state
        self.param = lstm_param
        self.xc = None

    def bottom_data_is(self, x, s_prev=None, h_prev=None):
        # if this is the first lstm node in the network
        if s_prev is None: s_prev = np.zeros_like(self.state.s)
        if h_prev is None: h_prev = np.zeros_like(self.state.h)
        # save data for use in backprop
        self.s_prev = s_prev
        self.h_prev = h_prev

        # concatenate x(t) and h(t-1)
        xc = np.hstack((x, h_prev))
        self.state.g = np.tanh(np.dot(self.param.wg, xc) + self.param.bg)
        self.state.i = sigmoid(np.dot(self.param.wi, xc) + self.param.bi)
        self.state.f = sigmoid(np.dot(self.param.wf, xc) + self.param.bf)
        self.state.o = sigmoid(np.dot(self.param.wo, xc) + self.param.bo)
        self.state.s = self.state.g * self.state.i + s_prev * self.state.f
        self.state.h = self.state.s * self.state.o
        self.xc = xc

    def top_diff_is(self, top_diff_h, top_diff_s):
        # notice that top_diff_s is carried along the constant error carousel
        ds = self.state.o * top_diff_h + top_diff_s
        do = self.state.s * top_diff_h
        di = self.state.g * ds
        dg = self.state.i * ds
        df = self.s_prev * ds

        # diffs w.r.t. vector inside sigma / tanh function
        di_input = self.state.i * (1. - self.state.i) * di
        df_input = self.state.f * (1. - self.state.f) * df
        do_input = self.state.o * (1. - self.state.o) * do
        dg_input = (1. - self.state.g ** 2) * dg

        # diffs w.r.t. inputs, and compute bottom diff
        dxc = np.zeros_like(self.xc)
        for name, d in zip('ifog', (di_input, df_input, do_input, dg_input)):
            w_diff = getattr(self.param, 'w' + name + '_diff')
            b_diff = getattr(self.param, 'b' + name + '_diff')
            w_diff += np.outer(d, self.xc)
            b_diff += d
            dxc += np.dot(getattr(self.param, 'w' + name).T, d)

        # save bottom diffs
        self.state.bottom_diff_s = ds * self.state.f
        self.state.bottom_diff_h = dxc[self.param.x_dim:]


class ToyLossLayer:
    """
    Computes square loss with first element of hidden layer array.
    """
    @classmethod
    def loss(self, pred, label):
        return (pred[0] - label) ** 2

    @classmethod
    def bottom_diff(self, pred, label):
        diff = np.zeros_like(pred)
        diff[0] = 2 * (pred[0] - label)
        return diff


class LstmNetwork():
    def __init__(self, lstm_param):
        self.lstm_param = lstm_param
        self.lstm_node_list = []
        # input sequence
        self.x_list = []

    def y_list_is(self, y_list, loss_layer):
        """
        Updates diffs by setting target sequence with corresponding loss layer.
        Will *NOT* update parameters.  To update parameters, call self.lstm_param.apply_diff()
        """
        assert len(y_list) == len(self.x_list)
        idx = len(self.x_list) - 1
        diff_s = np.zeros(self.lstm_param.mem_cell_ct)
        diff_h = np.zeros(self.lstm_param.mem_cell_ct)
        loss = 0
        while idx >= 0:
            loss += loss_layer.loss(self.lstm_node_list[idx].state.h, y_list[idx])
            diff_h = diff_h + loss_layer.bottom_diff(self.lstm_node_list[idx].state.h, y_list[idx])
            self.lstm_node_list[idx].top_diff_is(diff_h, diff_s)
            diff_h = self.lstm_node_list[idx].state.bottom_diff_h
            diff_s = self.lstm_node_list[idx].state.bottom_diff_s
            idx -= 1
        return loss

    def x_list_clear(self):
        self.x_list = []

    def x_list_add(self, x):
        self.x_list.append(x)
        if len(self.x_list) > len(self.lstm_node_list):
            # need to add new lstm node, create new state mem
            lstm_state = LstmState(self.lstm_param.mem_cell_ct, self.lstm_param.x_dim)
            self.lstm_node_list.append(LstmNode(self.lstm_param, lstm_state))

        # get index of most recent x input
        idx = len(self.x_list) - 1
        if idx == 0:
            # no recurrent inputs yet
            self.lstm_node_list[idx].bottom_data_is(x)
        else:
            s_prev = self.lstm_node_list[idx - 1].state.s
            h_prev = self.lstm_node_list[idx - 1].state.h
            self.lstm_node_list[idx].bottom_data_is(x, s_prev, h_prev)


# learns to repeat simple sequence from random inputs
np.random.seed(0)
mem_cell_ct = 60
x_dim = 40
lstm_param = LstmParam(mem_cell_ct, x_dim)
lstm_net = LstmNetwork(lstm_param)
y_list = [-0.5, 0.2, 0.1, -0.5]
input_val_arr = [np.random.random(x_dim) for _ in y_list]

for cur_iter in range(150):
    for ind in range(len(y_list)):
        lstm_net.x_list_add(input_val_arr[ind])
    preds = [lstm_net.lstm_node_list[ind].state.h[0] for ind in range(len(y_list))]
    loss = lstm_net.y_list_is(y_list, ToyLossLayer)
    if cur_iter % 15 == 0 or cur_iter == 149:
        print("iter", "%2s" % str(cur_iter), end=": ")
        print("y_pred = [" + ", ".join(["% 2.5f" % p for p in preds]) + "]", end=", ")
        print("loss:", "%.3e" % loss)
    lstm_param.apply_diff(lr=0.1)
    lstm_net.x_list_clear()
