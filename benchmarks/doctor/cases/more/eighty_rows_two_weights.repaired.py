# homework 2, exercise 3: perceptron, two inputs, 80 rows
import numpy as np

rng = np.random.RandomState(4)

# heights (m) and shoe size / 10, 40 children and 40 adults
kids = np.column_stack([rng.normal(1.15, 0.08, 40), rng.normal(3.0, 0.15, 40)])
adults = np.column_stack([rng.normal(1.75, 0.08, 40), rng.normal(4.2, 0.15, 40)])
x = np.vstack([kids, adults])
y = np.array([0] * 40 + [1] * 40)

order = rng.permutation(80)
x = x[order]
y = y[order]

print(x.shape, y.shape)


def predict(w, b, rows):
    out = []
    for r in rows:
        s = np.dot(w, r) + b
        out.append(1 if s >= 0 else 0)
    return np.array(out)


def train(x, y, n=200, learningRate=0.1):
    # do I need a weight per row or just w0 and w1? the book says just two
    w = np.array([0.1, 0.1])
    b = 0.0
    history = []

    for i in range(n):
        globalError = 0
        for j in range(len(x)):
            s = np.dot(w, x[j]) + b
            if s >= 0:
                ypred = 1
            else:
                ypred = 0

            error = y[j] - ypred
            # updating the weights
            w = np.add(w, learningRate * error * x[j])
            b = b + learningRate * error
            globalError += error ** 2

        history.append(globalError)
        if i % 20 == 0:
            print("iteration", i, "errors", globalError, "w", w)
        if globalError == 0:
            print("no more errors after", i)
            break

    return w, b, history


w, b, history = train(x, y)
p = predict(w, b, x)

print("final weights", w, b)
print("lowest number of errors seen:", min(history))
print("accuracy", np.mean(p == y))
for k in range(5):
    print(x[k], "->", p[k], "wanted", y[k])
