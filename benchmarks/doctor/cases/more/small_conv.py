import numpy as np
from sklearn.datasets import load_digits

class Conv3x3:
    # first layer, images are h x w without channels, no padding
    def __init__(self, num_filters):
        self.num_filters = num_filters
        self.filters = np.random.randn(num_filters, 3, 3) / 3
        self.offset = np.zeros(num_filters)

    def iterate_regions(self, image):
        h, w = image.shape
        for i in range(h - 2):
            for j in range(w - 2):
                yield image[i:(i + 3), j:(j + 3)], i, j

    def forward(self, input):
        self.last_input = input
        h, w = input.shape
        output = np.zeros((h - 2, w - 2, self.num_filters))
        for im_region, i, j in self.iterate_regions(input):
            output[i, j] = np.sum(im_region * self.filters, axis=(1, 2)) + self.offset
        self.last_output = np.maximum(output, 0)
        return self.last_output

    def backprop(self, d_L_d_out, learn_rate):
        d_L_d_out = d_L_d_out * (self.last_output > 0)
        d_L_d_filters = np.zeros(self.filters.shape)
        for im_region, i, j in self.iterate_regions(self.last_input):
            d_L_d_filters += d_L_d_out[i, j][:, None, None] * im_region
        self.filters -= learn_rate * d_L_d_filters
        self.offset -= learn_rate * d_L_d_out.sum(axis=(0, 1))
        return None

class MaxPool2:
    def forward(self, input):
        self.last_input = input
        h, w, f = input.shape
        self.blocks = input.reshape(h // 2, 2, w // 2, 2, f)
        return self.blocks.max(axis=(1, 3))

    def backprop(self, d_L_d_out):
        top = self.blocks.max(axis=(1, 3), keepdims=True)
        where = (self.blocks == top) * 1.0
        where /= where.sum(axis=(1, 3), keepdims=True)
        return (where * d_L_d_out[:, None, :, None, :]).reshape(self.last_input.shape)

class Softmax:
    def __init__(self, input_len, nodes):
        self.weights = np.random.randn(input_len, nodes) / input_len ** 0.5
        self.biases = np.zeros(nodes)

    def forward(self, input):
        self.last_input_shape = input.shape
        self.last_input = input.flatten()
        totals = self.last_input @ self.weights + self.biases
        exp = np.exp(totals - totals.max())
        self.p = exp / exp.sum()
        return self.p

    def backprop(self, label, learn_rate):
        d_t = self.p.copy()
        d_t[label] -= 1
        d_inputs = self.weights @ d_t
        self.weights -= learn_rate * np.outer(self.last_input, d_t)
        self.biases -= learn_rate * d_t
        return d_inputs.reshape(self.last_input_shape)

d = load_digits()
mix = np.random.permutation(len(d.images))
images, labels = d.images[mix] / 16 - 0.3, d.target[mix]
train_im, train_lab = images[:400], labels[:400]
test_im, test_lab = images[400:600], labels[400:600]

conv = Conv3x3(6)                # 8x8 -> 6x6x6
pool = MaxPool2()                # -> 3x3x6
softmax = Softmax(3 * 3 * 6, 10)

def forward(image, label):
    out = softmax.forward(pool.forward(conv.forward(image)))
    return out, -np.log(out[label]), int(np.argmax(out) == label)

def train(im, label, lr=.02):
    out, loss, acc = forward(im, label)
    gradient = softmax.backprop(label, lr)
    gradient = pool.backprop(gradient)
    conv.backprop(gradient, lr)
    return loss, acc

def evaluate(ims, labs):
    return sum(forward(i, l)[2] for i, l in zip(ims, labs)) / len(labs)

for epoch in range(4):
    p = np.random.permutation(len(train_im))
    loss = num_correct = 0
    for i, k in enumerate(p):
        l, acc = train(train_im[k], train_lab[k])
        loss += l
        num_correct += acc
        if i % 100 == 99:
            print('[epoch %d step %d] past 100 steps: average loss %.3f | accuracy: %d%%' % (epoch + 1, i + 1, loss / 100, num_correct))
            loss = num_correct = 0
print("test", evaluate(test_im, test_lab))
