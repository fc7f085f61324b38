import numpy as np


class MatrixFactorization:
    def __init__(self, matrix, features_count, is_set_function, learning_rate=1e-2, regularization_factor=5e-2):
        self.matrix = matrix
        self.features_count = features_count
        self.alpha = learning_rate
        self.beta = regularization_factor
        self.is_set = is_set_function

        self.global_bias = self.compute_global_bias()

        self.f1w = np.random.randn(matrix.shape[0], features_count) * 0.3  # viewers
        self.f1b = np.zeros(matrix.shape[0])
        self.f2w = np.random.randn(features_count, matrix.shape[1]) * 0.3  # films
        self.f2b = np.zeros(matrix.shape[1])

        self.samples = self.compute_samples()

    def compute_global_bias(self):
        values = [x for row in self.matrix for x in row if self.is_set(x)]
        return sum(values) / len(values)

    def compute_samples(self):
        samples = []
        for i in range(self.matrix.shape[0]):
            for j in range(self.matrix.shape[1]):
                if self.is_set(self.matrix[i, j]):
                    samples.append((i, j, self.matrix[i, j]))
        return samples

    def predict(self, i, j):
        return self.f1w[i, :] @ self.f2w[:, j] + self.global_bias + self.f1b[i] + self.f2b[j]

    def stochastic_gradient_descent(self):
        for s in np.random.permutation(len(self.samples)):
            i, j, rating = self.samples[s]
            error = self.predict(i, j) - rating

            # the global bias is a constant, only the two others move
            self.f1b[i] -= self.alpha * (error + self.beta * self.f1b[i])
            self.f2b[j] -= self.alpha * (error + self.beta * self.f2b[j])

            old = self.f1w[i, :].copy()
            self.f1w[i, :] -= self.alpha * (error * self.f2w[:, j] + self.beta * self.f1w[i, :])
            self.f2w[:, j] -= self.alpha * (error * old + self.beta * self.f2w[:, j])

    def cost(self):
        return sum((self.predict(i, j) - p) ** 2 for i, j, p in self.samples) / len(self.samples)

    def construct_matrix(self):
        return self.f1w @ self.f2w + self.global_bias + self.f1b[:, np.newaxis] + self.f2b[np.newaxis, :]

    def train(self, rounds):
        for r in range(rounds):
            self.stochastic_gradient_descent()
            if r % 8 == 0 or r == rounds - 1:
                print(r, self.cost(), "largest weight", abs(self.f1w).max())


np.random.seed(3)
viewers, films = 40, 30
complete = (3 + 0.9 * np.random.randn(viewers, 1) + 0.9 * np.random.randn(1, films)
            + 0.7 * np.random.randn(viewers, 2) @ np.random.randn(2, films))
known = np.random.rand(viewers, films) < 0.55
ratings = np.where(known, complete, np.nan)

mf = MatrixFactorization(ratings, 2, lambda x: not np.isnan(x))
mf.train(60)
hidden_error = np.sqrt(np.mean((mf.construct_matrix() - complete)[~known] ** 2))
print("ratings nobody gave, rms error:", hidden_error)
