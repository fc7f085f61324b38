import random


class NeuralNetwork():
    """Two numbers in, one number out, three hidden neurons with relu. All by hand."""

    def __init__(self):
        self.weights = [random.uniform(-1, 1) for _ in range(9)]
        self.biases = [0.1, 0.1, 0.1, 0.0]

    def show_weights_and_biases(self):
        for k in range(3):
            print(f'h{k + 1}: weights=[{self.weights[2 * k]:.3f}, {self.weights[2 * k + 1]:.3f}], bias={self.biases[k]:.3f}')
        print(f'y: weights={[round(v, 3) for v in self.weights[6:]]}, bias={self.biases[3]:.3f}')

    def relu(self, x):
        return max(0, x)

    def predict(self, x1, x2):
        h1 = self.relu((x1 * self.weights[0]) + (x2 * self.weights[1]) + self.biases[0])
        h2 = self.relu((x1 * self.weights[2]) + (x2 * self.weights[3]) + self.biases[1])
        h3 = self.relu((x1 * self.weights[4]) + (x2 * self.weights[5]) + self.biases[2])
        return (h1 * self.weights[6]) + (h2 * self.weights[7]) + (h3 * self.weights[8]) + self.biases[3]

    def update_weights_and_biases(self, x1, x2, y, lr):
        delta = self.predict(x1, x2) - y

        # values of the hidden neurons
        h1 = (x1 * self.weights[0]) + (x2 * self.weights[1]) + self.biases[0]
        h2 = (x1 * self.weights[2]) + (x2 * self.weights[3]) + self.biases[1]
        h3 = (x1 * self.weights[4]) + (x2 * self.weights[5]) + self.biases[2]

        # what each hidden neuron is to blame for
        e1 = delta * self.weights[6]
        e2 = delta * self.weights[7]
        e3 = delta * self.weights[8]

        weight_deltas = [x1 * e1, x2 * e1, x1 * e2, x2 * e2, x1 * e3, x2 * e3,
                         delta * h1, delta * h2, delta * h3]
        bias_deltas = [e1, e2, e3, delta]

        for i in range(9):
            self.weights[i] -= lr * weight_deltas[i]
        for i in range(4):
            self.biases[i] -= lr * bias_deltas[i]

    def loss(self, xs, ys):
        return sum((self.predict(a, b) - y) ** 2 for (a, b), y in zip(xs, ys)) / len(xs)

    def fit(self, xs, ys, epochs=20, lr=0.02):
        for epoch in range(epochs):
            order = list(range(len(xs)))
            random.shuffle(order)
            for k in order:
                self.update_weights_and_biases(xs[k][0], xs[k][1], ys[k], lr)
            if epoch % 10 == 0:
                print(f'Epoch {epoch + 1}: loss={self.loss(xs, ys):.4f}')


random.seed(1)
points = [(random.uniform(-2, 2), random.uniform(-2, 2)) for _ in range(250)]
distance = [abs(a - b) + 0.5 * a for a, b in points]

model = NeuralNetwork()
model.fit(points[:200], distance[:200], epochs=60)
model.show_weights_and_biases()
print('held out:', model.loss(points[200:], distance[200:]))
for a, b in [(1.0, -1.0), (0.5, 0.5), (-2.0, 1.0)]:
    print((a, b), 'wanted', abs(a - b) + 0.5 * a, 'got', round(model.predict(a, b), 3))
