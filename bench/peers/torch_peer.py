"""PyTorch on the CPU, written for speed: all data in one tensor, batches by index, fused optimizer loops (foreach).
Images of a convolutional network lie channels last or first, whichever trains faster here, which is tried first.

PEER_NOTE in the environment is added to the notes.
"""
import json
import os
import sys
import time

import numpy
import torch
import torch.nn.functional as F

job = json.load(open(sys.argv[1]))
data, layers, options = job["data"], job["layers"], job["optimizer"]
torch.set_num_threads(job["threads"])
torch.set_flush_denormal(True)
torch.manual_seed(job["seed"])


def images(path, count):
    return torch.from_numpy(numpy.fromfile(path, dtype=numpy.float32).reshape(count, data["features"]))


def labels(path):
    return torch.from_numpy(numpy.fromfile(path, dtype=numpy.uint8).astype(numpy.int64))


train_x, train_y = images(data["trainImages"], data["trainCount"]), labels(data["trainLabels"])
test_x, test_y = images(data["testImages"], data["testCount"]), labels(data["testLabels"])

image_shape = job.get("imageShape")
if image_shape:
    height, width, channels = image_shape
    train_x, test_x = (x.reshape(len(x), channels, height, width) for x in (train_x, test_x))


def kernel_shape(layer):
    if layer["kind"] == "dense":
        return layer["units"], layer["inputs"]
    return (layer["filters"], layer["inputs"], *layer["kernelSize"])


kernels, biases = [], []
for layer in layers:
    if layer["kind"] == "maxPool2d":
        kernels.append(None)
        biases.append(None)
        continue
    kernel = torch.empty(kernel_shape(layer))
    torch.nn.init.xavier_uniform_(kernel)
    kernels.append(kernel.requires_grad_())
    biases.append(torch.zeros(kernel.shape[0], requires_grad=True))
parameters = [p for pair in zip(kernels, biases) for p in pair if p is not None]
activations = {"relu": F.relu, "sigmoid": torch.sigmoid}

if options["type"] == "adam":
    optimizer = torch.optim.Adam(
        parameters,
        lr=options["learningRate"],
        betas=(options["beta1"], options["beta2"]),
        eps=options["epsilon"],
        foreach=True,
    )
else:
    optimizer = torch.optim.SGD(
        parameters,
        lr=options["learningRate"],
        momentum=options["momentum"],
        nesterov=options["nesterov"],
        foreach=True,
    )


def forward(x, training):
    """Logits, and the penalties as they enter the mean loss of the batch (None without any)."""
    h, penalty = x, None
    for layer, kernel, bias in zip(layers, kernels, biases):
        kind = layer["kind"]
        if kind == "maxPool2d":
            h = F.max_pool2d(h, layer["poolSize"])
        elif kind == "conv2d":
            h = F.conv2d(h, kernel, bias)
        else:
            # In the order of the memory, so that nothing is copied.
            if h.dim() == 4:
                h = (h.permute(0, 2, 3, 1) if channels_last else h).flatten(1)
            h = F.linear(h, kernel, bias)
        if layer.get("activation", "softmax") != "softmax":
            h = activations[layer["activation"]](h)
        if layer.get("kernelL2", 0) > 0:
            term = layer["kernelL2"] * kernel.square().sum()
            penalty = term if penalty is None else penalty + term
        if layer.get("activityL2", 0) > 0:
            term = (layer["activityL2"] / len(x)) * h.square().sum()
            penalty = term if penalty is None else penalty + term
        if training and layer["dropout"] > 0:
            h = F.dropout(h, layer["dropout"], True)
    return h, penalty


def loss_of(logits, penalty, y):
    loss = F.cross_entropy(logits, y)
    return loss if penalty is None else loss + penalty


def loss_and_gradients(x, y):
    logits, penalty = forward(x, True)
    loss = loss_of(logits, penalty, y)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    return loss, logits


def lay(last):
    """Puts images and kernels channels last, or first."""
    global channels_last, train_x, test_x
    channels_last = last
    memory = torch.channels_last if last else torch.contiguous_format
    train_x, test_x = train_x.contiguous(memory_format=memory), test_x.contiguous(memory_format=memory)
    for kernel in kernels:
        if kernel is not None and kernel.dim() == 4:
            kernel.data = kernel.data.contiguous(memory_format=memory)


def seconds_of_a_pass(last):
    lay(last)
    times = []
    for _ in range(12):
        started = time.perf_counter()
        loss_and_gradients(train_x[: job["batchSize"]], train_y[: job["batchSize"]])
        times.append(time.perf_counter() - started)
    return sorted(times)[len(times) // 2]


channels_last = False
if image_shape:
    lay(seconds_of_a_pass(True) < seconds_of_a_pass(False))


def train_epoch():
    loss_sum, correct = torch.zeros(()), torch.zeros((), dtype=torch.int64)
    for chosen in torch.randperm(len(train_x)).split(job["batchSize"]):
        x, y = train_x.index_select(0, chosen), train_y.index_select(0, chosen)
        loss, logits = loss_and_gradients(x, y)
        optimizer.step()
        loss_sum += loss.detach() * len(x)
        correct += (logits.detach().argmax(1) == y).sum()
    return loss_sum.item() / len(train_x), correct.item() / len(train_x)


@torch.no_grad()
def validate():
    loss = correct = 0.0
    for x, y in zip(test_x.split(1000), test_y.split(1000)):
        logits, penalty = forward(x, False)
        loss += loss_of(logits, penalty, y).item() * len(x)
        correct += (logits.argmax(1) == y).sum().item()
    return loss / len(test_x), correct / len(test_x)


seconds = []
for _ in range(job["epochs"]):
    started = time.perf_counter()
    train_epoch()
    validation_loss, validation_accuracy = validate()
    seconds.append(time.perf_counter() - started)

threads = torch.get_num_threads()
notes = [f"{threads} thread{'' if threads == 1 else 's'}"]
if options["type"] == "adam":
    notes[0] += ", Adam's epsilon after the bias correction"
if image_shape:
    notes.append(f"channels {'last' if channels_last else 'first'}, the faster of the two here")
if os.environ.get("PEER_NOTE"):
    notes.append(os.environ["PEER_NOTE"])
print(
    json.dumps(
        {
            "peer": "pytorch",
            "version": torch.__version__,
            "secondsPerEpoch": seconds,
            "validationLoss": validation_loss,
            "validationAccuracy": validation_accuracy,
            "notes": notes,
        }
    )
)
