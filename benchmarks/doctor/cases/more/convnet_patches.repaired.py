import numpy as np
from sklearn.datasets import load_digits

np.random.seed(10)


class ConvolutionLayer:
    def __init__(self, kernel_num, kernel_size):
        self.kernel_num = kernel_num
        self.kernel_size = kernel_size
        self.kernels = np.random.randn(kernel_num, kernel_size, kernel_size) / kernel_size

    def patches_generator(self, image):
        image_h, image_w = image.shape
        self.image = image
        for h in range(image_h - self.kernel_size + 1):
            for w in range(image_w - self.kernel_size + 1):
                yield image[h:h + self.kernel_size, w:w + self.kernel_size], h, w

    def forward_prop(self, image):
        image_h, image_w = image.shape
        out = np.zeros((image_h - self.kernel_size + 1, image_w - self.kernel_size + 1, self.kernel_num))
        for patch, h, w in self.patches_generator(image):
            out[h, w] = np.sum(patch * self.kernels, axis=(1, 2))
        return out

    def back_prop(self, dE_dY, alpha):
        dE_dk = np.zeros(self.kernels.shape)
        for patch, h, w in self.patches_generator(self.image):
            for f in range(self.kernel_num):
                dE_dk[f] += patch * dE_dY[h, w, f]
        self.kernels -= alpha * dE_dk
        return dE_dk


class MaxPoolingLayer:
    def __init__(self, kernel_size):
        self.kernel_size = kernel_size

    def patches_generator(self, image):
        output_h = image.shape[0] // self.kernel_size
        output_w = image.shape[1] // self.kernel_size
        self.image = image
        for h in range(output_h):
            for w in range(output_w):
                patch = image[h * self.kernel_size:(h + 1) * self.kernel_size,
                              w * self.kernel_size:(w + 1) * self.kernel_size]
                yield patch, h, w

    def forward_prop(self, image):
        image_h, image_w, num_kernels = image.shape
        output = np.zeros((image_h // self.kernel_size, image_w // self.kernel_size, num_kernels))
        for patch, h, w in self.patches_generator(image):
            output[h, w] = np.amax(patch, axis=(0, 1))
        return output

    def back_prop(self, dE_dY, alpha):
        dE_dk = np.zeros(self.image.shape)
        for patch, h, w in self.patches_generator(self.image):
            image_h, image_w, num_kernels = patch.shape
            max_val = np.amax(patch, axis=(0, 1))
            for idx_h in range(image_h):
                for idx_w in range(image_w):
                    for idx_k in range(num_kernels):
                        if patch[idx_h, idx_w, idx_k] == max_val[idx_k]:
                            dE_dk[h * self.kernel_size + idx_h, w * self.kernel_size + idx_w, idx_k] = dE_dY[h, w, idx_k]
        return dE_dk


class SoftmaxLayer:
    def __init__(self, input_units, output_units):
        self.weight = np.random.randn(input_units, output_units) / np.sqrt(input_units)
        self.bias = np.zeros(output_units)

    def forward_prop(self, image):
        self.original_shape = image.shape
        self.flattened_input = image.flatten()
        first_output = np.dot(self.flattened_input, self.weight) + self.bias
        e = np.exp(first_output - np.max(first_output))
        self.output = e / np.sum(e)
        return self.output

    def back_prop(self, dE_dZ, alpha):
        dE_dw = np.outer(self.flattened_input, dE_dZ)
        dE_dX = self.weight @ dE_dZ
        self.weight -= alpha * dE_dw
        self.bias -= alpha * dE_dZ
        return dE_dX.reshape(self.original_shape)


def CNN_forward(image, label, layers):
    output = image
    for layer in layers:
        output = layer.forward_prop(output)
    loss = -np.log(output[label] + 1e-12)
    accuracy = 1 if np.argmax(output) == label else 0
    return output, loss, accuracy


def CNN_training(image, label, alpha, layers):
    output, loss, accuracy = CNN_forward(image, label, layers)
    gradient = output.copy()
    gradient[label] -= 1
    for layer in layers[::-1]:
        gradient = layer.back_prop(gradient, alpha)
    return loss, accuracy


digits = load_digits()
shuffle = np.random.permutation(len(digits.images))
X = digits.images[shuffle] / 16.0 - 0.3 + np.random.normal(0, 0.02, digits.images.shape)
y = digits.target[shuffle]
X_train, y_train = X[:500], y[:500]
X_test, y_test = X[500:800], y[500:800]

layers = [ConvolutionLayer(4, 3), MaxPoolingLayer(2), SoftmaxLayer(3 * 3 * 4, 10)]

for epoch in range(4):
    total_loss, total_acc = 0, 0
    for image, label in zip(X_train, y_train):
        l, a = CNN_training(image, label, 0.05, layers)
        total_loss += l
        total_acc += a
    print('Epoch {} -> average loss {:.3f}, accuracy {:.3f}'.format(epoch + 1, total_loss / 500, total_acc / 500))

hits = [CNN_forward(image, label, layers)[2] for image, label in zip(X_test, y_test)]
print('test accuracy', np.mean(hits))
