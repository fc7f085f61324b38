import numpy as np

names = """emma olivia ava isabella sophia charlotte mia amelia harper evelyn abigail emily
elizabeth mila ella avery sofia camila aria scarlett victoria madison luna grace chloe penelope
layla riley zoey nora lily eleanor hannah lillian addison aubrey ellie stella natalie zoe leah
hazel violet aurora savannah audrey brooklyn bella claire skylar lucy paisley everly anna caroline
nova genesis emilia kennedy samantha maya willow kinsley naomi aaliyah elena sarah ariana allison
gabriella alice madelyn cora ruby eva serenity autumn adeline hailey gianna valentina isla eliana
quinn nevaeh ivy sadie piper lydia alexa josephine emery julia delilah arianna vivian kaylee sophie
brielle madeline peyton rylee clara hadley melanie mackenzie reagan adalynn liliana aubree jade
katherine isabelle natalia raelynn maria athena ximena arya leilani taylor faith rose kylie alexandra
mary margaret lyla ashley amaya eliza brianna bailey andrea khloe jasmine melody iris isabel norah
annabelle valeria emerson adalyn ryleigh eden emersyn anastasia kayla alyssa juliana charlie esther""".split()

chars = ['.'] + sorted(set(''.join(names)))
stoi = {s: i for i, s in enumerate(chars)}
itos = {i: s for s, i in stoi.items()}
V = len(chars)

xs, ys = [], []
for w in names:
    chs = ['.'] + list(w) + ['.']
    for ch1, ch2 in zip(chs, chs[1:]):
        xs.append(stoi[ch1])
        ys.append(stoi[ch2])
xs = np.array(xs)
ys = np.array(ys)
num = len(xs)
print('number of examples:', num)

N = np.zeros((V, V))
np.add.at(N, (xs, ys), 1)


def probs(W):
    counts = np.exp(W)
    return counts / counts.sum(1, keepdims=True)


# one layer of V "neurons", a row of W for every first letter
W = np.random.randn(V, V)

for k in range(300):
    # forward pass
    P = probs(W)
    loss = -np.log(P[xs, ys]).mean() + 0.001 * (W ** 2).mean()

    # backward pass
    dW = (P * N.sum(1, keepdims=True) - N) / num
    dW += 0.002 * W / W.size

    # update
    W += -50 * dW
    if k % 30 == 0:
        print(k, loss)

P = probs(W)
for i in range(5):
    out = []
    ix = 0
    while len(out) < 20:
        ix = np.random.choice(V, p=P[ix] / P[ix].sum())
        if ix == 0:
            break
        out.append(itos[ix])
    print(''.join(out))
