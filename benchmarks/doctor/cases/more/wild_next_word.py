import numpy as np
import operator
import sys

# Recurrent Neural Networks Tutorial, Part 3: BPTT, with a small invented grammar instead of reddit comments

unknown_token = "UNK"
sentence_start_token = "START"
sentence_end_token = "END"

subjects = [("cat", "s"), ("cats", "p"), ("dog", "s"), ("dogs", "p")]
where = ["here", "there"]


def sentence():
    # the verb agrees with the subject, two or three words later
    noun, number = subjects[np.random.randint(4)]
    words = [sentence_start_token, "the", noun]
    words += ["over"] + [where[np.random.randint(2)]] if np.random.rand() < 0.7 else []
    words += ["sleeps" if number == "s" else "sleep", sentence_end_token]
    return words


np.random.seed(10)
tokenized_sentences = [sentence() for _ in range(150)]
index_to_word = sorted(set(w for s in tokenized_sentences for w in s))
word_to_index = dict([(w, i) for i, w in enumerate(index_to_word)])
vocabulary_size = len(index_to_word)
X_train = [[word_to_index[w] for w in sent[:-1]] for sent in tokenized_sentences]
y_train = [[word_to_index[w] for w in sent[1:]] for sent in tokenized_sentences]


def softmax(x):
    xt = np.exp(x - np.max(x))
    return xt / np.sum(xt)


class RNNNumpy:

    def __init__(self, word_dim, hidden_dim=16, bptt_truncate=8):
        # Assign instance variables
        self.word_dim = word_dim
        self.hidden_dim = hidden_dim
        self.bptt_truncate = bptt_truncate
        # Randomly initialize the network parameters
        self.U = np.random.uniform(-np.sqrt(1. / word_dim), np.sqrt(1. / word_dim), (hidden_dim, word_dim))
        self.V = np.random.uniform(-np.sqrt(1. / hidden_dim), np.sqrt(1. / hidden_dim), (word_dim, hidden_dim))
        self.W = np.random.uniform(-np.sqrt(1. / hidden_dim), np.sqrt(1. / hidden_dim), (hidden_dim, hidden_dim))

    def forward_propagation(self, x):
        # The total number of time steps
        T = len(x)
        # During forward propagation we save all hidden states in s because need them later.
        # We add one additional element for the initial hidden, which we set to 0
        s = np.zeros((T + 1, self.hidden_dim))
        s[-1] = np.zeros(self.hidden_dim)
        o = np.zeros((T, self.word_dim))
        for t in np.arange(T):
            # Note that we are indexing U by x[t]. This is the same as multiplying U with a one-hot vector.
            s[t] = np.tanh(self.U[:, x[t]] + self.W.dot(s[t - 1]))
            o[t] = softmax(self.V.dot(s[t]))
        return [o, s]

    def predict(self, x):
        o, s = self.forward_propagation(x)
        return np.argmax(o, axis=1)

    def calculate_total_loss(self, x, y):
        L = 0
        for i in np.arange(len(y)):
            o, s = self.forward_propagation(x[i])
            # We only care about our prediction of the "right" words
            right_word_predictions = o[np.arange(len(y[i])), y[i]]
            L += -1 * np.sum(np.log(right_word_predictions))
        return L

    def calculate_loss(self, x, y):
        # Divide the total loss by the number of training examples
        N = np.sum([len(y_i) for y_i in y])
        return self.calculate_total_loss(x, y) / N

    def bptt(self, x, y):
        T = len(y)
        o, s = self.forward_propagation(x)
        dLdU = np.zeros(self.U.shape)
        dLdV = np.zeros(self.V.shape)
        dLdW = np.zeros(self.W.shape)
        delta_o = o
        delta_o[np.arange(len(y)), y] -= 1.
        # For each output backwards...
        for t in np.arange(T)[::-1]:
            dLdV += np.outer(delta_o[t], s[t])
            # Initial delta calculation
            delta_t = self.V.T.dot(delta_o[t]) * (1 - (s[t] ** 2))
            # Backpropagation through time (for at most self.bptt_truncate steps)
            for bptt_step in np.arange(max(0, t - self.bptt_truncate), t + 1)[::-1]:
                dLdW += np.outer(delta_t, s[bptt_step])
                dLdU[:, x[bptt_step]] += delta_t
                # Update delta for next step
                delta_t = self.W.T.dot(delta_t) * (1 - s[bptt_step - 1] ** 2)
        return [dLdU, dLdV, dLdW]

    def sgd_step(self, x, y, learning_rate):
        dLdU, dLdV, dLdW = self.bptt(x, y)
        self.U -= learning_rate * dLdU
        self.V -= learning_rate * dLdV
        self.W -= learning_rate * dLdW


def train_with_sgd(model, X_train, y_train, learning_rate=0.005, nepoch=100, evaluate_loss_after=5):
    losses = []
    for epoch in range(nepoch):
        if epoch % evaluate_loss_after == 0:
            loss = model.calculate_loss(X_train, y_train)
            losses.append((epoch, loss))
            print("Loss after epoch=%d: %f" % (epoch, loss))
            # Adjust the learning rate if loss increases
            if len(losses) > 1 and losses[-1][1] > losses[-2][1]:
                learning_rate = learning_rate * 0.5
                print("Setting learning rate to %f" % learning_rate)
            sys.stdout.flush()
        for i in np.random.permutation(len(y_train)):
            model.sgd_step(X_train[i], y_train[i], learning_rate)


def verb_share(model):
    hits = []
    for x, y in zip(X_train, y_train):
        hits.append(model.predict(x)[len(y) - 2] == y[-2])
    return np.mean(hits)


model = RNNNumpy(vocabulary_size)
train_with_sgd(model, X_train, y_train, learning_rate=0.02, nepoch=40)
print("loss", model.calculate_loss(X_train, y_train), "share of right verbs", verb_share(model))
