#!/usr/bin/env python
# Skip-gram with negative sampling in the shape of the CS224n assignment:
# one stacked matrix of word vectors, a wrapper and a plain sgd with annealing.
import random
import numpy as np

CORPUS = """the king rules the land and the queen rules the land
the king wears a crown and the queen wears a crown
a dog eats meat and a cat eats meat
a dog sleeps at home and a cat sleeps at home
the king and the queen live in the castle
a dog and a cat live at home
one two three four five and two three four
three four five six seven and five six seven
the crown of the king and the crown of the queen are in the castle
the meat of the dog and the meat of the cat are at home""".split('\n')

sentences = [s.split() for s in CORPUS]
vocab = sorted({w for s in sentences for w in s})
tokens = {w: i for i, w in enumerate(vocab)}
nWords = len(tokens)
counts = np.array([sum(s.count(w) for s in sentences) for w in vocab], dtype=float)
tableSize = 100000
sampleTable = np.repeat(np.arange(nWords), np.ceil(tableSize * counts ** 0.75 / np.sum(counts ** 0.75)).astype(int)).tolist()


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def getRandomContext(C):
    while True:
        sent = random.choice(sentences)
        pos = random.randrange(len(sent))
        context = sent[max(0, pos - C):pos] + sent[pos + 1:pos + C + 1]
        context = [w for w in context if w != sent[pos]]
        if context:
            return sent[pos], context


def getNegativeSamples(outsideWordIdx, K):
    negSampleWordIndices = [None] * K
    for k in range(K):
        newidx = sampleTable[random.randint(0, len(sampleTable) - 1)]
        while newidx == outsideWordIdx:
            newidx = sampleTable[random.randint(0, len(sampleTable) - 1)]
        negSampleWordIndices[k] = newidx
    return negSampleWordIndices


def negSamplingLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, K=5):
    indices = [outsideWordIdx] + getNegativeSamples(outsideWordIdx, K)
    gradCenterVec = np.zeros(centerWordVec.shape)
    gradOutsideVecs = np.zeros(outsideVectors.shape)

    z = sigmoid(np.dot(outsideVectors[outsideWordIdx], centerWordVec))
    loss = -np.log(z)
    gradCenterVec += (z - 1) * outsideVectors[outsideWordIdx]
    gradOutsideVecs[outsideWordIdx] += (z - 1) * centerWordVec
    for k in indices[1:]:
        z = sigmoid(-np.dot(outsideVectors[k], centerWordVec))
        loss -= np.log(z)
        gradCenterVec += (1 - z) * outsideVectors[k]
        gradOutsideVecs[k] += (1 - z) * centerWordVec  # the same word may come twice
    return loss, gradCenterVec, gradOutsideVecs


def skipgram(currentCenterWord, outsideWords, centerWordVectors, outsideVectors):
    loss = 0.0
    gradCenterVecs = np.zeros(centerWordVectors.shape)
    gradOutsideVectors = np.zeros(outsideVectors.shape)
    c = tokens[currentCenterWord]
    for o in outsideWords:
        l, gc, go = negSamplingLossAndGradient(centerWordVectors[c], tokens[o], outsideVectors)
        loss += l
        gradCenterVecs[c] += gc
        gradOutsideVectors += go
    return loss, gradCenterVecs, gradOutsideVectors


def word2vec_sgd_wrapper(wordVectors, C, batchsize=20):
    loss = 0.0
    grad = np.zeros(wordVectors.shape)
    N = wordVectors.shape[0]
    centerWordVectors = wordVectors[:N // 2, :]
    outsideVectors = wordVectors[N // 2:, :]
    for i in range(batchsize):
        C1 = random.randint(1, C)
        centerWord, context = getRandomContext(C1)
        c, gin, gout = skipgram(centerWord, context, centerWordVectors, outsideVectors)
        loss += c / batchsize
        grad[:N // 2, :] += gin / batchsize
        grad[N // 2:, :] += gout / batchsize
    return loss, grad


ANNEAL_EVERY = 500


def sgd(f, x0, step, iterations, PRINT_EVERY=100):
    x = x0
    exploss = None
    for it in range(1, iterations + 1):
        loss, grad = f(x)
        x = x - step * grad
        exploss = loss if exploss is None else .95 * exploss + .05 * loss
        if it % PRINT_EVERY == 0:
            print("iter %d: %f" % (it, exploss))
        if it % ANNEAL_EVERY == 0:
            step *= 0.5
    return x


dimVectors = 10
wordVectors = np.concatenate(
    ((np.random.rand(nWords, dimVectors) - 0.5) / dimVectors, np.zeros((nWords, dimVectors))), axis=0)
wordVectors = sgd(lambda vec: word2vec_sgd_wrapper(vec, 3), wordVectors, 0.3, 1000)

# concatenate the input and output word vectors
full = np.concatenate((wordVectors[:nWords, :], wordVectors[nWords:, :]), axis=1)
unit = full / np.linalg.norm(full, axis=1, keepdims=True)
for w in ("king", "dog", "four"):
    near = np.argsort(-unit @ unit[tokens[w]])[1:4]
    print(w, "->", [vocab[i] for i in near])
