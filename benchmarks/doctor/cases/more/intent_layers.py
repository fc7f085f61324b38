import numpy as np

np.random.seed(2)


# my loss and activation functions
def relu(x):
    return np.maximum(0, x)


def relu_prime(x):
    return np.where(x > 0, 1, 0)


def softmax(x):
    exp = np.exp(x)
    return exp / np.sum(exp, axis=1, keepdims=True)


def softmax_prime(x):
    return softmax(x) * (1 - softmax(x))


def cross_entropy(y, y_hat):
    return -np.sum(y * np.log(y_hat + 1e-8))


def cross_entropy_prime(y, y_hat):
    return y - y_hat


class Layer:
    def __init__(self, n_input, n_neurons, activation=relu, activation_prime=relu):
        self.weights = np.random.randn(n_input, n_neurons) * 0.3
        self.biases = np.zeros(n_neurons)
        self.activation = activation
        self.activation_prime = activation_prime

    def forward(self, inputs):
        self.inputs = inputs
        self.z = np.dot(inputs, self.weights) + self.biases
        self.output = self.activation(self.z)
        return self.output

    def backward(self, dvalues):
        self.dz = dvalues * self.activation_prime(self.z)
        self.dinputs = self.dz.dot(self.weights.T)
        self.dweights = self.inputs.T.dot(self.dz)
        self.dbiases = np.sum(self.dz, axis=0)
        return self.dinputs

    def update(self, learning_rate):
        self.weights -= self.dweights * learning_rate
        self.biases -= self.dbiases * learning_rate


class Model:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def train(self, x, y, epochs, learning_rate):
        for epoch in range(epochs):
            loss = 0
            for i in np.random.permutation(len(x)):
                xi, yi = x[i:i + 1], y[i:i + 1]
                y_hat = self.forward(xi)
                loss += cross_entropy(yi, y_hat)
                gradient = cross_entropy_prime(yi, y_hat)
                for layer in reversed(self.layers):
                    gradient = layer.backward(gradient)
                for layer in self.layers:
                    layer.update(learning_rate)
            if epoch % 15 == 0:
                print("epoch", epoch, "loss", loss / len(x))


intents = {
    "greeting": ["hi there", "hello", "good morning", "hey you", "hello my friend", "good evening"],
    "goodbye": ["bye", "see you later", "good night", "bye bye my friend", "have to go", "later"],
    "weather": ["is it raining", "how is the weather", "will it snow", "is it sunny today", "weather please"],
    "music": ["play a song", "play music please", "next song", "louder music", "play my song"],
}
words = sorted({word for sentences in intents.values() for sentence in sentences for word in sentence.split()})
tags = list(intents)


def bag(sentence):
    return np.array([1.0 if word in sentence.split() else 0.0 for word in words])


X = np.array([bag(sentence) for sentences in intents.values() for sentence in sentences])
Y = np.array([np.eye(len(tags))[tags.index(tag)] for tag, sentences in intents.items() for sentence in sentences])

model = Model([
    Layer(len(words), 16),
    Layer(16, 12),
    Layer(12, len(tags), softmax, softmax_prime),
])
model.train(X, Y, epochs=120, learning_rate=0.05)

guess = model.forward(X).argmax(axis=1)
print("accuracy", np.mean(guess == Y.argmax(axis=1)))
for sentence in ["hello friend", "play the next song", "will it rain", "see you"]:
    print(sentence, "->", tags[model.forward(bag(sentence)[None, :]).argmax()])
