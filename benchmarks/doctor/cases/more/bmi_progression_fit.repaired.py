import numpy as np
from sklearn.datasets import load_diabetes

data = load_diabetes()
bmi = data.data[:, 2]
progression = data.target

# both to mean 0 / std 1
bmi = (bmi - bmi.mean()) / bmi.std()
progression = (progression - progression.mean()) / progression.std()


class SimpleLinearRegression:
    def __init__(self, alpha=0.01, steps=2000):
        self.alpha, self.steps = alpha, steps
        self.slope = np.random.randn()
        self.intercept = np.random.randn()

    def predict(self, x):
        return self.slope * x + self.intercept

    def cost(self, x, y):
        return np.mean((y - self.predict(x)) ** 2)

    def fit(self, x, y):
        self.costs = []
        for s in range(self.steps):
            residual = y - self.predict(x)
            self.slope += self.alpha * 2 * np.mean(residual * x)
            self.intercept += self.alpha * 2 * np.mean(residual)
            self.costs.append(self.cost(x, y))
        return self


model = SimpleLinearRegression().fit(bmi, progression)
print('cost start', model.costs[0])
print('cost end  ', model.costs[-1])
print('slope', model.slope, 'intercept', model.intercept)
print('np.polyfit says', np.polyfit(bmi, data.target / data.target.std(), 1))
