import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


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
                patch = image[h:h + self.kernel_size, w:w + self.kernel_size]
                yield patch, h, w

    def forward_prop(self, image):
        image_h, image_w = image.shape
        out = np.zeros((image_h - self.kernel_size + 1, image_w - self.kernel_size + 1, self.kernel_num))
        for patch, h, w in self.patches_generator(image):
            out[h, w] = np.sum(patch * self.kernels, axis=(1, 2))
        return out

    def back_prop(self, dE_dY, alpha):
        dE_dk = np.zeros(self.kernels.shape)
        for patch, h, w in self.patches_generator(self.image):
            dE_dk += patch * dE_dY[h, w][:, None, None]
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
            patch_h, patch_w, num_kernels = patch.shape
            max_val = np.amax(patch, axis=(0, 1))

            for idx_h in range(patch_h):
                for idx_w in range(patch_w):
                    for idx_k in range(num_kernels):
                        if patch[idx_h, idx_w, idx_k] == max_val[idx_k]:
                            dE_dk[h * self.kernel_size + idx_h, w * self.kernel_size + idx_w, idx_k] = dE_dY[h, w, idx_k]
            return dE_dk


class SoftmaxLayer:
    def __init__(self, input_units, output_units):
        self.weight = np.random.randn(input_units, output_units) / input_units
        self.bias = np.zeros(output_units)

    def forward_prop(self, image):
        self.original_shape = image.shape
        self.flattened_input = image.flatten()
        z = np.dot(self.flattened_input, self.weight) + self.bias
        e = np.exp(z - z.max())
        return e / e.sum()

    def back_prop(self, dE_dZ, alpha):
        dE_dw = np.outer(self.flattened_input, dE_dZ)
        dE_dX = np.dot(self.weight, dE_dZ)
        self.weight -= alpha * dE_dw
        self.bias -= alpha * dE_dZ
        return dE_dX.reshape(self.original_shape)


def CNN_forward(image, layers):
    output = image
    for layer in layers:
        output = layer.forward_prop(output)
    return output


def CNN_training(image, label, layers, alpha=0.02):
    output = CNN_forward(image, layers)
    loss = -np.log(output[label] + 1e-12)
    accuracy = 1 if np.argmax(output) == label else 0
    gradient_back = output.copy()
    gradient_back[label] -= 1
    for layer in layers[::-1]:
        gradient_back = layer.back_prop(gradient_back, alpha)
    return loss, accuracy


X, y = load_digits(return_X_y=True)
X = X.reshape(-1, 8, 8) / 16.0 - 0.5
X = X + 0.02 * np.random.randn(*X.shape)   # scanner noise
X_train, X_test, y_train, y_test = train_test_split(X, y, train_size=700, random_state=0)

layers = [ConvolutionLayer(3, 3), MaxPoolingLayer(2), SoftmaxLayer(3 * 3 * 3, 10)]

for epoch in range(4):
    order = np.random.permutation(len(X_train))
    loss = 0
    acc = 0
    for i in order:
        l, a = CNN_training(X_train[i], y_train[i], layers)
        loss += l
        acc += a
    print('Epoch {} -> loss {:.3f}, accuracy {:.3f}'.format(epoch + 1, loss / len(order), acc / len(order)))

test_acc = np.mean([np.argmax(CNN_forward(im, layers)) == t for im, t in zip(X_test, y_test)])
print('test accuracy', test_acc)
