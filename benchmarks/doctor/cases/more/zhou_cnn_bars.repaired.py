import numpy as np

# CNN with numpy after the well known two part blog post, but no MNIST:
# 8x8 pictures with a horizontal bar (0), a vertical bar (1) or a diagonal (2)


class Conv3x3:
  # A Convolution layer using 3x3 filters.

  def __init__(self, num_filters):
    self.num_filters = num_filters
    self.filters = np.random.randn(num_filters, 3, 3) / 9

  def iterate_regions(self, image):
    h, w = image.shape
    for i in range(h - 2):
      for j in range(w - 2):
        im_region = image[i:(i + 3), j:(j + 3)]
        yield im_region, i, j

  def forward(self, input):
    self.last_input = input
    h, w = input.shape
    output = np.zeros((h - 2, w - 2, self.num_filters))
    for im_region, i, j in self.iterate_regions(input):
      output[i, j] = np.sum(im_region * self.filters, axis=(1, 2))
    return output

  def backprop(self, d_L_d_out, learn_rate):
    d_L_d_filters = np.zeros(self.filters.shape)
    for im_region, i, j in self.iterate_regions(self.last_input):
      for f in range(self.num_filters):
        d_L_d_filters[f] += d_L_d_out[i, j, f] * im_region
    self.filters -= learn_rate * d_L_d_filters


class MaxPool2:
  def iterate_regions(self, image):
    h, w, _ = image.shape
    for i in range(h // 2):
      for j in range(w // 2):
        yield image[(i * 2):(i * 2 + 2), (j * 2):(j * 2 + 2)], i, j

  def forward(self, input):
    self.last_input = input
    h, w, n = input.shape
    output = np.zeros((h // 2, w // 2, n))
    for im_region, i, j in self.iterate_regions(input):
      output[i, j] = np.amax(im_region, axis=(0, 1))
    return output

  def backprop(self, d_L_d_out):
    d_L_d_input = np.zeros(self.last_input.shape)
    for im_region, i, j in self.iterate_regions(self.last_input):
      h, w, n = im_region.shape
      flat = im_region.reshape(h * w, n).argmax(axis=0)
      for f in range(n):
        d_L_d_input[i * 2 + flat[f] // w, j * 2 + flat[f] % w, f] = d_L_d_out[i, j, f]
    return d_L_d_input


class Softmax:
  # A standard fully-connected layer with softmax activation.

  def __init__(self, input_len, nodes):
    self.weights = np.random.randn(input_len, nodes) / input_len
    self.biases = np.zeros(nodes)

  def forward(self, input):
    self.last_input_shape = input.shape
    input = input.flatten()
    self.last_input = input
    totals = np.dot(input, self.weights) + self.biases
    self.last_totals = totals
    exp = np.exp(totals - totals.max())
    return exp / np.sum(exp, axis=0)

  def backprop(self, d_L_d_out, learn_rate):
    for i, gradient in enumerate(d_L_d_out):
      if gradient == 0:
        continue
      # e^totals
      t_exp = np.exp(self.last_totals - self.last_totals.max())
      S = np.sum(t_exp)
      # Gradients of out[i] against totals
      d_out_d_t = -t_exp[i] * t_exp / (S ** 2)
      d_out_d_t[i] = t_exp[i] * (S - t_exp[i]) / (S ** 2)
      # Gradients of loss against totals
      d_L_d_t = gradient * d_out_d_t
      d_L_d_w = self.last_input[np.newaxis].T @ d_L_d_t[np.newaxis]
      d_L_d_inputs = self.weights @ d_L_d_t
      self.weights -= learn_rate * d_L_d_w
      self.biases -= learn_rate * d_L_d_t
      return d_L_d_inputs.reshape(self.last_input_shape)


def picture():
  label = np.random.randint(3)
  im = np.random.rand(8, 8) * 0.3
  k = np.random.randint(1, 7)
  if label == 0:
    im[k, 1:7] += 0.7
  elif label == 1:
    im[1:7, k] += 0.7
  else:
    for q in range(1, 7):
      im[q, (q + k) % 8] += 0.7
  return im - 0.5, label

train_set = [picture() for _ in range(500)]
test_set = [picture() for _ in range(200)]

conv = Conv3x3(6)        # 8x8   -> 6x6x6
pool = MaxPool2()        # 6x6x6 -> 3x3x6
softmax = Softmax(3 * 3 * 6, 3)


def forward(image, label):
  out = conv.forward(image)
  out = pool.forward(out)
  out = softmax.forward(out)
  loss = -np.log(out[label])
  acc = 1 if np.argmax(out) == label else 0
  return out, loss, acc

def train(im, label, lr=.02):
  out, loss, acc = forward(im, label)
  # initial gradient of the cross entropy
  gradient = np.zeros(3)
  gradient[label] = -1 / out[label]
  gradient = softmax.backprop(gradient, lr)
  gradient = pool.backprop(gradient)
  conv.backprop(gradient, lr)
  return loss, acc

loss = 0
num_correct = 0
for epoch in range(3):
  print('--- Epoch %d ---' % (epoch + 1))
  for n in np.random.permutation(len(train_set)):
    l, acc = train(*train_set[n])
    loss += l
    num_correct += acc
  print('average loss %.3f | accuracy: %d%%' % (loss / 500, num_correct / 5))
  loss = 0
  num_correct = 0

test_acc = np.mean([forward(im, label)[2] for im, label in test_set])
print('test accuracy', test_acc)
