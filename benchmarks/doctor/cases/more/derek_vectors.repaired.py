#--- word vectors without any library, skip-gram with a full softmax
import numpy as np
import re

settings = {}
settings['n'] = 6                   # dimension of word embeddings
settings['window_size'] = 2         # context window +/- center word
settings['epochs'] = 150            # number of training epochs
settings['learning_rate'] = 0.02    # learning rate
np.random.seed(0)

text = """the king wears a crown and the queen wears a crown.
the dog eats meat and the cat eats fish. the king rules the land and the queen rules the land.
a dog sleeps in the house and a cat sleeps in the house. the boy plays ball and the girl plays ball.
the boy goes to school and the girl goes to school. the dog chases the cat and the cat chases the mouse"""


class word2vec():

    def __init__(self):
        self.n = settings['n']
        self.eta = settings['learning_rate']
        self.epochs = settings['epochs']
        self.window = settings['window_size']

    # GENERATE TRAINING DATA
    def generate_training_data(self, corpus):
        word_counts = {}
        for row in corpus:
            for word in row:
                word_counts[word] = word_counts.get(word, 0) + 1
        self.v_count = len(word_counts.keys())
        self.words_list = sorted(list(word_counts.keys()))
        self.word_index = dict((word, i) for i, word in enumerate(self.words_list))
        training_data = []
        for sentence in corpus:
            sent_len = len(sentence)
            for i, word in enumerate(sentence):
                w_target = self.word2onehot(sentence[i])
                w_context = []
                for j in range(i - self.window, i + self.window + 1):
                    if j != i and j <= sent_len - 1 and j >= 0:
                        w_context.append(self.word2onehot(sentence[j]))
                training_data.append([w_target, w_context])
        return training_data

    def softmax(self, x):
        e_x = np.exp(x - np.max(x))
        return e_x / e_x.sum(axis=0)

    def word2onehot(self, word):
        word_vec = [0 for i in range(0, self.v_count)]
        word_vec[self.word_index[word]] = 1
        return np.array(word_vec)

    # FORWARD PASS
    def forward_pass(self, x):
        h = np.dot(self.w1.T, x)
        u = np.dot(self.w2.T, h)
        y_c = self.softmax(u)
        return y_c, h, u

    # BACKPROPAGATION
    def backprop(self, e, h, x):
        dl_dw2 = np.outer(h, e)
        dl_dw1 = np.outer(x, np.dot(self.w2, e.T))
        # UPDATE WEIGHTS
        self.w1 = self.w1 - (self.eta * dl_dw1)
        self.w2 = self.w2 - (self.eta * dl_dw2)

    # TRAIN W2V model
    def train(self, training_data):
        self.w1 = np.random.uniform(-0.8, 0.8, (self.v_count, self.n))     # embedding matrix
        self.w2 = np.random.uniform(-0.8, 0.8, (self.n, self.v_count))     # context matrix
        for i in range(0, self.epochs):
            self.loss = 0
            for w_t, w_c in training_data:
                y_pred, h, u = self.forward_pass(w_t)
                EI = np.sum([np.subtract(y_pred, word) for word in w_c], axis=0)
                self.backprop(EI, h, w_t)
                # -sum of the scores of the context words + |C| * log(sum(exp(u)))
                self.loss += -np.sum([u[list(word).index(1)] for word in w_c]) + len(w_c) * np.log(np.sum(np.exp(u)))
            if i % 15 == 0:
                print('EPOCH:', i, 'LOSS:', self.loss)

    def word_sim(self, word, top_n):
        v_w1 = self.w1[self.word_index[word]]
        sims = {}
        for other in self.words_list:
            v_w2 = self.w1[self.word_index[other]]
            sims[other] = np.dot(v_w1, v_w2) / (np.linalg.norm(v_w1) * np.linalg.norm(v_w2))
        return [w for w, s in sorted(sims.items(), key=lambda p: -p[1])[1:top_n + 1]]


corpus = [re.findall('[a-z]+', line) for line in text.split('.')]
w2v = word2vec()
training_data = w2v.generate_training_data(corpus)
w2v.train(training_data)

for word in ('king', 'boy', 'dog'):
    print(word, '->', w2v.word_sim(word, 4))
