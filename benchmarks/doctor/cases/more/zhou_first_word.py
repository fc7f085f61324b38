import numpy as np
from numpy.random import randn

np.random.seed(4)

# sentences: the first word decides, the rest is chatter
subjects = ['it', 'this', 'that', 'everything']
fillers = ['was', 'really', 'very', 'so', 'today', 'then']
train_data, test_data = {}, {}
for k in range(260):
    sentiment = np.random.rand() < 0.5
    words = ['happy' if sentiment else 'sad', np.random.choice(subjects)]
    words += list(np.random.choice(fillers, np.random.randint(13, 18)))
    (train_data if k < 180 else test_data)[' '.join(words)] = bool(sentiment)

vocab = sorted({w for text in list(train_data) + list(test_data) for w in text.split(' ')})
vocab_size = len(vocab)
word_to_idx = {w: i for i, w in enumerate(vocab)}
print('%d unique words found' % vocab_size)


class RNN:
    # A many-to-one Vanilla Recurrent Neural Network.

    def __init__(self, input_size, output_size, hidden_size=32):
        # Weights
        self.Whh = randn(hidden_size, hidden_size) / np.sqrt(hidden_size)
        self.Wxh = randn(hidden_size, input_size) / 10
        self.Why = randn(output_size, hidden_size) / 10

        # Biases
        self.bh = np.zeros((hidden_size, 1))
        self.by = np.zeros((output_size, 1))

    def forward(self, inputs):
        h = np.zeros((self.Whh.shape[0], 1))
        self.last_inputs = inputs
        self.last_hs = {0: h}
        for i, x in enumerate(inputs):
            h = np.tanh(self.Wxh @ x + self.Whh @ h + self.bh)
            self.last_hs[i + 1] = h
        y = self.Why @ h + self.by
        return y, h

    def backprop(self, d_y, learn_rate=2e-2):
        n = len(self.last_inputs)

        # Calculate dL/dWhy and dL/dby.
        d_Why = d_y @ self.last_hs[n].T
        d_by = d_y

        # Initialize dL/dWhh, dL/dWxh, and dL/dbh to zero.
        d_Whh = np.zeros(self.Whh.shape)
        d_Wxh = np.zeros(self.Wxh.shape)
        d_bh = np.zeros(self.bh.shape)

        # Calculate dL/dh for the last h.
        d_h = self.Why.T @ d_y

        # Backpropagate through time.
        for t in reversed(range(n)):
            temp = ((1 - self.last_hs[t + 1] ** 2) * d_h)
            d_bh += temp
            d_Whh += temp @ self.last_hs[t].T
            d_Wxh += temp @ self.last_inputs[t].T
            # Next dL/dh
            d_h = self.Whh @ temp

        # Clip to prevent exploding gradients.
        for d in [d_Wxh, d_Whh, d_Why, d_bh, d_by]:
            np.clip(d, -1, 1, out=d)

        self.Whh -= learn_rate * d_Whh
        self.Wxh -= learn_rate * d_Wxh
        self.Why -= learn_rate * d_Why
        self.bh -= learn_rate * d_bh
        self.by -= learn_rate * d_by


def createInputs(text):
    inputs = []
    for w in text.split(' '):
        v = np.zeros((vocab_size, 1))
        v[word_to_idx[w]] = 1
        inputs.append(v)
    return inputs


def softmax(xs):
    return np.exp(xs) / sum(np.exp(xs))


rnn = RNN(vocab_size, 2)


def processData(data, backprop=True):
    items = list(data.items())
    np.random.shuffle(items)

    loss = 0
    num_right = 0
    for x, y in items:
        inputs = createInputs(x)
        target = int(y == True or y == 'True')
        out, _ = rnn.forward(inputs)
        probs = softmax(out)
        loss -= np.log(probs[target, 0])
        num_right += int(np.argmax(probs) == target)
        if backprop:
            d_L_d_y = probs
            d_L_d_y[target] -= 1
            rnn.backprop(d_L_d_y)
    return loss / len(data), num_right / len(data)


for epoch in range(20):
    train_loss, train_acc = processData(train_data)
    if epoch % 4 == 3:
        print('--- Epoch %d' % (epoch + 1))
        print('Train:\tLoss %.3f | Accuracy: %.3f' % (train_loss, train_acc))
        test_loss, test_acc = processData(test_data, backprop=False)
        print('Test:\tLoss %.3f | Accuracy: %.3f' % (test_loss, test_acc))
