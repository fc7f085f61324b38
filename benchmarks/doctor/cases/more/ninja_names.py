# makemore, becoming a backprop ninja -- numpy edition, no autograd at all
import numpy as np

words = """emma olivia ava isabella sophia charlotte mia amelia harper evelyn abigail emily elizabeth mila ella avery
sofia camila aria scarlett victoria madison luna grace chloe penelope layla riley zoey nora lily eleanor hannah lillian
addison aubrey ellie stella natalie zoe leah hazel violet aurora savannah audrey brooklyn bella claire skylar lucy
paisley everly anna caroline nova genesis emilia kennedy samantha maya willow kinsley naomi aaliyah elena sarah ariana
allison gabriella alice madelyn cora ruby eva serenity autumn adeline hailey gianna valentina isla eliana quinn nevaeh
ivy sadie piper lydia alexa josephine emery julia delilah arianna vivian kaylee sophie brielle madeline""".split()

chars = sorted(set(''.join(words)))
stoi = {s: i + 1 for i, s in enumerate(chars)}
stoi['.'] = 0
itos = {i: s for s, i in stoi.items()}
vocab_size = len(itos)
block_size = 3


def build_dataset(words):
    X, Y = [], []
    for w in words:
        context = [0] * block_size
        for ch in w + '.':
            ix = stoi[ch]
            X.append(context)
            Y.append(ix)
            context = context[1:] + [ix]
    return np.array(X), np.array(Y)


Xtr, Ytr = build_dataset(words)
print(Xtr.shape, Ytr.shape)

n_embd = 8
n_hidden = 48
C = np.random.randn(vocab_size, n_embd)
W1 = np.random.randn(n_embd * block_size, n_hidden) * (5 / 3) / ((n_embd * block_size) ** 0.5)
W2 = np.random.randn(n_hidden, vocab_size) * 0.1
b2 = np.random.randn(vocab_size) * 0.1
bngain = np.random.randn(1, n_hidden) * 0.1 + 1.0
bnbias = np.random.randn(1, n_hidden) * 0.1
parameters = [C, W1, W2, b2, bngain, bnbias]
print('parameters:', sum(p.size for p in parameters))

max_steps = 4000
batch_size = 32
n = batch_size
lossi = []

for i in range(max_steps):
    ix = np.random.randint(0, Xtr.shape[0], (batch_size,))
    Xb, Yb = Xtr[ix], Ytr[ix]

    # forward pass, in small pieces
    emb = C[Xb]
    embcat = emb.reshape(emb.shape[0], -1)
    hprebn = embcat @ W1  # no bias here, batchnorm takes it out anyway
    bnmeani = 1 / n * hprebn.sum(0, keepdims=True)
    bndiff = hprebn - bnmeani
    bnvar = 1 / n * (bndiff ** 2).sum(0, keepdims=True)
    bnvar_inv = (bnvar + 1e-5) ** -0.5
    bnraw = bndiff * bnvar_inv
    hpreact = bngain * bnraw + bnbias
    h = np.tanh(hpreact)
    logits = h @ W2 + b2
    norm_logits = logits - logits.max(1, keepdims=True)
    counts = np.exp(norm_logits)
    probs = counts * counts.sum(1, keepdims=True) ** -1
    loss = -np.log(probs[range(n), Yb]).mean()

    # backward pass
    dlogits = probs.copy()
    dlogits[range(n), Yb] -= 1
    dlogits /= n
    dh = dlogits @ W2.T
    dW2 = h.T @ dlogits
    db2 = dlogits.sum(0)
    dhpreact = (1.0 - h ** 2) * dh
    dbngain = (bnraw * dhpreact).sum(0, keepdims=True)
    dbnbias = dhpreact.sum(0, keepdims=True)
    # the whole batchnorm in one line, derived with pen and paper
    dhprebn = bngain * bnvar_inv / n * (n * dhpreact - dhpreact.sum(0) - bnraw * (dhpreact * bnraw).sum(0))
    dembcat = dhprebn @ W1.T
    dW1 = embcat.T @ dhprebn
    demb = dembcat.reshape(emb.shape)
    dC = np.zeros_like(C)
    for k in range(Xb.shape[0]):
        for j in range(Xb.shape[1]):
            dC[Xb[k, j]] += demb[k, j]
    grads = [dC, dW1, dW2, db2, dbngain, dbnbias]

    lr = 0.1 if i < 3000 else 0.01
    for p, grad in zip(parameters, grads):
        p += -lr * grad

    if i % 500 == 0:
        print(f'{i:7d}/{max_steps:7d}: {loss:.4f}')
    lossi.append(np.log10(loss))

# calibrate the batch norm at the end of training
hprebn = C[Xtr].reshape(Xtr.shape[0], -1) @ W1
bnmean = hprebn.mean(0, keepdims=True)
bnvar = hprebn.var(0, keepdims=True)


def evaluate(X, Y):
    hprebn = C[X].reshape(X.shape[0], -1) @ W1
    hpreact = bngain * (hprebn - bnmean) * (bnvar + 1e-5) ** -0.5 + bnbias
    logits = np.tanh(hpreact) @ W2 + b2
    logits = logits - logits.max(1, keepdims=True)
    logprobs = logits - np.log(np.exp(logits).sum(1, keepdims=True))
    return -logprobs[np.arange(len(Y)), Y].mean()


print('train', evaluate(Xtr, Ytr), 'uniform would be', np.log(vocab_size))
