import numpy as np

# word2vec (skip-gram) from scratch, tiny text about kings, bread and cats


def softmax(x):
    """Compute softmax values for each sets of scores in x."""
    e_x = np.exp(x - np.max(x))
    return e_x / e_x.sum()


class word2vec(object):
    def __init__(self):
        self.N = 8
        self.X_train = []
        self.y_train = []
        self.window_size = 1
        self.alpha = 0.05
        self.words = []
        self.word_index = {}

    def initialize(self, V, data):
        self.V = V
        self.W = np.random.uniform(-0.8, 0.8, (self.V, self.N))
        self.W1 = np.random.uniform(-0.8, 0.8, (self.N, self.V))
        self.words = data
        for i in range(len(data)):
            self.word_index[data[i]] = i

    def feed_forward(self, X):
        self.h = np.dot(self.W.T, X).reshape(self.N, 1)
        self.u = np.dot(self.W1.T, self.h)
        self.y = softmax(self.u)
        return self.y

    def backpropagate(self, x, t):
        e = self.y - np.asarray(t).reshape(self.V, 1)
        # e.shape is V x 1
        dLdW1 = np.dot(self.h, e.T)
        X = np.array(x).reshape(self.V, 1)
        dLdW = np.dot(X, np.dot(self.W1, e).T)
        self.W1 = self.W1 - self.alpha * dLdW1
        self.W = self.W - self.alpha * dLdW

    def train(self, epochs):
        for x in range(1, epochs):
            self.loss = 0
            for j in range(len(self.X_train)):
                self.feed_forward(self.X_train[j])
                self.loss += -np.log(self.y[np.argmax(self.y_train[j]), 0])
                self.backpropagate(self.X_train[j], self.y_train[j])
            if x % 50 == 1:
                print("epoch ", x, " loss = ", self.loss / len(self.X_train), " alpha = ", self.alpha)
            self.alpha *= 1 / (1 + self.alpha * x)

    def predict(self, word, number_of_predictions):
        if word in self.words:
            X = [0 for i in range(self.V)]
            X[self.word_index[word]] = 1
            prediction = self.feed_forward(X).ravel()
            top = np.argsort(-prediction)[:number_of_predictions]
            return [self.words[k] for k in top]
        print("Word not found in dictionary")


corpus = """the king rules the land
the queen rules the people
a baker bakes fresh bread
a cook bakes sweet cake
my cat chases grey mice
your dog chases brown hares"""

np.random.seed(10)
sentences = [line.split() for line in corpus.split("\n")]
vocab = sorted({w for s in sentences for w in s})
w2v = word2vec()
w2v.initialize(len(vocab), vocab)

pairs = []
for s in sentences:
    for i in range(len(s) - 1):      # centre word -> next word
        pairs.append((s[i], s[i + 1]))
for a, b in pairs:
    xa, yb = np.zeros(len(vocab)), np.zeros(len(vocab))
    xa[w2v.word_index[a]] = 1
    yb[w2v.word_index[b]] = 1
    w2v.X_train.append(xa)
    w2v.y_train.append(yb)

w2v.train(400)
for word in ["king", "bakes", "grey", "my", "dog"]:
    print(word, "->", w2v.predict(word, 2))
