import numpy as np

np.random.seed(19)

# pairs: a little picture (24 numbers) and its caption (12 numbers), both come from the same 5 hidden causes
n_pairs, d_image, d_text, d_embed = 320, 24, 12, 8
causes = np.random.randn(n_pairs, 5)
images = np.tanh(causes @ np.random.randn(5, d_image)) + 0.05 * np.random.randn(n_pairs, d_image)
texts = np.tanh(causes @ np.random.randn(5, d_text)) + 0.05 * np.random.randn(n_pairs, d_text)
train_images, train_texts = images[:256], texts[:256]
val_images, val_texts = images[256:], texts[256:]

model = {
    "visual": np.random.randn(d_image, d_embed) / np.sqrt(d_image),
    "text": np.random.randn(d_text, d_embed) / np.sqrt(d_text),
}
scale = 2.0


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def encode(image, text):
    return image @ model["visual"], text @ model["text"]


def shared_step(image, text, lr=None):
    ground_truth = np.arange(len(image))
    one = np.eye(len(image))
    ims, txt = encode(image, text)
    image_logits = scale * ims @ txt.T / np.sqrt(d_embed)

    p_i = softmax(image_logits)
    p_t = softmax(image_logits.T)
    loss = -(np.log(p_i[ground_truth, ground_truth]).mean() + np.log(p_t[ground_truth, ground_truth]).mean()) / 2
    acc_i = (np.argmax(image_logits, axis=1) == ground_truth).sum()
    acc_t = (np.argmax(image_logits.T, axis=1) == ground_truth).sum()

    if lr is not None:
        d_logits = ((p_i - one) + (p_t - one).T) / (2 * len(image))
        d_logits = d_logits * scale / np.sqrt(d_embed)
        d_visual = image.T @ (d_logits @ txt)
        d_text = text.T @ (d_logits.T @ ims)
        model["visual"] -= lr * d_visual
        model["text"] -= lr * d_text
    return loss, (acc_i + acc_t) / 2 / len(image)


minibatch = 32
for epoch in range(60):
    order = np.random.permutation(len(train_images))
    log = []
    for k in range(0, len(order), minibatch):
        chosen = order[k:k + minibatch]
        log.append(shared_step(train_images[chosen], train_texts[chosen], lr=0.3))
    if epoch % 6 == 0:
        val_loss, val_acc = np.mean([shared_step(val_images[k:k + minibatch], val_texts[k:k + minibatch])
                                     for k in (0, 32)], axis=0)
        train_loss, train_acc = np.mean(log, axis=0)
        print(f"epoch {epoch:3d}  loss {train_loss:.3f} acc {train_acc:.3f}  val_loss {val_loss:.3f} val_acc {val_acc:.3f}")

_, accuracy = shared_step(val_images[:32], val_texts[:32])
print("validation accuracy", accuracy)
