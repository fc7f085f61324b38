import numpy as np
import random

random.seed(3)
np.random.seed(3)

subjects = ['this', 'that', 'it', 'the film', 'the food', 'my day']
words_pos = ['good', 'happy', 'great']
words_neg = ['bad', 'sad', 'awful']

def make(n):
    data = {}
    while len(data) < n:
        s, pos, neg = random.choice(subjects), random.random() < .5, random.random() < .5
        w = random.choice(words_pos if pos else words_neg)
        tail = random.choice(['', ' right now', ' to me', ' today', ' earlier'])
        text = s + ' is ' + ('not ' if neg else '') + w + tail
        data[text] = pos != neg
    return data

all_data = make(200)
texts = sorted(all_data)
random.shuffle(texts)
train_data = {t: all_data[t] for t in texts[:150]}
test_data = {t: all_data[t] for t in texts[150:]}

vocab = sorted(set(w for t in all_data for w in t.split(' ')))
vocab_size = len(vocab)
word_to_idx = {w: i for i, w in enumerate(vocab)}
print('%d unique words, %d sentences' % (vocab_size, len(all_data)))


def createInputs(text):
    inputs = []
    for w in text.split(' '):
        v = np.zeros((vocab_size, 1))
        v[word_to_idx[w]] = 1
        inputs.append(v)
    return inputs


def softmax(xs):
    return np.exp(xs) / sum(np.exp(xs))


class RNN:
    """ many-to-one vanilla RNN """

    def __init__(self, input_size, output_size, hidden_size=32):
        self.Whh = np.random.randn(hidden_size, hidden_size) / hidden_size ** .5 * .8
        self.Wxh = np.random.randn(hidden_size, input_size) / 5
        self.Why = np.random.randn(output_size, hidden_size) / 10
        self.bh = np.zeros((hidden_size, 1))
        self.by = np.zeros((output_size, 1))

    def forward(self, inputs):
        h = np.zeros((self.Whh.shape[0], 1))
        self.last_inputs = inputs
        self.last_hs = {0: h}
        for i, x in enumerate(inputs):
            h = np.tanh(self.Wxh @ x + self.Whh @ h + self.bh)
            self.last_hs[i + 1] = h
        return self.Why @ h + self.by, h

    def backprop(self, d_y, learn_rate=2e-2):
        n = len(self.last_inputs)
        d_Why = d_y @ self.last_hs[n].T
        d_by = d_y
        d_Whh = np.zeros(self.Whh.shape)
        d_Wxh = np.zeros(self.Wxh.shape)
        d_bh = np.zeros(self.bh.shape)
        d_h = self.Why.T @ d_y
        # back in time
        for t in reversed(range(n)):
            temp = (1 - self.last_hs[t + 1] ** 2) * d_h
            d_bh += temp
            d_Whh += temp @ self.last_hs[t].T
            d_Wxh += temp @ self.last_inputs[t].T
            d_h = self.Whh.T @ temp
        for d in [d_Wxh, d_Whh, d_Why, d_bh, d_by]:
            np.clip(d, -1, 1, out=d)
        self.Whh -= learn_rate * d_Whh
        self.Wxh -= learn_rate * d_Wxh
        self.Why -= learn_rate * d_Why
        self.bh -= learn_rate * d_bh
        self.by -= learn_rate * d_by


rnn = RNN(vocab_size, 2)

def processData(data, backprop=True):
    items = list(data.items())
    random.shuffle(items)
    loss, num_correct = 0, 0
    for x, y in items:
        target = int(y)
        out, _ = rnn.forward(createInputs(x))
        probs = softmax(out)
        loss -= float(np.log(probs[target, 0]))
        num_correct += int(np.argmax(probs) == target)
        if backprop:
            d_L_d_y = probs
            d_L_d_y[target] -= 1
            rnn.backprop(d_L_d_y)
    return loss / len(data), num_correct / len(data)


for epoch in range(40):
    train_loss, train_acc = processData(train_data)
    if epoch % 10 == 9:
        print('--- Epoch %d' % (epoch + 1))
        print('Train:\tLoss %.3f | Accuracy: %.3f' % (train_loss, train_acc))
        test_loss, test_acc = processData(test_data, backprop=False)
        print('Test:\tLoss %.3f | Accuracy: %.3f' % (test_loss, test_acc))
