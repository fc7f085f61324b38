import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


class LstmLayer(object):
    """one sequence at a time, everything kept in lists by time step"""

    def __init__(self, input_width, state_width, learning_rate):
        self.input_width, self.state_width = input_width, state_width
        self.learning_rate = learning_rate
        self.Wfh, self.Wfx, self.bf = self.init_weight_mat()
        self.Wih, self.Wix, self.bi = self.init_weight_mat()
        self.Woh, self.Wox, self.bo = self.init_weight_mat()
        self.Wch, self.Wcx, self.bc = self.init_weight_mat()

    def init_weight_mat(self):
        Wh = np.random.uniform(-0.4, 0.4, (self.state_width, self.state_width))
        Wx = np.random.uniform(-0.4, 0.4, (self.state_width, self.input_width))
        b = np.zeros((self.state_width, 1))
        return Wh, Wx, b

    def forward(self, xs):
        zero = np.zeros((self.state_width, 1))
        self.x_list = [None] + list(xs)
        self.c_list, self.h_list = [zero], [zero]
        self.f_list, self.i_list, self.o_list, self.ct_list = [zero], [zero], [zero], [zero]
        for x in xs:
            h = self.h_list[-1]
            f = sigmoid(np.dot(self.Wfh, h) + np.dot(self.Wfx, x) + self.bf)
            i = sigmoid(np.dot(self.Wih, h) + np.dot(self.Wix, x) + self.bi)
            o = sigmoid(np.dot(self.Woh, h) + np.dot(self.Wox, x) + self.bo)
            ct = np.tanh(np.dot(self.Wch, h) + np.dot(self.Wcx, x) + self.bc)
            c = f * self.c_list[-1] + i * ct
            self.f_list.append(f)
            self.i_list.append(i)
            self.o_list.append(o)
            self.ct_list.append(ct)
            self.c_list.append(c)
            self.h_list.append(o * np.tanh(c))
        return self.h_list[-1]

    def backward(self, delta_h):
        times = len(self.x_list) - 1
        self.delta_f_list, self.delta_i_list = [None] * (times + 1), [None] * (times + 1)
        self.delta_o_list, self.delta_ct_list = [None] * (times + 1), [None] * (times + 1)
        delta_c = np.zeros_like(delta_h)
        for k in range(times, 0, -1):
            ig, og, fg, ct = self.i_list[k], self.o_list[k], self.f_list[k], self.ct_list[k]
            tanh_c = np.tanh(self.c_list[k])
            delta_c = delta_c + delta_h * og * (1 - tanh_c * tanh_c)
            delta_o = delta_h * tanh_c * og * (1 - og)
            delta_f = delta_c * self.c_list[k - 1] * fg * (1 - fg)
            delta_i = delta_c * ct * ig * (1 - ig)
            delta_ct = delta_c * ig * (1 - ct * ct)
            delta_h = (np.dot(self.Woh.T, delta_o) + np.dot(self.Wih.T, delta_i) +
                       np.dot(self.Wfh.T, delta_f) + np.dot(self.Wch.T, delta_ct))
            delta_c = delta_c * fg
            self.delta_f_list[k], self.delta_i_list[k] = delta_f, delta_i
            self.delta_o_list[k], self.delta_ct_list[k] = delta_o, delta_ct

    def calc_gradient_t(self, t):
        h_prev = self.h_list[t - 1].T
        x = self.x_list[t].T
        Wf = (np.dot(self.delta_f_list[t], h_prev), np.dot(self.delta_f_list[t], x))
        Wi = (np.dot(self.delta_i_list[t], h_prev), np.dot(self.delta_i_list[t], x))
        Wo = (np.dot(self.delta_o_list[t], h_prev), np.dot(self.delta_o_list[t], x))
        Wc = (np.dot(self.delta_ct_list[t], h_prev), np.dot(self.delta_ct_list[t], x))
        bf_grad = self.delta_f_list[t]
        bi_grad = self.delta_i_list[t]
        bo_grad = self.delta_o_list[t]
        bc_grad = self.delta_ct_list[t]
        return [Wf[0], Wf[1], bf_grad, Wi[0], Wi[1], bi_grad, Wo[0], Wo[1], bo_grad, Wc[0], Wc[1], bc_grad]

    def update(self):
        params = [self.Wfh, self.Wfx, self.bf, self.Wih, self.Wix, self.bi,
                  self.Woh, self.Wox, self.bo, self.Wch, self.Wcx, self.bc]
        for t in range(1, len(self.x_list)):
            for p, g in zip(params, self.calc_gradient_t(t)):
                p -= self.learning_rate * g


def sequence():
    # a 1 somewhere, the answer is how long ago it was (0..1)
    length = 6
    where = np.random.randint(length)
    xs = [np.array([[1.0 if k == where else 0.0]]) for k in range(length)]
    return xs, (length - 1 - where) / (length - 1)


lstm = LstmLayer(1, 6, 0.1)
Wy = np.random.uniform(-0.4, 0.4, (1, 6))
by = np.zeros((1, 1))

running = 0.3
for n in range(1, 3001):
    xs, target = sequence()
    h = lstm.forward(xs)
    y = np.dot(Wy, h) + by
    delta = y - target
    delta_h = np.dot(Wy.T, delta)
    Wy -= 0.1 * np.dot(delta, h.T)
    by -= 0.1 * delta
    lstm.backward(delta_h)
    lstm.update()
    running = 0.99 * running + 0.01 * delta[0, 0] ** 2
    if n % 500 == 0:
        print(n, 'squared error', running)
