import numpy as np
from math import log

corpus = """the king rules the land and the queen rules the land
the king loves the queen and the queen loves the king
the farmer ploughs the field and the boy sows the field
the farmer feeds the cow and the boy feeds the dog
the dog chases the cat and the cat chases the mouse
the queen walks in the garden and the king walks in the garden
the boy walks in the field and the farmer walks in the field""".split("\n")

WINDOW = 3
VECTOR_SIZE = 6
ITERATIONS = 400
LEARNING_RATE = 0.05
X_MAX = 10
ALPHA = 0.75

vocab = {}
for line in corpus:
    for token in line.split():
        vocab.setdefault(token, len(vocab))


def build_cooccur():
    cooc = np.zeros((len(vocab), len(vocab)))
    for line in corpus:
        ids = [vocab[t] for t in line.split()]
        for pos, center in enumerate(ids):
            for distance in range(1, min(WINDOW, pos) + 1):
                left = ids[pos - distance]
                cooc[center, left] += 1.0 / distance
                cooc[left, center] += 1.0 / distance
    return [(i, j, cooc[i, j]) for i in range(len(vocab)) for j in range(len(vocab)) if cooc[i, j] > 0]


def run_iter(data):
    global_cost = 0
    np.random.shuffle(order)

    for k in order:
        v_main, v_context, b_main, b_context, gsq_main, gsq_context, gsq_b_main, gsq_b_context, x = data[k]

        weight = (x / X_MAX) ** ALPHA if x < X_MAX else 1
        cost_inner = (v_main.dot(v_context) + b_main[0] + b_context[0] - log(x))
        cost = weight * (cost_inner ** 2)
        global_cost += 0.5 * cost

        grad_main = weight * cost_inner * v_context
        grad_context = weight * cost_inner * v_main
        grad_bias_main = weight * cost_inner
        grad_bias_context = weight * cost_inner

        # adaptive updates, in place: all of these are views
        v_main -= LEARNING_RATE * grad_main / np.sqrt(gsq_main)
        v_context -= LEARNING_RATE * grad_context / np.sqrt(gsq_context)
        b_main -= LEARNING_RATE * grad_bias_main / np.sqrt(gsq_b_main)
        b_context -= LEARNING_RATE * grad_bias_context / np.sqrt(gsq_b_context)

        gsq_main += np.square(grad_main)
        gsq_context += np.square(grad_context)
        gsq_b_main += grad_bias_main ** 2
        gsq_b_context += grad_bias_context ** 2

    return global_cost


n = len(vocab)
# main vectors first, context vectors after them
W = (np.random.rand(2 * n, VECTOR_SIZE) - 0.5) / (VECTOR_SIZE + 1)
biases = (np.random.rand(2 * n) - 0.5) / (VECTOR_SIZE + 1)
gradient_squared = np.ones((2 * n, VECTOR_SIZE))
gradient_squared_biases = np.ones(2 * n)

pairs = build_cooccur()
data = [(W[i], W[j + n], biases[i:i + 1], biases[j + n:j + n + 1],
         gradient_squared[i], gradient_squared[j + n],
         gradient_squared_biases[i:i + 1], gradient_squared_biases[j + n:j + n + 1], x) for i, j, x in pairs]
order = np.arange(len(data))

for it in range(ITERATIONS):
    c = run_iter(data)
    if it % 40 == 0:
        print("iteration", it, "cost", c)
print("end", c)
